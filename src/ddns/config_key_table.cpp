// SPDX-License-Identifier: MIT
#include "aws/credential_process.h"
#include "aws/endpoint.h"
#include "aws/gateway.h"
#include "aws/iot.h"
#include "aws/notify.h"
#include "aws/roles_anywhere.h"
#include "aws/route53.h"
#include "base/text.h"
#include "ddns/config_key_members.h"
#include "ddns/config_keys.h"
#include "ddns/config_values.h"
#include "ddns/heartbeat.h"

namespace wan53 {
namespace {

using enum ConfigSection;

constexpr std::uint32_t kWeek = Seconds(std::chrono::days(7)).count();

constexpr std::string_view kYesNo[] = {"yes", "no"};
// In the order of Via, Notify and Mail.
constexpr std::string_view kVias[] = {"route53", "gateway"};
constexpr std::string_view kNotifies[] = {"changes", "always", "never"};
constexpr std::string_view kMails[] = {"changes", "problems", "no"};

constexpr std::string_view kSourceHint =
    "wan: the router's. internet: what the checkers see; with on NAME, over that interface. "
    "companion: what the gateway's companion sees. prefix ::1:2:3:4: IPv6 of a LAN host; with on "
    "NAME, of one behind that interface.";

constexpr ConfigKey kKeys[] = {
    {.section = aws,
     .name = "region",
     .label = "Region",
     .kind = KeyKind::text,
     .set = [](const ConfigKey& key, Draft& to, std::string_view value) -> Status {
       if (!is_region(value)) return fail_expected(value, key.expects);
       to.config.region = value;
       return {};
     },
     .get = get_text,
     .member = &Config::region,
     .expects = "a region such as eu-central-1",
     .hint = "For the gateway, SNS and CloudWatch. Route 53 has its own."},
    path_key("credentials-file", "Credentials file", &Config::credentials_file, {},
             "The file that `setup` writes, relative to wan53.conf."),
    {.section = aws,
     .name = "profile",
     .label = "Profile",
     .kind = KeyKind::text,
     .set = set_text,
     .get = get_text,
     .member = &Config::profile,
     .expects = "a profile's name, such as default",
     .otherwise = "default"},
    {.section = aws,
     .name = "use-dualstack",
     .label = "Dual-stack endpoints",
     .kind = KeyKind::yes_no,
     .set = set_flag<&Config::use_dualstack>,
     .get = get_flag<&Config::use_dualstack>,
     .choices = kYesNo},
    {.section = aws,
     .name = "ca-file",
     .label = "CA file",
     .kind = KeyKind::text,
     .ssh_only = true,
     .set = set_text,
     .get = get_text,
     .member = &Config::ca_file,
     .expects = "the path of a PEM bundle",
     .hint = "Replaces the built-in Amazon roots."},
    {.section = aws,
     .name = kNeedsIot.key,
     .label = "Credentials",
     .kind = KeyKind::choice,
     .set = set_choice<&Config::proof>,
     .get = get_choice<&Config::proof>,
     .choices = kProofs,
     .hint = "stored: an access key. iot, roles-anywhere: this machine's own certificate, for "
             "credentials that last an hour. process: credentials from another program."},
    proof_key("iot-endpoint", "AWS IoT endpoint", &Config::iot_endpoint, check_iot_endpoint,
              kNeedsIot,
              "As `aws iot describe-endpoint --endpoint-type iot:CredentialProvider` prints it."),
    proof_key("iot-role-alias", "AWS IoT role alias", &Config::iot_role_alias, check_role_alias,
              kNeedsIot, "As the stack prints it."),
    proof_key("iot-thing", "AWS IoT thing", &Config::iot_thing, check_thing_name, kNeedsIot,
              "Only if a policy needs its name.", "not sent"),
    proof_key("trust-anchor-arn", "Trust anchor ARN", &Config::trust_anchor_arn,
              check_trust_anchor_arn, kNeedsRolesAnywhere),
    proof_key("profile-arn", "Roles Anywhere profile ARN", &Config::profile_arn, check_profile_arn,
              kNeedsRolesAnywhere),
    proof_key("role-arn", "Role ARN", &Config::role_arn, check_role_arn, kNeedsRolesAnywhere),
    path_key("client-cert", "Client certificate", &Config::client_cert, kNeedsCertificate,
             "The file that `setup` writes, relative to wan53.conf."),
    path_key("client-key", "Client key", &Config::client_key, kNeedsCertificate,
             "Its private key; it never leaves this machine."),
    proof_key("credential-process", "Credential process", &Config::credential_process,
              check_credential_process, kNeedsProcess,
              "A program, with its arguments, that prints credentials as AWS's tools expect them.",
              {}, true),

    {.section = publish,
     .name = kNeedsGateway.key,
     .label = "Publish through",
     .kind = KeyKind::choice,
     .set = set_choice<&Config::via>,
     .get = get_choice<&Config::via>,
     .choices = kVias,
     .hint = "route53: straight to Amazon Route 53. gateway: through your own API Gateway or "
             "function URL."},
    {.section = publish,
     .name = "gateway-url",
     .label = "Gateway URL",
     .kind = KeyKind::text,
     .set = set_parsed<check_gateway_url, &Draft::config, &Config::gateway_url>,
     .get = get_text,
     .member = &Config::gateway_url,
     .needs = kNeedsGateway,
     .hint = "https://... as the stack prints it; may end in /{host}."},
    {.section = publish,
     .name = "gateway-api-arn",
     .label = "Gateway API ARN",
     .kind = KeyKind::text,
     .set =
         [](const ConfigKey&, Draft& to, std::string_view value) {
           return set_checked(to.config.gateway_api_arn, value, check_gateway_api_arn(value));
         },
     .get = get_text,
     .member = &Config::gateway_api_arn,
     .needs = kNeedsGateway,
     .hint = "As the stack prints it. Without it there is no IAM policy."},
    {.section = publish,
     .name = "check-interval",
     .label = "Check interval",
     .kind = KeyKind::duration,
     .set = [](const ConfigKey& key, Draft& to, std::string_view value) -> Status {
       TRY_ASSIGN(to.config.check_interval, read_seconds(key, value));
       return {};
     },
     .get = [](const ConfigKey&,
               const Configured& from) { return duration_value(from.config.check_interval); },
     .least = Seconds(1min).count(),
     .most = kWeek,
     .hint = "How often to check and repair what is published."},
    {.section = publish,
     .name = "sns-topic-arn",
     .label = "SNS topic ARN",
     .kind = KeyKind::text,
     .set =
         [](const ConfigKey&, Draft& to, std::string_view value) {
           return set_checked(to.config.sns_topic_arn, value, parse_topic_arn(value));
         },
     .get = get_text,
     .member = &Config::sns_topic_arn,
     .needs = kNeedsRoute53,
     .otherwise = "no messages",
     .hint = "Where messages are sent."},
    {.section = publish,
     .name = "metric-namespace",
     .label = "CloudWatch namespace",
     .kind = KeyKind::text,
     .set =
         [](const ConfigKey&, Draft& to, std::string_view value) {
           return set_checked(to.config.metric_namespace, value, check_metric_namespace(value));
         },
     .get = get_text,
     .member = &Config::metric_namespace,
     .needs = kNeedsRoute53,
     .otherwise = "not counted",
     .hint = "Where changes are counted."},
    {.section = publish,
     .name = "notify",
     .label = "Send messages",
     .kind = KeyKind::choice,
     .set = set_choice<&Config::notify>,
     .get = get_choice<&Config::notify>,
     .choices = kNotifies,
     .needs = kNeedsRoute53,
     .hint = "Needs an SNS topic. Errors that need your attention are always sent."},
    {.section = publish,
     .name = "allow-private",
     .label = "Publish private addresses",
     .kind = KeyKind::yes_no,
     .set = set_flag<&Config::allow_private>,
     .get = get_flag<&Config::allow_private>,
     .choices = kYesNo},
    {.section = publish,
     .name = "daemon",
     .label = "Run in the background",
     .kind = KeyKind::yes_no,
     .set = set_flag<&Config::daemon>,
     .get = get_flag<&Config::daemon>,
     .choices = kYesNo,
     .hint = "no: cron and hooks run single rounds."},
    {.section = publish,
     .name = "checkers",
     .label = "Address checkers",
     .kind = KeyKind::urls,
     .set = [](const ConfigKey& key, Draft& to, std::string_view value) -> Status {
       if (const auto count = words(value).size(); !key.in_range(count)) {
         return fail(Errc::config, "{} URLs; expected {}, such as https://checkip.amazonaws.com",
                     count, key.range());
       }
       TRY_ASSIGN(to.config.checkers, parse_checkers(value));
       return {};
     },
     .get = [](const ConfigKey&,
               const Configured& from) { return join(from.config.checkers, " "); },
     .least = 1,
     .most = 4,
     .hint = "Asked behind NAT and for internet, separated by spaces."},
    {.section = publish,
     .name = "heartbeat-url",
     .label = "Heartbeat URL",
     .kind = KeyKind::text,
     .set = set_parsed<check_heartbeat_url, &Draft::config, &Config::heartbeat_url>,
     .get = get_text,
     .member = &Config::heartbeat_url,
     .otherwise = "none",
     .hint = "Called after each round: a ping URL of Healthchecks, or a push URL of Uptime Kuma."},
    {.section = publish,
     .name = "mail",
     .label = "Send mail",
     .kind = KeyKind::choice,
     .set = set_choice<&Config::mail>,
     .get = get_choice<&Config::mail>,
     .choices = kMails,
     .hint = "Through amtm's email settings. problems: when something needs you, and when it is "
             "right again."},
    {.section = publish,
     .name = "log-level",
     .label = "Log level",
     .kind = KeyKind::choice,
     .set = set_choice<&Config::log_level>,
     .get = get_choice<&Config::log_level>,
     .choices = kLogLevels},

    {.section = record,
     .name = "type",
     .label = "Type",
     .kind = KeyKind::choice,
     .set = [](const ConfigKey&, Draft& to, std::string_view value) -> Status {
       TRY_ASSIGN(const Types& types, parse_types(value));
       to.record.wants[0] = types.has[0];
       to.record.wants[1] = types.has[1];
       return {};
     },
     .get =
         [](const ConfigKey& key, const Configured& from) {
           return std::string(from.sibling != nullptr ? key.choices.back()
                                                      : record_type(from.record.family));
         },
     .choices = kTypes},
    {.section = record,
     .name = "ttl",
     .label = "TTL",
     .kind = KeyKind::seconds,
     .set = [](const ConfigKey& key, Draft& to, std::string_view value) -> Status {
       TRY_ASSIGN(const Seconds seconds, read_seconds(key, value));
       to.record.common.ttl = static_cast<std::uint32_t>(seconds.count());
       return {};
     },
     .get = [](const ConfigKey&, const Configured& from) { return to_text(from.record.ttl); },
     .least = 1,
     .most = kWeek,
     .needs = kNeedsRoute53},
    {.section = record,
     .name = "zone",
     .label = "Hosted zone ID",
     .kind = KeyKind::text,
     .set = [](const ConfigKey& key, Draft& to, std::string_view value) -> Status {
       const auto id = route53::parse_zone_id(value);
       if (!id) return fail_expected(value, key.expects);
       to.record.common.zone_id = *id;
       return {};
     },
     .get = [](const ConfigKey&, const Configured& from) { return from.record.zone_id; },
     .expects = "a hosted zone id such as Z0123456789ABC",
     .needs = kNeedsRoute53,
     .otherwise = "looked up by name"},
    {.section = record,
     .name = "source",
     .label = "Address from",
     .kind = KeyKind::source,
     .set = set_parsed<parse_source, &Draft::record, &RecordDraft::source>,
     .get = [](const ConfigKey&, const Configured& from) { return from.record.source.text(); },
     .choices = kSources,
     .hint = kSourceHint},
    {.section = record,
     .name = "source-ipv6",
     .label = "IPv6 address from",
     .kind = KeyKind::source,
     .set = set_parsed<parse_source, &Draft::record, &RecordDraft::source_ipv6>,
     .get =
         [](const ConfigKey&, const Configured& from) {
           return from.sibling != nullptr ? from.sibling->source.text() : std::string();
         },
     .choices = kSources,
     .needs = {"type", "AAAA"},
     .otherwise = "as above",
     .hint = kSourceHint},
    {.section = record,
     .name = "external",
     .label = "Always ask the checkers",
     .kind = KeyKind::yes_no,
     .set = [](const ConfigKey& key, Draft& to, std::string_view value) -> Status {
       TRY_ASSIGN(const std::size_t choice, read_choice(key, value));
       to.record.common.external = choice == 0;
       return {};
     },
     .get = [](const ConfigKey& key,
               const Configured& from) { return yes_or_no(key, from.record.external); },
     .choices = kYesNo,
     .needs = {"type", "A"},
     .hint = "Even if the WAN's own IPv4 address looks public."},
    {.section = record,
     .name = "set-identifier",
     .label = "Set identifier",
     .kind = KeyKind::text,
     .set = [](const ConfigKey& key, Draft& to, std::string_view value) -> Status {
       if (!key.in_range(value.size()) || printable(value) != value) {
         return fail_expected(value, key.range());
       }
       to.record.common.set_identifier = value;
       return {};
     },
     .get = [](const ConfigKey&, const Configured& from) { return from.record.set_identifier; },
     .expects = "printable characters",
     .least = 1,
     .most = 128,  // Route 53 API Reference, ResourceRecordSet
     .needs = kNeedsRoute53,
     .hint = "Only for weighted, latency or failover record sets."},
};

}  // namespace

std::span<const ConfigKey> config_keys() { return kKeys; }

}  // namespace wan53
