# SPDX-License-Identifier: MIT
"""What is not linked into the program: the query form of signing, which only tests use, and what
toolchain/lean keeps out of it. And what is not linked into the companion: what reads keys.

Two looks for the former, since a compiler may inline a function or drop a text, but hardly both:
the symbols of the program before stripping, and the names of the query's parameters among its
bytes. The signer, linked from the same libraries, shows that the second look can find something.
"""

from __future__ import annotations

import subprocess

from filter_process import build_folder

from tests.release.sizes import crept_in

PARAMETER = b"X-Amz-Credential"


def symbols_of_the_program() -> str:
    """Mangled, one a line."""
    program = build_folder() / "wan53.unstripped"
    listing = subprocess.run(["nm", str(program)], check=True, capture_output=True, text=True)
    return listing.stdout


def test_no_function_of_the_query_form():
    symbols = symbols_of_the_program()
    assert "5wan53" in symbols, "the program has lost its symbols, so this test proves nothing"
    assert [line for line in symbols.splitlines() if "presign" in line.lower()] == []


def test_nothing_that_is_kept_out():
    assert crept_in(build_folder().name) == []


def names_the_parameter(program: str) -> bool:
    return PARAMETER in (build_folder() / program).read_bytes()


def test_no_parameter_of_the_query_form():
    assert names_the_parameter("signer")
    assert not names_the_parameter("wan53")
    assert not names_the_parameter("wan53.unstripped")


KEY_LABEL = b"-----BEGIN RSA PRIVATE KEY-----"


def test_the_companion_reads_no_keys():
    # It shows no certificate. That the program has the label shows that the look can find one.
    assert KEY_LABEL in (build_folder() / "wan53").read_bytes()
    assert KEY_LABEL not in (build_folder() / "bootstrap").read_bytes()
