// SPDX-License-Identifier: MIT
#include "ddns/config_values.h"
#include "manual/words.h"

namespace wan53::manual {
namespace {

using enum ConfigSection;

constexpr KeyWords kKeys[] = {
    {aws, "region", "eu-central-1", "The environment's `AWS_REGION` wins."},
    {aws, "credentials-file", "credentials",
     "It is in the format that AWS's tools share, and only its owner may read it. The environment's "
     "`AWS_SHARED_CREDENTIALS_FILE` and keys win."},
    {aws, "profile", "home",
     "The part of the credentials file to use. The environment's `AWS_PROFILE` wins."},
    {aws, "use-dualstack", "yes", "Calls AWS at the endpoints that answer over IPv6, too."},
    {aws, "ca-file", "/etc/ssl/certs/ca-certificates.crt",
     "A relative path begins at the config's folder. The environment's `AWS_CA_BUNDLE` wins."},
    {aws, "credentials", "iot",
     "Any value except `stored` overrides keys in the environment. `iot`: the AWS IoT credentials "
     "provider, which knows this machine by its client certificate. `roles-anywhere`: IAM Roles "
     "Anywhere, which trusts the CA that issued the certificate."},
    {aws, "iot-endpoint", "c2sakl5huz0afv.credentials.iot.eu-central-1.amazonaws.com",
     "Each account has one; the data endpoint, whose name lacks `.credentials.`, is a different one."},
    {aws, "iot-role-alias", "wan53", ""},
    {aws, "iot-thing", "home-router", "It must be attached to the certificate."},
    {aws, "trust-anchor-arn",
     "arn:aws:rolesanywhere:eu-central-1:111122223333:trust-anchor/"
     "0123abcd-4567-89ab-cdef-0123456789ab",
     "Requests go to its region."},
    {aws, "profile-arn",
     "arn:aws:rolesanywhere:eu-central-1:111122223333:profile/"
     "0123abcd-4567-89ab-cdef-0123456789ab",
     ""},
    {aws, "role-arn", "arn:aws:iam::111122223333:role/wan53", "One of the profile's roles."},
    {aws, "client-cert", "home.crt",
     "PEM; intermediate certificates may follow this machine's own."},
    {aws, "client-key", "home.key",
     "PEM, of an elliptic curve or RSA, without a passphrase. Only its owner may read the file."},
    {aws, "credential-process", "/opt/bin/get-credentials --account \"my home\"",
     "The program's absolute path and its arguments. No shell is involved; double quotes keep "
     "blanks in an argument. It prints JSON as for AWS's own `credential_process`. This key cannot "
     "be set on a router's web page."},

    {publish, "via", "route53",
     "With `gateway` the companion behind it compares, writes, sends messages and counts, so keys "
     "for that are refused here."},
    {publish, "gateway-url", "https://api.example.com/v100/ddns/{host}",
     "A URL that ends in `/{host}` gets the record's name and serves any number of records; any "
     "other URL serves one."},
    {publish, "gateway-api-arn", "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod", ""},
    {publish, "check-interval", "90m",
     "A whole number of days, hours, minutes or seconds (`d`, `h`, `m`, `s`; seconds without a "
     "letter). It is also how old a check may be before `update --if-due` makes a new one."},
    {publish, "sns-topic-arn", "arn:aws:sns:us-east-1:111122223333:home", ""},
    {publish, "metric-namespace", "Home/DDNS",
     "The metric is named `Change`: for each round, 1 if a record was changed and 0 if none was."},
    {publish, "notify", "always",
     "`changes`: when a record changed; `always`: after every round, as the classic recipe does."},
    {publish, "allow-private", "yes",
     "Otherwise an address that the internet cannot reach is refused, and the message says why."},
    {publish, "daemon", "no", ""},
    {publish, "checkers", "https://checkip.amazonaws.com",
     "HTTPS services that answer with the caller's address; each URL has at most % bytes. One that "
     "is not Amazon's needs the system's certificates, or `ca-file`.",
     kMaxCheckerUrl},
    {publish, "heartbeat-url", "https://hc-ping.com/0123abcd-4567-89ab-cdef-0123456789ab",
     "At most once a minute. After a bad round, `status=up` in the URL's query becomes "
     "`status=down`, and `/fail` is appended to a URL that ends in a UUID; any other URL is not "
     "called, so that the monitor misses the call. No round waits for a call. The host is verified "
     "with the system's certificates, or `ca-file`."},
    {publish, "mail", "changes",
     "On a router with the addon, through amtm's email settings (`em`). `problems`: once "
     "when something needs you, and once when it is right again; `changes`: each change, too."},
    {publish, "log-level", "debug", "Messages that are less important than this are not logged."},

    {record, "type", "A AAAA", "IPv4, IPv6 or both."},
    {record, "ttl", "300",
     "How long resolvers keep the address. A unit may follow, as in `check-interval`. In a weighted "
     "or similar record set the published TTL stays, since all members share it."},
    {record, "zone", "Z0123456789ABC",
     "Needed if the zone is another account's, and spares the search."},
    {record, "source", "interface eth0",
     "The name of an interface has at most % bytes. See SOURCES.", kMaxInterfaceName},
    {record, "source-ipv6", "prefix ::1:2:3:4", "If it differs from `source`. See SOURCES."},
    {record, "external", "yes", "`yes` asks the checkers in any case."},
    {record, "set-identifier", "home", "It names the member that is this machine's."},
};

// In the order of kSources.
constexpr Entry kForms[] = {
    {"wan", "The router's primary WAN; of two, the one in use."},
    {"wan0", "This WAN, whether it is in use or not; up to `wan9`."},
    {"wan1", "The same for the other WAN."},
    {"wan-all", "Every WAN that is up, all in one record. If none is, the record stays as it is."},
    {"internet [on NAME]",
     "The address that the internet sees, as the `checkers` tell it; with `on NAME`, they are asked "
     "over this interface. They are asked at the start, when an address changes and every five "
     "minutes (more often with a shorter `check-interval`), and two answers must agree on a new "
     "address. It works behind any router."},
    {"interface NAME",
     "This interface of any Linux machine, also by an alternative name; `interface eth0:1` is the "
     "IPv4 addresses with this label."},
    {"static ADDRESS", "This address."},
    {"companion",
     "This machine as the companion sees it when it is called. It needs `via = gateway`."},
    {"prefix ::1:2:3:4 [on NAME]",
     "For AAAA: another machine, by its host id under the present prefix of the router's LAN; with "
     "`on NAME`, of that interface."},
};
static_assert(std::size(kForms) == std::size(kSources));

}  // namespace

std::span<const KeyWords> key_words() { return kKeys; }
std::span<const Entry> sources() { return kForms; }

}  // namespace wan53::manual
