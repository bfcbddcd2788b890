# SPDX-License-Identifier: MIT
"""A mail server (RFC 5321, TLS from the start) that keeps what it is sent."""

from __future__ import annotations

import base64
import contextlib
import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import trustme


@dataclass
class Mail:
    login: list[str]
    sender: str
    to: str
    text: str


@dataclass
class Sink:
    port: int = 0
    refusals: int = (
        0  # how many of the next logins are refused, as by a server that is out of order
    )
    tries: int = 0
    mails: list[Mail] = field(default_factory=list)


class Session(socketserver.StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        with contextlib.suppress(OSError, ssl.SSLError):
            self.talk(self.server.sink)

    def talk(self, sink: Sink) -> None:
        sink.tries += 1
        login, sender, to = [], "", ""
        self.say("220 mail.example")
        while line := self.rfile.readline().decode().strip():
            verb, rest = line[:4].upper(), line[5:]
            if verb == "EHLO":
                self.say("250-mail.example")
                self.say("250 AUTH PLAIN")
            elif verb == "AUTH":
                words = rest.split()
                if len(words) == 1:
                    self.say("334 ")
                    words.append(self.rfile.readline().decode().strip())
                login = base64.b64decode(words[1]).decode().split("\0")[1:]
                if sink.refusals > 0:
                    sink.refusals -= 1
                    self.say("454 not now")
                else:
                    self.say("235 welcome")
            elif verb == "MAIL":
                sender = rest
                self.say("250 ok")
            elif verb == "RCPT":
                to = rest
                self.say("250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part.removeprefix(b".") if part.startswith(b"..") else part
                sink.mails.append(Mail(login, sender, to, text.decode()))
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("502 what?")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, sink: Sink, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.sink = sink
        self.context = context

    def get_request(self):
        connection, address = super().get_request()
        connection.settimeout(20)
        wrapped = self.context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False
        )
        return wrapped, address

    def handle_error(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def mail_server() -> Iterator[Sink]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    sink = Sink()
    with Server(sink, context) as server:
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()
