# SPDX-License-Identifier: MIT
"""A release's signature, made by openssl as a release makes it, checked by the program."""

from __future__ import annotations

import hashlib
import subprocess

import pytest


@pytest.fixture
def release(tmp_path):
    """A folder with two files, their sums, the signature and the public key."""

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], check=True, cwd=tmp_path, capture_output=True)

    (tmp_path / "a.tar.gz").write_bytes(b"\x00\xffa" * 50_000)
    (tmp_path / "b.sh").write_text("#!/bin/sh\n")
    sums = [
        f"{hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("a.tar.gz", "b.sh")
    ]
    (tmp_path / "SUMS").write_text("".join(sums))
    for name in ("key", "other"):
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.pem")
        openssl("ec", "-in", f"{name}.pem", "-pubout", "-out", f"{name}.pub")
    openssl("dgst", "-sha256", "-sign", "key.pem", "-out", "SUMS.sig", "SUMS")
    return tmp_path


def verify(wan53, release, *files: str, key: str = "key.pub"):
    paths = [str(release / name) for name in (key, "SUMS", "SUMS.sig", *files)]
    return wan53("verify", *paths)


def test_a_release_of_ours(wan53, release):
    run = verify(wan53, release, "a.tar.gz", "b.sh")
    assert (run.code, run.out, run.err) == (0, "", "")


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [cut, flip])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.tar.gz", "a.tar.gz: not the file that was released"),
        ("SUMS", "SUMS: not signed by that key"),
        ("SUMS.sig", "SUMS: not signed by that key"),
    ],
)
def test_whatever_is_altered_is_refused(wan53, release, harm, name, said):
    harm(release / name)
    run = verify(wan53, release, "b.sh", "a.tar.gz")
    assert run.code == 4
    assert run.err.count("\n") == 1
    assert said in run.err


def test_another_key_is_refused(wan53, release):
    run = verify(wan53, release, "a.tar.gz", key="other.pub")
    assert (run.code, "not signed by that key" in run.err) == (4, True)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", 2, "no public key"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", 2, "no public key"),
        (None, 4, "no such file"),
    ],
)
def test_what_is_no_key(wan53, release, text, code, said):
    if text is None:
        (release / "key.pub").unlink()
    else:
        (release / "key.pub").write_text(text)
    run = verify(wan53, release, "a.tar.gz")
    assert run.code == code
    assert said in run.err


def test_a_file_that_the_list_does_not_know(wan53, release):
    (release / "c").write_text("c")
    run = verify(wan53, release, "c")
    assert (run.code, "is not in the list of checksums" in run.err) == (4, True)
    run = wan53("verify", str(release / "key.pub"))
    assert (run.code, "expected KEY SUMS SIGNATURE FILE" in run.err) == (1, True)
