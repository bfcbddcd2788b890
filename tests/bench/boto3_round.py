# SPDX-License-Identifier: MIT
"""A round as a script would do it with boto3: read the record, write the address if it is new.

    boto3_round.py ENDPOINT ZONE_ID NAME ADDRESS

Keys and the CA file come from the environment, as boto3 reads them.
"""

from __future__ import annotations

import sys

import boto3


def main(endpoint: str, zone_id: str, name: str, address: str) -> None:
    client = boto3.client("route53", endpoint_url=endpoint)
    listed = client.list_resource_record_sets(
        HostedZoneId=zone_id, StartRecordName=name, StartRecordType="A", MaxItems="1"
    )
    record = listed["ResourceRecordSets"][0]
    if record["ResourceRecords"][0]["Value"] == address:
        return
    record["ResourceRecords"] = [{"Value": address}]
    client.change_resource_record_sets(
        HostedZoneId=zone_id,
        ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]},
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
