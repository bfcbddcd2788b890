# SPDX-License-Identifier: MIT
"""What Route 53 lists: its order, paging, starting points and zones."""

from __future__ import annotations

import pytest
from raw_client import RawClient, boto

NAMES = [
    "example.com",
    "*.example.com",
    "!x.example.com",
    "a.example.com",
    "z.a.example.com",
    "a-b.example.com",
    "b.example.com",
    "a.a-b.example.com",
]
# By labels from the right, each with its dot, which comes after ! to - and before letters.
ORDER = [
    "example.com.",
    "\\041x.example.com.",
    "\\052.example.com.",
    "a-b.example.com.",
    "a.a-b.example.com.",
    "a.example.com.",
    "z.a.example.com.",
    "b.example.com.",
]


@pytest.fixture
def client(aws):
    return RawClient(aws, tls=False)


@pytest.fixture
def full(aws):
    """The zone with NAMES, each as A, and AAAA beside two of them."""
    for name in NAMES:
        aws.put_record(aws.zone_id, name, "A", "192.0.2.1")
    aws.put_record(aws.zone_id, "a.example.com", "AAAA", "2001:db8::1")
    aws.put_record(aws.zone_id, "b.example.com", "TXT", '"x"')
    return aws


def listed(client, query: str = "") -> list[tuple[str, str]]:
    reply = client.call("GET", f"/2013-04-01/hostedzone/{client.aws.zone_id}/rrset?{query}")
    assert reply.status == 200, reply.body
    return [
        (found.findtext("{*}Name"), found.findtext("{*}Type"))
        for found in reply.xml().findall(".//{*}ResourceRecordSet")
    ]


def page(client, query: str) -> dict[str, str]:
    reply = client.call("GET", f"/2013-04-01/hostedzone/{client.aws.zone_id}/rrset?{query}")
    assert reply.status == 200, reply.body
    return {child.tag.rpartition("}")[2]: child.text or "" for child in reply.xml()}


def test_order(full, client):
    found = listed(client)
    names = [name for name, type_ in found if type_ == "A"]
    assert names == ORDER
    assert found[:3] == [("example.com.", "A"), ("example.com.", "NS"), ("example.com.", "SOA")]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("name=a.example.com&type=A", ("a.example.com.", "A")),
        ("name=A.EXAMPLE.com.&type=A", ("a.example.com.", "A")),
        ("name=a.example.com", ("a.example.com.", "A")),
        ("name=a.example.com&type=AAAA", ("a.example.com.", "AAAA")),
        ("name=a.example.com&type=CAA", ("z.a.example.com.", "A")),  # the next set
        ("name=b.example.com&type=AAAA", ("b.example.com.", "TXT")),
        ("name=aa.example.com&type=A", ("b.example.com.", "A")),
        ("name=*.example.com&type=A", ("\\052.example.com.", "A")),
        ("name=%5C052.example.com&type=A", ("\\052.example.com.", "A")),
        ("name=com", ("example.com.", "A")),
        ("name=.", ("example.com.", "A")),
    ],
)
def test_start(full, client, query, first):
    assert listed(client, query + "&maxitems=1") == [first]


def test_start_after_the_last(full, client):
    assert listed(client, "name=zz.example.com&type=A") == []


def test_pages_meet(full, client):
    query, found = "maxitems=3", []
    while True:
        here = page(client, query)
        found += listed(client, query)
        assert here["MaxItems"] == "3"
        if here["IsTruncated"] == "false":
            break
        assert "NextRecordIdentifier" not in here
        query = f"maxitems=3&name={here['NextRecordName']}&type={here['NextRecordType']}"
    assert len(found) == 12
    assert found == listed(client)
    assert "NextRecordName" not in here


def test_pages_of_weighted_sets(aws, client):
    for identifier in ("c", "a", "b", "B"):
        fields = {"SetIdentifier": identifier, "Weight": "1"}
        aws.put_record(aws.zone_id, "w.example.com", "A", "192.0.2.1", **fields)
    query = "name=w.example.com&type=A&maxitems=1"
    seen = []
    for _ in range(4):
        reply = client.call("GET", f"/2013-04-01/hostedzone/{aws.zone_id}/rrset?{query}")
        seen.append(reply.xml().findtext(".//{*}SetIdentifier"))
        after = page(client, query).get("NextRecordIdentifier")
        query = f"name=w.example.com&type=A&identifier={after}&maxitems=1"
    assert seen == ["B", "a", "b", "c"]
    here = page(client, "name=w.example.com&type=A&identifier=bb&maxitems=1")
    assert here["IsTruncated"] == "false"


# Every field that a record set of the API reference has, beside those of all sets.
FIELDS = [
    {"Weight": 10, "HealthCheckId": "hc-1"},
    {"Region": "us-east-1"},
    {"GeoLocation": {"CountryCode": "US", "SubdivisionCode": "WA"}},
    {"Failover": "PRIMARY", "HealthCheckId": "hc-1"},
    {"MultiValueAnswer": True},
    {"CidrRoutingConfig": {"CollectionId": "c" * 36, "LocationName": "home"}},
    {
        "GeoProximityLocation": {
            "Coordinates": {"Latitude": "49.22", "Longitude": "-74.01"}, "Bias": -5,
        }
    },
]  # fmt: skip


@pytest.mark.parametrize("fields", FIELDS)
def test_every_field_is_listed_and_accepted_back(aws, fields):
    given = {"SetIdentifier": "x"} | fields
    aws.put_record(aws.zone_id, "f.example.com", "A", "192.0.2.1", ttl=60, **given)
    route53 = boto(aws, "route53")
    question = {"HostedZoneId": aws.zone_id, "StartRecordName": "f.example.com"}
    (found,) = route53.list_resource_record_sets(**question)["ResourceRecordSets"]
    rest = {"TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    assert found == {"Name": "f.example.com.", "Type": "A"} | given | rest
    for action in ("UPSERT", "DELETE"):
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": found}]}
        route53.change_resource_record_sets(HostedZoneId=aws.zone_id, ChangeBatch=batch)
    assert aws.records(aws.zone_id) == []


def test_a_field_that_no_record_set_has_is_a_mistake_of_the_test(aws):
    with pytest.raises(ValueError, match=r"a record set has no \['Wieght'\]; give some of"):
        aws.put_record(aws.zone_id, "f.example.com", "A", "192.0.2.1", Wieght=1)


def test_a_traffic_policys_set_has_no_ttl_and_a_sentence_for_its_value(aws):
    policy = "6906ceb8-3f15-4256-acca-70d50690acd2"
    aws.put_record(aws.zone_id, "a.example.com", "CNAME", TrafficPolicyInstanceId=policy)
    sets = boto(aws, "route53").list_resource_record_sets(HostedZoneId=aws.zone_id)
    found = sets["ResourceRecordSets"][-1]
    assert found.pop("ResourceRecords")[0]["Value"].startswith("This resource record set includes")
    assert found == {"Name": "a.example.com.", "Type": "CNAME", "TrafficPolicyInstanceId": policy}


def test_no_two_zones_share_name_servers(aws):
    client = boto(aws, "route53")
    seen = [
        set(client.get_hosted_zone(Id=zone_id)["DelegationSet"]["NameServers"])
        for zone_id in (aws.zone_id, aws.add_zone("example.com"), aws.add_zone("a.example.com"))
    ]
    assert not seen[0] & seen[1] and not seen[1] & seen[2] and not seen[0] & seen[2]


def test_more_than_300(aws, client):
    for number in range(305):
        aws.put_record(aws.zone_id, f"h{number:03}.example.com", "A", "192.0.2.1")
    assert len(listed(client, "maxitems=300")) == 300
    assert len(listed(client, "maxitems=1000")) == 300
    assert page(client, "maxitems=1000")["NextRecordName"] == "h298.example.com."
    assert page(client, "")["NextRecordName"] == "h098.example.com."


@pytest.mark.parametrize(
    "query",
    [
        "maxitems=0",
        "maxitems=-1",
        "maxitems=x",
        "maxitems=",
        "type=A",
        "name=a.example.com&identifier=x",
        "name=a.example.com&type=Q",
        "name=a.example.com&type=a",
        "name=a..example.com",
        f"name={'a' * 64}.example.com",
        "name=%5C999.example.com",
        "name=",
    ],
)
def test_bad_questions(client, query):
    reply = client.call("GET", f"/2013-04-01/hostedzone/{client.aws.zone_id}/rrset?{query}")
    assert (reply.status, reply.code) == (400, "InvalidInput")


@pytest.mark.parametrize(
    "path", ["hostedzone/Z404/rrset", "hostedzone/Z404", "hostedzone//rrset", "hostedzone/z/rrset"]
)
def test_no_such_zone(client, path):
    reply = client.call("GET", f"/2013-04-01/{path}")
    assert (reply.status, reply.code) == (404, "NoSuchHostedZone")
    assert "No hosted zone found with ID: " in reply.message


def test_an_empty_zone_id_names_another_zone(client):
    """The empty segment vanishes: Route 53 reads the last one as the id."""
    assert "ID: rrset" in client.call("GET", "/2013-04-01/hostedzone//rrset").message


@pytest.mark.parametrize("method, path", [("PUT", "hostedzone"), ("GET", "nothing"), ("POST", "")])
def test_no_such_operation(client, method, path):
    assert client.call(method, f"/2013-04-01/{path}").status == 404


def test_error_has_its_documented_shape(client):
    reply = client.call("GET", "/2013-04-01/hostedzone/Z404/rrset")
    root = reply.xml()
    assert root.tag == "{https://route53.amazonaws.com/doc/2013-04-01/}ErrorResponse"
    assert [child.tag.rpartition("}")[2] for child in root] == ["Error", "RequestId"]
    assert [child.tag.rpartition("}")[2] for child in root[0]] == ["Type", "Code", "Message"]
    assert root.findtext("{*}RequestId") == reply.headers["x-amzn-RequestId"]
    assert reply.headers["Content-Type"] == "text/xml"


def zones(client, query: str = "", path: str = "hostedzonesbyname"):
    reply = client.call("GET", f"/2013-04-01/{path}?{query}")
    assert reply.status == 200, reply.body
    root = reply.xml()
    names = [found.findtext("{*}Name") for found in root.findall(".//{*}HostedZone")]
    return names, {child.tag.rpartition("}")[2]: child.text for child in root}


@pytest.fixture
def many(aws):
    for name in ("Example.ORG.", "a.example.com", "example.net", "b.a.example.com"):
        aws.add_zone(name)
    return aws


def test_zones_in_order(many, client):
    names, _ = zones(client)
    assert names == [
        "example.com.",
        "a.example.com.",
        "b.a.example.com.",
        "example.net.",
        "example.org.",
    ]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("a.example.com", "a.example.com."),
        ("A.Example.com.", "a.example.com."),
        ("home.a.example.com", "example.net."),  # the next zone, not the one that holds it
        ("com", "example.com."),
        ("zz.example.com", "example.net."),
    ],
)
def test_zones_from_a_name(many, client, asked, first):
    names, said = zones(client, f"dnsname={asked}&maxitems=1")
    assert names == [first]
    assert said["DNSName"] == asked


def test_zones_after_the_last(many, client):
    names, said = zones(client, "dnsname=zz.org")
    assert names == []
    assert said["IsTruncated"] == "false"


def test_pages_of_zones(many, client):
    query, found = "maxitems=2", []
    while True:
        names, said = zones(client, query)
        found += names
        if said["IsTruncated"] == "false":
            break
        query = f"maxitems=2&dnsname={said['NextDNSName']}&hostedzoneid={said['NextHostedZoneId']}"
    assert len(found) == 5
    assert found == zones(client)[0]


def test_zones_of_one_name(aws, client):
    twins = sorted([aws.zone_id, aws.add_zone("example.com", private=True)])
    reply = client.call("GET", "/2013-04-01/hostedzonesbyname?dnsname=example.com&maxitems=1")
    assert reply.xml().findtext(".//{*}Id") == f"/hostedzone/{twins[0]}"
    query = f"dnsname=example.com&hostedzoneid={twins[1]}&maxitems=1"
    reply = client.call("GET", f"/2013-04-01/hostedzonesbyname?{query}")
    assert reply.xml().findtext(".//{*}Id") == f"/hostedzone/{twins[1]}"


def test_list_hosted_zones_by_marker(many, client):
    names, said = zones(client, "maxitems=3", "hostedzone")
    rest, last = zones(client, f"maxitems=3&marker={said['NextMarker']}", "hostedzone")
    assert (len(names), len(rest)) == (3, 2)
    assert last["IsTruncated"] == "false"


@pytest.mark.parametrize("query", ["maxitems=0", "hostedzoneid=Z1", "dnsname=a..b"])
def test_bad_questions_for_zones(client, query):
    reply = client.call("GET", f"/2013-04-01/hostedzonesbyname?{query}")
    assert (reply.status, reply.code) == (400, "InvalidInput")


def test_throttling(aws, client):
    aws.throttle()
    replies = [client.call("GET", "/2013-04-01/hostedzone") for _ in range(20)]
    refused = [reply for reply in replies if reply.status == 400]
    assert 5 <= len(replies) - len(refused) < 10
    assert {(r.code, r.message) for r in refused} == {("Throttling", "Rate exceeded")}
    aws.throttle(False)
    assert client.call("GET", "/2013-04-01/hostedzone").status == 200
