// SPDX-License-Identifier: MIT
#include "settings/settings.h"

#include "aws/endpoint.h"
#include "base/digest.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxCaBytes = 1024 * 1024;  // Debian's whole bundle has 220 KB

Result<Files::Content> read_file(Files& files, const std::string& path, std::size_t limit,
                                 std::string_view mend) {
  auto content = files.read(path, limit);
  if (!content) return fail(Errc::config, std::move(content).error().what);
  if (!*content) return fail(Errc::config, concat({path, ": no such file; ", mend}));
  return **std::move(content);
}

std::string octal(unsigned mode) {
  return {'0', static_cast<char>('0' + (mode >> 6 & 7)), static_cast<char>('0' + (mode >> 3 & 7)),
          static_cast<char>('0' + (mode & 7))};
}

// `forbidden` are the mode bits that must not be set.
Status check_access(const std::string& path, const Files::Content& content, unsigned forbidden,
                    std::string_view danger) {
  if (!content.ours) {
    return fail(Errc::config,
                concat({path, ": belongs to another user; run: chown $(id -u) ", path}));
  }
  if ((content.mode & forbidden) != 0) {
    return fail(Errc::config, concat({path, ": mode ", octal(content.mode), " lets others ", danger,
                                      " it; run: chmod 600 ", path}));
  }
  return {};
}

std::string beside(const std::string& file, const std::string& name) {
  return name.starts_with('/') ? name : concat({folder_of(file), "/", name});
}

// Where certificate bundles are: Asuswrt-Merlin and Debian, then Entware.
constexpr const char* kBundles[] = {"/etc/ssl/certs/ca-certificates.crt",
                                    "/opt/etc/ssl/certs/ca-certificates.crt"};

// Under the roots that are embedded.
bool is_amazons(std::string_view url) {
  url.remove_prefix(std::min(url.size(), url.find("://") + 3));
  const std::string_view host = url.substr(0, url.find_first_of(":/?"));
  return host.ends_with(".amazonaws.com") || host.ends_with(".api.aws");
}

}  // namespace

Result<Setup> load_setup(World& world, const std::string& config_file) {
  TRY_ASSIGN(Places places, find_places(world, config_file));
  const std::string& path = places.config_file;
  TRY_ASSIGN(const auto content,
             read_file(world.files, path, kMaxConfigBytes,
                       "write one (README shows how), or name it with -c FILE"));
  TRY(check_access(path, content, 0022, "write to"));
  return read_setup(world.environment, std::move(places), content.text);
}

Result<Setup> read_setup(const Environment& environment, Places places, std::string_view text) {
  TRY_ASSIGN(Config config, parse_config(text, places.config_file));
  if (const auto region = environment.get("AWS_REGION")) {
    if (!is_region(*region)) {
      return fail(Errc::config, concat({"AWS_REGION: ", printable(*region),
                                        " is not a region; give one such as eu-central-1"}));
    }
    config.region = *region;
  }
  if (const auto profile = environment.get("AWS_PROFILE")) config.profile = *profile;
  if (const auto bundle = environment.get("AWS_CA_BUNDLE")) config.ca_file = *bundle;
  return Setup{std::move(places), std::move(config), sha256(text).hex().substr(0, 16)};
}

Result<FoundCredentials> environment_credentials(const Environment& environment) {
  const auto id = environment.get("AWS_ACCESS_KEY_ID");
  const auto secret = environment.get("AWS_SECRET_ACCESS_KEY");
  if (!id && !secret) {
    return fail(Errc::wait, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
  }
  if (!id || !secret) {
    return fail(
        Errc::config,
        concat({id ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY", " is set without ",
                id ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID", "; set both or neither"}));
  }
  FoundCredentials found{{*id, Secret(*secret), {}}, "the environment"};
  if (const auto token = environment.get("AWS_SESSION_TOKEN")) {
    found.credentials.session_token = Secret(*token);
  }
  TRY(check_credentials(found.credentials, found.place));
  return found;
}

std::string credentials_file_of(const Environment& environment, const Setup& setup) {
  if (auto shared = environment.get("AWS_SHARED_CREDENTIALS_FILE")) return *std::move(shared);
  return beside(setup.places.config_file, setup.config.credentials_file);
}

Result<FoundCredentials> load_credentials(World& world, const Setup& setup) {
  auto found = environment_credentials(world.environment);
  if (found || found.error().code != Errc::wait) return found;
  const std::string path = credentials_file_of(world.environment, setup);
  TRY_ASSIGN(auto content,
             read_file(world.files, path, kMaxCredentialsBytes,
                       "write aws_access_key_id and aws_secret_access_key there, under [default]"));
  TRY(check_access(path, content, 0077, "read"));
  const std::string profile = setup.config.profile.empty() ? "default" : setup.config.profile;
  auto credentials = read_credentials(content.text, profile, path);
  wipe(content.text);
  if (!credentials) return pass_on(credentials.error());
  return FoundCredentials{*std::move(credentials), concat({path, " [", profile, "]"})};
}

Result<std::array<std::string, 4>> load_endpoint_urls(const Environment& environment) {
  std::array<std::string, 4> urls;
  for (const Service service :
       {Service::route53, Service::sns, Service::cloudwatch, Service::sts}) {
    const char* name = endpoint_variable(service);
    auto url = environment.get(name);
    if (!url) url = environment.get(name = "AWS_ENDPOINT_URL");
    if (!url) continue;
    TRY_ASSIGN(urls[static_cast<std::size_t>(service)], check_endpoint_url(*url, name));
  }
  return urls;
}

Result<std::string> read_ca_file(Files& files, const std::string& path) {
  TRY_ASSIGN(auto content,
             read_file(files, path, kMaxCaBytes,
                       "name a PEM bundle with ca-file or AWS_CA_BUNDLE, or neither"));
  if (content.text.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return fail(Errc::config, path + ": holds no PEM certificate; expected a CA bundle");
  }
  return std::move(content.text);
}

Result<std::string> load_ca(World& world, const Setup& setup) {
  if (setup.config.ca_file.empty()) return std::string();
  return read_ca_file(world.files, beside(setup.places.config_file, setup.config.ca_file));
}

Result<std::string> load_ca_for_checker(World& world, const Setup& setup, std::string_view url) {
  if (!setup.config.ca_file.empty() || is_amazons(url)) return load_ca(world, setup);
  for (const char* path : kBundles) {
    auto content = world.files.read(path, kMaxCaBytes);
    if (content && *content) return std::move((*content)->text);
  }
  return fail(Errc::config,
              concat({"checkers: ", url, ": there is no certificate bundle (", kBundles[0],
                      ") to verify it with; set ca-file, or use Amazon's checkers"}));
}

}  // namespace wan53
