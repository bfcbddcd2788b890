#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a release out of finished binaries: what routers, Linux boxes and Lambda download, signed.

    dist.py --root TREE --out FOLDER --version X.Y.Z --epoch SECONDS [--key PRIVATE.pem]

FOLDER gets an archive for each target, the addon's script, the Debian packages, the Lambda
archives and their template, the changelog, an SBOM (SPDX 2.3), SHA256SUMS over all of these, and
SHA256SUMS.sig: ECDSA P-256 over SHA-256, by openssl.
All but the signature depends on the tree alone: owners, modes, order and times are fixed.

The key's public half must be the RELEASE_KEY of merlin-addon/script/main.sh. Without a key the
release is one for trials: its version ends in -dev, a key made for it under build/ signs it, and
the copy of the script in it trusts that key.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import deb
import join_page
import join_script
from licenses import LICENSES, OF_ZIG, Refused, notice

ROUTERS = ("armv7", "aarch64", "mipsel")
LINUX = tuple(deb.ARCHITECTURES)
LAMBDA = ("arm64", "x86_64")
# By the name in a release, the file in src/lambda.
TEMPLATES = {
    "wan53-lambda.yaml": "template.yaml",
    "wan53-router.yaml": "router.yaml",
    "wan53-roles-anywhere.yaml": "roles-anywhere.yaml",
}
KEY_BLOCK = re.compile(r"^RELEASE_KEY='([^']*)'$", re.MULTILINE)
VERSION_LINE = re.compile(r'^readonly SCRIPT_VERSION="v([^"]*)"$', re.MULTILINE)


def openssl(*words: str | Path) -> bytes:
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, check=False)
    if done.returncode != 0:
        raise Refused(f"openssl {words[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def public_half(key: Path) -> str:
    return openssl("pkey", "-in", key, "-pubout").decode().strip()


def trial_key(path: Path) -> Path:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", fresh)
        fresh.rename(path)
    return path


def script_for(text: str, version: str, key: Path, *, trial: bool) -> str:
    """The script as this release carries it."""
    block, line = KEY_BLOCK.search(text), VERSION_LINE.search(text)
    if not block or not line:
        raise Refused("merlin-addon/script: expected one line RELEASE_KEY='' and SCRIPT_VERSION")
    public = public_half(key)
    if not trial and block[1].strip() != public:
        raise Refused(
            f"{key}: its public half is not the RELEASE_KEY of merlin-addon/script/main.sh; put it "
            "there and commit that, or sign with the key that it names"
        )
    text = KEY_BLOCK.sub(lambda _: f"RELEASE_KEY='{public}'", text)
    return VERSION_LINE.sub(lambda _: f'readonly SCRIPT_VERSION="v{version}"', text)


def archive(folder: str, files: dict[str, tuple[bytes, int]], epoch: int) -> bytes:
    """A .tar.gz of these files (content and mode), the same for the same content."""
    tar = io.BytesIO()
    inner = {f"{folder}/{name.partition('/')[0]}" for name in files if "/" in name}
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as out:
        for name in sorted({folder, *inner}):
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode, entry.mtime = tarfile.DIRTYPE, 0o755, epoch
            out.addfile(entry)
        for name in sorted(files):
            content, mode = files[name]
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mode, entry.mtime = len(content), mode, epoch
            out.addfile(entry, io.BytesIO(content))
    return gzip.compress(tar.getvalue(), compresslevel=9, mtime=0)


def sources(root: Path) -> dict[str, tuple[str, str, str]]:
    """name → version, sha256, URL of what sources.lock pins."""
    found = {}
    for line in (root / "toolchain/sources.lock").read_text().splitlines():
        if line and not line.startswith("#"):
            name, version, sha256, url, _ = line.split()
            found[name] = (version, sha256, url)
    return found


def zig_version(root: Path) -> str:
    text = (root / "toolchain/requirements.txt").read_text()
    match = re.search(r"^ziglang==(\S+)", text, re.MULTILINE)
    if not match:
        raise Refused("toolchain/requirements.txt: no ziglang")
    return match[1]


def sbom(root: Path, version: str, epoch: int) -> str:
    pinned = sources(root)
    zig = zig_version(root)
    packages = [
        {
            "SPDXID": "SPDXRef-wan53", "name": "wan53", "versionInfo": version,
            "downloadLocation": "NOASSERTION", "licenseConcluded": "MIT",
            "licenseDeclared": "MIT", "copyrightText": "NOASSERTION", "filesAnalyzed": False,
        }
    ]  # fmt: skip
    for name, (license_id, _) in LICENSES.items():
        entry = {
            "SPDXID": f"SPDXRef-{name.replace('+', 'x')}", "name": name,
            "licenseConcluded": license_id, "licenseDeclared": license_id,
            "copyrightText": "NOASSERTION", "filesAnalyzed": False,
        }  # fmt: skip
        if name in OF_ZIG:
            entry |= {
                "versionInfo": f"as in zig {zig}",
                "downloadLocation": f"https://ziglang.org/download/{zig}/",
            }
        else:
            number, sha256, url = pinned[name]
            entry |= {
                "versionInfo": number,
                "downloadLocation": url,
                "checksums": [{"algorithm": "SHA256", "checksumValue": sha256}],
            }
        packages.append(entry)
    created = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"wan53-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/wan53-{version}-{epoch}",
        "creationInfo": {"created": created, "creators": ["Tool: wan53-dist"]},
        "packages": packages,
        "relationships": [
            {
                "spdxElementId": "SPDXRef-DOCUMENT",
                "relationshipType": "DESCRIBES",
                "relatedSpdxElement": "SPDXRef-wan53",
            },
            *(
                {
                    "spdxElementId": "SPDXRef-wan53",
                    "relationshipType": "STATIC_LINK",
                    "relatedSpdxElement": package["SPDXID"],
                }
                for package in packages[1:]
            ),
        ],
    }
    return json.dumps(document, indent=1) + "\n"


def read(path: Path) -> bytes:
    if not path.is_file():
        raise Refused(f"{path}: no such file; `make dist` builds it first")
    return path.read_bytes()


def page(root: Path) -> bytes:
    try:
        return join_page.join(root / "merlin-addon/www").encode()
    except join_page.Refused as why:
        raise Refused(str(why)) from why


def addon_script(root: Path) -> str:
    try:
        return join_script.join(root / "merlin-addon/script")
    except join_script.Refused as why:
        raise Refused(str(why)) from why


def linux_files(root: Path) -> dict[str, tuple[bytes, int]]:
    """What a Linux box needs besides the program; packaging/README.md says where it belongs."""
    return {
        "linux/wan53.service": (deb.unit(root, "/usr/local/bin"), 0o644),
        "linux/wan53.conf": (read(root / "packaging/wan53.conf"), 0o644),
        "linux/wan53.8": (read(root / "build/man/wan53.8"), 0o644),
        "linux/wan53.conf.5": (read(root / "build/man/wan53.conf.5"), 0o644),
        "linux/wan53.bash": (read(root / "build/completion/wan53.bash"), 0o644),
    }


def make(root: Path, out: Path, version: str, epoch: int, key: Path | None) -> list[Path]:
    trial = key is None
    if key is None:
        key = trial_key(root / "build/dist-key.pem")
        version += "-dev"
    script = script_for(addon_script(root), version, key, trial=trial).encode()
    licences = {
        "LICENSE": (read(root / "LICENSE"), 0o644),
        "NOTICE": (notice(root).encode(), 0o644),
    }
    router = {"wan53.sh": (script, 0o755), "wan53.asp": (page(root), 0o644)}
    linux = linux_files(root)
    files = {"wan53.sh": script, f"wan53-{version}.spdx.json": sbom(root, version, epoch).encode()}
    for target in dict.fromkeys((*ROUTERS, *LINUX)):
        content = {**licences, "wan53": (read(root / "build" / target / "wan53"), 0o755)}
        content |= router if target in ROUTERS else {}
        content |= linux if target in LINUX else {}
        files[f"wan53-{version}-{target}.tar.gz"] = archive(f"wan53-{version}", content, epoch)
    for target in LINUX:
        name, package = deb.package(root, target, version, epoch)
        files[name] = package
    for name in (f"wan53-lambda-{each}.zip" for each in LAMBDA):
        files[name] = read(root / "build/lambda" / name)
    files["CHANGELOG.md"] = read(root / "CHANGELOG.md")
    for name, template in TEMPLATES.items():
        files[name] = read(root / "src/lambda" / template)
    files["SHA256SUMS"] = "".join(
        f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)
    ).encode()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    (out / "wan53.sh").chmod(0o755)
    sums = out / "SHA256SUMS"
    openssl("dgst", "-sha256", "-sign", key, "-out", out / "SHA256SUMS.sig", sums)
    return sorted(out.iterdir())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--epoch", type=int, required=True)
    parser.add_argument("--key", type=Path)
    given = parser.parse_args()
    try:
        files = make(given.root, given.out, given.version, given.epoch, given.key)
    except Refused as why:
        print(f"dist.py: {why}", file=sys.stderr)
        return 1
    for path in files:
        print(f"  {path}: {path.stat().st_size:,} bytes")
    if given.key is None:
        print("  For trials only: no WAN53_SIGNING_KEY was given.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
