# SPDX-License-Identifier: MIT
"""A front of the local AWS whose first connections are hostile; later ones it passes on."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


def flood(connection: socket.socket, first: bytes, repeated: bytes) -> None:
    """Sends without end, until the other end goes."""
    try:
        connection.sendall(first)
        while repeated:
            connection.sendall(repeated * (1 + 32_768 // len(repeated)))
        while connection.recv(4096):
            pass
    except OSError:
        pass
    finally:
        connection.close()


def pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65_536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def relay(connection: socket.socket, port: int) -> None:
    with connection, socket.create_connection(("127.0.0.1", port)) as behind:
        back = threading.Thread(target=pump, args=(behind, connection), daemon=True)
        back.start()
        pump(connection, behind)
        back.join()


@contextmanager
def hostile_front(port: int, first: bytes, repeated: bytes, hostile: int = 1) -> Iterator[int]:
    """Its port. `port` is the local AWS's; `repeated` empty: silence after `first`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for count in range(1_000_000):
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                work = (flood, (connection, first, repeated))
                if count >= hostile:
                    work = (relay, (connection, port))
                threading.Thread(target=work[0], args=work[1], daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
