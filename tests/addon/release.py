# SPDX-License-Identifier: MIT
"""A wan53 release as it lies in its download folder, for the script under test.

`Release(folder, "0.2.0")` writes SHA256SUMS and its signature, wan53.sh with the public key in it
and the archives; every architecture's holds this machine's program, since that is what can run
here. `serve(folder)` is the web server. Nothing but the version, the key and the program differs
from the tree's own script and page.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import http.server
import io
import re
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.addon.world import BUILD

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "build/wan53.sh"
PAGE = ROOT / "build/wan53.asp"
ARCHITECTURES = ("armv7", "aarch64", "mipsel")
FIRST, SECOND = "0.1.0", "0.2.0"


class Key:
    """A signing key, made on the spot."""

    def __init__(self, folder: Path, name: str = "key") -> None:
        self.file = folder / f"{name}.pem"
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", self.file)
        self.public = openssl("ec", "-in", self.file, "-pubout").decode().strip()

    def sign(self, file: Path, to: Path) -> None:
        openssl("dgst", "-sha256", "-sign", self.file, "-out", to, file)


def openssl(*words: str | Path) -> bytes:
    return subprocess.run(["openssl", *words], check=True, capture_output=True).stdout


@functools.cache
def program(version: str) -> bytes:
    """This machine's wan53, saying another version."""
    data = (BUILD / "wan53").read_bytes()
    said = subprocess.run([BUILD / "wan53", "version"], capture_output=True, check=True).stdout
    own = said.split()[1]
    assert len(own) == len(version), f"{own!r} cannot be replaced by {version!r} in the program"
    return data.replace(own, version.encode())


def broken_program(complaint: str) -> bytes:
    """Does all that the one at /state/bin/wan53 does, but does not pass `doctor --self`."""
    return (
        '#!/bin/sh\ncase "$1 $2" in\n'
        f'"doctor --self") echo "{complaint}" >&2; exit 70 ;;\n'
        'esac\nexec /state/bin/wan53 "$@"\n'
    ).encode()


def script_text(version: str, key: Key) -> str:
    text = SCRIPT.read_text()
    text, count = re.subn(r'(?m)^readonly SCRIPT_VERSION="v[^"]*"',
                          f'readonly SCRIPT_VERSION="v{version}"', text)  # fmt: skip
    assert count == 1, "wan53.sh has no line that sets SCRIPT_VERSION"
    text, count = re.subn(r"(?ms)^((?:readonly )?RELEASE_KEY=)'[^']*'$",
                          lambda found: f"{found[1]}'{key.public}'", text)  # fmt: skip
    assert count == 1, "wan53.sh has no line that sets RELEASE_KEY"
    return text


class Release:
    def __init__(self, folder: Path, version: str, key: Key, *, binary: bytes | None = None):
        self.folder = folder
        self.version = version
        self.key = key
        folder.mkdir(parents=True, exist_ok=True)
        self.files = {
            "wan53": binary or program(version),
            "wan53.asp": PAGE.read_bytes(),
            "wan53.sh": script_text(version, key).encode(),
            "LICENSE": (ROOT / "LICENSE").read_bytes(),
            "NOTICE": b"What is linked in.\n",
        }
        (folder / "wan53.sh").write_bytes(self.files["wan53.sh"])
        packed = self._pack()
        for architecture in ARCHITECTURES:
            self.archive(architecture).write_bytes(packed)
        (folder / "sbom.json").write_text("{}\n")
        self.sign()

    def archive(self, architecture: str = "armv7") -> Path:
        return self.folder / f"wan53-{self.version}-{architecture}.tar.gz"

    def _pack(self) -> bytes:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as tar:
            for name, data in self.files.items():
                entry = tarfile.TarInfo(f"wan53-{self.version}/{name}")
                entry.size = len(data)
                entry.mode = 0o755 if name in ("wan53", "wan53.sh") else 0o644
                tar.addfile(entry, io.BytesIO(data))
        return packed.getvalue()

    def sign(self, key: Key | None = None) -> None:
        """SHA256SUMS of what lies there now, and its signature."""
        sums = self.folder / "SHA256SUMS"
        files = sorted(f for f in self.folder.iterdir() if not f.name.startswith("SHA256SUMS"))
        sums.write_text(
            "".join(f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.name}\n" for f in files)
        )
        (key or self.key).sign(sums, self.folder / "SHA256SUMS.sig")

    def unpack(self, to: Path) -> None:
        """Lays the archive's files out, as `tar xz` does; for an installation without a network."""
        to.mkdir(parents=True, exist_ok=True)
        for name, data in self.files.items():
            (to / name).write_bytes(data)
            (to / name).chmod(0o755 if name in ("wan53", "wan53.sh") else 0o644)


MANY = 200_000_000


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The folder at an address of this machine, which the simulated router can reach.

    Where it has a file named `endless`, every answer goes on for ever, and that file tells how
    many bytes were taken of it. As long as it has one named `slow`, no answer comes to its end.
    """
    endless = folder / "endless"
    slow = folder / "slow"

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args, **options) -> None:
            super().__init__(*args, directory=str(folder), **options)

        def do_GET(self) -> None:
            if slow.exists():
                slow.write_text(self.path)
            while slow.exists():
                time.sleep(0.05)
            if not endless.exists():
                super().do_GET()
                return
            self.send_response(200)
            self.end_headers()
            taken = 0
            with contextlib.suppress(OSError):
                while taken < MANY:
                    taken += self.wfile.write(bytes(65536))
            endless.write_text(str(taken))

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
