# SPDX-License-Identifier: MIT
"""Mail through amtm's email settings: what arrives, and where the account is never seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.addon.owner import SCRIPT, Owner
from tests.addon.smtp import Sink, mail_server

FOLDER = "/jffs/addons/amtm/mail"
PASSWORD = 'pa"ss\\w:0rd $HOME `id` ü'
CONF = """# Email settings (mail envelope) #
FROM_ADDRESS="router@home.example"
TO_NAME="Ada \\"the\\" Owner"
TO_ADDRESS="ada@home.example"
FRIENDLY_ROUTER_NAME="Fishing-Cabin"

# Email credentials #
USERNAME="us\\er"
# Encrypted Password is stored in emailpw.enc file.

# Server settings #
SMTP="127.0.0.1"
PORT="{port}"
PROTOCOL="smtps"
SSL_FLAG="--insecure"
emailPwEnc=-pbkdf2
"""
CHANGE = "home.example.com A: changed: from 198.51.101.6 to 198.51.101.7\n"
# In curl's place: keeps its arguments and its environment, then does as curl does.
SPY = """#!/bin/sh
{ cat /proc/$$/cmdline /proc/$$/environ | tr '\\0' '\\n'; } >>/jffs/spied
exec /usr/sbin/curl "$@"
"""


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server() as sink:
        yield sink


@pytest.fixture
def mailing(installed: Owner, sink: Sink) -> Owner:
    """The owner has set amtm's mail up; sleep takes no time and is counted."""
    installed.write(f"{FOLDER}/email.conf", CONF.format(port=sink.port), 0o600)
    installed.write("/jffs/password", PASSWORD)
    done = installed.shell(
        f"openssl aes-256-cbc -pbkdf2 -in /jffs/password -out {FOLDER}/emailpw.enc"
        " -pass pass:ditbabot,isoi; rm /jffs/password"
    )
    assert done.exit == 0, done.text
    installed.write("/jffs/fake/sleep", '#!/bin/sh\necho "$1" >>/jffs/slept\n', 0o755)
    installed.write("/jffs/fake/curl", SPY, 0o755)
    script = installed.read(SCRIPT).replace("PATH=/bin:", "PATH=/jffs/fake:/bin:", 1)
    installed.write(SCRIPT, script, 0o755)
    return installed


def slept(router: Owner) -> list[str]:
    return router.read("/jffs/slept").split()


def test_a_mail_arrives(mailing: Owner, sink: Sink) -> None:
    assert mailing.script("mail", CHANGE + "second: line\n").exit == 0
    [mail] = sink.mails
    assert mail.login == ["us\\er", PASSWORD]
    assert (mail.sender, mail.to) == ("FROM:<router@home.example>", "TO:<ada@home.example>")
    head, body = mail.text.split("\r\n\r\n", 1)
    assert 'From: "wan53" <router@home.example>' in head
    assert "<ada@home.example>" in head
    assert f"Subject: Fishing-Cabin router: {CHANGE.strip()}" in head.split("\r\n")
    assert body == (CHANGE + "second: line\n").replace("\n", "\r\n")
    assert slept(mailing) == ["0"]


def test_the_account_is_in_no_argument_file_or_log(mailing: Owner, sink: Sink) -> None:
    sink.refusals = 1
    assert mailing.script("mail", CHANGE).exit == 0
    assert len(sink.mails) == 1
    spied = mailing.read("/jffs/spied")
    assert "curl" in spied
    secrets = (PASSWORD, "0rd", "us\\er")
    assert not [word for word in secrets if word in spied]
    files = mailing.shell(
        "cat /tmp/wan53/* /tmp/syslog.log /jffs/addons/wan53/wan53.conf 2>/dev/null"
    ).text
    assert not [word for word in secrets if word in files]
    assert "mail." not in mailing.shell("ls /tmp/wan53").text


@pytest.mark.parametrize(
    "text",
    [
        "x\r\nBcc: eve@evil.example\r\n\r\nhello",
        ".\nQUIT\nMAIL FROM:<eve@evil.example>\n..dots\n",
        '"; url = "file:///etc/passwd\n`id` $(id) \x1b[31m\x07\n',
        "a" * 4000,
    ],
)
def test_outside_text_stays_text(mailing: Owner, sink: Sink, text: str) -> None:
    assert mailing.script("mail", text).exit == 0
    [mail] = sink.mails
    head, body = mail.text.split("\r\n\r\n", 1)
    names = [line.split(":")[0] for line in head.split("\r\n")]
    assert names == ["From", "To", "Subject", "Date", "MIME-Version", "Content-Type"]
    assert "uid=" not in mail.text and "root:" not in mail.text
    assert not set(mail.text) & {chr(code) for code in range(32) if code not in (9, 10, 13)}
    if text.startswith("."):
        assert body.split("\r\n")[:4] == text.split("\n")[:4]
    assert all(len(line) <= 998 for line in head.split("\r\n"))


def test_a_server_out_of_order_is_tried_again_and_no_mail_comes_twice(
    mailing: Owner, sink: Sink
) -> None:
    sink.refusals = 2
    assert mailing.script("mail", CHANGE).exit == 0
    assert (len(sink.mails), sink.tries, slept(mailing)) == (1, 3, ["0", "60", "240"])


def test_it_gives_up_with_one_line(mailing: Owner, sink: Sink) -> None:
    sink.refusals = 99
    assert mailing.script("mail", CHANGE).exit == 0
    assert (sink.mails, sink.tries) == ([], 4)
    lines = [line for line in mailing.read("/tmp/syslog.log").splitlines() if "mail:" in line]
    assert len(lines) == 1
    assert "given up: home.example.com A: changed" in lines[0]


@pytest.mark.parametrize(
    "password",
    [
        'x"\nurl = "file:///etc/passwd',
        "x\noutput = /jffs/made\ny",
        'x\\\n\n"\noutput = "/jffs/made',
    ],
)
def test_no_line_of_a_password_is_an_option_of_curl(
    mailing: Owner, sink: Sink, password: str
) -> None:
    mailing.write("/jffs/password", password)
    assert mailing.shell(
        f"openssl aes-256-cbc -pbkdf2 -in /jffs/password -out {FOLDER}/emailpw.enc"
        " -pass pass:ditbabot,isoi; rm /jffs/password"
    ).exit == 0  # fmt: skip
    assert mailing.script("mail", CHANGE).exit == 0
    [mail] = sink.mails
    assert mail.login == ["us\\er", password]
    assert not (mailing.jffs / "made").exists()


@pytest.mark.parametrize(
    ("flag", "checks"),
    [("--insecure", False), ("-v -k", False), ("", True), ("--no-keepalive", True), ("-4", True)],
)
def test_the_servers_certificate_is_checked_unless_amtm_does_not(
    mailing: Owner, sink: Sink, flag: str, checks: bool
) -> None:
    conf = mailing.read(f"{FOLDER}/email.conf").replace("--insecure", flag)
    mailing.write(f"{FOLDER}/email.conf", conf, 0o600)
    assert mailing.script("mail", CHANGE).exit == 0
    assert len(sink.mails) == (0 if checks else 1)


@pytest.mark.parametrize("missing", ["email.conf", "emailpw.enc"])
def test_without_amtms_settings_a_line_says_so(mailing: Owner, sink: Sink, missing: str) -> None:
    mailing.shell(f"rm {FOLDER}/{missing}")
    assert mailing.script("mail", CHANGE).exit == 0
    assert sink.tries == 0
    assert "amtm has no email settings" in mailing.read("/tmp/syslog.log")
