# SPDX-License-Identifier: MIT
"""heartbeat-url: a monitor is told how each round ended, and never holds one up."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from wan53 import Wan53, record

UUID = "0123abcd-4567-89ab-cdef-0123456789ab"


class Monitor:
    """Remembers what it was called with."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        called = self.calls

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                called.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"OK")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def wait(self, calls: int) -> list[str]:
        """The calls, as soon as there are so many."""
        end = time.monotonic() + 10
        while len(self.calls) < calls and time.monotonic() < end:
            time.sleep(0.02)
        return self.calls


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    made = Monitor()
    yield made
    made.server.shutdown()
    made.server.server_close()


def watched(wan53: Wan53, zone: str, url: str) -> Wan53:
    wan53.configure(f"[publish]\nheartbeat-url = {url}\n{record(zone=zone)}")
    return wan53


def forget_the_minute(wan53: Wan53) -> None:
    """As if the last call were long ago."""
    text = wan53.volatile.read_text()
    key = '"heartbeat_ms":'
    start = text.index(key) + len(key)
    end = min(text.index(mark, start) for mark in ",}" if mark in text[start:])
    wan53.volatile.write_text(text[:start] + "1" + text[end:])


@pytest.mark.parametrize(
    ("path", "bad"),
    [
        (f"/ping/{UUID}", f"/ping/{UUID}/fail"),
        ("/api/push/T0k?status=up&msg=OK&ping=", "/api/push/T0k?status=down&msg=OK&ping="),
    ],
)
def test_tells_how_a_round_ended(aws, wan53, monitor, path, bad):
    watched(wan53, aws.zone_id, monitor.url + path)
    assert wan53.update().code == 0
    assert monitor.wait(1) == [path]
    assert wan53.update().code == 0  # less than a minute later
    forget_the_minute(wan53)
    assert wan53.update(AWS_SECRET_ACCESS_KEY="x" * 40).code == 4
    assert monitor.wait(2) == [path, bad]
    # Nothing more came in the meantime.
    forget_the_minute(wan53)
    assert wan53.update().code == 0
    assert monitor.wait(3) == [path, bad, path]


def test_a_round_that_could_not_begin_is_told_too(aws, wan53, monitor):
    watched(wan53, aws.zone_id, f"{monitor.url}/{UUID}")
    assert wan53.update(AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="").code == 2
    assert monitor.wait(1) == [f"/{UUID}/fail"]


def test_a_monitor_that_hangs_holds_nothing_up(aws, wan53):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        watched(wan53, aws.zone_id, f"http://127.0.0.1:{listener.getsockname()[1]}/{UUID}")
        start = time.monotonic()
        assert wan53.update().outcomes == ["created"]
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(4096).startswith(f"GET /{UUID} HTTP/1.1\r\n".encode())
            # The call goes on, while nothing of the round does.
            assert time.monotonic() - start < 5
            assert wan53("status", "--json").json["in_progress"] is None
            assert wan53.update().outcomes == ["unchanged"]
            assert time.monotonic() - start < 10


def test_dry_runs_and_other_commands_tell_nothing(aws, wan53, monitor):
    watched(wan53, aws.zone_id, f"{monitor.url}/{UUID}")
    assert wan53.update("--dry-run").code == 0
    assert wan53("status").code == 3
    assert wan53.update().code == 0
    assert monitor.wait(1) == [f"/{UUID}"]


def test_a_url_that_is_none_is_refused(wan53):
    watched(wan53, "Z1", "https://me:SECRET@hc.example/x")
    run = wan53("config", "check")
    assert run.code == 2
    assert "heartbeat-url" in run.err
    assert "SECRET" not in run.err
