# SPDX-License-Identifier: MIT
"""STS: GetCallerIdentity, which every key may ask.

Source: GetCallerIdentity, AWS STS API Reference.
"""

from __future__ import annotations

from tests.aws.auth import Identity
from tests.aws.http_wire import Reply
from tests.aws.query import QueryService, tag
from tests.aws.service import Call


class Sts(QueryService):
    """Says who the keys belong to."""

    name = "sts"
    version = "2011-06-15"
    namespace = "https://sts.amazonaws.com/doc/2011-06-15/"
    operations = ("GetCallerIdentity",)

    def answer(self, call: Call, identity: Identity, request_id: str) -> Reply:
        account = identity.arn.split(":")[4]
        result = tag("Arn", identity.arn) + tag("UserId", identity.user_id)
        return self.success(call, result + tag("Account", account), request_id)
