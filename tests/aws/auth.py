# SPDX-License-Identifier: MIT
"""Who sent a request: verifies its SigV4 signature, by header or by query, as strictly as AWS.

Raises ServiceError with AWS's codes and texts. Texts that no public example shows are ours; they
are marked "own text". Source: "Troubleshoot Signature Version 4 signing", AWS IAM User Guide.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tests.aws import iam, sigv4
from tests.aws.clock import compact
from tests.aws.errors import ServiceError
from tests.aws.http_wire import Request, small_number

SKEW = timedelta(minutes=5)
MAX_EXPIRES = 604800
_TIMESTAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your "
    "AWS Secret Access Key and signing method. Consult the service documentation for details."
)


@dataclass
class Identity:
    """A user or session and its keys; `policies` are IAM documents. A session of a role has the
    role's ARN and in `context` what its policies may ask about it: condition keys in lower case."""

    arn: str
    user_id: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    expires: float | None = None  # seconds since 1970; sessions only
    active: bool = True
    policies: list[dict] = field(default_factory=list)
    role_arn: str = ""
    context: dict[str, list[str]] = field(default_factory=dict)

    @property
    def account(self) -> str:
        return self.arn.split(":")[4]

    def decide(self, question: iam.Question) -> str:
        """What its own policies say, in iam.decide's words."""
        asked = iam.Question(question.action, question.resource, self.context | question.context)
        return iam.decide(self.policies, asked)


@dataclass
class Claim:
    """What a request says of its own signature."""

    key_id: str
    date: str
    region: str
    service: str
    terminator: str
    signed: list[str]
    signature: str
    timestamp: str
    token: str | None
    expires: int | None = None  # query form only
    algorithm: str = sigv4.ALGORITHM

    @property
    def scope(self) -> str:
        return "/".join([self.date, self.region, self.service, self.terminator])


def _mismatch(message: str) -> ServiceError:
    return ServiceError("SignatureDoesNotMatch", message, 403)


def _incomplete(message: str) -> ServiceError:
    return ServiceError("IncompleteSignature", message, 403)


def invalid_token() -> ServiceError:
    """For a key or token that is not known, not active, or too new."""
    message = "The security token included in the request is invalid."
    return ServiceError("InvalidClientTokenId", message, 403)


def _split_credential(text: str) -> list[str]:
    parts = text.split("/")
    if len(parts) != 5:
        raise _incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            f"keyid/date/region/service/term, got '{text}'"
        )
    return parts


def claim_in_header(request: Request, algorithms: tuple[str, ...] = (sigv4.ALGORITHM,)) -> Claim:
    """What the Authorization header says, signed by one of these algorithms."""
    value = request.header("authorization") or ""
    algorithm, _, rest = value.partition(" ")
    fields: dict[str, str] = {}
    for piece in rest.split(","):
        name, equals, text = piece.strip(" ").partition("=")
        if equals and name in fields:
            raise _incomplete(f"Authorization header has '{name}' twice.")  # own text
        fields[name] = text
    stamp = request.header("x-amz-date") or _date_header(request)
    missing = [
        f"Authorization header requires '{name}' parameter. "
        for name in ("Credential", "Signature", "SignedHeaders")
        if not fields.get(name)
    ]
    if not stamp:
        missing.append(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        )
    if missing or algorithm not in algorithms:
        digest = base64.b64encode(hashlib.sha256(value.encode("latin-1")).digest()).decode()
        raise _incomplete(
            "".join(missing)
            + f"(Hashed with SHA-256 and encoded with Base64) Authorization={digest}"
        )
    if unknown := set(fields) - {"Credential", "Signature", "SignedHeaders"}:
        raise _incomplete(f"Authorization header has unknown '{min(unknown)}'.")  # own text
    return Claim(
        *_split_credential(fields["Credential"]),
        fields["SignedHeaders"].split(";"),
        fields["Signature"],
        stamp,
        request.header("x-amz-security-token"),
        algorithm=algorithm,
    )


def _date_header(request: Request) -> str:
    try:
        moment = parsedate_to_datetime(request.header("date") or "")
    except ValueError:
        return ""
    return compact(moment.astimezone(UTC))


def _claim_in_query(request: Request) -> Claim:
    fields: dict[str, str] = {}
    for name, value in sigv4.query_pairs(request.query):
        text = name.decode("latin-1")
        if text.startswith("X-Amz-"):
            if text in fields:
                raise _incomplete(f"AWS query-string has '{text}' twice.")  # own text
            fields[text] = value.decode("latin-1")
    needed = ("X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date")
    missing = [
        f"AWS query-string parameters must include '{n}'. " for n in needed if n not in fields
    ]
    if missing or fields.get("X-Amz-Algorithm") != sigv4.ALGORITHM:
        raise _incomplete("".join(missing) or "Re-examine the query-string parameters.")
    expires = small_number(fields.get("X-Amz-Expires", "300"))
    if not expires or expires > MAX_EXPIRES:
        raise _incomplete("X-Amz-Expires must be a number of seconds from 1 to 604800.")  # own text
    return Claim(
        *_split_credential(fields["X-Amz-Credential"]),
        fields["X-Amz-SignedHeaders"].split(";"),
        fields["X-Amz-Signature"],
        fields["X-Amz-Date"],
        fields.get("X-Amz-Security-Token"),
        expires,
    )


def read_claim(request: Request) -> Claim:
    """The claim, in whichever form it was made."""
    by_query = any(name == b"X-Amz-Algorithm" for name, _ in sigv4.query_pairs(request.query))
    headers = request.values("authorization")
    if not headers and not by_query:
        raise ServiceError(
            "MissingAuthenticationToken", "Request is missing Authentication Token", 403
        )
    if len(headers) + by_query > 1:
        raise _incomplete("Request is signed more than once.")  # own text
    return _claim_in_query(request) if by_query else claim_in_header(request)


def _check_token(claim: Claim, identity: Identity, now: datetime) -> None:
    expected = identity.session_token
    given = claim.token
    if (expected is None) != (given is None):
        raise invalid_token()
    if expected is not None and not hmac.compare_digest(expected.encode(), given.encode("latin-1")):
        raise invalid_token()
    if identity.expires is not None and now.timestamp() >= identity.expires:
        message = "The security token included in the request is expired"
        raise ServiceError("ExpiredToken", message, 403)


def check_time(claim: Claim, now: datetime) -> None:
    """Raises unless it was made within five minutes of the server's time, or is good for longer."""
    stamp = claim.timestamp
    try:
        moment = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        moment = None
    if moment is None or not _TIMESTAMP.fullmatch(stamp):
        raise _incomplete(
            f"Date must be in ISO-8601 'basic format'. Got '{stamp}'. "
            "See http://en.wikipedia.org/wiki/ISO_8601"
        )
    if claim.date != stamp[:8]:
        raise _mismatch(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            f"HTTP: '{claim.date}' != '{stamp[:8]}', from '{stamp}'."
        )
    now = now.replace(microsecond=0)
    life = SKEW if claim.expires is None else timedelta(seconds=claim.expires)
    if moment < now - life:
        minutes = f"{life.total_seconds() / 60:g}"
        raise _mismatch(
            f"Signature expired: {stamp} is now earlier than {compact(now - life)} "
            f"({compact(now)} - {minutes} min.)"
        )
    if moment > now + SKEW:
        raise _mismatch(
            f"Signature not yet current: {stamp} is still later than {compact(now + SKEW)} "
            f"({compact(now)} + 5 min.)"
        )


def _check_scope(claim: Claim, service: str, region: str) -> None:
    wrong = ""
    if claim.region != region:
        wrong += f"Credential should be scoped to a valid region, not '{claim.region}'. "
    if claim.service != service:
        wrong += f"Credential should be scoped to correct service: '{service}'. "
    if claim.terminator != sigv4.TERMINATOR:
        wrong += f"Credential should be scoped with a valid terminator: '{sigv4.TERMINATOR}'. "
    if wrong:
        raise _mismatch(wrong)


def _check_signed_headers(request: Request, claim: Claim) -> None:
    if "host" not in claim.signed:
        raise _mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    sent = {name.lower() for name, _ in request.headers}
    for name in sorted(sent):
        if name.startswith("x-amz-") and name not in claim.signed:
            raise _mismatch(f"'{name}' must be a 'SignedHeader' in the AWS Authorization.")
    if claim.signed != sorted({name.lower() for name in claim.signed} & sent):
        # own text
        raise _mismatch("SignedHeaders must name headers of the request, in lower case and sorted.")


def _check_payload(request: Request) -> str:
    payload_hash = sigv4.sha256_hex(request.body)
    if any(given != payload_hash for given in request.values("x-amz-content-sha256")):
        raise _mismatch(
            "The provided 'x-amz-content-sha256' header does not match what was computed."
        )
    return payload_hash


def _check_signature(request: Request, claim: Claim, secret: str) -> None:
    by_query = claim.expires is not None
    canonical = sigv4.canonical_request(
        request.method,
        sigv4.canonical_path(request.path),
        sigv4.canonical_query(request.query, without=b"X-Amz-Signature" if by_query else b""),
        request.headers,
        claim.signed,
        _check_payload(request),
    )
    to_sign = sigv4.string_to_sign(claim.timestamp, claim.scope, canonical)
    key = sigv4.signing_key(secret, claim.date, claim.region, claim.service)
    expected = sigv4.signature(key, to_sign)
    if not hmac.compare_digest(expected.encode(), claim.signature.encode("latin-1")):
        raise _mismatch(
            f"{_MISMATCH}\n\nThe Canonical String for this request should have been\n"
            f"'{canonical}'\n\nThe String-to-Sign should have been\n'{to_sign}'\n"
        )


def authenticate(
    request: Request, keys: dict[str, Identity], now: datetime, service: str, region: str
) -> Identity:
    """The sender; `service` and `region` are those of the endpoint that was called."""
    claim = read_claim(request)
    identity = keys.get(claim.key_id)
    if identity is None or not identity.active:
        raise invalid_token()
    _check_token(claim, identity, now)
    check_time(claim, now)
    _check_scope(claim, service, region)
    _check_signed_headers(request, claim)
    _check_signature(request, claim, identity.secret_access_key)
    return identity
