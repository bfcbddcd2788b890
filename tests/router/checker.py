# SPDX-License-Identifier: MIT
"""The internet behind a WAN, in a network namespace of its own: answers over HTTPS with an address.

    python3 checker.py CERTIFICATE KEY ANSWER

Prints its process id once it is in its namespace, and listens on port 443 of all addresses it is
given later. ANSWER is a file: the body of each reply, read anew each time; a file ANSWER.a beside
it is that of /a alone. "cut" in front of the text leaves out the end that a whole answer has,
"html" answers as a captive portal does.
"""

from __future__ import annotations

import ctypes
import os
import ssl
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CLONE_NEWNET = 0x40000000


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    file: Path

    def do_GET(self) -> None:  # noqa: N802
        own = self.file.with_name(self.file.name + self.path.replace("/", "."))
        text = (own if own.is_file() else self.file).read_text()
        log = self.file.with_suffix(".log")
        with log.open("a") as lines:
            lines.write(f"{self.client_address[0]}\n")
        cut = text.startswith("cut ")
        body = text.removeprefix("cut ").encode()
        if text == "html":
            body = b"<html><title>Welcome to the hotel</title></html>\n"
        self.send_response(200)
        if cut:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    certificate, key, answer = sys.argv[1:]
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        sys.exit(os.strerror(ctypes.get_errno()))
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    Answer.file = Path(answer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("0.0.0.0", 443), Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(os.getpid(), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
