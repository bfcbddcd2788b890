#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Brings the sources named in a lock file into FOLDER/NAME, unpacked.

Usage: fetch.py FOLDER [LOCK]; without LOCK it is the libraries' sources.lock.

Each archive is looked for in the download cache (WAN53_SOURCE_CACHE, by default
~/.cache/wan53/src), then at the project's own URL, then on this machine's Debian mirror, whose pool
holds the same archives. Only bytes with the pinned sha256 are kept. Python's standard library only.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import NamedTuple

TIMEOUT_S = 20
HERE = Path(__file__).resolve().parent


class Source(NamedTuple):
    name: str
    version: str
    sha256: str
    url: str
    mirror_path: str


def read_lock(text: str) -> list[Source]:
    lines = (line.strip() for line in text.splitlines())
    return [Source(*line.split()) for line in lines if line and not line.startswith("#")]


def debian_mirrors() -> list[str]:
    """The mirrors that apt is set up with, each ending in '/'; none where there is no apt."""
    try:
        listing = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(CREATED_BY) $(REPO_URI) $(ORIGIN)"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
    except FileNotFoundError:
        return []
    rows = (line.split() for line in listing.splitlines())
    found = [
        row[1] for row in rows if len(row) == 3 and row[0] == "Packages" and row[2] == "Debian"
    ]
    if not found:  # before the first `apt-get update` there are no indexes to list
        found = configured_mirrors()
    return list(dict.fromkeys(uri.rstrip("/") + "/" for uri in found if "security" not in uri))


def configured_mirrors() -> list[str]:
    uris: list[str] = []
    for path in [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]:
        if not path.is_file():
            continue
        text = path.read_text(errors="replace")
        uris += re.findall(r"^deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+\S+\s+.*\bmain\b", text, re.MULTILINE)
        for uri_line in re.findall(r"^URIs:\s*(.+)$", text, re.MULTILINE):
            uris += uri_line.split()
    return [uri for uri in uris if "/debian" in uri]


class Fetcher:
    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self.dead_hosts: set[str] = set()
        self.mirrors: list[str] | None = None

    def archive(self, source: Source) -> Path:
        """The path of the archive in the cache, with the right sha256."""
        path = self.cache / f"{source.name}-{source.version}-{source.sha256[:16]}"
        if path.is_file() and digest(path.read_bytes()) == source.sha256:
            return path
        problems = []
        for url in self.candidates(source):
            data, problem = self.download(url)
            if data is not None and digest(data) == source.sha256:
                self.cache.mkdir(parents=True, exist_ok=True)
                with tempfile.NamedTemporaryFile(dir=self.cache, delete=False) as part:
                    part.write(data)
                os.replace(part.name, path)
                return path
            problems.append(f"  {url}: " + (problem or "has sha256 " + digest(data or b"")))
        sys.exit(
            f"fetch.py: {source.name} {source.version} with sha256 {source.sha256} is nowhere:\n"
            + "\n".join(problems)
            + f"\nPut the archive at {path} by hand, or see toolchain/README.md."
        )

    def candidates(self, source: Source):
        yield source.url
        if self.mirrors is None:
            self.mirrors = debian_mirrors()
        for mirror in self.mirrors:
            yield mirror + source.mirror_path

    def download(self, url: str) -> tuple[bytes | None, str]:
        host = urllib.parse.urlsplit(url).hostname or ""
        if host in self.dead_hosts:
            return None, "host did not answer before"
        try:
            with urllib.request.urlopen(url, timeout=TIMEOUT_S) as reply:
                return reply.read(), ""
        except OSError as error:
            if not isinstance(error, urllib.error.HTTPError):
                self.dead_hosts.add(host)
            return None, str(error)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unpack(archive: Path, to: Path) -> None:
    """Unpacks without the archive's own top folder, in one step that cannot be left half done."""
    with tempfile.TemporaryDirectory(dir=to.parent) as scratch, tarfile.open(archive) as tar:
        tar.extractall(scratch)  # the sha256 vouches for its paths
        (top,) = Path(scratch).iterdir()
        shutil.rmtree(to, ignore_errors=True)
        top.rename(to)


def main() -> None:
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    lock = Path(sys.argv[2]) if len(sys.argv) == 3 else HERE / "sources.lock"
    folder.mkdir(parents=True, exist_ok=True)
    default = Path.home() / ".cache" / "wan53" / "src"
    fetcher = Fetcher(Path(os.environ.get("WAN53_SOURCE_CACHE") or default))
    for source in read_lock(lock.read_text()):
        mark = folder / f".{source.name}"
        if mark.is_file() and mark.read_text() == source.sha256:
            continue
        print(f"  FETCH\t{source.name} {source.version}", flush=True)
        unpack(fetcher.archive(source), folder / source.name)
        mark.write_text(source.sha256)


if __name__ == "__main__":
    main()
