// SPDX-License-Identifier: MIT
#include "cli/page_files.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "base/utc.h"
#include "cli/changes.h"
#include "cli/cli.h"
#include "ddns/mask.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxLogLines = 40;
constexpr std::size_t kMaxLogBytes = 4 * 1024 * 1024;
constexpr std::size_t kMaxResultBytes = 64 * 1024;
// The actions that the page's buttons start.
constexpr const char* kActions[] = {"status", "apply",  "update", "doctor",
                                    "start",  "newest", "upgrade"};
constexpr std::size_t kTimestampBytes = 16;  // "Nov 23 20:00:00 "

// True if our tag follows the time directly, or after one word, the host's name. Further on it is
// part of another program's message, which may quote anybody's text.
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
    const std::string text = content_of(ports, path, kMaxLogBytes);
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

// Newest first.
void add_history(cJSON* root, const Ports& ports, const Places& places) {
  auto entries = parse_history(content_of(ports, places.history_file(), kLargestHistoryFile));
  std::ranges::reverse(entries);
  add_changes(root, "history", entries);
}

// The file has "AT" on the first line (seconds since 1970), then what `doctor` printed.
void add_doctor(cJSON* root, const Ports& ports, const Places& places) {
  const std::string text = content_of(ports, places.run_folder + "/doctor", kMaxResultBytes);
  std::string_view rest = text;
  const auto at = parse_unsigned(trim(take_until(rest, '\n')), INT32_MAX);
  if (!at) return;
  cJSON* doctor = add_object(root, "doctor");
  add_text(doctor, "at", rfc3339(utc_time(static_cast<std::int64_t>(*at))));
  add_lines(doctor, "text", rest);
}

// Each action's file has "NUMBER EXIT" on the first line, then what the action printed.
void add_results(cJSON* root, const Ports& ports, const Places& places) {
  cJSON* results = add_object(root, "results");
  for (const char* action : kActions) {
    const std::string text =
        content_of(ports, compose("{}/result.{}", places.run_folder, action), kMaxResultBytes);
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

}  // namespace

std::string content_of(const Ports& ports, const std::string& path, std::size_t limit) {
  auto content = ports.files->read(path, limit);
  return content && *content ? std::move((*content)->text) : std::string();
}

void add_lines(cJSON* object, const char* name, std::string_view text) {
  std::string lines;
  for (const char* before = ""; !text.empty(); before = "\n") {
    const std::string line = masked(take_until(text, '\n'));
    lines += compose("{}{}", before, printable(line, line.size()));
  }
  cJSON_AddStringToObject(object, name, lines.c_str());
}

void add_files(cJSON* root, const Ports& ports, const Places& places) {
  add_history(root, ports, places);
  add_log(root, ports);
  add_doctor(root, ports, places);
  add_results(root, ports, places);
}

}  // namespace wan53
