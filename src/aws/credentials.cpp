// SPDX-License-Identifier: MIT
#include "aws/credentials.h"

#include <algorithm>

#include "aws/ini.h"
#include "aws/roles_anywhere.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::string_view kRoleKey = "role_arn";
constexpr std::string_view kSourceKey = "source_profile";
constexpr Seconds kLongestChained = 1h;  // STS: "role chaining"

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

std::string in_brackets(std::string_view name) { return compose("[{}]", printable(name, 80)); }

// A profile as it is written.
struct Profile {
  std::string name;
  unsigned line = 0;
  std::string id, secret, token;
  std::string role, source, session_name, external_id, duration;
  std::string_view other = {};  // the first key by which only other tools get credentials

  Profile() = default;
  Profile(const Profile&) = delete;
  Profile& operator=(const Profile&) = delete;
  ~Profile() {
    wipe(secret);
    wipe(token);
  }
  bool has_keys() const { return !id.empty() || !secret.empty(); }
};

constexpr struct {
  std::string_view key;
  std::string Profile::*value;
} kKeys[] = {
    {"aws_access_key_id", &Profile::id},    {"aws_secret_access_key", &Profile::secret},
    {"aws_session_token", &Profile::token}, {kRoleKey, &Profile::role},
    {kSourceKey, &Profile::source},         {"role_session_name", &Profile::session_name},
    {"external_id", &Profile::external_id}, {"duration_seconds", &Profile::duration},
};
constexpr std::string_view kOthers[] = {
    "credential_process", "credential_source", "web_identity_token_file",
    "mfa_serial",         "sso_session",       "sso_start_url",
    "login_session"};

class ProfileSearch final : public IniVisitor {
 public:
  explicit ProfileSearch(std::string_view profile) { found_.name = profile; }

  Status section(std::string_view name, unsigned line) override {
    names_.push_back(in_brackets(name));
    if (name == found_.name) found_.line = line;
    return {};
  }

  Status entry(const IniEntry& entry) override {
    if (entry.section != found_.name) return {};
    for (const auto& [key, value] : kKeys) {
      if (entry.key != key) continue;
      TRY(refuse_repeated_key(entry));
      found_.*value = entry.value;
    }
    for (const auto other : kOthers) {
      if (entry.key == other && found_.other.empty()) found_.other = other;
    }
    return {};
  }

  const Profile& found() const { return found_; }
  // Fails if there is none. `user` is the profile that names it as its source; empty: the config
  // does.
  Status check(std::string_view path, std::string_view user) const {
    if (found_.line != 0) return {};
    const std::string others =
        names_.empty() ? "the file has none" : compose("only {}", printable(join(names_, ", ")));
    const std::string named =
        user.empty() ? "" : compose(", which {} names as its {}", in_brackets(user), kSourceKey);
    return fail(Errc::config, "{}: no profile {}{}, {}; add that section or choose another profile",
                path, in_brackets(found_.name), named, others);
  }

 private:
  std::vector<std::string> names_;
  Profile found_;
};

// Reads a profile's values; `place` is where it stands, for errors.
class ProfileReader {
 public:
  ProfileReader(const Profile& profile, std::string_view path)
      : profile_(profile),
        place_(compose("{}: {}", ini_place(path, profile.line), in_brackets(profile.name))) {}

  Result<Credentials> credentials() const {
    for (const auto& [key, missing] : {std::pair{kKeys[0].key, profile_.id.empty()},
                                       std::pair{kKeys[1].key, profile_.secret.empty()}}) {
      if (!missing) continue;
      if (!profile_.other.empty() && !profile_.has_keys()) return fail_other();
      return fail(Errc::config, "{} has no {}; add a line `{} = ...`", place_, key, key);
    }
    Credentials credentials{profile_.id, Secret(profile_.secret), Secret(profile_.token)};
    TRY(check_credentials(credentials, place_));
    return credentials;
  }

  Result<AssumedRole> role() const {
    if (!profile_.other.empty()) return fail_other();
    if (profile_.source.empty()) {
      return fail(Errc::config, "{} has a {}, but no {}; add a line `{} = {}`", place_, kRoleKey,
                  kSourceKey, kSourceKey, profile_.has_keys() ? profile_.name : "...");
    }
    AssumedRole role;
    auto arn = check_role_arn(profile_.role);
    if (!arn) {
      // Without the value: it may be a misplaced secret.
      return fail(Errc::config,
                  "{}: {}: expected an ARN such as arn:aws:iam::111122223333:role/NAME", place_,
                  kRoleKey);
    }
    role.arn = *std::move(arn);
    if (!profile_.session_name.empty()) {
      TRY(check_marks("role_session_name", profile_.session_name, 64, "_+=,.@-"));
      role.session_name = profile_.session_name;
    }
    if (!profile_.external_id.empty()) {
      TRY(check_marks("external_id", profile_.external_id, 1224, "_+=,.@:/-"));
      role.external_id = profile_.external_id;
    }
    if (!profile_.duration.empty()) {
      const auto seconds = parse_unsigned(profile_.duration, 43'200);
      if (!seconds || *seconds < 900) {
        return fail(Errc::config, "{}: duration_seconds: expected 900 to 43200", place_);
      }
      role.duration = Seconds(static_cast<std::int64_t>(*seconds));
    }
    return role;
  }

  // `names`: each names the next as its source.
  Failure fail_loop(const std::vector<std::string>& names) const {
    std::string loop;
    for (const auto& name : names) {
      append_item(loop, " -> ", in_brackets(name));
    }
    return fail(Errc::config, "{}: {} forms a loop: {}; give one of these profiles its own key",
                place_, kSourceKey, loop);
  }

 private:
  Failure fail_other() const {
    return fail(Errc::config,
                "{}: {} is not supported; expected aws_access_key_id and aws_secret_access_key, or "
                "{} with {}",
                place_, profile_.other, kRoleKey, kSourceKey);
  }

  Status check_marks(std::string_view key, std::string_view value, std::size_t most,
                     std::string_view marks) const {
    bool good = value.size() >= 2 && value.size() <= most;
    for (const char c : value) good = good && (is_alnum(c) || marks.find(c) != marks.npos);
    if (good) return {};
    return fail(Errc::config, "{}: {}: expected 2 to {} letters, digits and {}", place_, key, most,
                marks);
  }

  const Profile& profile_;
  std::string place_;
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

Result<ProfileKeys> read_credentials(std::string_view text, std::string_view profile,
                                     std::string_view path) {
  std::vector<std::string> names;  // of the profiles whose roles are assumed
  ProfileKeys keys;
  for (std::string name(profile);;) {
    const std::string user = names.empty() ? std::string() : names.back();
    ProfileSearch search(name);
    TRY(read_ini(text, path, search));
    TRY(search.check(path, user));
    const Profile& found = search.found();
    const ProfileReader reader(found, path);
    if (found.role.empty() || (!names.empty() && found.has_keys())) {
      TRY_ASSIGN(keys.credentials, reader.credentials());
      return keys;
    }
    TRY_ASSIGN(auto role, reader.role());
    if (!names.empty() && keys.roles.front().duration > kLongestChained) {
      return fail(
          Errc::config,
          "{}: {}: duration_seconds: expected 900 to 3600, since its source {} is a role, too",
          path, in_brackets(user), in_brackets(name));
    }
    keys.roles.insert(keys.roles.begin(), std::move(role));
    if (found.source == name) {
      TRY_ASSIGN(keys.credentials, reader.credentials());
      return keys;
    }
    names.push_back(std::move(name));
    if (std::ranges::find(names, found.source) != names.end()) {
      names.push_back(found.source);
      return reader.fail_loop(names);
    }
    name = found.source;
  }
}

}  // namespace wan53
