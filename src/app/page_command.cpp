// SPDX-License-Identifier: MIT
// What the router's web page shows, as one JSON object: what other commands print, the config's
// fault, the daemon's lines in syslog, and two files that the addon's script leaves in the run
// folder. Whoever reaches the router's web server may read it, so account, key and zone ids are
// masked.
#include <algorithm>

#include "app/cli.h"
#include "app/places.h"
#include "app/setup.h"
#include "app/version.h"
#include "base/json.h"
#include "base/text.h"
#include "ddns/history.h"
#include "ddns/mask.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxHistoryLines = 20;
constexpr std::size_t kMaxLogLines = 40;
constexpr std::size_t kMaxLogBytes = 4 * 1024 * 1024;
constexpr std::size_t kMaxScriptBytes = 64 * 1024;

struct Capture final : Terminal {
  void out(std::string_view more) override { text += more; }
  void err(std::string_view) override {}
  bool err_is_terminal() const override { return false; }
  Result<std::string> ask(std::string_view, bool) override { return std::string(); }
  Result<std::string> read_all(std::size_t) override { return std::string(); }
  Status flush() override { return {}; }
  std::string text;
};

// What the command prints, or why it cannot.
std::string output_of(World& world, const Options& options,
                      Result<ExitStatus> (*command)(World&, const Options&)) {
  Capture capture;
  World inner{world.clock,       world.random, world.files,     world.interfaces,
              world.environment, capture,      world.processes, world.bus,
              world.dns,         world.log,    world.user_id,   world.make_http};
  const auto status = command(inner, options);
  return masked(status ? capture.text : status.error().what);
}

std::string text_of(World& world, const std::string& path, std::size_t limit) {
  auto content = world.files.read(path, limit);
  return content && *content ? std::move((*content)->text) : std::string();
}

void add_log(cJSON* root, World& world) {
  std::vector<std::string> lines;
  for (const char* path : {"/tmp/syslog.log-1", "/tmp/syslog.log"}) {
    const std::string text = text_of(world, path, kMaxLogBytes);
    for (std::string_view rest = text; !rest.empty();) {
      const std::string_view line = take_until(rest, '\n');
      if (line.find(" wan53[") == line.npos && line.find(" wan53:") == line.npos) continue;
      lines.push_back(masked(line));
    }
  }
  if (lines.size() > kMaxLogLines) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kMaxLogLines));
  }
  add_texts(root, "log", lines);
}

void add_history(cJSON* root, World& world, const Places& places) {
  auto entries = parse_history(text_of(world, places.history_file(), kMaxHistoryBytes));
  std::ranges::reverse(entries);
  entries.resize(std::min(entries.size(), kMaxHistoryLines));
  std::vector<std::string> lines;
  for (const auto& entry : entries) {
    lines.push_back(masked(concat({rfc3339(entry.at), "  ", entry.record, "  ", entry.old_value,
                                   " -> ", entry.new_value, entry.because.empty() ? "" : "  (",
                                   entry.because, entry.because.empty() ? "" : ")"})));
  }
  add_texts(root, "history", lines);
}

// Printable but for the ends of its lines, which `add_text` would escape.
void add_lines(cJSON* object, const char* name, std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::string line = masked(take_until(text, '\n'));
    lines += concat({lines.empty() ? "" : "\n", printable(line, line.size())});
  }
  cJSON_AddStringToObject(object, name, lines.c_str());
}

// "AT" on the first line (seconds since 1970), then what `doctor` printed.
void add_doctor(cJSON* root, World& world, const Places& places) {
  const std::string text = text_of(world, places.run_folder + "/doctor", kMaxScriptBytes);
  std::string_view rest = text;
  const auto at = parse_unsigned(trim(take_until(rest, '\n')), INT32_MAX);
  if (!at) return;
  cJSON* doctor = add_object(root, "doctor");
  add_text(doctor, "at", rfc3339(static_cast<UtcSeconds>(*at)));
  add_lines(doctor, "text", rest);
}

// "NUMBER ACTION EXIT" on the first line, then what the action printed.
void add_result(cJSON* root, World& world, const Places& places) {
  const std::string text = text_of(world, places.run_folder + "/result", kMaxScriptBytes);
  std::string_view rest = text;
  const auto parts = words(take_until(rest, '\n'));
  if (parts.size() != 3) return;
  cJSON* result = add_object(root, "result");
  add_number(result, "number",
             static_cast<std::int64_t>(parse_unsigned(parts[0], INT32_MAX).value_or(0)));
  add_text(result, "action", parts[1]);
  add_number(result, "exit",
             static_cast<std::int64_t>(parse_unsigned(parts[2], 255).value_or(kExitBug)));
  add_lines(result, "text", rest);
}

}  // namespace

Result<ExitStatus> page_command(World& world, const Options& options) {
  TRY_ASSIGN(const Places places, find_places(world, options.config_file));
  const Json root = json_object();
  add_text(root.get(), "version", version());
  add_text(root.get(), "made_at", rfc3339(world.clock.wall()));
  const auto setup = load_setup(world, options.config_file);
  std::string problem;
  if (setup) {
    const auto keys = load_credentials(world, *setup);
    if (!keys) problem = keys.error().what;
  } else {
    problem = setup.error().what;
  }
  cJSON* config = add_object(root.get(), "config");
  add_text(config, "file", places.config_file);
  add_number(config, "bytes",
             static_cast<std::int64_t>(text_of(world, places.config_file, kMaxConfigBytes).size()));
  add_text(config, "problem", masked(problem));
  if (setup) {
    Options as_json = options;
    as_json.json = true;
    cJSON_AddItemToObject(root.get(), "status",
                          parse_json(output_of(world, as_json, status_command)).release());
    add_text(root.get(), "policy", trim(output_of(world, options, iam_policy_command)));
  }
  add_history(root.get(), world, places);
  add_log(root.get(), world);
  add_doctor(root.get(), world, places);
  add_result(root.get(), world, places);
  world.terminal.out(json_text(root));
  return kExitDone;
}

}  // namespace wan53
