// SPDX-License-Identifier: MIT
#include "settings/identity.h"

#include "base/compose.h"
#include "base/pem.h"
#include "base/text.h"
#include "settings/checked_file.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxBytes = 64 * 1024;
constexpr std::string_view kAdvice = "`wan53 setup` makes a pair if both files are gone";

Failure name_file(Error error, const std::string& path) {
  error.what = compose("{}: {}", printable(path), error.what);
  if (error.code == Errc::config) error.what += compose("; {}", kAdvice);
  return fail(std::move(error));
}

}  // namespace

std::string client_cert_file_of(const Settings& settings) {
  return path_from(settings.places.config_file, settings.config.client_cert);
}

std::string client_key_file_of(const Settings& settings) {
  return path_from(settings.places.config_file, settings.config.client_key);
}

Result<KeyPair> load_key(const Ports& ports, const Settings& settings) {
  const std::string path = client_key_file_of(settings);
  TRY_ASSIGN(std::string text,
             read_guarded_file(ports.files, path, kMaxBytes, Forbidden::reading, kAdvice));
  const Secret pem(text);
  wipe(text);
  auto key = KeyPair::parse(pem);
  if (!key) return name_file(std::move(key).error(), path);
  return key;
}

Result<Identity> load_identity(const Ports& ports, const Settings& settings) {
  const std::string certificate_path = client_cert_file_of(settings);
  TRY_ASSIGN(auto key, load_key(ports, settings));
  TRY_ASSIGN(
      const std::string& certificate_pem,
      read_guarded_file(ports.files, certificate_path, kMaxBytes, Forbidden::writing, kAdvice));
  auto chain = parse_certificates(certificate_pem);
  if (!chain) return name_file(std::move(chain).error(), certificate_path);
  if (Status fit = check_fit(key, chain->front()); !fit) {
    return fail(Errc::config, "{}: {} in {}; {}", printable(certificate_path), fit.error().what,
                printable(client_key_file_of(settings)), kAdvice);
  }
  return Identity{std::move(key), *std::move(chain)};
}

Status check_dates(const Certificate& certificate, UtcTime now, bool is_sure) {
  if (!is_sure) return {};
  if (now > certificate.not_after) {
    return fail(Errc::user, "this machine's certificate expired on {}; run: wan53 key rotate",
                rfc3339(certificate.not_after));
  }
  if (now < certificate.not_before) {
    return fail(Errc::retry, "this machine's certificate is not valid before {}; check the clock",
                rfc3339(certificate.not_before));
  }
  return {};
}

ShownCertificate shown_to(std::string host, const Identity& identity) {
  return {std::move(host), pem_block("CERTIFICATE", identity.chain.front().der),
          identity.key.pem()};
}

}  // namespace wan53
