# SPDX-License-Identifier: MIT
"""The router's web server, as far as an addon's page can tell.

    with Httpd(firmware, page=PATH, ext=FOLDER, settings=FILE) as httpd:
        browser.goto(httpd.url)

Pages and JSON files are filled in when they are asked for: `<% get_custom_settings(); %>` and
`<% nvram_get("NAME"); %>` are answered, any other `<% call(); %>` prints nothing, and a `<%` that
does not end stays as it is.
A POST without a Referer of the server's own origin gets the login page and does nothing.
POST /start_apply.htm rewrites custom_settings.txt from `amng_custom` and starts the services that
`action_script` names, one after the other, as the firmware does: a body ends at 8 KB, a name has 29
characters and a value 2,999, a value is read up to its first blank, and an empty one vanishes.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

BODY_MAX = 8192
NAME_MAX = 29
VALUE_MAX = 2999
FIRMWARE = Path(__file__).parent / "firmware"
TAG = re.compile(r"<%\s*(\w+)\((.*?)\);\s*%>")
SCRIPTS = {"js/jquery.js", "js/httpApi.js", "general.js"}
# The firmware's is a moving picture of this size.
SPINNER = """<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16">
<circle cx="8" cy="8" r="6" fill="none" stroke="#fff" stroke-width="3" stroke-dasharray="26 12"/>
</svg>"""
TYPES = {".css": "text/css", ".js": "text/javascript", ".json": "application/json"}

# What the firmware's answer does: it reloads the page that asked, whatever became of it.
ANSWER = "<html><script>parent.location.href = '/reloaded.asp';</script></html>"
LOGIN = "<html><script>top.location.href = '/Main_Login.asp';</script></html>"


def read_settings(file: Path) -> dict[str, str]:
    """custom_settings.txt as httpd reads it."""
    settings = {}
    text = file.read_text("utf-8", "replace") if file.exists() else ""
    for line in text.split("\n"):
        words = line.split(" ", 1)
        value = words[1].lstrip(" ").split(" ", 1)[0] if len(words) == 2 else ""
        if value:
            settings[words[0][:NAME_MAX]] = value[:VALUE_MAX]
    return settings


def write_settings(file: Path, posted: str) -> None:
    """Rewrites custom_settings.txt from a posted object; what is no JSON changes nothing."""
    try:
        settings = json.loads(posted)
    except ValueError:
        return
    lines = [f"{name[:NAME_MAX]} {str(value)[:VALUE_MAX]}" for name, value in settings.items()]
    file.write_text("".join(f"{line}\n" for line in lines)[:BODY_MAX])


@dataclass
class Firmware:
    """The router behind the server, and its faults."""

    nvram: dict[str, str] = field(default_factory=dict)
    skin: str = ""  # "", "rog" or "tuf"
    # Called with each word of action_script after "start_"; starts in the background.
    service: Callable[[str], None] = lambda name: None
    silent: bool = False  # service events get lost
    logged_out: bool = False
    slash_escaped: bool = True  # as json-c writes strings
    knows_settings: bool = True  # get_custom_settings() is known
    blind: int = 0  # so many questions for a JSON file are not answered
    # Called after a POST was saved and before its events.
    meanwhile: Callable[[], None] = lambda: None


class Httpd:
    """Serves one addon's page at `url`; `posts` holds the fields of every POST."""

    def __init__(self, firmware: Firmware, page: Path, ext: Path, settings: Path) -> None:
        self.firmware = firmware
        self.page = page
        self.ext = ext
        self.settings = settings
        self.posts: list[dict[str, str]] = []
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.url = f"{self.origin}/user1.asp"

    def __enter__(self) -> Httpd:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def fill(self, page: str) -> str:
        """The page with its ASP tags answered."""

        def answer(tag: re.Match[str]) -> str:
            if tag[1] == "nvram_get":
                return self._nvram(tag[2].strip("\"' "))
            if tag[1] == "get_custom_settings" and self.firmware.knows_settings:
                if not self.settings.exists():
                    return " new Object()"
                text = json.dumps(read_settings(self.settings), ensure_ascii=False)
                return text.replace("/", "\\/") if self.firmware.slash_escaped else text
            return ""

        return TAG.sub(answer, page)

    def _nvram(self, name: str) -> str:
        if name == "rc_support":
            return f"2.4G 5G am_addons {self.firmware.skin}".strip()
        return self.firmware.nvram.get(name, "")

    def get(self, path: str) -> tuple[int, str, str]:
        """(status, content type, body) of a GET."""
        path = path.lstrip("/")
        if path == "user1.asp":
            page = LOGIN if self.firmware.logged_out else self.fill(self.page.read_text())
            return 200, "text/html", page
        if path in SCRIPTS:
            return 200, "text/javascript", ""
        if path == "images/InternetScan.gif":
            return 200, "image/svg+xml", SPINNER
        file = (self.ext if path.startswith("ext/") else FIRMWARE) / path.removeprefix("ext/")
        if ".." in path or not file.is_file():
            return 404, "text/html", "404 Not Found"
        body = file.read_text()
        if file.suffix == ".json":
            if self.firmware.logged_out:
                return 200, "text/html", LOGIN
            if self.firmware.blind > 0:
                self.firmware.blind -= 1
                return 404, "text/html", "404 Not Found"
            body = self.fill(body)
        if path == "form_style.css" and self.firmware.skin:  # the last one that a page names
            body += (FIRMWARE / f"{self.firmware.skin}.css").read_text()
        return 200, TYPES.get(file.suffix, "text/html"), body

    def post(self, path: str, body: bytes, referer: str) -> tuple[int, str, str]:
        """(status, content type, body) of a POST."""
        came_from = urlsplit(referer)
        if f"{came_from.scheme}://{came_from.netloc}" != self.origin or self.firmware.logged_out:
            return 200, "text/html", LOGIN
        if path != "/start_apply.htm":
            return 404, "text/html", "404 Not Found"
        return 200, "text/html", self.start_apply(body)

    def start_apply(self, body: bytes) -> str:
        """What POST /start_apply.htm does."""
        fields = dict(parse_qsl(body[:BODY_MAX].decode(), keep_blank_values=True))
        with self.lock:
            self.posts.append(fields)
            if "amng_custom" in fields:
                write_settings(self.settings, fields["amng_custom"])
        words = [] if self.firmware.silent else fields["action_script"].split(";")
        names = [word.removeprefix("start_") for word in words]
        threading.Thread(target=self._start, args=(names,), daemon=True).start()
        return ANSWER

    def _start(self, names: list[str]) -> None:
        self.firmware.meanwhile()
        for name in names:
            self.firmware.service(name)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        httpd = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self, status: int, kind: str, body: str) -> None:
                data = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self) -> None:
                self.answer(*httpd.get(urlsplit(self.path).path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                referer = self.headers.get("Referer", "")
                self.answer(*httpd.post(urlsplit(self.path).path, body, referer))

            def log_message(self, *_: object) -> None:
                """Tests read `posts`."""

        return Handler
