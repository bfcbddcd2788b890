# SPDX-License-Identifier: MIT
"""A release, made of stand-in binaries: what is in it, that it is the same twice, and signed."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EPOCH = 1_764_000_000


def dist(root: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "toolchain/dist.py", "--root", root, "--out", out, "--version", "0.1.0",
         "--epoch", str(EPOCH), *more],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def openssl(*words: str | Path) -> str:
    return subprocess.run(
        ["openssl", *map(str, words)], check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def tree(tmp_path):
    """This tree's own texts, and binaries that are none."""
    root = tmp_path / "a folder"
    for name in ("LICENSE", "CHANGELOG.md", "toolchain/sources.lock", "toolchain/requirements.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    for name in ("merlin-addon/www", "merlin-addon/script"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copytree(ROOT / "packaging", root / "packaging")
    (root / "build/lambda").mkdir(parents=True)
    for name in ("src", "toolchain"):
        (root / "build" / name).symlink_to(ROOT / "build" / name)
    for name in ("man/wan53.8", "man/wan53.conf.5", "completion/wan53.bash"):
        (root / "build" / name).parent.mkdir(exist_ok=True)
        (root / "build" / name).write_text(name)
    for target in ("armv7", "aarch64", "mipsel", "x86_64"):
        (root / "build" / target).mkdir()
        (root / "build" / target / "wan53").write_bytes(target.encode() * 1000)
    for name in ("arm64", "x86_64"):
        (root / f"build/lambda/wan53-lambda-{name}.zip").write_bytes(name.encode())
    (root / "src/lambda").mkdir(parents=True)
    for template in (ROOT / "src/lambda").glob("*.yaml"):
        shutil.copy(template, root / "src/lambda")
    return root


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "key.pem"
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path)
    return path


def trust(tree: Path, key: Path) -> None:
    script = tree / "merlin-addon/script/main.sh"
    public = openssl("pkey", "-in", key, "-pubout").strip()
    text, count = re.subn(r"(?m)^RELEASE_KEY='[^']*'$", f"RELEASE_KEY='{public}'",
                          script.read_text())  # fmt: skip
    assert count == 1
    script.write_text(text)


def test_a_trial_release(tree, tmp_path):
    out = tmp_path / "out"
    run = dist(tree, out)
    assert run.returncode == 0, run.stderr
    assert "For trials only" in run.stdout
    assert {path.name for path in out.iterdir()} == {
        "wan53-0.1.0-dev-armv7.tar.gz", "wan53-0.1.0-dev-aarch64.tar.gz",
        "wan53-0.1.0-dev-mipsel.tar.gz", "wan53-0.1.0-dev-x86_64.tar.gz",
        "wan53_0.1.0~dev-1_armhf.deb", "wan53_0.1.0~dev-1_arm64.deb",
        "wan53_0.1.0~dev-1_amd64.deb", "wan53-0.1.0-dev.spdx.json", "wan53.sh",
        "wan53-lambda-arm64.zip", "wan53-lambda-x86_64.zip", "CHANGELOG.md",
        "wan53-lambda.yaml", "wan53-router.yaml", "wan53-roles-anywhere.yaml",
        "SHA256SUMS", "SHA256SUMS.sig",
    }  # fmt: skip
    script = (out / "wan53.sh").read_text()
    assert 'readonly SCRIPT_VERSION="v0.1.0-dev"' in script
    assert openssl("pkey", "-in", tree / "build/dist-key.pem", "-pubout").strip() in script
    assert (tree / "build/dist-key.pem").stat().st_mode & 0o777 == 0o600


def test_every_template_ships(tree, tmp_path):
    out = tmp_path / "out"
    assert dist(tree, out).returncode == 0
    ours = {path.read_text() for path in (ROOT / "src/lambda").glob("*.yaml")}
    assert {path.read_text() for path in out.glob("*.yaml")} == ours
    assert (out / "wan53-lambda.yaml").read_text().count("AWS::ApiGateway::RestApi") == 1


def test_what_an_archive_holds(tree, tmp_path):
    out = tmp_path / "out"
    assert dist(tree, out).returncode == 0
    with tarfile.open(out / "wan53-0.1.0-dev-mipsel.tar.gz") as tar:
        entries = {entry.name: entry for entry in tar.getmembers()}
        modes = {name: entry.mode for name, entry in entries.items()}
        binary = tar.extractfile("wan53-0.1.0-dev/wan53").read()
        notice = tar.extractfile("wan53-0.1.0-dev/NOTICE").read().decode()
    assert modes == {
        "wan53-0.1.0-dev": 0o755, "wan53-0.1.0-dev/wan53": 0o755,
        "wan53-0.1.0-dev/wan53.sh": 0o755, "wan53-0.1.0-dev/wan53.asp": 0o644,
        "wan53-0.1.0-dev/LICENSE": 0o644, "wan53-0.1.0-dev/NOTICE": 0o644,
    }  # fmt: skip
    assert all((e.uid, e.gid, e.uname, e.mtime) == (0, 0, "", EPOCH) for e in entries.values())
    assert binary == b"mipsel" * 1000
    for words in ("COPYRIGHT AND PERMISSION NOTICE", "Apache License", "Dave Gamble", "pugixml",
                  "Ben Hoyt", "Rich Felker", "LLVM Exceptions"):  # fmt: skip
        assert words in notice


# A router has both; where no router is, its addon would only take room.
ROUTER = {"wan53.sh": 0o755, "wan53.asp": 0o644}
LINUX = {
    "linux": 0o755, "linux/wan53.service": 0o644, "linux/wan53.conf": 0o644, "linux/wan53.8": 0o644,
    "linux/wan53.conf.5": 0o644, "linux/wan53.bash": 0o644,
}  # fmt: skip


@pytest.mark.parametrize(
    ("target", "own"),
    [("armv7", ROUTER | LINUX), ("aarch64", ROUTER | LINUX), ("x86_64", LINUX), ("mipsel", ROUTER)],
)
def test_what_is_for_routers_and_for_other_machines(tree, tmp_path, target, own):
    out = tmp_path / "out"
    assert dist(tree, out).returncode == 0
    folder = "wan53-0.1.0-dev"
    with tarfile.open(out / f"{folder}-{target}.tar.gz") as tar:
        modes = {entry.name: entry.mode for entry in tar.getmembers()}
        binary = tar.extractfile(f"{folder}/wan53").read()
        unit = tar.extractfile(f"{folder}/linux/wan53.service") if own is not ROUTER else None
        assert unit is None or b"ExecStart=/usr/local/bin/wan53 start" in unit.read()
    common = {"": 0o755, "/wan53": 0o755, "/LICENSE": 0o644, "/NOTICE": 0o644}
    assert modes == {f"{folder}{name}": mode for name, mode in common.items()} | {
        f"{folder}/{name}": mode for name, mode in own.items()
    }
    assert binary == target.encode() * 1000


def test_the_same_tree_gives_the_same_release(tree, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    other = tmp_path / "elsewhere"
    shutil.copytree(tree, other, symlinks=True)
    assert dist(tree, first).returncode == 0
    shutil.copy(tree / "build/dist-key.pem", other / "build/dist-key.pem")
    assert dist(other, second).returncode == 0
    for path in first.iterdir():
        if path.name != "SHA256SUMS.sig":
            assert path.read_bytes() == (second / path.name).read_bytes(), path.name


def test_the_sums_and_the_signature(tree, key, tmp_path):
    trust(tree, key)
    out = tmp_path / "out"
    run = dist(tree, out, "--key", str(key))
    assert run.returncode == 0, run.stderr
    assert "trials" not in run.stdout
    lines = [line.split("  ") for line in (out / "SHA256SUMS").read_text().splitlines()]
    assert sorted(name for _, name in lines) == sorted(
        path.name for path in out.iterdir() if not path.name.startswith("SHA256SUMS")
    )
    for digest, name in lines:
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    public = tmp_path / "public.pem"
    public.write_text(openssl("pkey", "-in", key, "-pubout"))
    check = ["openssl", "dgst", "-sha256", "-verify", public, "-signature",
             out / "SHA256SUMS.sig", out / "SHA256SUMS"]  # fmt: skip
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    with (out / "SHA256SUMS").open("a") as sums:
        sums.write("\n")
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0


def test_a_key_that_the_script_does_not_trust(tree, key, tmp_path):
    run = dist(tree, tmp_path / "out", "--key", str(key))
    assert run.returncode == 1
    assert "is not the RELEASE_KEY of merlin-addon/script/main.sh" in run.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["build/aarch64/wan53", "build/lambda/wan53-lambda-arm64.zip"])
def test_a_release_is_whole_or_none(tree, tmp_path, name):
    (tree / name).unlink()
    run = dist(tree, tmp_path / "out")
    assert (run.returncode, name in run.stderr) == (1, True)
    assert not (tmp_path / "out").exists()


def test_the_sbom_names_what_is_linked_in(tree, tmp_path):
    out = tmp_path / "out"
    assert dist(tree, out).returncode == 0
    document = json.loads((out / "wan53-0.1.0-dev.spdx.json").read_text())
    assert document["spdxVersion"] == "SPDX-2.3"
    assert document["creationInfo"]["created"] == "2025-11-24T16:00:00Z"
    packages = {package["name"]: package for package in document["packages"]}
    assert set(packages) == {"wan53", "curl", "mbedtls", "cjson", "pugixml", "inih", "musl",
                             "libc++", "compiler-rt"}  # fmt: skip
    ids = [package["SPDXID"] for package in document["packages"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", each) for each in ids)
    linked = {each["relatedSpdxElement"] for each in document["relationships"]}
    assert linked == set(ids)
    pinned = (ROOT / "toolchain/sources.lock").read_text()
    for name in ("curl", "mbedtls", "cjson", "pugixml", "inih"):
        assert packages[name]["checksums"][0]["checksumValue"] in pinned
        assert packages[name]["downloadLocation"].startswith("https://")
    assert str(tmp_path) not in json.dumps(document)
