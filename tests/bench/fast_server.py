# SPDX-License-Identifier: MIT
"""A local TLS server that answers every changed round with the same two replies.

It verifies no signature and no date, so that a recorded request may be sent again, and it does
next to nothing between a request and its reply. A GET is answered with one A record, a POST with a
change that is in sync. Requests are kept as they were on the wire, with the moment (monotonic) at
which the first line of each was there.
"""

from __future__ import annotations

import ssl
import threading
import time
from email.utils import formatdate
from socketserver import StreamRequestHandler, ThreadingTCPServer

from tests.aws.tls import server_context

# For whoever lets them resolve; the second is asked at port 443 by programs that know no other.
HOST, ROUTE53 = "aws.bench.test", "route53.amazonaws.com"
NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"
LIST_REPLY = (
    '<?xml version="1.0"?>\n'
    f'<ListResourceRecordSetsResponse xmlns="{NAMESPACE}"><ResourceRecordSets><ResourceRecordSet>'
    "<Name>{name}.</Name><Type>A</Type><TTL>120</TTL><ResourceRecords><ResourceRecord>"
    "<Value>{address}</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>"
    "</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>1</MaxItems>"
    "</ListResourceRecordSetsResponse>"
)
CHANGE_REPLY = (
    '<?xml version="1.0"?>\n'
    f'<ChangeResourceRecordSetsResponse xmlns="{NAMESPACE}"><ChangeInfo>'
    "<Id>/change/C0123456789ABCDEFGHIJ</Id><Status>INSYNC</Status>"
    "<SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo>"
    "</ChangeResourceRecordSetsResponse>"
)


class Handler(StreamRequestHandler):
    """One connection, until its client closes it."""

    disable_nagle_algorithm = True
    server: FastServer
    began = 0.0  # the request that is being read

    def handle(self) -> None:
        self.server.connections += 1
        while head := self._head():
            length = next((int(line[15:]) for line in head if line[:15] == b"Content-Length:"), 0)
            self.server.moments.append(self.began)
            self.server.requests.append(b"".join(head) + self.rfile.read(length))
            body = self.server.replies[head[0].split(b" ", 1)[0]]
            date = formatdate(usegmt=True)
            reply = (
                f"HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Type: text/xml\r\n"
                f"x-amzn-RequestId: 00000000-0000-4000-8000-000000000000\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}"
            )
            self.wfile.write(reply.encode())
            if not self.server.keeps_alive:
                return

    def _head(self) -> list[bytes]:
        lines: list[bytes] = []
        while line := self.rfile.readline():
            if not lines:
                self.began = time.monotonic()
            lines.append(line)
            if line == b"\r\n":
                return lines
        return []


class FastServer(ThreadingTCPServer):
    """Serves from construction on in a thread of its own; use it in a `with`."""

    daemon_threads = True
    allow_reuse_address = True
    keeps_alive = True

    def __init__(self, name: str, address: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.replies = {
            b"GET": LIST_REPLY.format(name=name, address=address),
            b"POST": CHANGE_REPLY,
        }
        self.requests: list[bytes] = []
        self.moments: list[float] = []
        self.connections = 0
        self._context = server_context(("localhost", "127.0.0.1", HOST, ROUTE53), "any")
        self._context.num_tickets = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.server_address[1]}"

    @property
    def url_by_name(self) -> str:
        return f"https://{HOST}:{self.server_address[1]}"

    def get_request(self) -> tuple[ssl.SSLSocket, tuple]:
        plain, peer = super().get_request()
        return self._context.wrap_socket(
            plain, server_side=True, do_handshake_on_connect=False
        ), peer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that ends its process ends its connection; that is no error."""

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
