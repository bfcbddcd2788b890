// SPDX-License-Identifier: MIT
// What the router's web page shows, as one JSON object: what other commands print, the config's
// fault, the daemon's lines in syslog, and the files `doctor` and `result.ACTION` that the addon's
// script leaves in the run folder. Whoever reaches the router's web server may read it, so account,
// key and zone ids are masked. That server also runs what stands between <% and %> or <# and #> in
// the files it serves, so the text has no < and no %.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/utc.h"
#include "cli/cli.h"
#include "ddns/history.h"
#include "ddns/mask.h"
#include "settings/credentials.h"
#include "settings/places.h"
#include "settings/version.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxHistoryLines = 20;
constexpr std::size_t kMaxLogLines = 40;
constexpr std::size_t kMaxLogBytes = 4 * 1024 * 1024;
constexpr std::size_t kMaxScriptBytes = 64 * 1024;
// What the firmware takes for a value of custom_settings.txt, through which the page has the
// config.
constexpr std::size_t kMaxSettingBytes = 2999;
// What the page's buttons start.
constexpr const char* kActions[] = {"status", "apply", "update", "doctor", "start"};
constexpr std::size_t kTimestampBytes = 16;  // "Nov 23 20:00:00 "

struct Capture final : Terminal {
  void out(std::string_view more) override { text += more; }
  void err(std::string_view more) override { errors += more; }
  bool err_is_terminal() const override { return false; }
  Result<std::string> ask(std::string_view, bool) override { return std::string(); }
  Result<std::string> read_all(std::size_t) override { return std::string(); }
  Status flush() override { return {}; }
  std::string text;
  std::string errors;
};

// What the command prints. Why it cannot ends its errors.
Capture output_of(const Ports& ports, const Options& options,
                  Result<ExitStatus> (*command)(const Ports&, const Options&)) {
  Capture capture;
  Ports inner = ports;
  inner.terminal = capture;
  const auto status = command(inner, options);
  if (!status) capture.errors += status.error().what;
  return capture;
}

std::string text_of(const Ports& ports, const std::string& path, std::size_t limit) {
  auto content = ports.files->read(path, limit);
  return content && *content ? std::move((*content)->text) : std::string();
}

// The tag right after the time, or after one word, the host's name: further on it is part of what
// another program wrote, which may be anybody's text.
bool is_ours(std::string_view line) {
  if (line.size() < kTimestampBytes || line[6] != ' ' || line[9] != ':' || line[12] != ':' ||
      line[15] != ' ') {
    return false;
  }
  line.remove_prefix(kTimestampBytes);
  const auto is_tag = [](std::string_view text) {
    return text.starts_with("wan53[") || text.starts_with("wan53:");
  };
  if (is_tag(line)) return true;
  const std::string_view host = take_until(line, ' ');
  return host.find_first_of(":[") == host.npos && is_tag(line);
}

void add_log(cJSON* root, const Ports& ports) {
  std::vector<std::string> lines;
  for (const char* path : {"/tmp/syslog.log-1", "/tmp/syslog.log"}) {
    const std::string text = text_of(ports, path, kMaxLogBytes);
    for (std::string_view rest = text; !rest.empty();) {
      const std::string_view line = take_until(rest, '\n');
      if (!is_ours(line)) continue;
      lines.push_back(masked(line));
    }
  }
  if (lines.size() > kMaxLogLines) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kMaxLogLines));
  }
  add_texts(root, "log", lines);
}

void add_history(cJSON* root, const Ports& ports, const Places& places) {
  auto entries = parse_history(text_of(ports, places.history_file(), kMaxHistoryBytes));
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
  for (const char* before = ""; !text.empty(); before = "\n") {
    const std::string line = masked(take_until(text, '\n'));
    lines += concat({before, printable(line, line.size())});
  }
  cJSON_AddStringToObject(object, name, lines.c_str());
}

// "AT" on the first line (seconds since 1970), then what `doctor` printed.
void add_doctor(cJSON* root, const Ports& ports, const Places& places) {
  const std::string text = text_of(ports, places.run_folder + "/doctor", kMaxScriptBytes);
  std::string_view rest = text;
  const auto at = parse_unsigned(trim(take_until(rest, '\n')), INT32_MAX);
  if (!at) return;
  cJSON* doctor = add_object(root, "doctor");
  add_text(doctor, "at", rfc3339(utc_time(static_cast<std::int64_t>(*at))));
  add_lines(doctor, "text", rest);
}

// Of each action "NUMBER EXIT" on the first line, then what it printed.
void add_results(cJSON* root, const Ports& ports, const Places& places) {
  cJSON* results = add_object(root, "results");
  for (const char* action : kActions) {
    const std::string text =
        text_of(ports, concat({places.run_folder, "/result.", action}), kMaxScriptBytes);
    std::string_view rest = text;
    const auto parts = words(take_until(rest, '\n'));
    if (parts.size() != 2) continue;
    cJSON* result = add_object(results, action);
    add_number(result, "number",
               static_cast<std::int64_t>(parse_unsigned(parts[0], INT32_MAX).value_or(0)));
    add_number(result, "exit",
               static_cast<std::int64_t>(parse_unsigned(parts[1], 255).value_or(kExitBug)));
    add_lines(result, "text", rest);
  }
}

void add_config(cJSON* root, const Ports& ports, const Places& places, std::string_view problem) {
  cJSON* config = add_object(root, "config");
  add_text(config, "problem", masked(problem));
  const std::string text = text_of(ports, places.config_file, kMaxConfigBytes);
  const std::size_t as_base64 = (text.size() + 2) / 3 * 4;
  if (as_base64 > kMaxSettingBytes) add_lines(config, "text", text);
}

void add_policy(cJSON* root, const Ports& ports, const Options& options) {
  const Capture policy = output_of(ports, options, iam_policy_command);
  add_text(root, "policy", as_form(trim(policy.text)));
  std::string notes;
  for (std::string_view rest = policy.errors; !rest.empty();) {
    std::string_view note = take_until(rest, '\n');
    constexpr std::string_view kStart = "wan53: note: ";
    if (note.starts_with(kStart)) note.remove_prefix(kStart.size());
    notes += concat({note, "\n"});
  }
  add_lines(root, "policy_note", notes);
}

// In JSON both stand in strings alone.
std::string without_asp(std::string_view json) {
  std::string text;
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else if (c == '%') {
      text += "\\u0025";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

Result<ExitStatus> page_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Places places, find_places(ports, options.config_file));
  const Json root = json_object();
  add_text(root.get(), "version", version());
  add_text(root.get(), "made_at", rfc3339(ports.clock->wall()));
  const auto settings = load_settings(ports, options.config_file);
  std::string problem;
  if (settings) {
    const auto keys = load_credentials(ports, *settings);
    if (!keys) problem = keys.error().what;
  } else {
    problem = settings.error().what;
  }
  add_config(root.get(), ports, places, problem);
  if (settings) {
    Options as_json = options;
    as_json.json = true;
    const Capture status = output_of(ports, as_json, status_command);
    cJSON_AddItemToObject(root.get(), "status", parse_json(masked(status.text)).release());
    add_policy(root.get(), ports, options);
  }
  add_history(root.get(), ports, places);
  add_log(root.get(), ports);
  add_doctor(root.get(), ports, places);
  add_results(root.get(), ports, places);
  ports.terminal->out(without_asp(json_text(root)));
  return kExitDone;
}

}  // namespace wan53
