// SPDX-License-Identifier: MIT
#include "aws/credentials.h"

#include <vector>

#include "aws/ini.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::string_view kIdKey = "aws_access_key_id";
constexpr std::string_view kSecretKey = "aws_secret_access_key";
constexpr std::string_view kTokenKey = "aws_session_token";

bool is_visible(std::string_view text) {
  for (const char c : text) {
    if (is_control(c) || c == ' ' || static_cast<unsigned char>(c) > 126) return false;
  }
  return true;
}

bool is_access_key_id(std::string_view text) {
  if (text.size() < 16 || text.size() > 128) return false;
  for (const char c : text) {
    if (!is_alnum(c) && c != '_') return false;
  }
  return true;
}

class ProfileSearch final : public IniVisitor {
 public:
  explicit ProfileSearch(std::string_view profile) : profile_(profile) {}

  Status section(std::string_view name, unsigned line) override {
    names_.push_back(compose("[{}]", printable(name, 80)));
    if (name == profile_) line_ = line;
    return {};
  }

  Status entry(const IniEntry& entry) override {
    if (entry.section != profile_) return {};
    if (entry.key == kIdKey) {
      TRY(refuse_repeated_key(entry));
      found_.access_key_id = entry.value;
    } else if (entry.key == kSecretKey) {
      TRY(refuse_repeated_key(entry));
      found_.secret_access_key = Secret(entry.value);
    } else if (entry.key == kTokenKey) {
      TRY(refuse_repeated_key(entry));
      found_.session_token = Secret(entry.value);
    }
    return {};
  }

  Result<Credentials> finish(std::string_view path) {
    if (line_ == 0) return no_such_profile(path);
    const std::string place = compose("{}: [{}]", ini_place(path, line_), printable(profile_, 80));
    for (const auto& [key, missing] : {std::pair{kIdKey, found_.access_key_id.empty()},
                                       std::pair{kSecretKey, found_.secret_access_key.empty()}}) {
      if (missing) {
        return fail(Errc::config,
                    "{} has no {}; add a line `{} = ...` (role_arn, sso and credential_process "
                    "are not supported)",
                    place, key, key);
      }
    }
    TRY(check_credentials(found_, place));
    return std::move(found_);
  }

 private:
  Failure no_such_profile(std::string_view path) const {
    const std::string others =
        names_.empty() ? "the file has none" : compose("only {}", printable(join(names_, ", ")));
    return fail(Errc::config, "{}: no profile [{}], {}; add that section or choose another profile",
                path, printable(profile_, 80), others);
  }

  std::string_view profile_;
  unsigned line_ = 0;
  std::vector<std::string> names_;
  Credentials found_;
};

}  // namespace

std::string fault_of(const Credentials& credentials) {
  if (!is_access_key_id(credentials.access_key_id)) {
    return compose(
        "the access key id is not valid: expected 16 to 128 letters, digits and '_', got {} "
        "characters",
        credentials.access_key_id.size());
  }
  const std::string_view secret = credentials.secret_access_key.reveal();
  if (secret.empty() || !is_visible(secret)) {
    return "the secret access key is empty or holds a blank or a character outside ASCII";
  }
  if (!is_visible(credentials.session_token.reveal())) {
    return "the session token holds a blank or a character outside ASCII";
  }
  return {};
}

Status check_credentials(const Credentials& credentials, std::string_view place) {
  const std::string fault = fault_of(credentials);
  if (fault.empty()) return {};
  return fail(
      Errc::config, "{}: {}; copy it again{}", place, fault,
      is_access_key_id(credentials.access_key_id) ? "" : " (most of them start with AKIA or ASIA)");
}

Result<Credentials> read_credentials(std::string_view text, std::string_view profile,
                                     std::string_view path) {
  ProfileSearch search(profile);
  TRY(read_ini(text, path, search));
  return search.finish(path);
}

}  // namespace wan53
