// SPDX-License-Identifier: MIT
#include "access/proof.h"
#include "base/compose.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/page_files.h"
#include "daemon/notices.h"
#include "ddns/config_keys.h"
#include "ddns/mask.h"
#include "settings/environment.h"
#include "settings/trust.h"

namespace wan53 {
namespace {

// Enough of an access key id to tell two apart, but not all of it: people publish screenshots.
std::string shortened(const std::string& id) {
  return id.size() < 12 ? "****" : compose("{}...{}", id.substr(0, 4), id.substr(id.size() - 4));
}

std::string proof_text(const ChosenProof& proof) {
  if (proof.provider != nullptr) return compose("authenticates with {}", proof.words);
  return compose("access key {} from {}{}", shortened(proof.credentials.access_key_id), proof.words,
                 proof.credentials.session_token.empty() ? "" : ", with a session token");
}

// A router's page applies configs, too. A person with a shell edits the file. A key that `made`
// does without may go: nothing reads it then.
Status check_ssh_only(const Ports& ports, const Places& places, const Config& made) {
  const std::string before = content_of(ports, places.config_file, kMaxConfigBytes);
  const auto known = parse_config(before, places.config_file);
  const RecordConfig none;
  for (const auto& key : config_keys()) {
    if (!key.ssh_only || !fits(key.needs, made)) continue;
    const std::string had = known ? key.get(key, {*known, none, nullptr}) : key.standard();
    if (key.get(key, {made, none, nullptr}) == had) continue;
    return fail(Errc::config, "-: {}: is set over SSH only, in {}; nothing was applied", key.name,
                places.config_file);
  }
  return {};
}

}  // namespace

Result<ExitStatus> config_check_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Settings& settings, load_settings(ports, options.config_file));
  TRY_ASSIGN(const auto& proof, check_proof(ports, settings));
  TRY(load_endpoints(ports.environment, settings.config));
  TRY(load_ca(ports, settings));
  const auto count = static_cast<std::int64_t>(settings.config.records.size());
  ports.terminal->out(compose("{}: ok, {}{}{}\n", settings.places.config_file, count,
                              count == 1 ? " record; " : " records; ", proof_text(proof)));
  return kExitDone;
}

Result<ExitStatus> config_export_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Settings& settings, load_settings(ports, options.config_file));
  const std::string& path = settings.places.config_file;
  // Judged again: only this very text goes out.
  const std::string text = content_of(ports, path, kMaxConfigBytes);
  TRY(parse_config(text, path));
  TRY(check_shareable(text, path));
  ports.terminal->out(text);
  return kExitDone;
}

Result<ExitStatus> config_apply_command(const Ports& ports, const Options& options) {
  if (!options.standard_input) {
    return fail(Errc::usage,
                "config apply: expected `-`: the new config comes from standard input");
  }
  TRY_ASSIGN(const Places& places, find_places(ports, options.config_file));
  TRY_ASSIGN(const std::string& text, ports.terminal->read_all(kMaxConfigBytes));
  TRY_ASSIGN(const Config& made, parse_config_here(ports, text, "-"));
  TRY(check_ssh_only(ports, places, made));
  const std::string folder = folder_of(places.config_file);
  if (!ports.files->is_folder(folder)) TRY(ports.files->make_private_folder(folder));
  TRY(ports.files->replace(places.config_file, text));
  const bool told = ports.bus->send(places.socket(), kReload) != Bus::Sent::nobody;
  ports.terminal->out(
      compose("{}: written{}\n", places.config_file, told ? "; the daemon reads it now" : ""));
  return kExitDone;
}

Result<ExitStatus> config_show_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Settings& settings, load_settings(ports, options.config_file));
  std::string text =
      compose("# {}, with defaults and environment\n", printable(settings.places.config_file));
  const auto proof = choose_proof(ports, settings);
  text += compose("# {}\n", printable(proof ? proof_text(*proof) : proof.error().what));
  text += config_text(settings.config);
  ports.terminal->out(text);
  return kExitDone;
}

}  // namespace wan53
