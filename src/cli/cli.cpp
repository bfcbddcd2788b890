// SPDX-License-Identifier: MIT
#include "cli/cli.h"

#include <algorithm>
#include <span>

#include "base/compose.h"
#include "base/text.h"
#include "cli/answer.h"
#include "cli/command_table.h"
#include "cli/page_renewal.h"
#include "ddns/suggest.h"
#include "settings/level_log.h"
#include "settings/progress.h"

namespace wan53 {
namespace {

constexpr Option kOptions[] = {
    {"-c", nullptr, &Options::config_file, "FILE", "the config, instead of the usual place"},
    {"--force", &Options::force, nullptr, "", "write the records even if they are right already"},
    {"--dry-run", &Options::dry_run, nullptr, "", "say what would be done; write nothing anywhere"},
    {"--if-due", &Options::if_due, nullptr, "",
     "do nothing if nothing has changed and the last check is recent"},
    {"--wait", &Options::wait, nullptr, "",
     "wait until every Route 53 server has the change (iam-policy: allow that)"},
    {"--ip", nullptr, &Options::ip, "ADDRESS", "publish this address instead of the observed one"},
    {"--gateway", &Options::gateway, nullptr, "", "the policy for calling the gateway"},
    {"--json", &Options::json, nullptr, "", "the result as JSON"},
    {"--prometheus", &Options::prometheus, nullptr, "", "the result in Prometheus' text format"},
    {"-v", &Options::verbose, nullptr, "",
     "say on stderr what is seen, asked, answered and decided, as log-level = debug does in the log"},
    {"--foreground", &Options::foreground, nullptr, "",
     "stay in the terminal, and log to stderr instead of syslog"},
    {"--write", &Options::write, nullptr, "",
     "also write what is published again, and send a test message, to prove that both work"},
    {"--share", &Options::share, nullptr, "",
     "for a forum: hides account, key and zone ids, user names, public addresses, and the names of "
     "records, their zones and the gateway"},
    {"--self", &Options::self, nullptr, "",
     "test only the program and this machine: no config, no network"},
    {"-", &Options::standard_input, nullptr, "", "from standard input"},
};

constexpr Command kCommands[] = {
    {"update", "check the records now, and publish what differs",
     "-c -v --force --dry-run --if-due --wait --ip --json", update_command},
    {"status", "what is published, since when, what happens next, what is wrong",
     "-c --json --prometheus", status_command},
    {"history", "the last changes: when, from what to what, and why", "-c --json", history_command},
    {"doctor", "test everything that wan53 depends on, and say how to fix what fails",
     "-c -v --write --share --self --json", doctor_command},
    {"run", "become the daemon", "-c -v --foreground", run_command},
    {"start", "start the daemon", "-c", start_command},
    {"stop", "stop the daemon, until `start`", "-c", stop_command},
    {"ensure",
     "for cron: start the daemon if it is not running and was not stopped; with daemon = no, "
     "update if that is due",
     "-c -v", ensure_command},
    {"reload", "make the daemon read the config and run a round", "-c", reload_command},
    {"notify", "for the firmware's hooks: tell the daemon that something happened", "-c",
     notify_command, "EVENT [ARG...]"},
    {"config check", "read the config and the credentials, and say what is wrong", "-c",
     config_check_command},
    {"config show", "the config with its defaults; secrets are masked", "-c", config_show_command},
    {"config apply", "replace the config, if the new one is valid", "-c -", config_apply_command},
    {"config export", "for the router's page: the file, if it is valid and seems to hold no secret",
     "-c", config_export_command},
    {"config records",
     "for scripts, one record per line: name, type, source, TTL, zone and set identifier, "
     "separated by tabs; - for none",
     "-c", config_records_command},
    {"config hosts", "for whitelists: every host that is called with this config, one per line",
     "-c", config_hosts_command},
    {"setup", "ask for what is needed or change it, try it, write it, and start", "-c -v",
     setup_command},
    {"key rotate",
     "make the next key pair, and let it replace this machine's own when AWS takes it", "-c -v",
     key_rotate_command},
    {"key show", "this machine's certificate; its id and when it expires on stderr", "-c",
     key_show_command},
    {"updaters", "list hand-made updaters by file and line; off: ask about each", "-c",
     updaters_command, "[off]"},
    {"iam-policy", "the IAM policy that this config needs, and no more", "-c --wait --gateway",
     iam_policy_command},
    {"page", "what the router's web page shows, as JSON", "-c", page_command},
    {"verify", "whether downloaded files are of a release signed with that key", "", verify_command,
     "KEY SUMS SIGNATURE FILE..."},
    {"version compare", "whether version A is older than B, newer, or the same", "",
     version_compare_command, "A B"},
    {"version", "the version", "", version_command},
    {"help", "what there is, or what one command takes", "-c", help_command, "[COMMAND]"},
};

Failure usage_error(std::string_view what) {
  return fail(Errc::usage, "{}; see `wan53 help`", what);
}

const Option* find_option(std::string_view name) {
  for (const auto& option : kOptions) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

// Reads the option at the front of `arguments` and drops it.
Status read_option(const Command& command, std::span<const std::string_view>& arguments,
                   Options& options) {
  std::string_view name = arguments.front();
  arguments = arguments.subspan(1);
  // A hook passes on all arguments that the firmware gave it.
  if (!command.arguments.empty() && (!name.starts_with('-') || !options.arguments.empty())) {
    options.arguments.push_back(name);
    return {};
  }
  const std::size_t equals = name.starts_with("--") ? name.find('=') : std::string_view::npos;
  const bool has_value = equals != std::string_view::npos;
  std::string_view value = has_value ? name.substr(equals + 1) : std::string_view{};
  name = name.substr(0, equals);

  const Option* option = find_option(name);
  if (option == nullptr || !command.takes(name)) {
    const auto known = words(command.options);
    return fail(Errc::usage, "{}: unknown {}{}; {}", command.name,
                name.starts_with('-') ? "option " : "argument ", printable(name),
                known.empty() ? "expected none" : suggest(name, known));
  }
  if (option->value == nullptr) {
    if (has_value) return usage_error(compose("{}: takes no value", name));
    options.*option->flag = true;
    return {};
  }
  if (!has_value) {
    if (arguments.empty())
      return usage_error(compose("{}: {} is missing", name, option->value_name));
    value = arguments.front();
    arguments = arguments.subspan(1);
  }
  if (value.empty()) return usage_error(compose("{}: {} is empty", name, option->value_name));
  options.*option->value = value;
  return {};
}

// Finds the command that the arguments start with, and drops its words from them.
Result<const Command*> find_command(std::span<const std::string_view>& arguments) {
  for (const auto& command : kCommands) {
    const auto parts = words(command.name);
    if (arguments.size() < parts.size()) continue;
    if (!std::equal(parts.begin(), parts.end(), arguments.begin())) continue;
    arguments = arguments.subspan(parts.size());
    return &command;
  }
  return unknown_command(arguments);
}

bool asks_for_help(std::string_view word) { return word == "--help" || word == "-h"; }

Result<ExitStatus> help_about(const Ports& ports, Options& options, std::string_view command) {
  options.arguments = words(command);
  return help_command(ports, options);
}

Result<ExitStatus> run_command_line(Ports ports, std::span<const std::string_view> arguments) {
  if (arguments.empty()) return usage_error("a command is missing");
  if (arguments.front() == "--version") return version_command(ports, {});
  Options options;
  // `wan53 -c FILE update` is as natural as `wan53 update -c FILE`.
  static constexpr Command kBefore = {"wan53", "", "-c -v", nullptr};
  while (!arguments.empty() && kBefore.takes(arguments.front()))
    TRY(read_option(kBefore, arguments, options));
  if (arguments.empty()) return usage_error("a command is missing");
  if (asks_for_help(arguments.front())) return help_command(ports, options);
  // Also of a first word alone, such as `config`.
  if (arguments.size() == 2 && asks_for_help(arguments[1])) {
    return help_about(ports, options, arguments.front());
  }
  TRY_ASSIGN(const Command* command, find_command(arguments));
  while (!arguments.empty()) {
    if (asks_for_help(arguments.front())) return help_about(ports, options, command->name);
    TRY(read_option(*command, arguments, options));
  }
  PageRenewal renewal(ports, options);
  ports.after_cycle = &renewal;
  if (!options.verbose) return command->run(ports, options);
  if (!command->takes("-v")) return usage_error(compose("{}: unknown option -v", command->name));
  TerminalLog log(ports.terminal);
  ports.progress->tell(&log);
  auto status = command->run(ports, options);
  ports.progress->tell(nullptr);
  return status;
}

}  // namespace

bool Command::takes(std::string_view option) const {
  const auto known = words(options);
  return std::ranges::find(known, option) != known.end();
}

std::span<const Option> cli_options() { return kOptions; }
std::span<const Command> cli_commands() { return kCommands; }

Failure unknown_command(std::span<const std::string_view> typed) {
  std::vector<std::string_view> first_words;
  std::vector<std::string_view> begun;  // the commands that begin with the first word typed
  for (const auto& command : kCommands) {
    const std::string_view first = words(command.name).front();
    if (first_words.empty() || first_words.back() != first) first_words.push_back(first);
    if (first == typed.front()) begun.push_back(command.name);
  }
  std::string word(typed.front());
  if (!begun.empty() && typed.size() > 1) word += compose(" {}", typed[1]);
  return fail(Errc::usage, "unknown command {}; {}", printable(word),
              suggest(word, begun.empty() ? first_words : begun));
}

int run_cli(const Ports& ports, const std::vector<std::string_view>& arguments) {
  const auto status = run_command_line(ports, arguments);
  if (!status) {
    ports.terminal->err(compose("wan53: {}\n", status.error().what));
    // Also for a line that is no command: the program that wrote it reads JSON.
    if (std::ranges::find(arguments, "--json") != arguments.end()) {
      ports.terminal->out(failure_json(status.error()));
    }
  }
  const auto flushed = ports.terminal->flush();
  if (!flushed) ports.terminal->err(compose("wan53: {}\n", flushed.error().what));
  if (!status) return exit_status(status.error().code);
  return flushed || *status != kExitDone ? *status : static_cast<int>(kExitTransient);
}

}  // namespace wan53
