# SPDX-License-Identifier: MIT
"""What the tests put on the router: a config, and page.json as `wan53 page`
writes it."""

from __future__ import annotations

import base64
import json
from typing import Any

CONF = """\
# written by setup, then by hand
[aws]
region = eu-central-1

[publish]
via = route53
# twice a day is enough
check-interval = 6h
allow-private = no

[record home.example.com]
type = A AAAA
ttl = 120
source = wan

; the second line of the house
[record office.example.com]
type = A
ttl = 300
source = wan1
"""

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Read1",
            "Effect": "Allow",
            "Action": "route53:ListResourceRecordSets",
            "Resource": "arn:aws:route53:::hostedzone/ZONE_ID",
        }
    ],
}

DOCTOR = """\
ok    config        /jffs/addons/wan53/wan53.conf
ok    clock         2026-11-23T19:01:00Z
ok    keys          arn:aws:iam::**********22:user/router
ok    route53       home.example.com A: 203.0.113.7 in Z0*********BC
"""


# What `wan53 update` prints.
CHANGED = "home.example.com A: changed: from 203.0.113.99 to 203.0.113.7\n"


def change(at: str, old: str, new: str, because: str | None, **changes: Any) -> dict[str, Any]:
    """One of page.history."""
    return {
        "at": at,
        "record": "home.example.com A",
        "old": old,
        "new": new,
        "because": because,
        **changes,
    }


def record(name: str, kind: str, value: str | None, **changes: Any) -> dict[str, Any]:
    """One of status.records."""
    return {
        "name": name,
        "type": kind,
        "set_identifier": None,
        "source": "wan",
        "zone": "Z0*********BC",
        "published": value,
        "since": "2026-11-21T06:12:44Z",
        "observed": value,
        "outcome": "unchanged",
        "outcome_since": "2026-11-21T06:12:44Z",
        "text": f"{name} is {value} already",
        **changes,
    }


def status(**changes: Any) -> dict[str, Any]:
    """What `wan53 status --json` prints when all is well."""
    return {
        "version": 1,
        "ok": True,
        "records": [
            record("home.example.com", "A", "203.0.113.7"),
            record("home.example.com", "AAAA", "2001:db8:53::1"),
            record("office.example.com", "A", "198.51.100.20", source="wan1"),
        ],
        "behind_nat": [],
        "daemon": "running",
        "last_round": "2026-11-23T18:02:11Z",
        "last_success": "2026-11-23T18:02:11Z",
        "next_round": "2026-11-24T00:02:11Z",
        "next_look": None,
        "failures": 0,
        "trouble": None,
        "proof": None,
        "clock_offset": 0,
        "doubts": [],
        "warnings": [],
        **changes,
    }


def page(**changes: Any) -> dict[str, Any]:
    """page.json when all is well."""
    return {
        "version": "0.1.0",
        "made_at": "2026-11-23T19:30:00Z",
        "status": status(),
        "config": {"problem": ""},
        "history": [
            change(
                "2026-11-21T06:12:44Z",
                "203.0.113.99",
                "203.0.113.7",
                "wan-event 0 connected",
                took=3,
            ),
            change("2026-11-02T22:40:10Z", "none", "203.0.113.99", "start", took=61),
        ],
        "log": [
            "Nov 21 06:12:44 wan53[812]: home.example.com A is 203.0.113.7 now, was 203.0.113.99",
            "Nov 23 18:02:11 wan53[812]: all records are right",
        ],
        "policy": json.dumps(POLICY, ensure_ascii=False),
        "doctor": {"at": "2026-11-23T19:01:00Z", "text": DOCTOR},
        "policy_note": "",
        **changes,
    }


def coded(text: str) -> str:
    """A config as custom_settings.txt holds it."""
    return base64.b64encode(text.encode()).decode()
