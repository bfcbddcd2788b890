# SPDX-License-Identifier: MIT
"""Whole rounds: the real binary over TLS against the local AWS."""

import json
import subprocess
import time

import pytest
from wan53 import record

HOME = "home.example.com."


def values(aws, name=HOME, type_="A"):
    return [
        r["Values"] for r in aws.records(aws.zone_id) if (r["Name"], r["Type"]) == (name, type_)
    ]


def test_created_unchanged_changed(aws, wan53):
    assert wan53.update().outcomes == ["created"]
    assert wan53.update().outcomes == ["unchanged"]
    run = wan53.update("--ip", "198.51.101.8")
    assert run.outcomes == ["changed"]
    assert run.json["records"][0]["old"] == "198.51.101.7"
    assert values(aws) == [["198.51.101.8"]]


def test_costs_of_a_round(aws, wan53):
    aws.put_record(aws.zone_id, "home.example.com", "A", ["198.51.101.6"])
    wan53.update()
    assert aws.journal.operations() == ["ListResourceRecordSets", "ChangeResourceRecordSets"]
    assert aws.journal.counts()["connections"] == 1
    aws.journal.clear()
    wan53.update()
    assert aws.journal.operations() == ["ListResourceRecordSets"]
    aws.journal.clear()
    assert wan53.update("--if-due").json["result"] == "not due"
    assert aws.journal.counts()["connections"] == 0


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_tls_versions(request, version, tmp_path):
    from wan53 import Wan53

    from tests.aws import LocalAws

    with LocalAws(tls_version=version) as aws:
        zone = aws.add_zone("example.com")
        program = Wan53(tmp_path, aws.environment(aws.add_user()))
        program.configure(record(zone=zone))
        assert program.update().code == 0
        assert list(aws.journal.counts()["tls_versions"]) == [f"TLSv{version}"]


def test_several_records_zones_and_families(aws, wan53):
    other = aws.add_zone("example.org")
    wan53.configure(
        record("example.com", zone=aws.zone_id)
        + record("*.example.com", zone=aws.zone_id, ttl="300")
        + record("Home.Example.COM.", zone=aws.zone_id, type="A AAAA",
                 source_ipv6="static 2a00:1450:4001::7")
        + record("home.example.org", zone=other)
    )  # fmt: skip
    run = wan53.update()
    assert run.code == 0, run.err
    assert run.outcomes == ["created"] * 5
    # One change batch per zone.
    assert aws.journal.operations().count("ChangeResourceRecordSets") == 2
    assert values(aws, "example.com.") == [["198.51.101.7"]]
    assert values(aws, "\\052.example.com.") == [["198.51.101.7"]]
    assert values(aws, HOME, "AAAA") == [["2a00:1450:4001::7"]]
    assert wan53.update().outcomes == ["unchanged"] * 5


def test_mistakes_2_and_3_spelling_never_causes_a_write(aws, wan53):
    aws.put_record(aws.zone_id, "*.example.com", "A", ["198.51.101.7"], ttl=120)
    wan53.configure(record("*.EXAMPLE.com.", zone=aws.zone_id))
    for _ in range(3):
        assert wan53.update().outcomes == ["unchanged"]
    assert "ChangeResourceRecordSets" not in aws.journal.operations()


def test_mistake_1_the_next_record_is_not_ours(aws, wan53):
    aws.put_record(aws.zone_id, "homf.example.com", "A", ["198.51.101.7"])
    aws.put_record(aws.zone_id, "home.example.com", "TXT", ['"198.51.101.7"'])
    assert wan53.update().outcomes == ["created"]


def test_ttl_change_is_written(aws, wan53):
    aws.put_record(aws.zone_id, "home.example.com", "A", ["198.51.101.7"], ttl=300)
    assert wan53.update().outcomes == ["changed"]
    assert aws.records(aws.zone_id)[0]["TTL"] == 120


def test_weighted_sets_stay_intact(aws, wan53):
    for identifier, weight in (("home", "7"), ("office", "3")):
        aws.put_record(aws.zone_id, "home.example.com", "A", ["198.51.101.6"], ttl=300,
                       SetIdentifier=identifier, Weight=weight)  # fmt: skip
    refused = wan53.update()
    assert refused.code == 4
    assert "home, office" in refused.json["records"][0]["text"]
    wan53.configure(record(zone=aws.zone_id, set_identifier="home"))
    assert wan53.update().outcomes == ["changed"]
    sets = {r["SetIdentifier"]: r for r in aws.records(aws.zone_id)}
    assert sets["home"]["Values"] == ["198.51.101.7"]
    # Route 53 wants one TTL for all members, so the config's does not count here.
    assert sets["home"]["TTL"] == 300
    assert wan53.update().outcomes == ["unchanged"]
    assert sets["home"]["Weight"] in (7, "7")
    assert sets["office"]["Values"] == ["198.51.101.6"]


def test_zone_is_found_and_remembered(aws, wan53):
    aws.add_zone("home.example.com", private=True)
    aws.add_zone("zzz.example")
    wan53.configure(record())
    assert wan53.update().json["records"][0]["zone"] == aws.zone_id
    aws.journal.clear()
    wan53.update()
    assert aws.journal.operations() == ["ListResourceRecordSets"]


def test_two_public_zones_need_the_user(aws, wan53):
    aws.add_zone("example.com")
    wan53.configure(record())
    run = wan53.update()
    assert run.code == 4
    assert "set zone" in run.json["records"][0]["text"]


def test_wait_until_insync(aws, wan53):
    aws.route53.insync_after_polls = 1
    run = wan53.update("--wait")
    assert run.code == 0
    assert aws.journal.operations().count("GetChange") == 2


def test_dry_run_writes_no_file(aws, wan53):
    run = wan53.update("--dry-run")
    assert run.outcomes == ["planned"]
    assert "ChangeResourceRecordSets" not in aws.journal.operations()
    assert not wan53.state.parent.exists()
    assert not wan53.volatile.parent.exists()


def test_the_printed_policy_is_exactly_enough(aws, wan53):
    topic = aws.add_topic("home")
    config = (
        f"[publish]\nsns-topic-arn = {topic}\nmetric-namespace = Home/DDNS\n"
        + record("home.example.com")
        + record("*.example.com")
    )
    wan53.configure(config)
    policy = json.loads(wan53("iam-policy", "--wait").out)

    def works_with(statements) -> bool:
        wan53.environment = aws.environment(aws.add_user({**policy, "Statement": statements}))
        wan53.state.unlink(missing_ok=True)
        run = wan53.update("--force", "--wait")
        return run.code == 0 and not run.json["warnings"]

    statements = policy["Statement"]
    assert works_with(statements)
    for i in range(len(statements)):
        assert not works_with(statements[:i] + statements[i + 1 :]), statements[i]["Sid"]
    # Other names, other types and other actions stay refused.
    wan53.environment = aws.environment(aws.add_user(policy))
    wan53.configure(record("other.example.com", zone=aws.zone_id))
    assert wan53.update().code == 4


def test_the_printed_policy_allows_each_name_its_own_types(aws, wan53):
    names = {"both": "A AAAA", "four": "A", "five": "A", "six": "AAAA"}
    sections = ""
    for name, types in names.items():
        source = "2001:470::7" if types == "AAAA" else "198.51.101.7"
        sections += record(f"{name}.example.com", f"static {source}", zone=aws.zone_id)
        sections += f"type = {types}\n"
        sections += "source-ipv6 = static 2001:470::8\n" if types == "A AAAA" else ""
    wan53.configure(sections)
    policy = json.loads(wan53("iam-policy").out)
    wan53.environment = aws.environment(aws.add_user(policy))
    run = wan53.update()
    assert (run.code, run.outcomes) == (0, ["created"] * 5)
    # IAM judges a batch as a whole: after that of the zone one for each set of types.
    writes = [entry for entry in aws.journal if entry.operation == "ChangeResourceRecordSets"]
    assert [entry.status for entry in writes] == [403, 200, 200, 200]
    # And no type that a name does not have.
    wan53.configure(
        record("four.example.com", "static 2001:470::9", zone=aws.zone_id) + "type = AAAA\n"
    )
    assert wan53.update().code == 4


def test_policy_with_a_zone_allows_no_other(aws, wan53):
    other = aws.add_zone("example.org")
    policy = json.loads(wan53("iam-policy").out)
    assert "*" not in json.dumps(policy).replace("\\\\052", "")
    wan53.environment = aws.environment(aws.add_user(policy))
    assert wan53.update().code == 0
    wan53.configure(record("home.example.com", zone=other))
    assert wan53.update().code == 4


def test_session_credentials(aws, wan53):
    session = aws.add_user(session=True)
    wan53.environment = aws.environment(session)
    assert wan53.update().code == 0
    wan53.environment.pop("AWS_SESSION_TOKEN")
    refused = wan53.update()
    assert refused.code == 4
    assert session.secret_access_key not in refused.out + refused.err


def test_announcements(aws, wan53):
    topic = aws.add_topic("home")
    publish = f"[publish]\nsns-topic-arn = {topic}\nmetric-namespace = Home/DDNS\n"
    wan53.configure(publish + record(zone=aws.zone_id))
    wan53.update()
    wan53.update()
    assert [m["Message"] for m in aws.messages(topic)] == [
        "IP for home.example.com changed from none to 198.51.101.7 via request from static"
    ]
    assert [m["Value"] for m in aws.metrics()] == [1, 0]
    wan53.configure(publish + "notify = always\n" + record(zone=aws.zone_id))
    wan53.update()
    assert aws.messages(topic)[-1]["Message"] == (
        "IP for home.example.com unchanged from 198.51.101.7 to 198.51.101.7 "
        "via request from static"
    )


def test_concurrent_updates_take_turns(aws, wan53):
    processes = [
        subprocess.Popen(
            wan53.command("update", "--json"),
            env=wan53.variables(),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    outcomes = [json.loads(p.communicate()[0])["records"][0]["outcome"] for p in processes]
    assert sorted(outcomes) == ["created"] + ["unchanged"] * 4


def test_interface_source(aws, wan53):
    wan53.configure("[publish]\nallow-private = yes\n" + record(source="interface lo"))
    run = wan53.update()
    assert run.code == 3
    assert "lo" in run.json["records"][0]["text"]
    assert values(aws) == []


def test_status_tells_of_the_last_round(aws, wan53):
    assert wan53("status").code == 3
    wan53.update()
    status = wan53("status", "--json")
    assert status.code == 0
    record_status = status.json["records"][0]
    assert record_status["published"] == "198.51.101.7"
    assert record_status["zone"] == aws.zone_id
    since, seconds = record_status["since"], int(time.time())
    while int(time.time()) <= seconds:  # it counts whole seconds
        time.sleep(0.01)
    wan53.update()
    assert wan53("status", "--json").json["records"][0]["since"] == since


@pytest.mark.parametrize("host", ["127.0.0.1", "LocalHost"])
def test_an_endpoint_that_libcurl_would_rewrite_is_signed_as_sent(aws, wan53, host):
    port = aws.http_endpoint.rsplit(":", 1)[1]
    run = wan53.update(AWS_ENDPOINT_URL=f"http://{host}:00{port}/")
    assert (run.code, run.outcomes) == (0, ["created"])


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://127.1", "the host is a number"),
        ("https://0x7f.0.0.1/", "the host is a number"),
        ("https://me:secret@aws.example", "not a plain URL"),
        ("https://aws.example/a/../b", "the path has an empty, . or .. segment"),
    ],
)
def test_an_endpoint_that_has_no_one_form_is_refused(wan53, url, says):
    run = wan53("config", "check", AWS_ENDPOINT_URL=url)
    assert run.code == 2
    assert says in run.err and run.err.count("\n") == 1 and "secret" not in run.err
