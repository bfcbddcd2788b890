# SPDX-License-Identifier: MIT
"""`status --prometheus`, read by Prometheus' own parser."""

from prometheus_client.parser import text_string_to_metric_families
from wan53 import record

HOME = {"name": "home.example.com", "type": "A", "set_identifier": ""}


def samples(text: str) -> dict[str, list[tuple[dict, float]]]:
    """All samples by name. The parser refuses what Prometheus refuses."""
    families = list(text_string_to_metric_families(text))
    assert len({family.name for family in families}) == len(families)
    found: dict[str, list[tuple[dict, float]]] = {}
    for family in families:
        assert family.type == "gauge"
        assert family.documentation
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def test_before_and_after_a_round(wan53):
    run = wan53("status", "--prometheus")
    before = samples(run.out)
    assert run.code == 3
    assert before["wan53_ok"] == [({}, 0)]
    assert before["wan53_record_ok"] == [(HOME, 0)]
    assert "wan53_last_success_timestamp_seconds" not in before
    assert "wan53_record_published" not in before

    assert wan53("update").code == 0
    run = wan53("status", "--prometheus")
    after = samples(run.out)
    status = wan53("status", "--json").json
    assert run.code == 0
    assert after["wan53_ok"] == [({}, 1)]
    assert after["wan53_record_ok"] == [(HOME, 1)]
    assert after["wan53_record_ttl_seconds"] == [(HOME, 120)]
    address = {**HOME, "address": "198.51.101.7"}
    assert after["wan53_record_published"] == [(address, 1)]
    assert after["wan53_record_wanted"] == [(address, 1)]
    assert after["wan53_failed_rounds"] == [({}, 0)]
    ((_, success),) = after["wan53_last_success_timestamp_seconds"]
    ((_, following),) = after["wan53_next_round_timestamp_seconds"]
    assert abs(following - success - 6 * 3600) <= 1
    assert status["last_success"]


def test_a_failed_round(wan53):
    wan53.update()
    run = wan53("update", AWS_SECRET_ACCESS_KEY="x" * 40)
    assert run.code == 4
    after = samples(wan53("status", "--prometheus").out)
    assert after["wan53_ok"] == [({}, 0)]
    assert after["wan53_failed_rounds"] == [({}, 1)]
    assert after["wan53_record_ok"] == [(HOME, 0)]
    assert after["wan53_record_published"][0][0]["address"] == "198.51.101.7"


def test_labels_are_escaped(bare):
    bare.configure(record("*.example.com", set_identifier='a "b" \\c'))
    ((labels, value),) = samples(bare("status", "--prometheus").out)["wan53_record_ok"]
    assert labels["name"] == "*.example.com"
    assert labels["set_identifier"] == 'a "b" \\c'
    assert value == 0


def test_without_a_config(bare):
    run = bare("status", "--prometheus")
    assert run.code == 2
    assert samples(run.out) == {"wan53_ok": [({}, 0)]}
    assert run.err.startswith("wan53: ")
