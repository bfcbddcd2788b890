// SPDX-License-Identifier: MIT
#include "cli/classic_script.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "cli/setup_steps.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxScript = 64 * 1024;
constexpr std::string_view kMark = "#before-wan53 ";
constexpr std::string_view kAddonsTag = "# Added by wan53";
constexpr std::string_view kClassic[] = {"execute-api", "route53", "aws-sigv4",
                                         "ddns_custom_updated"};
// ddns-start is the last, and after cron: what calls it is known by its text.
constexpr const char* kFiles[] = {
    "/jffs/scripts/init-start", "/jffs/scripts/services-start", "/jffs/scripts/post-mount",
    "/jffs/scripts/wan-start",  "/jffs/scripts/wan-event",      "/jffs/scripts/dhcpc-event",
    "/jffs/scripts/nat-start",  "/jffs/scripts/firewall-start", "/etc/crontab",
    "/jffs/scripts/ddns-start"};

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// A command, which may be continued over several lines.
bool is_classic(std::string_view command, Files* files) {
  if (trim(command).starts_with('#') || has(command, "wan53")) return false;
  const std::string small = lower(command);
  for (const auto mark : kClassic) {
    if (has(small, mark)) return true;
  }
  if (files == nullptr) return false;
  for (const auto word : words(command)) {
    const std::size_t start = word.find('/');
    if (start == word.npos) continue;
    const auto path = word.substr(start, word.find_first_of("\"';&|)", start) - start);
    if (path.starts_with("/dev/")) continue;  // to open a watchdog arms it
    const auto script = files->read(std::string(path), kMaxScript);
    if (!script || !*script || !(*script)->text.starts_with("#!")) continue;
    for (std::string_view rest = (*script)->text; !rest.empty();) {
      if (is_classic(take_until(rest, '\n'), nullptr)) return true;
    }
  }
  return false;
}

// What has to stay of the command "PATTERN) COMMAND ;;" or "COMMAND ;;" in a shell's `case`: around
// the ':' that takes the command's place.
struct Arm {
  std::string_view pattern;  // "connected)", or empty
  std::string_view end;      // ";; ", or empty
};

// If it takes something else for that, `sh -n` objects.
Arm arm_of(std::string_view command, Files& files) {
  command = trim(command);
  const std::size_t end = command.find(";;");
  const bool ends = end + 2 == command.size();
  const std::string_view pattern = command.substr(0, command.find(')') + 1);  // npos + 1 is 0
  const bool is_pattern =
      pattern.find_first_of(";&<>`#") == pattern.npos && pattern.rfind('(') + 1 < 2 &&
      (ends || (end == command.npos && words(pattern).size() == 1)) && !is_classic(pattern, &files);
  return {is_pattern ? pattern : std::string_view(), ends ? ";; " : ""};
}

// Asks about each updater, or only collects them in `found`.
class Search {
 public:
  Search(const Ports& ports, const Places& places, std::vector<std::string>* found)
      : ports_(ports), places_(places), found_(found), fresh_(places.state_folder + "/less") {}

  void run() {
    if (ports_.processes->exists("cru")) {
      look_at_cru();
    } else {
      look_at_crontab();
    }
    for (const char* file : kFiles) look_at_file(file);
  }

 private:
  // Whether the owner wants it switched off.
  bool is_unwanted(std::string_view where) {
    if (found_ != nullptr) {
      found_->emplace_back(where);
      return false;
    }
    const auto yes =
        ask_yes_no(ports_, compose("{} has a hand-made updater. Switch it off?", where));
    return yes && *yes;
  }

  // Writes `text` to the fresh file if there is any, runs the commands, which are separated by an
  // empty line, and says how it is taken back.
  void switch_off(std::string_view text, std::string_view commands, std::string_view way_back) {
    const Status done = act(text, commands);
    ports_.terminal->err(
        done ? compose("  off; to bring it back: {}\n", way_back)
             : compose("  left as it is: {}; edit it by hand\n", done.error().what));
  }

  Status act(std::string_view text, std::string_view commands) {
    if (!text.empty()) {
      TRY(ports_.files->make_private_folder(places_.state_folder));
      TRY(ports_.files->replace(fresh_, text));
    }
    while (!commands.empty()) {
      const std::size_t end = std::min(commands.find("\n\n"), commands.size());
      TRY(output_of(ports_, commands.substr(0, end)));
      commands.remove_prefix(std::min(end + 2, commands.size()));
    }
    return {};
  }

  void look_at_file(const std::string& path) {
    const auto content = ports_.files->read(path, kMaxScript);
    if (!content || !*content) return;
    const std::string& text = (*content)->text;
    const bool is_script = path.starts_with("/jffs/");
    const LessClassic less =
        without_classic_lines(text, is_script ? Runner::shell : Runner::cron, ports_.files);
    if (less.first_line == 0) return;
    if (!is_unwanted(compose("{}:{}", path, less.first_line))) return;
    // Others may have appended to it while the question stood.
    const auto now = ports_.files->read(path, kMaxScript);
    if (!now || !*now || (*now)->text != text) return look_at_file(path);
    if (path.ends_with("/ddns-start") && (!has(text, "wan53") || has(text, kAddonsTag))) {
      const std::string old = path + ".before-wan53";
      // Not line by line, which could break it. The addon's own line stays, and alone. The copy
      // must outlive a power cut before the rest goes.
      const std::string commands =
          has(text, kAddonsTag)
              ? compose("cp\n-p\n{}\n{}\n\nsed\n-i\n/{}/d\n{}\n\nsync\n\nsed\n-i\n1!{{/{}/!d}}\n{}",
                        path, old, kAddonsTag, old, kAddonsTag, path)
              : compose("mv\n{}\n{}", path, old);
      return switch_off({}, commands, compose("mv {} {}", old, path));
    }
    switch_off(
        less.text,
        compose("chmod\n{}\n{}{}{}\n\nmv\n{}\n{}", octal((*content)->mode), fresh_,
                is_script ? "\n\nsh\n-n\n" : "", is_script ? fresh_ : std::string(), fresh_, path),
        compose("sed -i 's/^.*{}//' {}", kMark, path));
  }

  // The router's crontab is in RAM; its lines end in #ID#.
  void look_at_cru() {
    const auto jobs = output_of(ports_, "cru\nl");
    if (!jobs) return;
    for (std::string_view rest = *jobs; !rest.empty();) {
      std::string_view job = trim(take_until(rest, '\n'));
      if (!is_classic(job, &static_cast<Files&>(ports_.files)) || !job.ends_with('#')) continue;
      job.remove_suffix(1);
      const std::string id = printable(job.substr(job.rfind('#') + 1));
      if (!is_unwanted("the cron job " + id)) continue;
      switch_off({}, "cru\nd\n" + id, "run the script that adds it");
    }
  }

  void look_at_crontab() {
    const auto jobs = output_of(ports_, "crontab\n-l");
    if (!jobs) return;
    const LessClassic less = without_classic_lines(*jobs, Runner::cron, ports_.files);
    if (less.first_line == 0) return;
    if (!is_unwanted(compose("your crontab:{}", less.first_line))) return;
    if (const auto now = output_of(ports_, "crontab\n-l"); !now || *now != *jobs) {
      return look_at_crontab();
    }
    switch_off(less.text, compose("crontab\n{}\n\nrm\n{}", fresh_, fresh_),
               compose("`crontab -e`, without {}", kMark));
  }

  const Ports& ports_;
  const Places& places_;
  std::vector<std::string>* found_;
  // On flash, and not where the firmware deletes what it does not know; the addon's script has a
  // file of its own there.
  std::string fresh_;
};

}  // namespace

LessClassic without_classic_lines(std::string_view text, Runner runner, Files& files) {
  LessClassic less;
  std::size_t before = 0;  // lines
  while (!text.empty()) {
    const std::string_view start = text;
    std::vector<std::string_view> lines;
    do {
      lines.push_back(take_until(text, '\n'));
    } while (runner == Runner::shell && lines.back().ends_with('\\') && !text.empty());
    const std::string_view command = start.substr(0, start.size() - text.size());
    before += lines.size();
    if (!is_classic(command, &files)) {
      less.text += command;
      continue;
    }
    if (less.first_line == 0) less.first_line = before - lines.size() + 1;
    const bool is_open = !command.ends_with('\n');
    if (runner == Runner::shell) {
      const Arm arm = arm_of(command, files);
      less.text += compose("{}{}: {}", arm.pattern, arm.pattern.empty() ? "" : " ", arm.end);
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
      less.text += compose("{}{}{}", kMark, lines[i], is_open && i + 1 == lines.size() ? "" : "\n");
    }
  }
  return less;
}

std::vector<std::string> find_classic(const Ports& ports, const Places& places) {
  std::vector<std::string> found;
  Search(ports, places, &found).run();
  return found;
}

void offer_to_switch_classic_off(const Ports& ports, const Places& places) {
  Search(ports, places, nullptr).run();
}

}  // namespace wan53
