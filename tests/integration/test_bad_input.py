# SPDX-License-Identifier: MIT
"""Every kind of bad input: one clear error, the documented exit status, and nothing written."""

import pytest
from wan53 import Wan53, record

KEY = (
    "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)


def files(program: Wan53) -> list[str]:
    return sorted(str(p.relative_to(program.folder)) for p in program.folder.rglob("*"))


@pytest.fixture
def ready(bare):
    bare.configure(record(zone="Z0123456789ABC"))
    bare.credentials.write_text(KEY)
    bare.credentials.chmod(0o600)
    return bare


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "a command is missing"),
        (["updat"], "unknown command updat; did you mean update?"),
        (["update", "--forse"], "unknown option --forse; did you mean --force?"),
        (["update", "now"], "unknown argument now"),
        (["update", "--ip"], "--ip: ADDRESS is missing"),
        (["update", "--ip="], "--ip: ADDRESS is empty"),
        (["update", "--ip", "1.2.3"], "--ip: 1.2.3 is not an address"),
        (["update", "--ip", "2a00:1450::1"], "has none"),
        (["update", "--force=1"], "--force: takes no value"),
        (["update", "--force", "--if-due"], "give one of them"),
        (["update", "--dry-run", "--wait"], "--dry-run and --wait"),
        (["status", "--force"], "status: unknown option --force; expected one of -c, --json"),
        (["config"], "expected one of config check, config show, "),
        (["update", "--ip", "\x1b[31m"], "\\x1b[31m"),
    ],
)
def test_command_line(ready, arguments, says):
    before = files(ready)
    run = ready(*arguments)
    assert run.code == 1
    assert says in run.err
    assert run.err.count("\n") == 1
    assert run.out == ""
    assert files(ready) == before


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ("", "no record"),
        ("ttl = 3\n", ":1: "),
        ("[aws]\nregoin = x\n", ":2: regoin: no such key in [aws]; did you mean region?"),
        ("[was]\n", ":1: [was]: no such section"),
        (
            "[record home.example.com]\nsource = eth0\n",
            ":2: source: eth0; expected internet (what the internet sees of this machine), ",
        ),
        ("[record home.example.com]\nsource = static 1.2.3.4.5\n", ":2: source: "),
        ("[record home.example.com]\nsource = prefix 2a00::1\n", ":2: source: prefix 2a00::1"),
        ("[record home.example.com]\nsource = prefix ::1\n", "gives no IPv4 address"),
        ("[record home.example.com]\nttl = 0\n", ":2: ttl: 0; expected seconds"),
        ("[record home.example.com]\nttl = 1\nttl = 2\n", ":3: "),
        ("[record home.example.com]\ntype = CNAME\n", ":2: type: CNAME; expected A, AAAA"),
        ("[record home.example.com]\nzone = /hostedzone/\n", ":2: zone: "),
        ("[record home..example.com]\n", ":1: "),
        ("[record com]\n", ":1: "),
        ("[publish]\nvia = pigeon\n", ":2: via: pigeon; expected route53 or gateway"),
        ("[publish]\nsns-topic-arn = home\n", ":2: sns-topic-arn: "),
        ("[publish]\ndaemon = maybe\n", ":2: daemon: maybe; expected yes or no"),
        ("[publish]\nlog-level = 7\n", ":2: log-level: 7; expected error, warning, notice"),
        (
            "[publish]\ncheckers = http://a.example\n",
            ":2: checkers: URL 1: plain http is allowed only",
        ),
        ("[publish]\nallow-private = maybe\n", ":2: allow-private: maybe; expected yes or no"),
        ("[publish]\ncheck-interval = 10s\n", ":2: check-interval: 10s; expected 1m to 7d"),
        ("[aws]\nregion = eu central\n", ":2: region: "),
        ("[aws\n", ":1: "),
        ("[record home.example.com]\nsource = static 2a00::1\n", "is not an IPv4 address"),
        ("[aws]\nregion\n", ":2: "),
        ("[aws]\nregion = a\0b\n", ":2: "),
    ],
)
def test_config(bare, config, says):
    bare.configure(config)
    before = files(bare)
    for command in (["config", "check"], ["update"], ["status"]):
        run = bare(*command)
        assert run.code == 2, run.err
        assert str(bare.config) in run.err
        assert says in run.err
        assert run.err.count("\n") == 1
    assert files(bare) == before


def test_config_missing_or_too_large(bare):
    run = bare("update")
    assert (run.code, "no such file" in run.err) == (2, True)
    bare.configure("#" * 70_000)
    run = bare("update")
    assert run.code == 2
    assert str(bare.config) in run.err


def test_config_that_others_may_write(ready):
    ready.config.chmod(0o666)
    run = ready("config", "check")
    assert run.code == 2
    assert f"chmod 600 {ready.config}" in run.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "default"),
        ("[other]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n", "other"),
        ("[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n", "aws_secret_access_key"),
        (KEY.replace("AKIA", "AK IA"), "16 to 128 letters"),
        (KEY + "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n", ":4"),
        ("nonsense\n", ":1"),
    ],
)
def test_credentials_file(ready, text, says):
    ready.credentials.write_text(text)
    run = ready("config", "check")
    assert run.code == 2
    assert str(ready.credentials) in run.err
    assert says in run.err
    assert "wJalrXUtnFEMI" not in run.err


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_credentials_that_others_may_read(ready, mode):
    ready.credentials.chmod(mode)
    run = ready("update")
    assert run.code == 2
    assert f"chmod 600 {ready.credentials}" in run.err


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}, "AWS_SECRET_ACCESS_KEY"),
        ({"AWS_SECRET_ACCESS_KEY": "x"}, "AWS_ACCESS_KEY_ID"),
        ({"AWS_ENDPOINT_URL": "http://example.com"}, "AWS_ENDPOINT_URL"),
        ({"AWS_ENDPOINT_URL_ROUTE_53": "ftp://localhost"}, "AWS_ENDPOINT_URL_ROUTE_53"),
        ({"AWS_ENDPOINT_URL": "https://a@b.example"}, "AWS_ENDPOINT_URL"),
        ({"AWS_REGION": "Mars!"}, "AWS_REGION"),
        ({"AWS_CA_BUNDLE": "/no/such.pem"}, "/no/such.pem"),
        ({"AWS_CA_BUNDLE": "/etc/passwd"}, "/etc/passwd"),
        ({"AWS_PROFILE": "work"}, "work"),
        ({"AWS_SHARED_CREDENTIALS_FILE": "/no/such"}, "/no/such"),
    ],
)
def test_environment(ready, variables, says):
    before = files(ready)
    run = ready("config", "check", **variables)
    assert run.code == 2, run.err
    assert says in run.err
    assert run.err.count("\n") == 1
    assert files(ready) == before


@pytest.mark.parametrize(
    ("address", "range_"),
    [
        ("10.1.2.3", "private"),
        ("192.168.1.1", "private"),
        ("172.31.255.255", "private"),
        ("100.64.0.1", "carrier-grade NAT"),
        ("169.254.1.1", "link-local"),
        ("127.0.0.1", "loopback"),
        ("192.0.2.1", "documentation"),
        ("224.0.0.1", "multicast"),
        ("0.0.0.0", "this network"),
    ],
)
def test_mistake_12_addresses_that_nobody_can_reach(ready, address, range_):
    run = ready("update", "--ip", address)
    assert run.code == 4
    assert range_ in run.err
    assert run.out == ""


def test_mistake_7_secrets_are_not_in_argv_nor_output(aws, tmp_path):
    program = Wan53(tmp_path, aws.environment(aws.user))
    secret = program.environment.pop("AWS_SECRET_ACCESS_KEY")
    key = program.environment.pop("AWS_ACCESS_KEY_ID")
    program.configure(record(zone=aws.zone_id))
    program.credentials.write_text(
        f"[default]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
    )
    program.credentials.chmod(0o600)
    for command in (["update"], ["status"], ["status", "--json"], ["config", "show"],
                    ["config", "check"], ["update", "--json"]):  # fmt: skip
        run = program(*command)
        assert run.code == 0, run.err
        assert secret not in run.out + run.err
    for path in program.folder.rglob("*"):
        if path.is_file() and path != program.credentials:
            assert secret not in path.read_text()
