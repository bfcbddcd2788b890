# SPDX-License-Identifier: MIT
"""Whatever a signed request says, the answer is a well-formed reply and the server lives on."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from raw_client import NAMESPACE, RawClient, Signing, sign

from tests.aws import LocalAws

ANY = st.one_of(
    st.text(max_size=30),
    st.text("0123456789", max_size=6000),
    st.sampled_from(["a.example.com", "A", "TXT", "0", "-1", "1", "UPSERT", "\\052", "true", ""]),
)
PATHS = ["hostedzone", "hostedzone/{}", "hostedzone/{}/rrset", "hostedzonesbyname", "change/{}"]
ELEMENTS = [
    "ChangeResourceRecordSetsRequest", "ChangeBatch", "Comment", "Changes", "Change", "Action",
    "ResourceRecordSet", "Name", "Type", "SetIdentifier", "Weight", "GeoLocation", "CountryCode",
    "TTL", "ResourceRecords", "ResourceRecord", "Value", "AliasTarget", "HostedZoneId", "DNSName",
    "EvaluateTargetHealth", "HealthCheckId", "MultiValueAnswer",
]  # fmt: skip


@pytest.fixture(scope="module")
def client():
    with LocalAws() as server:
        zone_id = server.add_zone("example.com")
        topic = server.add_topic("home")
        client = RawClient(server, tls=False, user=server.add_user())
        client.zone_id, client.topic = zone_id, topic
        yield client


def answered(client, reply) -> None:
    assert 200 <= reply.status < 500
    if reply.headers["Content-Type"] == "text/xml":
        assert reply.xml() is not None
    else:
        json.loads(reply.body)


RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(
    path=st.sampled_from(PATHS),
    id_=st.one_of(st.just(None), st.binary(max_size=12)),
    query=st.dictionaries(
        st.sampled_from(["name", "type", "identifier", "maxitems", "dnsname", "hostedzoneid", "x"]),
        ANY,
        max_size=4,
    ),
)
@example(path="hostedzonesbyname", id_=None, query={"dnsname": "0", "hostedzoneid": "\x1f"})
@RELAXED
def test_questions(client, path, id_, query):
    named = client.zone_id if id_ is None else quote_from_bytes(id_, safe="")
    target = f"/2013-04-01/{path.format(named)}?"
    target += "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    answered(client, client.call("GET", target))


XML_TEXT = ANY.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))
TREES = st.recursive(
    XML_TEXT,
    lambda inner: st.lists(
        st.tuples(st.sampled_from(ELEMENTS), inner).map(lambda t: f"<{t[0]}>{t[1]}</{t[0]}>"),
        max_size=4,
    ).map("".join),
    max_leaves=12,
)
RECORDS = st.tuples(ANY, ANY, ANY, XML_TEXT, TREES).map(
    lambda t: (
        f"<ChangeBatch><Changes><Change><Action>UPSERT</Action><ResourceRecordSet>"
        f"<Name>{t[0]}.example.com</Name><Type>{t[1]}</Type>{t[4]}<TTL>{t[2]}</TTL><ResourceRecords>"
        f"<ResourceRecord><Value>{t[3]}</Value></ResourceRecord></ResourceRecords>"
        f"</ResourceRecordSet></Change></Changes></ChangeBatch>"
    )
)


@given(inner=st.one_of(TREES, RECORDS))
@RELAXED
def test_changes(client, inner):
    root = "ChangeResourceRecordSetsRequest"
    body = f'<{root} xmlns="{NAMESPACE}">{inner}</{root}>'.encode("utf-8", "surrogatepass")
    answered(client, client.call("POST", f"/2013-04-01/hostedzone/{client.zone_id}/rrset", body))


@given(body=st.binary(max_size=200))
@RELAXED
def test_bodies(client, body):
    answered(client, client.call("POST", f"/2013-04-01/hostedzone/{client.zone_id}/rrset", body))


FIELDS = st.sampled_from(
    [
        "TopicArn", "Subject", "Message", "Namespace", "MetricData.member.1.MetricName",
        "MetricData.member.1.Value", "MetricData.member.1.Unit", "MetricData.member.1.Timestamp",
        "MetricData.member.1.Dimensions.member.1.Name", "MetricData.member.2", "Version", "x",
    ]
)  # fmt: skip
CALLS = [
    ("sns", "Publish", "2010-03-31"),
    ("monitoring", "PutMetricData", "2010-08-01"),
    ("sts", "GetCallerIdentity", "2011-06-15"),
]


@given(
    call=st.sampled_from(CALLS),
    fields=st.dictionaries(FIELDS, st.one_of(ANY, st.sampled_from(["nan", "1e999", "Count"]))),
)
@RELAXED
def test_forms(client, call, fields):
    service, action, version = call
    fields = {"Version": version} | fields | {"Action": action}
    answered(client, client.form(service, **fields))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Namespace", "MetricData", "MetricName", "Value", "Unit", "Dimensions"]
            )
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(value=JSON, data=JSON)
@RELAXED
def test_json(client, value, data):
    for body in (value, {"Namespace": "Home", "MetricData": data}, {"Namespace": value}):
        request = client.request(
            "POST", "/", json.dumps(body).encode(),
            content_type="application/x-amz-json-1.0",
            x_amz_target="GraniteServiceVersion20100801.PutMetricData",
        )  # fmt: skip
        answered(client, client.send(sign(request, Signing(client.user, "monitoring"))))
