# SPDX-License-Identifier: MIT
"""What the companion does, as a Lambda handler in Python: list, compare, UPSERT, count.

Serves the Runtime API as Lambda's own Python runtime does, with nothing imported that it does not
need. Reads WAN53_HOST, WAN53_ZONE_ID and WAN53_METRIC_NAMESPACE; keys and endpoints as boto3 does.
"""

from __future__ import annotations

import json
import os
import time
from http.client import HTTPConnection

import boto3

HOST = os.environ["WAN53_HOST"]
ZONE_ID = os.environ["WAN53_ZONE_ID"]
ROUTE53 = boto3.client("route53")


def handle(event: dict) -> dict:
    listed = ROUTE53.list_resource_record_sets(
        HostedZoneId=ZONE_ID, StartRecordName=HOST, StartRecordType="A", MaxItems="1"
    )
    old = listed["ResourceRecordSets"][0]["ResourceRecords"][0]["Value"]
    changed = old != event["ip"]
    if changed:
        record = {
            "Name": HOST,
            "Type": "A",
            "TTL": 120,
            "ResourceRecords": [{"Value": event["ip"]}],
        }
        ROUTE53.change_resource_record_sets(
            HostedZoneId=ZONE_ID,
            ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]},
        )
    directive = {
        "Namespace": os.environ["WAN53_METRIC_NAMESPACE"],
        "Dimensions": [[]],
        "Metrics": [{"Name": "Change", "Unit": "Count"}],
    }
    about = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    print(json.dumps({"_aws": about, "Change": int(changed)}), flush=True)
    verb = "changed" if changed else "unchanged"
    caller = event["X-Forwarded-For"]
    text = f"IP for {HOST} {verb} from {old} to {event['ip']} via request from {caller}"
    return {"statusCode": "200", "body": text}


def main() -> None:
    api = HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    base = "/2018-06-01/runtime/invocation/"
    while True:
        api.request("GET", base + "next")
        reply = api.getresponse()
        event = json.loads(reply.read())
        request_id = reply.headers["Lambda-Runtime-Aws-Request-Id"]
        api.request("POST", f"{base}{request_id}/response", json.dumps(handle(event)))
        api.getresponse().read()


if __name__ == "__main__":
    main()
