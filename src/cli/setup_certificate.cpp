// SPDX-License-Identifier: MIT
#include "cli/setup_certificate.h"

#include <algorithm>

#include "base/compose.h"
#include "base/pem.h"
#include "base/text.h"
#include "cycle/memory.h"
#include "settings/checked_file.h"
#include "settings/version.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxPemBytes = 64 * 1024;
constexpr Seconds kLife = 3650 * 24h;
constexpr Seconds kSlack = 24h;                     // the clocks of two machines are never the same
constexpr UtcTime kLastEnd = utc_time(2524607999);  // 2049, as base/certificate.h wants it
constexpr std::size_t kLongestCommonName = 64;      // RFC 5280, ub-common-name

constexpr const char* kRegister =
    "certificate=$(aws iot register-certificate-without-ca --certificate-pem file://client.crt "
    "--status ACTIVE --query certificateArn --output text)\n"
    "aws iot attach-policy --policy-name wan53 --target \"$certificate\"\n";
constexpr const char* kMakeRole =
    "role=$(aws iam create-role --role-name wan53 --query Role.Arn --output text "
    "--assume-role-policy-document "
    R"('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":)"
    R"("credentials.iot.amazonaws.com"},"Action":"sts:AssumeRole"}]}'))"
    "\n";
constexpr const char* kMakeAlias =
    "alias=$(aws iot create-role-alias --role-alias wan53 --role-arn \"$role\" --query "
    "roleAliasArn --output text)\n"
    "aws iot create-policy --policy-name wan53 --policy-document "
    R"('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":)"
    R"("iot:AssumeRoleWithCertificate","Resource":"'"$alias"'"}]}')"
    "\n";
constexpr const char* kTellEndpoint =
    "aws iot describe-endpoint --endpoint-type iot:CredentialProvider --query endpointAddress "
    "--output text\n";

Result<bool> is_missing(const Ports& ports, const std::string& path) {
  TRY_ASSIGN(auto content, ports.files->read(path, kMaxPemBytes));
  if (!content) return true;
  wipe(content->text);
  return false;
}

Result<KeyPair> read_key(const Ports& ports, const std::string& path) {
  TRY_ASSIGN(auto content, read_required_file(ports.files, path, kMaxPemBytes, {}));
  const Secret pem(content.text);
  wipe(content.text);
  TRY(check_access(path, content, 0077, "read"));
  auto key = KeyPair::parse(pem);
  if (!key) return fail(Errc::config, "{} {}", path, key.error().what);
  return key;
}

Result<KeyPair> take_or_make_key(const Ports& ports, const std::string& path) {
  TRY_ASSIGN(const bool missing, is_missing(ports, path));
  if (!missing) return read_key(ports, path);
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
  TRY(check_fit(key, chain->front()));
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
    TRY_ASSIGN(const std::string& pem,
               ask_for_pem(ports, compose("its certificate in PEM, followed by those that lead to "
                                          "the CA, and an empty line{}{}: ",
                                          missing ? "" : "; or nothing but that to keep ",
                                          missing ? std::string() : path)));
    const Status good = pem.empty() ? check_identity(ports, settings, now)
                                    : take_certificate(ports, settings, key, now, pem);
    if (good) return {};
    ports.terminal->err(compose("  {}\n", good.error().what));
  }
}

std::string steps_at_iot(const Config& config, std::string_view policy, bool is_next) {
  if (config.via == Via::gateway) {
    return compose(
        "aws cloudformation deploy --stack-name wan53 --template-file wan53-lambda.yaml "
        "--capabilities CAPABILITY_IAM --parameter-overrides RouterCertificate=\"$(cat "
        "client.crt)\"\n{}",
        is_next ? "" : kTellEndpoint);
  }
  if (!is_next) {
    return compose("{}{}{}{}{}{}", here_document("policy.json", policy), kMakeRole, kPutRolePolicy,
                   kMakeAlias, kRegister, kTellEndpoint);
  }
  std::string steps = kRegister;
  if (!config.iot_thing.empty()) {
    steps +=
        compose("aws iot attach-thing-principal --thing-name {} --principal \"$certificate\"\n",
                config.iot_thing);
  }
  return steps + "Made by a stack, it takes the certificate as its parameter RouterCertificate.\n";
}

}  // namespace

Status bring_certificate(const Ports& ports, const Settings& settings, Proof proof,
                         std::string_view policy, bool is_next) {
  TRY_ASSIGN(const UtcTime now, corrected_time(ports, settings));
  const std::string path = client_cert_file_of(settings);
  TRY_ASSIGN(const auto& key, take_or_make_key(ports, client_key_file_of(settings)));
  const std::string name = common_name(settings.config);
  if (proof == Proof::roles_anywhere) {
    TRY_ASSIGN(const std::string& request, certificate_request(key, name));
    ports.terminal->err(
        compose("Let your CA sign this request:\n{}", here_document("client.csr", request)));
    if (!is_next && !policy.empty()) {
      ports.terminal->err(
          compose("The role needs this policy:\n{}", here_document("policy.json", policy)));
    }
    return ask_for_certificate(ports, settings, key, now);
  }
  TRY_ASSIGN(const bool missing, is_missing(ports, path));
  if (missing) {
    TRY_ASSIGN(const std::string& pem,
               self_signed_certificate(key, name, now - kSlack, std::min(now + kLife, kLastEnd)));
    TRY(ports.files->replace(path, pem));
  }
  const auto identity = load_identity(ports, settings);
  if (!identity) {
    return fail(identity.error().code, "{}, if both files are gone", identity.error().what);
  }
  if (Status good = check_dates(identity->chain.front(), now); !good) {
    return fail(good.error().code, "{}: {}; or remove it for a new one", path, good.error().what);
  }
  ports.terminal->err(compose(
      "This machine's certificate, {}. With the AWS CLI:\nexport AWS_DEFAULT_REGION={}\n{}{}",
      certificate_facts(*identity), settings.config.region,
      here_document("client.crt", own_certificate(*identity)),
      steps_at_iot(settings.config, policy, is_next)));
  return {};
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
