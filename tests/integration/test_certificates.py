# SPDX-License-Identifier: MIT
"""Which servers the program reaches, and what it says about certificates that it cannot trust and
servers that speak no TLS of its kind: the cause in words and what helps, never a library's
number."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading

import pytest
from certificates import CLIENT_AUTH, NAME_CONSTRAINTS, TlsServer, link
from wan53 import record

HOST = "127.0.0.1"


def chain_with_constraints():
    root = link("root")
    return link("server", link("middle", root, critical=NAME_CONSTRAINTS), host=HOST), root


def chain_of(root_kind="P-256", trusted=None, **server):
    root = link("root", kind=root_kind)
    return link("server", root, **{"host": HOST} | server), trusted or root


# The server's chain and the trusted root; the exit status; words of the cause; of the advice.
CASES = {
    "only roots of an unknown curve": (
        lambda: chain_of("P-521"), 4, "kind that wan53 does not know", "AWS_CA_BUNDLE, use"),
    "only roots of an unknown signature": (
        lambda: chain_of("Ed25519"), 4, "kind that wan53 does not know", "P-256 or P-384"),
    "a server's key of an unknown curve": (
        lambda: chain_of(kind="P-521"), 3, "shares no version, cipher or curve", "host name"),
    "a root with name constraints": (
        lambda: (lambda root: (link("server", root, host=HOST), root))(
            link("root", critical=NAME_CONSTRAINTS)), 4, "critical extension", "without it"),
    "an intermediate with name constraints": (
        chain_with_constraints, 3, "critical extension", "without it"),
    "expired": (lambda: chain_of(days=(-9, -2)), 3, "it has expired", "clock"),
    "not valid yet": (lambda: chain_of(days=(2, 9)), 3, "not valid yet", "clock"),
    "another host's": (lambda: chain_of(host="127.0.0.2"), 3, "another host's", "host name"),
    "another authority's": (
        lambda: chain_of(trusted=link("other")), 3, "no trusted root", "ca-file"),
    "expired and another authority's": (
        lambda: chain_of(trusted=link("other"), days=(-9, -2)), 3, "no trusted root", "ca-file"),
    "a weak key": (lambda: chain_of(kind="RSA-1024"), 3, "too weak", "replace"),
    "a client's": (lambda: chain_of(usage=CLIENT_AUTH), 3, "not one of a TLS server", "replace"),
}  # fmt: skip


def check_words(run, code, cause, advice):
    assert run.code == code, run.err
    assert cause in run.err
    assert advice in run.err
    assert not re.search(r"0x|mbedTLS|libcurl|error [0-9]", run.err), run.err
    assert ("clock" in run.err) == (advice == "clock"), run.err


@pytest.mark.parametrize(("chain", "code", "cause", "advice"), CASES.values(), ids=CASES)
def test_certificate_that_cannot_be_trusted(bare, tmp_path, chain, code, cause, advice):
    server, trusted = chain()
    check_words(run_against(bare, tmp_path, server, trusted), code, cause, advice)


def update(bare, tmp_path, url, trusted):
    bare.configure(record(zone="Z111"))
    bundle = tmp_path / "trusted.pem"
    bundle.write_bytes(trusted.pem)
    return bare(
        "update",
        AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY="x" * 40,
        AWS_ENDPOINT_URL=url,
        AWS_CA_BUNDLE=str(bundle),
    )


def run_against(bare, tmp_path, server, trusted, **options):
    with TlsServer(tmp_path, server, **options) as endpoint:
        return update(bare, tmp_path, endpoint.url, trusted)


def reaches(bare, tmp_path, server, trusted, **options):
    """Whether a request arrives: the client has accepted the server by then."""
    with TlsServer(tmp_path, server, **options) as endpoint:
        update(bare, tmp_path, endpoint.url, trusted)
        return any(request.startswith(b"GET /2013-04-01/") for request in endpoint.requests)


# With RSA, OpenSSL signs the handshake by RSA-PSS, in TLS 1.2 as well.
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("kind", ["RSA-2048", "RSA-4096", "P-256", "P-384"])
def test_server_of_every_kind_that_we_know(bare, tmp_path, kind, version):
    assert reaches(bare, tmp_path, *chain_of(kind, kind=kind), version=version)


@pytest.mark.parametrize("cipher", ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"])
@pytest.mark.parametrize(("kind", "name"), [("RSA-2048", "RSA"), ("P-256", "ECDSA")])
def test_server_with_one_cipher(bare, tmp_path, kind, name, cipher):
    ciphers = f"ECDHE-{name}-{cipher}"
    assert reaches(bare, tmp_path, *chain_of(kind=kind), ciphers=ciphers)


def test_server_without_a_cipher_that_we_know(bare, tmp_path):
    run = run_against(bare, tmp_path, *chain_of(kind="RSA-2048"), ciphers="AES256-SHA")
    check_words(run, 3, "shares no version, cipher", "AES-GCM")


def test_header_line_longer_than_the_library_takes(bare, tmp_path):
    line = b"HTTP/1.1 200 OK\r\nX: " + b"h" * 400_000
    run = run_against(bare, tmp_path, *chain_of(), reply=line)
    check_words(run, 3, "larger than 256 KiB", "right service")


def answer_all(bare, tmp_path, answer):
    """What `update` says of a server that answers so: `answer` gets each connection."""
    with socket.create_server((HOST, 0)) as listener:

        def serve():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                answer(connection)
                connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        url = f"https://{HOST}:{listener.getsockname()[1]}"
        run = update(bare, tmp_path, url, link("root"))
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()
    return run


def test_server_that_speaks_no_tls(bare, tmp_path):
    run = answer_all(bare, tmp_path, lambda c: c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    check_words(run, 3, "not TLS", "port and scheme")


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# After the client's first message, unless it is the first row.
HANG_UPS = {
    "at once": lambda c: None,
    "silently": lambda c: c.recv(4096),
    "by a reset": lambda c: (c.recv(4096), reset(c)),
    "in the middle of a record": lambda c: (c.recv(4096), c.sendall(b"\x16\3\3\0\x40\2\0")),
    "by an alert": lambda c: (c.recv(4096), c.sendall(b"\x15\3\3\0\2\1\0")),
}


@pytest.mark.parametrize("hang_up", HANG_UPS.values(), ids=HANG_UPS)
def test_server_that_hangs_up_in_the_handshake(bare, tmp_path, hang_up):
    run = answer_all(bare, tmp_path, hang_up)
    check_words(run, 3, "hung up in the TLS handshake", "check the internet connection")
