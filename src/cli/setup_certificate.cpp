// SPDX-License-Identifier: MIT
#include "cli/setup_certificate.h"

#include <algorithm>

#include "base/compose.h"
#include "base/pem.h"
#include "base/text.h"
#include "cycle/memory.h"
#include "settings/version.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxPemBytes = 64 * 1024;
constexpr Seconds kLife = 3650 * 24h;
constexpr Seconds kSlack = 24h;                     // the clocks of two machines are never the same
constexpr UtcTime kLastEnd = utc_time(2524607999);  // 2049, as base/certificate.h wants it
constexpr std::size_t kLongestCommonName = 64;      // RFC 5280, ub-common-name

// The parameter of each template that is the certificate in here_document's file.
constexpr std::string_view kCertificate = " RouterCertificate=\"$(cat client.crt)\"";
constexpr std::size_t kMostNames = 4;  // that wan53-router.yaml takes

Result<bool> is_missing(const Ports& ports, const std::string& path) {
  TRY_ASSIGN(auto content, ports.files->read(path, kMaxPemBytes));
  if (!content) return true;
  wipe(content->text);
  return false;
}

Result<KeyPair> take_or_make_key(const Ports& ports, const Settings& settings) {
  const std::string path = client_key_file_of(settings);
  TRY_ASSIGN(const bool missing, is_missing(ports, path));
  if (!missing) return load_key(ports, settings);
  TRY_ASSIGN(auto key, KeyPair::make());
  const std::string folder = folder_of(path);
  if (!ports.files->is_folder(folder)) TRY(ports.files->make_private_folder(folder));
  TRY(ports.files->replace(path, key.pem().reveal()));
  return key;
}

// By which a person finds it again in AWS.
std::string common_name(const Config& config) {
  std::string name = config.records.empty() ? "wan53" : config.records.front().name.display();
  return name.size() > kLongestCommonName ? "wan53" : name;
}

Status check_identity(const Ports& ports, const Settings& settings, UtcTime now) {
  TRY_ASSIGN(const auto& identity, load_identity(ports, settings));
  return check_dates(identity.chain.front(), now);
}

Status take_certificate(const Ports& ports, const Settings& settings, const KeyPair& key,
                        UtcTime now, std::string_view pem) {
  const auto chain = parse_certificates(pem);
  if (!chain) return fail(Errc::config, "the answer {}", chain.error().what);
  if (Status fit = check_fit(key, chain->front()); !fit) {
    return fail(Errc::config, "{}; your CA must sign the request above", fit.error().what);
  }
  TRY(check_dates(chain->front(), now));
  return ports.files->replace(client_cert_file_of(settings), pem);
}

// Until an empty line, which alone keeps what is there.
Result<std::string> ask_for_pem(const Ports& ports, std::string_view question) {
  std::string pem;
  for (;;) {
    TRY_ASSIGN(const std::string& line,
               ports.terminal->ask(pem.empty() ? question : std::string_view(), false));
    if (trim(line).empty() || pem.size() > kMaxPemBytes) return pem;
    pem += compose("{}\n", trim(line));
  }
}

Status ask_for_certificate(const Ports& ports, const Settings& settings, const KeyPair& key,
                           UtcTime now) {
  for (;;) {
    const std::string path = client_cert_file_of(settings);
    TRY_ASSIGN(const bool missing, is_missing(ports, path));
    TRY_ASSIGN(
        const std::string& pem,
        ask_for_pem(
            ports,
            compose("paste its certificate in PEM, any intermediate ones, and an empty line{}{}: ",
                    missing ? "" : "; an empty line alone keeps ",
                    missing ? std::string() : path)));
    const Status good = pem.empty() ? check_identity(ports, settings, now)
                                    : take_certificate(ports, settings, key, now, pem);
    if (good) return {};
    ports.terminal->err(compose("  {}\n", good.error().what));
  }
}

// Parameters that are not given keep their values.
std::string deploy(const Config& config, std::string_view parameters) {
  const bool is_gateway = config.via == Via::gateway;
  return compose(
      "{}aws cloudformation deploy --stack-name {} --template-file wan53-{}.yaml "
      "--capabilities CAPABILITY_IAM --region {} --parameter-overrides{}\n",
      is_gateway ? ""
                 : "curl -fsSLO https://github.com/wan53/wan53/releases/latest/download/"
                   "wan53-router.yaml\n",
      config.iot_role_alias.empty() ? "wan53" : config.iot_role_alias,
      is_gateway ? "lambda" : "router", config.region, parameters);
}

// With which wan53-router.yaml allows what `iam-policy` prints; empty if it cannot.
std::string router_parameters(const Config& config) {
  const RecordConfig& first = config.records.front();
  std::vector<std::string> names;
  for (const auto& record : config.records) {
    const std::string& name = record.name.text();
    const std::size_t escape = name.rfind('\\');
    const bool is_plain = escape == name.npos || (escape == 0 && record.name.is_wildcard());
    if (!is_plain || record.zone_id.empty() || !share_statement(record, first)) return {};
    append_once(names, name);
  }
  if (names.size() > kMostNames) return {};
  return compose(
      " Via=route53 'HostNames={}' 'RecordTypes={}' HostedZoneId={} TopicArn={} "
      "'MetricNamespace={}'",
      join(names, ","), first.both_types ? "A AAAA" : record_type(first.family), first.zone_id,
      config.sns_topic_arn, config.metric_namespace);
}

std::string steps_at_iot(const Config& config, std::string_view policy, bool is_next) {
  if (is_next) {
    return compose("{}By hand: docs/credentials.md\n", deploy(config, kCertificate));
  }
  return compose(
      "{}aws iot describe-endpoint --endpoint-type iot:CredentialProvider --query endpointAddress "
      "--output text --region {}\n",
      config.via == Via::gateway ? deploy(config, kCertificate)
                                 : role_steps(config, Proof::iot, policy, kCertificate),
      config.region);
}

}  // namespace

Status bring_certificate(const Ports& ports, const Settings& settings, Proof proof,
                         std::string_view policy, bool is_next) {
  TRY_ASSIGN(const UtcTime now, corrected_time(ports, settings));
  const std::string path = client_cert_file_of(settings);
  TRY_ASSIGN(const auto& key, take_or_make_key(ports, settings));
  const std::string name = common_name(settings.config);
  if (proof == Proof::roles_anywhere) {
    TRY_ASSIGN(const std::string& request, certificate_request(key, name));
    ports.terminal->err(
        compose("Let your CA sign this request:\n{}", here_document("client.csr", request)));
    if (!is_next && !policy.empty()) {
      ports.terminal->err(role_steps(settings.config, proof, policy));
    }
    return ask_for_certificate(ports, settings, key, now);
  }
  TRY_ASSIGN(const bool missing, is_missing(ports, path));
  if (missing) {
    TRY_ASSIGN(const std::string& pem,
               self_signed_certificate(key, name, now - kSlack, std::min(now + kLife, kLastEnd)));
    TRY(ports.files->replace(path, pem));
  }
  TRY_ASSIGN(const auto& identity, load_identity(ports, settings));
  if (Status good = check_dates(identity.chain.front(), now); !good) {
    return fail(good.error().code, "{}: {}; or remove the file, and `wan53 setup` makes a new one",
                path, good.error().what);
  }
  ports.terminal->err(compose("This machine's certificate, {}. With the AWS CLI:\n{}{}",
                              certificate_facts(identity),
                              here_document("client.crt", own_certificate(identity)),
                              steps_at_iot(settings.config, policy, is_next)));
  return {};
}

std::string role_steps(const Config& config, Proof proof, std::string_view policy,
                       std::string_view certificate) {
  const std::string parameters = proof == Proof::iot ? router_parameters(config) : std::string();
  if (!parameters.empty()) return deploy(config, compose("{}{}", parameters, certificate));
  return compose(
      "{} this policy:\n{}",
      proof == Proof::iot
          ? "wan53-router.yaml takes up to four names of the same types in one zone, given by `zone`. docs/credentials.md shows how to make the role by hand; it needs"
          : "The role needs",
      here_document("policy.json", policy));
}

std::string own_certificate(const Identity& identity) {
  return pem_block("CERTIFICATE", identity.chain.front().der);
}

std::string certificate_facts(const Identity& identity) {
  const Certificate& own = identity.chain.front();
  return compose("valid until {}, with the id {}", rfc3339(own.not_after), own.sha256_fingerprint);
}

std::string here_document(std::string_view file, std::string_view text) {
  return compose("cat >{} <<'END'\n{}END\n", file, text);
}

Result<UtcTime> corrected_time(const Ports& ports, const Settings& settings) {
  const UtcTime now = ports.clock->wall() + load_memory(ports, settings.places).recent.clock_offset;
  if (now >= earliest_time()) return now;
  return fail(Errc::look_again, "the clock says {}; set it first, or run NTP", rfc3339(now));
}

bool has_own_certificate(Proof proof) {
  return proof == Proof::iot || proof == Proof::roles_anywhere;
}

}  // namespace wan53
