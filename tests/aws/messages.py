# SPDX-License-Identifier: MIT
"""Every text with which the local Route 53 refuses, in one place for who can check it.

SEEN texts stand in public bug reports and threads with real replies; ASSUMED ones follow their
pattern. A maintainer with an account corrects this file, and the tests follow.
"""

from __future__ import annotations

# SEEN.
NO_ZONE = "No hosted zone found with ID: {zone_id}"
NOT_YOURS = "User: {arn} is not authorized to access this resource"
NO_CHANGE = "Could not find resource with ID: {change_id}"
CREATE_EXISTS = "Tried to create resource record set {what} but it already exists"
DELETE_ABSENT = "Tried to delete resource record set {what} but it was not found"
DELETE_DIFFERS = (
    "Tried to delete resource record set {what} but the values provided do not match the current "
    "values"
)
OUT_OF_ZONE = "RRSet with DNS name {name} is not permitted in zone {zone}"
CNAME_AT_APEX = "RRSet of type CNAME with DNS name {name} is not permitted at apex in zone {zone}"
CNAME_BESIDE = (
    "RRSet of type CNAME with DNS name {name} is not permitted as it conflicts with other records "
    "with the same DNS name in zone {zone}"
)
BESIDE_CNAME = (
    "RRSet of type {type} with DNS name {name} is not permitted because a conflicting RRSet of "
    "type CNAME with the same DNS name already exists in zone {zone}"
)
SIMPLE_BESIDE_OTHERS = (
    "RRSet with DNS name {name}, type {type} cannot be created as other RRSets exist with the "
    "same name and type."
)
KIND_DIFFERS = (
    "RRSet with DNS name {name}, type {type}, SetIdentifier {identifier} cannot be created because "
    "a non {kind} rrset exists with the same name and type."
)
VALUE = "Invalid Resource Record: 'FATAL problem: {problem} encountered with '{value}''"
NAME = "FATAL problem: {problem} encountered with '{value}'"
WEIGHTED_TTLS = (
    "RRSet with DNS name {name} and type {type}, SetIdentifier {identifier} cannot be created as "
    "weighted sets must contain the same TTL."
)
CHANGED_TWICE = (
    "The request contains an invalid set of changes for a resource record set '{type} {name}'"
)
DUPLICATE = "Duplicate Resource Record: '{value}'"
TOO_MANY_VALUES = "Cannot have more than 400 records in a RRSet."
TOO_MANY_RECORDS = "Number of records limit of 1000 exceeded."
TOO_MANY_CHARACTERS = "RDATA character limit of 32000 exceeded."
ONE_SOA = "A HostedZone must contain exactly one SOA record."
SOME_NS = "A HostedZone must contain at least one NS record for the zone itself."
THROTTLING = "Rate exceeded"
PRIOR_REQUEST = "The request was rejected because Route 53 was still processing a prior request."
NOT_XML = "Could not parse XML"
WRONG_ROOT = "ChangeBatch is not valid, expected ChangeResourceRecordSetsRequest"
NO_DECLARATION = "Invalid XML ; cvc-elt.1: Cannot find the declaration of element '{element}'."
UNEXPECTED = (
    "Invalid XML ; cvc-complex-type.2.4.a: Invalid content was found starting with element "
    "'{element}'. One of '{expected}' is expected."
)
INCOMPLETE = (
    "Invalid XML ; cvc-complex-type.2.4.b: The content of element '{element}' is not complete. "
    "One of '{expected}' is expected."
)
MISSING_FIELD = (
    "Invalid request: Missing field '{field}' in Change with [Action={action}, Name={name}, "
    "Type={type}, SetIdentifier={identifier}]"
)
ONE_OF = (
    "Invalid request: Expected exactly one of [{fields}], but found {found} in Change with "
    "[Action={action}, Name={name}, Type={type}, SetIdentifier={identifier}]"
)

# SEEN as codes of FATAL problems; the words in brackets of the last four are ASSUMED.
BAD_IPV4 = "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"
LABEL_EMPTY = "DomainLabelEmpty (Domain label is empty)"
LABEL_TOO_LONG = "DomainLabelTooLong (Domain label is too long)"
NOT_QUOTED = "InvalidCharacterString (Value should be enclosed in quotation marks)"
STRING_TOO_LONG = "CharacterStringTooLong (Value is too long)"
BAD_IPV6 = "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)"
NAME_TOO_LONG = "DomainNameTooLong (Domain name is too long)"
BAD_CHARACTER = "UnsupportedCharacter (Value contains unsupported characters)"
BAD_FIELDS = "{type}RRDATAIncorrectFields (Value does not have the fields of its type)"

# ASSUMED.
AFTER_ROOT = "Invalid XML ; Content is not allowed in element '{element}'."
ATTRIBUTE = (
    "Invalid XML ; cvc-complex-type.3.2.2: Attribute '{name}' is not allowed to appear in element "
    "'{element}'."
)
HAS_CHILDREN = "Invalid XML ; cvc-type.3.1.2: Element '{element}' must have no element children."
NO_INTEGER = "Invalid XML ; cvc-datatype-valid.1.2.1: '{value}' is not a valid value for 'integer'."
TOO_SMALL = (
    "Invalid XML ; cvc-minInclusive-valid: Value '{value}' is not facet-valid with respect to "
    "minInclusive '{limit}'."
)
TOO_LARGE = (
    "Invalid XML ; cvc-maxInclusive-valid: Value '{value}' is not facet-valid with respect to "
    "maxInclusive '{limit}'."
)
TOO_SHORT = (
    "Invalid XML ; cvc-minLength-valid: Value '{value}' is not facet-valid with respect to "
    "minLength '{limit}'."
)
TOO_LONG = (
    "Invalid XML ; cvc-maxLength-valid: Value '{value}' is not facet-valid with respect to "
    "maxLength '{limit}'."
)
NOT_LISTED = (
    "Invalid XML ; cvc-enumeration-valid: Value '{value}' is not facet-valid with respect to "
    "enumeration '[{listed}]'. It must be a value from the enumeration."
)
TARGET_ABSENT = (
    "Tried to create an alias that targets {target}, type {type} in zone {zone_id}, but that "
    "target was not found"
)
TTL_WITHOUT_VALUES = "Invalid request: TTL is given without ResourceRecords"
BAD_MAX_ITEMS = "Invalid value '{value}' for maxitems: it must be a number of at least 1"
TYPE_WITHOUT_NAME = "The request cannot have a type without a name"
IDENTIFIER_WITHOUT_TYPE = "The request cannot have an identifier without a name and a type"
ZONE_WITHOUT_NAME = "The request cannot have a hostedzoneid without a dnsname"
BAD_TYPE = "Value '{value}' at 'type' failed to satisfy constraint: it must be one of [{listed}]"
BAD_NAME = "Value '{value}' is not a valid domain name: {problem}"
NO_SUCH_PATH = "The requested URI does not represent any resource on the server"
