# SPDX-License-Identifier: MIT
"""What a stack's template says of who routers are: its roles, and the resources of AWS IoT and IAM
Roles Anywhere.

Ref and GetAtt are known before anything is made, so that the order in the template does not matter.
Source: "Template reference" (AWS::IoT, AWS::RolesAnywhere, AWS::IAM::Role), AWS CloudFormation User
Guide. That `Enabled` is false unless it is said is assumed.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.aws import certificates
from tests.aws.iot import Router
from tests.aws.roles import Role
from tests.aws.template import TemplateError

if TYPE_CHECKING:
    from tests.aws.server import LocalAws
    from tests.aws.template import Template

_IOT, _ANYWHERE = "AWS::IoT::", "AWS::RolesAnywhere::"
# Type: the property that names a resource, its ARN after the service's, and attributes. In these
# {name} is the resource's name and {arn} its ARN.
_TYPES: dict[str, tuple[str, str, dict[str, str]]] = {
    f"{_IOT}Thing": ("ThingName", "thing/{name}", {"Ref": "{name}", "Arn": "{arn}"}),
    f"{_IOT}Policy": ("PolicyName", "policy/{name}", {"Ref": "{name}", "Arn": "{arn}"}),
    f"{_IOT}RoleAlias": (
        "RoleAlias",
        "rolealias/{name}",
        {"Ref": "{name}", "RoleAliasArn": "{arn}"},
    ),
    f"{_IOT}Certificate": ("", "cert/{name}", {"Ref": "{name}", "Id": "{name}", "Arn": "{arn}"}),
    f"{_ANYWHERE}TrustAnchor": (
        "",
        "trust-anchor/{name}",
        {"Ref": "{name}", "TrustAnchorId": "{name}", "TrustAnchorArn": "{arn}"},
    ),
    f"{_ANYWHERE}Profile": (
        "",
        "profile/{name}",
        {"Ref": "{name}", "ProfileId": "{name}", "ProfileArn": "{arn}"},
    ),
    f"{_ANYWHERE}CRL": ("", "crl/{name}", {"Ref": "{name}", "CrlId": "{name}"}),
}
SERVED = {
    *_TYPES,
    f"{_IOT}ThingPrincipalAttachment",
    f"{_IOT}PolicyPrincipalAttachment",
    "AWS::IAM::Role",
}


class Identities:
    """Those of one stack; `policies_of` gives a role's policies by its logical id."""

    def __init__(self, aws: LocalAws, policies_of: Callable[[str], list[dict]]) -> None:
        self.aws, self._policies_of = aws, policies_of
        self._ids: dict[str, str] = {}  # of Roles Anywhere, which an update keeps
        self._undo: list[Callable[[], Any]] = []

    def identifier(self, template: Template, name: str, attribute: str) -> str | None:
        """A Ref or GetAtt; None if this is none of its types, or has no such attribute."""
        type_ = template.resources[name]["Type"]
        if type_ not in _TYPES:
            return None
        naming, arn, attributes = _TYPES[type_]
        if type_ == f"{_IOT}Certificate":
            own = certificates.fingerprint(_certificate(template.properties(name), name))
        elif type_.startswith(_IOT):
            given = template.resources[name].get("Properties", {}).get(naming)
            own = template.resolve(given, name) or f"{template.stack}-{name}"
        else:
            own = self._ids.setdefault(name, str(uuid.uuid4()))
        service = "iot" if type_.startswith(_IOT) else "rolesanywhere"
        start = f"arn:{self.aws.partition}:{service}:{self.aws.region}:{self.aws.account}"
        known = {"name": own, "arn": f"{start}:{arn.format(name=own)}"}
        return attributes[attribute].format(**known) if attribute in attributes else None

    def create(self, template: Template) -> None:
        """All of them, or none where one is refused."""
        with self.aws.lock:
            try:
                for type_, make in (
                    (f"{_ANYWHERE}TrustAnchor", self._anchor),
                    (f"{_ANYWHERE}CRL", self._crl),
                    ("AWS::IAM::Role", self._role),
                    (f"{_ANYWHERE}Profile", self._profile),
                    (f"{_IOT}RoleAlias", self._alias),
                    (f"{_IOT}Thing", self._thing),
                    (f"{_IOT}Certificate", self._certificate),
                    (f"{_IOT}ThingPrincipalAttachment", self._attach_thing),
                    (f"{_IOT}PolicyPrincipalAttachment", self._attach_policy),
                ):
                    for name in template.of_type(type_):
                        try:
                            make(template, name, template.properties(name))
                        except TemplateError:
                            raise
                        except KeyError as missing:
                            raise TemplateError(f"{name}: property {missing} is missing") from None
                        except ValueError as problem:
                            raise TemplateError(f"{name}: {problem}") from None
            except TemplateError:
                self.delete()
                raise

    def delete(self) -> None:
        """What create() made, the last first; sessions go on until they end."""
        with self.aws.lock:
            while self._undo:
                self._undo.pop()()

    def router(self, template: Template) -> Router:
        """The one router that a stack describes."""
        (certificate,) = template.of_type(f"{_IOT}Certificate")
        (alias,) = template.of_type(f"{_IOT}RoleAlias")
        (thing,) = template.of_type(f"{_IOT}Thing")
        id_ = self.identifier(template, certificate, "Ref") or ""
        given = self.aws.iot.aliases[self.identifier(template, alias, "Ref") or ""]
        return Router(
            self.aws.iot_endpoint,
            given.name,
            self.identifier(template, thing, "Ref") or "",
            self.aws.iot.certificates[id_],
            self.aws.roles.by_arn[given.role_arn],
        )

    # One resource each.

    def _role(self, template: Template, name: str, given: dict[str, Any]) -> None:
        arn = f"arn:{self.aws.partition}:iam::{self.aws.account}:role/{template.stack}-{name}"
        if arn in self.aws.roles.by_arn:
            raise TemplateError(f"{name}: role {arn} exists already")
        seconds = int(given.get("MaxSessionDuration", 3600))
        self.aws.roles.by_arn[arn] = Role(
            arn, given["AssumeRolePolicyDocument"], self._policies_of(name), seconds
        )
        self._undo.append(lambda: self.aws.roles.by_arn.pop(arn))

    def _anchor(self, template: Template, name: str, given: dict[str, Any]) -> None:
        source = given["Source"]
        if source["SourceType"] != "CERTIFICATE_BUNDLE":
            raise TemplateError(f"{name}: only SourceType CERTIFICATE_BUNDLE is served")
        anchor = self.aws.roles_anywhere.add_anchor(
            source["SourceData"]["X509CertificateData"],
            given["Name"],
            _is_enabled(given),
            self.identifier(template, name, "Ref"),
        )
        self._undo.append(lambda: self.aws.roles_anywhere.anchors.pop(anchor.arn))

    def _crl(self, template: Template, name: str, given: dict[str, Any]) -> None:
        if _is_enabled(given):
            # It goes with the anchor.
            self.aws.roles_anywhere.import_crl(given["CrlData"], given["TrustAnchorArn"])

    def _profile(self, template: Template, name: str, given: dict[str, Any]) -> None:
        profile = self.aws.roles_anywhere.add_profile(
            given["RoleArns"],
            int(given.get("DurationSeconds", 3600)),
            _is_enabled(given),
            self.identifier(template, name, "Ref"),
        )
        self._undo.append(lambda: self.aws.roles_anywhere.profiles.pop(profile.arn))

    def _alias(self, template: Template, name: str, given: dict[str, Any]) -> None:
        alias = self.aws.iot.add_alias(
            self.identifier(template, name, "Ref") or "",
            given["RoleArn"],
            int(given.get("CredentialDurationSeconds", 3600)),
        )
        self._undo.append(lambda: self.aws.iot.aliases.pop(alias.name))

    def _thing(self, template: Template, name: str, given: dict[str, Any]) -> None:
        thing = self.identifier(template, name, "Ref") or ""
        if thing in self.aws.iot.things:
            raise TemplateError(f"{name}: thing {thing} exists already")
        self.aws.iot.add_thing(thing)
        self._undo.append(lambda: self.aws.iot.things.remove(thing))

    def _certificate(self, template: Template, name: str, given: dict[str, Any]) -> None:
        _certificate(given, name)
        certificate = self.aws.iot.register(given["CertificatePem"], given["Status"])
        self._undo.append(lambda: self.aws.iot.forget(certificate))

    def _attach_thing(self, template: Template, name: str, given: dict[str, Any]) -> None:
        certificate = self.aws.iot.certificate(given["Principal"])
        self.aws.iot.attach_thing(certificate, given["ThingName"])
        self._undo.append(lambda: certificate.things.remove(given["ThingName"]))

    def _attach_policy(self, template: Template, name: str, given: dict[str, Any]) -> None:
        certificate, wanted = self.aws.iot.certificate(given["Principal"]), given["PolicyName"]
        documents = [
            template.properties(policy)["PolicyDocument"]
            for policy in template.of_type(f"{_IOT}Policy")
            if self.identifier(template, policy, "Ref") == wanted
        ]
        if len(documents) != 1:
            raise TemplateError(f"{name}: there is no IoT policy {wanted!r}")
        self.aws.iot.attach_policy(certificate, wanted, documents[0])
        self._undo.append(lambda: certificate.policies.pop(wanted))


def _is_enabled(given: dict[str, Any]) -> bool:
    return str(given.get("Enabled", False)).lower() == "true"


def _certificate(given: dict[str, Any], name: str):
    """The certificate of a PEM that is registered without a CA."""
    if given.get("CertificateMode", "DEFAULT") != "SNI_ONLY" or "CACertificatePem" in given:
        raise TemplateError(f"{name}: without a CA CertificateMode must be SNI_ONLY")
    if "CertificatePem" not in given:
        raise TemplateError(f"{name}: only CertificatePem is served")
    try:
        return certificates.read_one(given["CertificatePem"])
    except ValueError as problem:
        raise TemplateError(f"{name}: CertificatePem: {problem}") from None
