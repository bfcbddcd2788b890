// SPDX-License-Identifier: MIT
#include "app/cli.h"
#include "app/setup.h"
#include "base/text.h"

namespace wan53 {
namespace {

// Enough of an access key id to tell two apart. AWS treats the id as no secret, a screenshot may.
std::string masked(const std::string& id) {
  return id.size() < 12 ? "****" : concat({id.substr(0, 4), "...", id.substr(id.size() - 4)});
}

std::string credentials_text(const FoundCredentials& found) {
  return concat({"access key ", masked(found.credentials.access_key_id), " from ", found.place,
                 found.credentials.session_token.empty() ? "" : ", with a session token"});
}

}  // namespace

Result<ExitStatus> config_check_command(World& world, const Options& options) {
  TRY_ASSIGN(const Setup setup, load_setup(world, options.config_file));
  TRY_ASSIGN(const auto found, load_credentials(world, setup));
  TRY(load_endpoint_urls(world.environment));
  TRY(load_ca(world, setup));
  const auto count = static_cast<std::int64_t>(setup.config.records.size());
  world.terminal.out(
      concat({setup.places.config_file, ": ok, ", to_text(count),
              count == 1 ? " record; " : " records; ", credentials_text(found), "\n"}));
  return kExitDone;
}

Result<ExitStatus> config_show_command(World& world, const Options& options) {
  TRY_ASSIGN(const Setup setup, load_setup(world, options.config_file));
  std::string text = concat({"# ", setup.places.config_file, ", with defaults and environment\n"});
  const auto found = load_credentials(world, setup);
  text += concat({"# ", found ? credentials_text(*found) : found.error().what, "\n"});
  text += config_text(setup.config);
  world.terminal.out(text);
  return kExitDone;
}

}  // namespace wan53
