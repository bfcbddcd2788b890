#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the Debian packages out of finished binaries: all bytes depend on the tree alone.

    deb.py --root TREE --out FOLDER --version X.Y.Z --epoch SECONDS

FOLDER gets wan53_X.Y.Z-1_ARCHITECTURE.deb for each of ARCHITECTURES. Form of a .deb: deb(5).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import lzma
import re
import sys
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from licenses import LICENSES, Refused, license_of

# Our targets, as Debian names them. armv7's program needs no FPU and no library: it runs on armhf.
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "armv7": "armhf"}
MAINTAINER = "wan53 contributors <wan53@users.noreply.github.com>"
DESCRIPTION = """keeps Amazon Route 53 pointing at this machine's address
 wan53 reads what Route 53 has for your names, and writes only what differs:
 the address of an interface, or the one that the internet sees. Its daemon
 learns of a new address at once.
 .
 It is one static program: it signs its requests itself and trusts only
 Amazon's certificate roots. `wan53 setup` asks for all that it needs."""
BINARY = "/usr/bin"
# Where the licence itself is on every Debian, so that the package points to it.
APACHE = re.compile(
    r"^ +Apache License\n +Version 2\.0.*?^ +limitations under the License\.\n", re.M | re.S
)
GPL = re.compile(r"^ +GNU GENERAL PUBLIC LICENSE\n.*\Z", re.M | re.S)
COMMON = "    (the text of /usr/share/common-licenses/{})\n"


@dataclass(frozen=True)
class File:
    content: bytes
    mode: int = 0o644


def read(path: Path) -> bytes:
    if not path.is_file():
        raise Refused(f"{path}: no such file; `make deb` builds it first")
    return path.read_bytes()


def packed(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)


def unit(root: Path, folder: str) -> bytes:
    """The systemd unit of a program in this folder."""
    return read(root / "packaging/wan53.service").replace(b"@bindir@", folder.encode())


def copyright_of(root: Path) -> bytes:
    parts = [
        "wan53 is the work of the wan53 contributors.\n\n",
        read(root / "LICENSE").decode().strip(),
        "\n\nIt is linked with these libraries, mbed TLS under its Apache licence.\n",
    ]
    for name in LICENSES:
        text = APACHE.sub(COMMON.format("Apache-2.0"), license_of(root, name))
        text = GPL.sub(COMMON.format("GPL-2"), text)
        parts.append(f"\n{'=' * 78}\n{name}\n{'=' * 78}\n\n{text.strip()}\n")
    return "".join(parts).encode()


def changelog(version: str, epoch: int) -> bytes:
    date = datetime.fromtimestamp(epoch, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f"wan53 ({version}) unstable; urgency=medium\n\n"
        f"  * The project's release; changelog.gz says what is new.\n\n -- {MAINTAINER}  {date}\n"
    ).encode()


def files(root: Path, target: str, version: str, epoch: int) -> dict[str, File]:
    """What the package installs, by path."""
    share, doc = "usr/share", "usr/share/doc/wan53"
    return {
        "usr/bin/wan53": File(read(root / "build" / target / "wan53"), 0o755),
        "usr/lib/systemd/system/wan53.service": File(unit(root, BINARY)),
        f"{share}/man/man8/wan53.8.gz": File(packed(read(root / "build/man/wan53.8"))),
        f"{share}/man/man5/wan53.conf.5.gz": File(packed(read(root / "build/man/wan53.conf.5"))),
        f"{share}/bash-completion/completions/wan53": File(
            read(root / "build/completion/wan53.bash")
        ),
        f"{doc}/copyright": File(copyright_of(root)),
        f"{doc}/changelog.gz": File(packed(read(root / "CHANGELOG.md"))),
        f"{doc}/changelog.Debian.gz": File(packed(changelog(version, epoch))),
        f"{doc}/examples/wan53.conf": File(read(root / "packaging/wan53.conf")),
        f"{share}/lintian/overrides/wan53": File(read(root / "packaging/deb/overrides")),
    }


def control(root: Path, target: str, version: str, installed: dict[str, File]) -> dict[str, File]:
    architecture = ARCHITECTURES[target]
    kilobytes = sum(-(-len(file.content) // 1024) for file in installed.values())
    fields = {
        "Package": "wan53",
        "Version": version,
        "Section": "net",
        "Priority": "optional",
        "Architecture": architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(kilobytes),
        # For checkers that are not Amazon's, whose roots are in the program.
        "Recommends": "ca-certificates",
        "Homepage": "https://github.com/wan53/wan53",
        "Description": DESCRIPTION,
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    sums = "".join(
        f"{hashlib.md5(file.content, usedforsecurity=False).hexdigest()}  {path}\n"
        for path, file in sorted(installed.items())
    )
    found = {"control": File(text.encode()), "md5sums": File(sums.encode())}
    for script in ("preinst", "postinst", "prerm", "postrm"):
        for path in (
            root / "packaging/deb" / script,
            root / f"packaging/deb/{script}.{architecture}",
        ):
            if path.is_file():
                found[script] = File(read(path), 0o755)
    return found


def tar(content: dict[str, File], epoch: int, private: tuple[str, ...] = ()) -> bytes:
    """A .tar.xz of root's files and their folders; those in `private` are root's alone."""
    folders = {"."} | {str(each) for path in (*content, *(f"{p}/x" for p in private))
                       for each in PurePosixPath(path).parents}  # fmt: skip
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path in sorted({*folders, *content}):
            entry = tarfile.TarInfo("./" if path == "." else f"./{path}")
            entry.mtime, entry.uname, entry.gname = epoch, "root", "root"
            if path in content:
                entry.size, entry.mode = len(content[path].content), content[path].mode
                archive.addfile(entry, io.BytesIO(content[path].content))
            else:
                entry.type, entry.mode = tarfile.DIRTYPE, 0o700 if path in private else 0o755
                archive.addfile(entry)
    return lzma.compress(out.getvalue())


def ar(members: dict[str, bytes], epoch: int) -> bytes:
    parts = [b"!<arch>\n"]
    for name, content in members.items():
        head = f"{name:<16}{epoch:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n"
        parts += [head.encode(), content, b"\n" * (len(content) % 2)]
    return b"".join(parts)


def package(root: Path, target: str, version: str, epoch: int) -> tuple[str, bytes]:
    """Name and bytes of a target's package. A trial's -dev is older than the release: ~dev."""
    debian = f"{version.replace('-', '~')}-1"
    installed = files(root, target, debian, epoch)
    members = {
        "debian-binary": b"2.0\n",
        "control.tar.xz": tar(control(root, target, debian, installed), epoch),
        "data.tar.xz": tar(installed, epoch, private=("etc/wan53",)),
    }
    return f"wan53_{debian}_{ARCHITECTURES[target]}.deb", ar(members, epoch)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--epoch", type=int, required=True)
    given = parser.parse_args()
    try:
        made = [package(given.root, each, given.version, given.epoch) for each in ARCHITECTURES]
    except Refused as why:
        print(f"deb.py: {why}", file=sys.stderr)
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    for name, content in made:
        (given.out / name).write_bytes(content)
        print(f"  {given.out / name}: {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
