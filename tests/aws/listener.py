# SPDX-License-Identifier: MIT
"""Sockets: listens on a loopback port and serves each connection in a thread of its own.

HTTP/1.1 keep-alive, TCP_NODELAY, one write a reply. What happens on the wire beside that is what
the reply's Wire asks for.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable

from tests.aws.http_wire import (
    MAX_BODY,
    BadRequest,
    Reply,
    Request,
    read_request,
    reply_bytes,
    wants_close,
)
from tests.aws.journal import Journal

Respond = Callable[[Request, int], Reply]
IDLE_SECONDS = 120
LINGER_SECONDS = 1


class Listener:
    """Serves until stop(); `respond` gets each request with its connection's number. A context that
    may change is given as a function, which is asked before each handshake."""

    def __init__(
        self,
        respond: Respond,
        now: Callable[[], float],
        journal: Journal | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        context: ssl.SSLContext | Callable[[], ssl.SSLContext] | None = None,
        max_body: int = MAX_BODY,
    ) -> None:
        self.max_body = max_body
        self._respond, self._now, self._journal, self._context = respond, now, journal, context
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family, backlog=128)
        self.host, self.port = host, self._socket.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._stopping = False
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    @property
    def url(self) -> str:
        """The endpoint, without a final slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self._context else 'http'}://{host}:{self.port}"

    def stop(self) -> None:
        """Ends all connections and waits for their threads."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._acceptor.join()
        # Half first: a reply on its way still arrives.
        self._shut_down(socket.SHUT_RD)
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(2)
        self.drop_connections()
        for thread in threads:
            thread.join(3)

    def drop_connections(self) -> None:
        """Ends all connections, as a server does with idle ones."""
        self._shut_down(socket.SHUT_RDWR)

    def _shut_down(self, how: int) -> None:
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                # Not SSLSocket's own, which drops the TLS state under the serving thread.
                socket.socket.shutdown(connection, how)

    def _accept(self) -> None:
        while not self._stopping:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._lock:
                self._open.add(connection)
                self._threads.add(thread)
            thread.start()

    def _serve(self, raw: socket.socket) -> None:
        try:
            number = self._journal.add_connection() if self._journal is not None else 0
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            raw.settimeout(IDLE_SECONDS)
            with contextlib.suppress(OSError, BadRequest):
                _Connection(self, self._secured(raw), number).run()
        finally:
            with self._lock:
                self._open.discard(raw)
                self._threads.discard(threading.current_thread())
            raw.close()

    def _secured(self, raw: socket.socket) -> socket.socket:
        """The connection after its TLS handshake; the raw one where there is no TLS."""
        if self._context is None:
            return raw
        context = self._context() if callable(self._context) else self._context
        # The handshake comes after the swap, so that stop() ends one that hangs.
        with self._lock:
            secured = context.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
            self._open.discard(raw)
            self._open.add(secured)
        try:
            secured.do_handshake()
        except OSError:
            if self._journal is not None:
                self._journal.add_handshake(None, False)
            _linger(secured)
            self.forget(secured)
            secured.close()
            raise
        if self._journal is not None:
            self._journal.add_handshake(secured.version(), secured.session_reused)
        return secured

    def forget(self, connection: socket.socket) -> None:
        """No longer counts it as open."""
        with self._lock:
            self._open.discard(connection)


def _linger(connection: socket.socket) -> None:
    """Lets the other side read the alert: closing over what it still sends would reset it."""
    with contextlib.suppress(OSError):
        # Not SSLSocket's own, as above.
        socket.socket.shutdown(connection, socket.SHUT_WR)
        connection.settimeout(LINGER_SECONDS)
        while socket.socket.recv(connection, 4096):
            pass


class _Connection:
    """One connection, from its first request to its end."""

    def __init__(self, listener: Listener, connection: socket.socket, number: int) -> None:
        self._listener, self._socket, self._number = listener, connection, number

    def run(self) -> None:
        try:
            with self._socket.makefile("rb") as stream:
                while self._one(stream):
                    pass
            self._say_goodbye()
        finally:
            self._listener.forget(self._socket)
            self._socket.close()

    def _one(self, stream) -> bool:
        """Serves one request; False ends the connection."""
        try:
            request = read_request(stream, self._continue, self._listener.max_body)
        except BadRequest as problem:
            self._send(Reply(400, f"{problem}\n".encode(), close=True))
            return False
        if request is None:
            return False
        if isinstance(self._socket, ssl.SSLSocket):
            request.certificate = self._socket.getpeercert(binary_form=True) or b""
            request.server_name = self._socket.server_hostname or ""
        reply = self._listener._respond(request, self._number)
        reply.close = reply.close or wants_close(request)
        wire = reply.wire
        if wire.delay:
            time.sleep(wire.delay)
        if wire.abort == "reset":
            self._reset()
        if wire.abort:
            return False
        self._send(reply)
        return not (reply.close or wire.close_after or wire.cut_at is not None)

    def _send(self, reply: Reply) -> None:
        self._socket.sendall(reply_bytes(reply, self._listener._now()))

    def _continue(self) -> None:
        self._socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _reset(self) -> None:
        """A zero linger time makes close() send RST in place of FIN."""
        linger = struct.pack("ii", 1, 0)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        # detach() leaves TLS without a goodbye.
        raw = socket.socket(fileno=self._socket.detach())
        raw.close()

    def _say_goodbye(self) -> None:
        """Sends TLS's close_notify without waiting for the other side's."""
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.fileno() >= 0:
            self._socket.settimeout(0)
            with contextlib.suppress(OSError):
                self._socket.unwrap()
