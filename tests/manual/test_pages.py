# SPDX-License-Identifier: MIT
"""The manual pages are well-formed, and everything in them can be tried."""

import json
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from made import BUILD, ROOT, Program

PAGES = ("wan53.8", "wan53.conf.5")
# What mandoc notes about every page that is not of a BSD, or not installed.
HARMLESS = re.compile(r"operating system explicitly specified|referenced manual not found")
KEY = (
    "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)
KEY = KEY + KEY.replace("default", "home")
ENDPOINT = "iot-endpoint = c1.credentials.iot.us-east-1.amazonaws.com\n"
ALIAS = "iot-role-alias = wan53\n"
ANYWHERE = "arn:aws:rolesanywhere:eu-central-1:111122223333"
ID = "00000000-0000-4000-8000-000000000000"
ARNS = {
    "trust-anchor-arn": f"trust-anchor-arn = {ANYWHERE}:trust-anchor/{ID}\n",
    "profile-arn": f"profile-arn = {ANYWHERE}:profile/{ID}\n",
    "role-arn": "role-arn = arn:aws:iam::111122223333:role/wan53\n",
}
IOT = f"credentials = iot\n{ENDPOINT}"
# For an example that does not stand alone.
NEEDED = {
    "gateway-url": "via = gateway\n",
    "gateway-api-arn": "via = gateway\ngateway-url = https://api.example.com/v100/ddns\n",
    "source-ipv6": "type = A AAAA\n",
    "credentials": ENDPOINT + ALIAS,
    "iot-endpoint": "credentials = iot\n" + ALIAS,
    "iot-role-alias": IOT,
    "iot-thing": IOT + ALIAS,
    "client-cert": IOT + ALIAS + "client-key = home.key\n",
    "client-key": IOT + ALIAS + "client-cert = home.crt\n",
    "credential-process": "credentials = process\n",
} | {
    key: "credentials = roles-anywhere\n" + "".join(ARNS[other] for other in ARNS if other != key)
    for key in ARNS
}


def make_pair(folder: Path) -> None:
    """A key pair and its certificate, by the usual names and by those of the examples."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "home.example.com")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for stem in ("client", "home"):
        (folder / f"{stem}.crt").write_bytes(certificate.public_bytes(pem))
        (folder / f"{stem}.key").touch(mode=0o600)
        (folder / f"{stem}.key").write_bytes(private)


def text_of(made: Path, page: str) -> str:
    return (made / "man" / page).read_text()


def plain(roff: str) -> str:
    for escape, text in {"\\-": "-", "\\&": "", "\\%": "", "\\:": "", "\\e": "\\"}.items():
        roff = roff.replace(escape, text)
    return roff


def literals(roff: str) -> list[str]:
    """The blocks that stand as they are."""
    return [
        plain(block) for block in re.findall(r"^\.Bd -literal.*\n((?:.*\n)*?)\.Ed$", roff, re.M)
    ]


def key_examples(roff: str) -> list[tuple[str, str]]:
    """(section, line) of each key's example."""
    found = []
    for part in roff.split("\n.Ss ")[1:]:
        section = plain(part.split("\n", 1)[0])
        found += [
            (section, plain(line)) for line in re.findall(r"^\.It example\n(.+)$", part, re.M)
        ]
    return found


@pytest.mark.parametrize("page", PAGES)
def test_mandoc_has_no_complaint(made, page):
    if shutil.which("mandoc") is None:
        pytest.skip("mandoc is not installed")
    run = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "style", str(made / "man" / page)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (run.stdout + run.stderr).splitlines()
    assert [line for line in lines if not HARMLESS.search(line)] == []


@pytest.mark.parametrize("page", PAGES)
def test_man_has_no_complaint(made, page):
    """As Debian's lintian asks it."""
    if shutil.which("man") is None or shutil.which("groff") is None:
        pytest.skip("man or groff is not installed")
    run = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(made / "man" / page)],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "EXAMPLES" in run.stdout


def test_what_is_copied_has_no_new_hyphens(made):
    if shutil.which("man") is None or shutil.which("groff") is None:
        pytest.skip("man or groff is not installed")
    for page in PAGES:
        run = subprocess.run(
            ["man", "-l", str(made / "man" / page)],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "60", "MANPAGER": "cat"},
            capture_output=True,
            text=True,
            check=True,
        )
        shown = re.sub(r"\x1b\[[0-9;]*m|.\x08", "", run.stdout)
        for line in [line for _, line in key_examples(text_of(made, page))]:
            # A long one goes on in the next line.
            assert line.split(" = ")[1].split()[0] in "".join(shown.split())
        for block in literals(text_of(made, page)):
            for line in block.splitlines():
                assert line in shown


def test_a_broken_page_is_seen(tmp_path):
    if shutil.which("mandoc") is None:
        pytest.skip("mandoc is not installed")
    page = tmp_path / "x.8"
    page.write_text(".Dd November 28, 2026\n.Dt X 8\n.Os x\n.Sh NAME\n.Nm x\n.Nd x\n.Xx y\n")
    run = subprocess.run(
        ["mandoc", "-T", "lint", str(page)], capture_output=True, text=True, check=False
    )
    assert "skipping unknown macro" in run.stdout


def test_every_key_has_an_example_that_config_check_takes(made, program: Program, tmp_path):
    (tmp_path / "credentials").write_text(KEY)
    (tmp_path / "credentials").chmod(0o600)
    (tmp_path / "wan53.conf").touch(mode=0o600)
    make_pair(tmp_path)
    examples = key_examples(text_of(made, "wan53.conf.5"))
    assert {section for section, _ in examples} == {"[aws]", "[publish]", "[record NAME]"}
    assert len(examples) == len(re.findall(r"^\.It Ic ", text_of(made, "wan53.conf.5"), re.M))
    for section, line in examples:
        name = line.split(" = ")[0]
        head = section.replace("NAME", "home.example.com")
        record = "" if "record" in section else "[record home.example.com]\n"
        text = f"{head}\n{NEEDED.get(name, '')}{line}\n{record}"
        (tmp_path / "wan53.conf").write_text(text)
        run = program("-c", "wan53.conf", "config", "check")
        assert run.returncode == 0, (line, run.stderr)
        shown = program("-c", "wan53.conf", "config", "show").stdout
        assert f"\n{line}\n" in shown


def test_whole_configs_are_right(made, program: Program, tmp_path):
    (tmp_path / "credentials").write_text(KEY)
    (tmp_path / "credentials").chmod(0o600)
    configs = literals(text_of(made, "wan53.conf.5"))
    assert len(configs) >= 4
    for text in configs:
        (tmp_path / "wan53.conf").write_text(text)
        run = program("-c", "wan53.conf", "config", "check")
        assert run.returncode == 0, (text, run.stderr)


def test_commands_in_examples_exist(made, program: Program):
    page = text_of(made, "wan53.8")
    calls = [
        line.split("wan53 ", 1)[1].split(" >")[0].split()
        for block in literals(page)
        for line in block.splitlines()
        if "wan53 " in line
    ]
    assert len(calls) >= 8
    for words in calls:
        helped = program(*[word for word in words if not word.startswith("-")], "--help")
        assert helped.returncode == 0, words
        for option in (word for word in words if word.startswith("-")):
            assert f"\n  {option} " in helped.stdout


def test_variables_are_those_that_the_program_reads(made):
    part = text_of(made, "wan53.8").split("\n.Sh ENVIRONMENT\n")[1].split("\n.Sh ")[0]
    named = set(
        re.findall(r"\b[A-Z][A-Z0-9_]{3,}\b", " ".join(re.findall(r"^\.It (.+)$", part, re.M)))
    )
    sources = "".join(
        path.read_text()
        for folder in ("aws", "settings", "sys", "cli", "cycle", "daemon", "detect", "publish")
        for path in sorted((ROOT / "src" / folder).glob("*.[ch]*"))
    )
    read = set(re.findall(r'(?:get|getenv|setting)\((?:name = )?"([A-Z][A-Z0-9_]+)"\)', sources))
    read |= set(re.findall(r'\{Service::\w+, "(AWS_\w+)"\}', sources))
    assert named == read


def test_pages_are_of_this_version(made, program: Program):
    version = program("version").stdout.strip()
    for page in PAGES:
        assert f"\n.Os {version}\n" in text_of(made, page)


def members_of(schema: dict, prefix: str = "") -> list[str]:
    """The names as the page has them: records[].name, in_progress.step."""
    names = []
    for name, part in schema.get("properties", {}).items():
        if "description" in part or "enum" in part:
            names.append(prefix + name)
        names += members_of(part, f"{prefix}{name}.")
        names += members_of(part.get("items", {}), f"{prefix}{name}[].")
        for one in part.get("oneOf", []):
            names += members_of(one, f"{prefix}{name}.")
    return names


def test_schemas_become_a_part_of_the_page(made, tmp_path):
    """Every member of every answer, and a damaged file stops the build."""
    part = text_of(made, "wan53.8").split("\n.Sh JSON OUTPUT\n")[1].split("\n.Sh ")[0]
    for path in sorted((ROOT / "docs" / "schema").glob("*.json")):
        answer = json.loads(path.read_text())["$defs"]["answer"]
        shown = part.split(f"\n.Ss {path.stem}\\&\n")[1].split("\n.Ss ")[0]
        terms = [line.split(" ", 1)[1] for line in shown.splitlines() if line.startswith(".It ")]
        assert [term.replace("\\&", "").replace("\\", "") for term in terms] == members_of(answer)
    writer = made / (BUILD.name if BUILD.name == "dev" else os.uname().machine) / "manual"
    gone = subprocess.run([writer, "wan53.8", tmp_path / "x"], capture_output=True, check=False)
    assert gone.returncode == 1
