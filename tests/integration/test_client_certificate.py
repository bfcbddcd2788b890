# SPDX-License-Identifier: MIT
"""A certificate of this machine shown to servers that want one: it is accepted under both versions
of TLS, whatever signed it and whatever its key; and a refusal is told in words, which arrives in
the handshake under TLS 1.2 and when the reply is read under TLS 1.3."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading

import pytest
from certificates import CLIENT_AUTH, link
from cryptography.hazmat.primitives import serialization
from filter_process import build_folder

HOST = "127.0.0.1"
VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
REPLY = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@pytest.fixture(scope="module")
def server_root():
    return link("root")


def key_pem(owner):
    return owner.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@contextlib.contextmanager
def server_of(folder, root, version, accepted):
    """A server that wants a certificate signed by `accepted`; yields its port and what it saw."""
    own = link("server", root, host=HOST)
    (folder / "server.pem").write_bytes(own.pem + key_pem(own))
    (folder / "root.pem").write_bytes(root.pem)
    (folder / "accepted.pem").write_bytes(accepted.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = VERSIONS[version]
    context.load_cert_chain(folder / "server.pem")
    context.load_verify_locations(folder / "accepted.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    seen = []

    def serve(listener):
        connection, _ = listener.accept()
        connection.settimeout(20)
        tls = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        try:
            tls.do_handshake()
            seen.append(tls.getpeercert(binary_form=True))
            tls.recv(4096)
            tls.sendall(REPLY)
        except ssl.SSLError:
            # To close at once would reset the connection under the client's last messages, which on
            # a network have left before the alert arrives.
            with contextlib.suppress(OSError), socket.socket(fileno=tls.detach()) as plain:
                plain.settimeout(20)
                while plain.recv(4096):
                    pass
        tls.close()

    with socket.create_server((HOST, 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield listener.getsockname()[1], seen
        thread.join(30)


def get(folder, port, own=None, key=None):
    program = build_folder() / "shown"
    words = [program, f"https://{HOST}:{port}/", f"{HOST}:{port}", folder / "root.pem"]
    if own is not None:
        (folder / "own.pem").write_bytes(own.pem + b"".join(each.pem for each in own.above))
        (folder / "own.key").write_bytes(key_pem(key or own))
        words += [folder / "own.pem", folder / "own.key"]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=True).stdout


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ["P-256", "RSA-2048"])
@pytest.mark.parametrize("issued", [False, True], ids=["self-signed", "issued"])
def test_certificate_is_accepted(tmp_path, server_root, version, kind, issued):
    authority = link("home", kind="P-384") if issued else None
    own = link("router", authority, kind=kind, usage=CLIENT_AUTH) if issued else link(
        "router", kind=kind)  # fmt: skip
    with server_of(tmp_path, server_root, version, authority or own) as (port, seen):
        assert get(tmp_path, port, own) == "200\n"
    assert seen == [own.certificate.public_bytes(serialization.Encoding.DER)]


# Errc::user, and whether the request had left already.
EARLY = {"1.2": "8 never-sent", "1.3": "8 maybe-sent"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ["P-256", "RSA-2048"])
def test_refusal_is_told_in_words(tmp_path, server_root, version, kind):
    own = link("router", kind=kind)
    with server_of(tmp_path, server_root, version, link("other")) as (port, _):
        said = get(tmp_path, port, own)
    assert said == (
        f"{EARLY[version]} {HOST}:{port} refuses the connection (it does not accept this machine's "
        "certificate); check that the certificate is registered and active there, and its dates\n"
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_expired_certificate_is_refused(tmp_path, server_root, version):
    authority = link("home")
    own = link("router", authority, usage=CLIENT_AUTH, days=(-9, -2))
    with server_of(tmp_path, server_root, version, authority) as (port, _):
        assert "does not accept this machine's certificate" in get(tmp_path, port, own)


def test_server_that_wants_a_certificate_and_gets_none(tmp_path, server_root):
    with server_of(tmp_path, server_root, "1.3", link("other")) as (port, _):
        assert "wants a certificate from this machine" in get(tmp_path, port)


@pytest.mark.parametrize("version", VERSIONS)
def test_key_of_another_certificate_is_refused(tmp_path, server_root, version):
    own = link("router")
    with server_of(tmp_path, server_root, version, own) as (port, _):
        assert "does not accept this machine's certificate" in get(
            tmp_path, port, own, link("other"))  # fmt: skip
