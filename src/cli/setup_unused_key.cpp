// SPDX-License-Identifier: MIT
// The end of a migration: the access key that a certificate has replaced.
#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "cli/setup_stack.h"
#include "cli/setup_steps.h"
#include "ddns/config_edit.h"
#include "settings/checked_file.h"
#include "settings/credentials.h"

namespace wan53 {
namespace {

// Not AWS_SHARED_CREDENTIALS_FILE, which is other tools' file, too.
std::string file_of(const Settings& settings) {
  return path_from(settings.places.config_file, settings.config.credentials_file);
}

std::optional<Credentials> unused_key(const Ports& ports, const Settings& settings) {
  if (settings.config.proof == Proof::stored) return std::nullopt;
  const std::string path = file_of(settings);
  auto content = ports.files->read(path, kMaxCredentialsBytes);
  if (!content || !*content) return std::nullopt;
  auto found = read_credentials((*content)->text, profile_of(settings), path);
  wipe((*content)->text);
  // With a role, the key may be the one of a profile that others use.
  if (!found || !found->roles.empty()) return std::nullopt;
  return std::move(found->credentials);
}

bool is_blank_or_comment(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = trim(take_until(text, '\n'));
    if (!line.empty() && !line.starts_with('#') && !line.starts_with(';')) return false;
  }
  return true;
}

Status remove_profile(const Ports& ports, const std::string& path, std::string_view profile) {
  TRY_ASSIGN(auto content, ports.files->read(path, kMaxCredentialsBytes));
  if (!content) return {};
  std::string rest = without_section(content->text, profile);
  wipe(content->text);
  Status done =
      is_blank_or_comment(rest) ? ports.files->remove(path) : ports.files->replace(path, rest);
  wipe(rest);
  return done;
}

}  // namespace

bool has_unused_key(const Ports& ports, const Settings& settings) {
  return unused_key(ports, settings).has_value();
}

Status offer_to_remove_key(const Ports& ports, const Settings& settings) {
  const auto key = unused_key(ports, settings);
  if (!key) return {};
  const std::string path = file_of(settings);
  const auto yes = ask_yes_no(
      ports, compose("wan53 no longer needs the access key in {}. Remove the access key", path));
  if (!yes || !*yes) return {};
  const std::string user = owner_of(ports, settings, *key);
  TRY(remove_profile(ports, path, profile_of(settings)));
  const std::string& id = key->access_key_id;
  ports.terminal->err(compose(
      "Removed from the file. The key itself works until you delete it in AWS:\n"
      "aws iam delete-access-key --access-key-id {} --user-name {}\n",
      id,
      user.empty() ? compose("\"$(aws iam get-access-key-last-used --access-key-id {} --query "
                             "UserName --output text)\"",
                             id)
                   : user));
  const std::size_t of_stack = user.find("-Router-");  // as the template's user is named
  if (of_stack != user.npos) {
    ports.terminal->err(
        compose("Its user goes with the stack's RouterUser=no:\n{}",
                update_stack(user.substr(0, of_stack), settings.config.region, " RouterUser=no")));
  } else if (user == kAdvisedUser) {
    ports.terminal->err(
        compose("If no other machine has a key of this user:\n"
                "aws iam delete-user-policy --user-name {} --policy-name wan53\n"
                "aws iam delete-user --user-name {}\n",
                user, user));
  }
  return {};
}

}  // namespace wan53
