# SPDX-License-Identifier: MIT
"""IAM Roles Anywhere: CreateSession, which gives a role's session for a certificate's signature.

The ARNs stand in the query, as AWS's helper sends them, or in the body. Source: "CreateSession",
IAM Roles Anywhere User Guide; "Unable to assume role" was seen in public, other texts are our own.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from tests.aws import certificates, iam, sigv4, x509_signature
from tests.aws.auth import Identity
from tests.aws.clock import Clock
from tests.aws.errors import ServiceError
from tests.aws.http_wire import Reply, Request
from tests.aws.iam import Question
from tests.aws.roles import (
    MAX_SECONDS,
    MIN_SECONDS,
    ROLES_ANYWHERE,
    Role,
    Roles,
    check_seconds,
    expiration,
)
from tests.aws.trust_anchors import Profile, TrustAnchor, access_denied
from tests.aws.x509_signature import Signer

_ARNS = ("trustAnchorArn", "profileArn", "roleArn")
_ACTIONS = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)


class RolesAnywhere:
    """The service of one account in one region."""

    name = x509_signature.SERVICE

    def __init__(self, arn: str, roles: Roles, clock: Clock) -> None:
        self.region = arn.split(":")[3]
        self.anchors: dict[str, TrustAnchor] = {}  # by ARN
        self.profiles: dict[str, Profile] = {}
        self._arn, self._roles, self._clock = arn, roles, clock

    # What a console would do.

    def add_anchor(
        self, ca_pem: str, name: str, enabled: bool = True, id_: str | None = None
    ) -> TrustAnchor:
        id_ = id_ or str(uuid.uuid4())
        arn = f"{self._arn}:trust-anchor/{id_}"
        anchor = TrustAnchor(id_, arn, name, certificates.read_pem(ca_pem), enabled)
        self.anchors[arn] = anchor
        return anchor

    def add_profile(
        self,
        role_arns: list[str],
        seconds: int = 3600,
        enabled: bool = True,
        id_: str | None = None,
    ) -> Profile:
        check_seconds(seconds, "profile's durationSeconds")
        if unknown := [arn for arn in role_arns if arn not in self._roles.by_arn]:
            raise ValueError(f"profile names roles that are not there: {unknown}")
        id_ = id_ or str(uuid.uuid4())
        arn = f"{self._arn}:profile/{id_}"
        self.profiles[arn] = Profile(id_, arn, role_arns, seconds, enabled)
        return self.profiles[arn]

    def import_crl(self, crl_pem: str, anchor_arn: str) -> str:
        """Its id."""
        id_ = str(uuid.uuid4())
        if anchor_arn not in self.anchors:
            raise ValueError(f"there is no trust anchor {anchor_arn}")
        self.anchors[anchor_arn].import_crl(id_, crl_pem)
        return id_

    # CreateSession.

    @staticmethod
    def serves(request: Request) -> bool:
        """Whether the path is one of this service."""
        return request.path == "/sessions"

    def operation_of(self, request: Request) -> str:
        return "CreateSession" if request.method == "POST" else ""

    def authenticate(self, request: Request) -> Signer:
        """The certificate whose key has signed."""
        return x509_signature.authenticate(request, self._clock.utc(), self.region)

    def answer(self, request: Request, signer: Signer) -> Reply:
        """A session; raises ServiceError for what is refused."""
        given = _read(request)
        anchor = _known(self.anchors, given["trustAnchorArn"], "Trust anchor")
        profile = _known(self.profiles, given["profileArn"], "Profile")
        anchor.check(signer.certificate, signer.between, self._clock.utc())
        role = self._role(given["roleArn"], profile)
        seconds = given.get("durationSeconds", profile.seconds)
        context = certificates.tags_of(signer.certificate)
        if seconds > role.max_seconds or not _trusts(role, anchor, context):
            raise access_denied(f"Unable to assume role for {role.arn}")
        serial = f"{signer.certificate.serial_number:x}"
        session = self._roles.session(role, serial, seconds, context)
        return _json(201, self._reply(signer, role, session))

    def _role(self, arn: str, profile: Profile) -> Role:
        if arn not in profile.role_arns or arn not in self._roles.by_arn:
            raise access_denied(f"Unable to assume role for {arn}")
        return self._roles.by_arn[arn]

    def _reply(self, signer: Signer, role: Role, session: Identity) -> dict[str, Any]:
        common_name = certificates.tags_of(signer.certificate).get(
            "aws:principaltag/x509subject/cn", [""]
        )[0]
        one = {
            "assumedRoleUser": {"arn": session.arn, "assumedRoleId": session.user_id},
            "credentials": {
                "accessKeyId": session.access_key_id,
                "secretAccessKey": session.secret_access_key,
                "sessionToken": session.session_token,
                "expiration": expiration(session),
            },
            "packedPolicySize": 20,
            "roleArn": role.arn,
            "sourceIdentity": f"CN={common_name}",
        }
        subject = uuid.uuid5(uuid.NAMESPACE_OID, certificates.fingerprint(signer.certificate))
        return {"credentialSet": [one], "subjectArn": f"{self._arn}:subject/{subject}"}

    def refuse(self, error: ServiceError) -> Reply:
        """The error as a header and in JSON."""
        reply = _json(error.status, {"message": error.message})
        reply.headers.append(("x-amzn-ErrorType", error.code))
        return reply


def _known(things: dict, arn: str, what: str):
    if arn not in things:
        raise ServiceError("ResourceNotFoundException", f"{what} {arn} not found.", 404)
    if not things[arn].enabled:
        raise access_denied(f"{what} is disabled")
    return things[arn]


def _trusts(role: Role, anchor: TrustAnchor, context: dict[str, list[str]]) -> bool:
    known = context | {"aws:sourcearn": [anchor.arn]}
    return all(
        iam.decide_trust(role.trust, "Service", {ROLES_ANYWHERE}, Question(action, role.arn, known))
        == "allowed"
        for action in _ACTIONS
    )


def _read(request: Request) -> dict[str, Any]:
    """The arguments, of query and body; raises ValidationException for what is malformed."""
    if (request.header("content-type") or "").partition(";")[0].strip() != "application/json":
        raise _invalid("Content-Type must be application/json")
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _invalid("The body is not a JSON object")
    query = sigv4.text_pairs(request.query)
    if twice := sorted(set(query) & set(body)):
        raise _invalid(f"{', '.join(twice)} stands in query and body")
    given = query | body
    if unknown := sorted(set(given) - {*_ARNS, "durationSeconds"}):
        raise _invalid(f"{', '.join(unknown)} is not known here")
    for name in _ARNS:
        if not isinstance(given.get(name), str) or not given[name].startswith("arn:"):
            raise _invalid(f"{name} must be an ARN")
    seconds = given.get("durationSeconds", MIN_SECONDS)
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise _invalid("durationSeconds must be a number")
    if not MIN_SECONDS <= seconds <= MAX_SECONDS:
        raise _invalid(f"durationSeconds must be {MIN_SECONDS} to {MAX_SECONDS}")
    return given


def _json(status: int, value: dict) -> Reply:
    headers = [("Content-Type", "application/json"), ("x-amzn-RequestId", str(uuid.uuid4()))]
    return Reply(status, json.dumps(value, separators=(",", ":")).encode(), headers)
