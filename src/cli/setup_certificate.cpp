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
  const Certificate& own = chain->front();
  const char* const wrong = !check_fit(key, own)  ? "does not belong to the key"
                            : now > own.not_after ? "has expired"
                                                  : nullptr;
  if (wrong != nullptr) {
    return fail(Errc::config,
                "the certificate in the answer {}; your CA must sign the request above", wrong);
  }
  TRY(check_dates(own, now));
  return ports.files->replace(client_cert_file_of(settings), pem);
}

// Until an empty line, which alone keeps what is there. Bundles have such lines between their
// certificates, so behind a begun one it takes a second.
Result<std::string> ask_for_pem(const Ports& ports, std::string_view question) {
  std::string pem;
  bool was_empty = false;
  for (;;) {
    TRY_ASSIGN(const std::string& line, ports.terminal->ask(question, false));
    question = {};
    if (pem.size() > kMaxPemBytes) return pem;
    if (!trim(line).empty()) {
      pem += compose("{}\n", trim(line));
      was_empty = false;
      continue;
    }
    if (was_empty || pem.find("-----BEGIN ") == pem.npos) return pem;
    was_empty = true;
    question = "the next one, or Enter to go on: ";
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

}  // namespace

Status bring_certificate(const Ports& ports, const Settings& settings, Proof proof,
                         const Steps& steps, bool is_next) {
  TRY_ASSIGN(const UtcTime now, corrected_time(ports, settings));
  const std::string path = client_cert_file_of(settings);
  TRY_ASSIGN(const auto& key, take_or_make_key(ports, settings));
  const std::string name = common_name(settings.config);
  if (proof == Proof::roles_anywhere) {
    TRY_ASSIGN(const std::string& request, certificate_request(key, name));
    ports.terminal->err(compose("{}Let your CA sign this request:\n{}{}", steps.note,
                                here_document("client.csr", request), steps.lines));
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
  ports.terminal->err(
      compose("This machine's certificate, {}. You may stop here: `wan53 {}` shows it again.\n"
              "{}With the AWS CLI:\n{}{}",
              certificate_facts(identity), is_next ? "key rotate" : "setup", steps.note,
              here_document("client.crt", own_certificate(identity)), steps.lines));
  return {};
}

std::string own_certificate(const Identity& identity) {
  return pem_block("CERTIFICATE", identity.chain.front().der);
}

std::string certificate_facts(const Identity& identity) {
  const Certificate& own = identity.chain.front();
  return compose("valid until {}, with the id {}", rfc3339(own.not_after), own.sha256_fingerprint);
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
