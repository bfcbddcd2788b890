# SPDX-License-Identifier: MIT
"""STS: GetCallerIdentity, which every key may ask, and AssumeRole.

Source: GetCallerIdentity, AssumeRole, AWS STS API Reference; "Cross-account policy evaluation
logic", AWS IAM User Guide; refusals as seen in public.
"""

from __future__ import annotations

import re

from tests.aws import iam
from tests.aws.auth import Identity
from tests.aws.errors import ServiceError
from tests.aws.http_wire import Reply, small_number
from tests.aws.iam import Question
from tests.aws.query import QueryService, tag
from tests.aws.roles import MAX_SECONDS, MIN_SECONDS, Role, Roles, expiration
from tests.aws.service import Call, denial

CHAINED_SECONDS = 3600
# Parameter: least and most characters, pattern.
_TEXTS = {
    "RoleArn": (20, 2048, ""),
    "RoleSessionName": (2, 64, r"[\w+=,.@-]*"),
    "ExternalId": (2, 1224, r"[\w+=,.@:\/-]*"),
}
_KNOWN = {"Action", "Version", "DurationSeconds", *_TEXTS}


class Sts(QueryService):
    """Says who the keys belong to, and lends roles."""

    name = "sts"
    version = "2011-06-15"
    namespace = "https://sts.amazonaws.com/doc/2011-06-15/"
    operations = ("GetCallerIdentity", "AssumeRole")

    def __init__(self, region: str, roles: Roles) -> None:
        super().__init__(region)
        self._roles = roles

    def complete(self, call: Call) -> Call:
        if call.operation == "AssumeRole":
            _check(call.arguments)
            # The role has a say in it: answer() asks.
            call.question = None
        return call

    def answer(self, call: Call, identity: Identity, request_id: str) -> Reply:
        if call.operation == "AssumeRole":
            result = self._assume(call.arguments, identity)
        else:
            result = tag("Arn", identity.arn) + tag("UserId", identity.user_id)
            result += tag("Account", identity.account)
        return self.success(call, result, request_id)

    def _assume(self, given: dict[str, str], caller: Identity) -> str:
        role = self._allowed(given, caller)
        seconds = int(given.get("DurationSeconds", 3600))
        if caller.session_token and seconds > CHAINED_SECONDS:
            raise _invalid(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed "
                "by role chaining."
            )
        if seconds > role.max_seconds:
            raise _invalid(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
            )
        session = self._roles.session(role, given["RoleSessionName"], seconds)
        user = tag("AssumedRoleId", session.user_id) + tag("Arn", session.arn)
        credentials = (
            tag("AccessKeyId", session.access_key_id)
            + tag("SecretAccessKey", session.secret_access_key)
            + tag("SessionToken", session.session_token or "")
            + tag("Expiration", expiration(session))
        )
        return f"<AssumedRoleUser>{user}</AssumedRoleUser><Credentials>{credentials}</Credentials>"

    def _allowed(self, given: dict[str, str], caller: Identity) -> Role:
        """The role, if its trust policy and the caller's own policies let the caller have it."""
        arn = given["RoleArn"]
        context = {"sts:rolesessionname": [given["RoleSessionName"]]}
        if "ExternalId" in given:
            context["sts:externalid"] = [given["ExternalId"]]
        question = Question("sts:AssumeRole", arn, context)
        own = caller.decide(question)
        role = self._roles.by_arn.get(arn)
        if own == "denied":
            raise ServiceError("AccessDenied", denial(caller, question, own), 403)
        if role is not None:
            partition = caller.arn.split(":")[1]
            in_person = {"*", caller.arn, caller.role_arn or caller.arn}
            account = {caller.account, f"arn:{partition}:iam::{caller.account}:root"}
            said = {
                iam.decide_trust(role.trust, "AWS", names, question)
                for names in (in_person, account)
            }
            by_name = iam.decide_trust(role.trust, "AWS", in_person, question) == "allowed"
            # A role that names a caller of its own account needs no word of that one's policies.
            enough = by_name and role.account == caller.account
            if "denied" not in said and "allowed" in said and (own == "allowed" or enough):
                return role
        # As told where the role is not there, too.
        message = (
            f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}"
        )
        raise ServiceError("AccessDenied", message, 403)


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)


def _broken(shown: str, name: str, constraint: str) -> ServiceError:
    return _invalid(
        f"1 validation error detected: Value {shown} at '{name[0].lower()}{name[1:]}' failed to "
        f"satisfy constraint: Member must {constraint}"
    )


def _check(given: dict[str, str]) -> None:
    """Raises ValidationError for arguments that STS refuses, whoever sends them."""
    if unknown := sorted(set(given) - _KNOWN):
        # Own text.
        raise _invalid(f"{', '.join(unknown)} is not known here")
    for name, (least, most, pattern) in _TEXTS.items():
        if name not in given:
            if name != "ExternalId":
                raise _broken("null", name, "not be null")
            continue
        value = given[name]
        shown = f"'{value}'"
        if len(value) < least:
            raise _broken(shown, name, f"have length greater than or equal to {least}")
        if len(value) > most:
            raise _broken(shown, name, f"have length less than or equal to {most}")
        if pattern and not re.fullmatch(pattern, value, re.ASCII):
            raise _broken(shown, name, f"satisfy regular expression pattern: {pattern}")
    if not re.fullmatch(r"arn:[a-z-]+:iam::[0-9]{12}:role/.+", given["RoleArn"]):
        raise _invalid(f"{given['RoleArn']} is invalid")
    text = given.get("DurationSeconds", "3600")
    seconds = small_number(text)
    if seconds is None:
        raise ServiceError("MalformedInput", "DurationSeconds must be a number")  # own text
    shown, name = f"'{seconds}'", "DurationSeconds"
    if seconds < MIN_SECONDS:
        raise _broken(shown, name, f"have value greater than or equal to {MIN_SECONDS}")
    if seconds > MAX_SECONDS:
        raise _broken(shown, name, f"have value less than or equal to {MAX_SECONDS}")
