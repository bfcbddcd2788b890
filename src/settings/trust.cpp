// SPDX-License-Identifier: MIT
#include "settings/trust.h"

#include <algorithm>

#include "aws/url.h"
#include "settings/checked_file.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxCaBytes = 1024 * 1024;  // Debian's whole bundle has 220 KB

// The paths of certificate bundles: on Asuswrt-Merlin and Debian, then on Entware.
constexpr const char* kBundles[] = {"/etc/ssl/certs/ca-certificates.crt",
                                    "/opt/etc/ssl/certs/ca-certificates.crt"};

// True for Amazon's own hosts, which the embedded roots verify.
bool is_amazons(std::string_view host) {
  return host.ends_with(".amazonaws.com") || host.ends_with(".api.aws");
}

}  // namespace

Result<Files::Content> read_ca_file(Files& files, const std::string& path) {
  TRY_ASSIGN(auto content,
             read_required_file(files, path, kMaxCaBytes,
                                "set ca-file or AWS_CA_BUNDLE to a PEM bundle, or unset both"));
  if (content.text.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return fail(Errc::config, path + ": holds no PEM certificate; expected a CA bundle");
  }
  return content;
}

Result<std::string> load_ca(const Ports& ports, const Settings& settings) {
  const std::string& ca_file = settings.config.ca_file;
  if (ca_file.empty()) return std::string();
  const std::string path = path_from(settings.places.config_file, ca_file);
  TRY_ASSIGN(auto content, read_ca_file(ports.files, path));
  TRY(check_access(path, content, 0022, "write to"));
  return std::move(content.text);
}

Result<std::string> load_ca_for(const Ports& ports, const Settings& settings,
                                std::string_view url) {
  const std::string_view host = host_of(url);
  if (!settings.config.ca_file.empty() || is_amazons(host)) return load_ca(ports, settings);
  for (const char* path : kBundles) {
    auto content = ports.files->read(path, kMaxCaBytes);
    if (content && *content) return std::move((*content)->text);
  }
  return fail(Errc::config,
              "{}: there is no certificate bundle ({}) to verify it with; install "
              "ca-certificates, or set ca-file",
              host, kBundles[0]);
}

}  // namespace wan53
