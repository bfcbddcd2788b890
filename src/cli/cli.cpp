// SPDX-License-Identifier: MIT
#include "cli/cli.h"

#include <span>

#include "base/text.h"

namespace wan53 {
namespace {

struct Option {
  std::string_view name;
  bool Options::*flag;          // either a switch
  std::string Options::*value;  // or an option with a value
  std::string_view value_name;
  std::string_view help;
};

constexpr Option kOptions[] = {
    {"-c", nullptr, &Options::config_file, "FILE", "the config, instead of the usual place"},
    {"--force", &Options::force, nullptr, "", "write the records even if they are right already"},
    {"--dry-run", &Options::dry_run, nullptr, "", "say what would be done; write nothing anywhere"},
    {"--if-due", &Options::if_due, nullptr, "",
     "do nothing if nothing has changed and the last check is recent"},
    {"--wait", &Options::wait, nullptr, "",
     "for `update`: wait until every Route 53 server answers with the change"},
    {"--ip", nullptr, &Options::ip, "ADDRESS", "publish this address instead of the observed one"},
    {"--gateway", &Options::gateway, nullptr, "", "the policy for calling the gateway"},
    {"--json", &Options::json, nullptr, "", "the result as JSON"},
    {"--foreground", &Options::foreground, nullptr, "",
     "stay in the terminal, and log to stderr instead of syslog"},
    {"--write", &Options::write, nullptr, "",
     "also write again what is published already, to prove that writing is allowed"},
    {"--self", &Options::self, nullptr, "",
     "test only the program and this machine: no config, no network"},
    {"-", &Options::standard_input, nullptr, "", "from standard input"},
};

struct Command {
  std::string_view name;  // one word or two
  std::string_view help;
  std::string_view options;  // the names of those it takes, separated by spaces
  Result<ExitStatus> (*run)(const Ports&, const Options&);
};

Result<ExitStatus> help_command(const Ports& ports, const Options&);

constexpr Command kCommands[] = {
    {"update", "check the records now, and publish what differs",
     "-c --force --dry-run --if-due --wait --ip --json", update_command},
    {"status", "what is published, since when, what happens next, what is wrong", "-c --json",
     status_command},
    {"history", "the last changes: when, from what to what, and why", "-c --json", history_command},
    {"doctor", "test everything that wan53 depends on, and say how to fix what fails",
     "-c --write --self --json", doctor_command},
    {"run", "become the daemon", "-c --foreground", run_command},
    {"start", "start the daemon", "-c", start_command},
    {"stop", "stop the daemon, until `start`", "-c", stop_command},
    {"ensure",
     "for cron: start the daemon if it is not running and was not stopped; with daemon = no, "
     "update if that is due",
     "-c", ensure_command},
    {"reload", "make the daemon read the config and run a round", "-c", reload_command},
    {"notify", "EVENT [ARG...]: for the firmware's hooks: tell the daemon that something happened",
     "-c ...", notify_command},
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
    {"setup", "ask for what is needed or change it, try it, write it, and start", "-c",
     setup_command},
    {"iam-policy", "the IAM policy that this config needs, and no more", "-c --wait --gateway",
     iam_policy_command},
    {"page", "what the router's web page shows, as JSON", "-c", page_command},
    {"verify",
     "KEY SUMS SIGNATURE FILE...: whether downloaded files are of a release signed with that key",
     "...", verify_command},
    {"version compare", "A B: whether version A is older than B, newer, or the same", "...",
     version_compare_command},
    {"version", "the version", "", version_command},
    {"help", "this text", "", help_command},
};

bool takes(const Command& command, std::string_view option) {
  for (const auto word : words(command.options)) {
    if (word == option) return true;
  }
  return false;
}

std::string usage_of(const Option& option) {
  return option.value == nullptr ? std::string(option.name)
                                 : concat({option.name, " ", option.value_name});
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 1, width), ' ');
  return text;
}

Result<ExitStatus> help_command(const Ports& ports, const Options&) {
  std::string text = "wan53 keeps Amazon Route 53 records pointing at this machine's address.\n\n";
  for (const auto& command : kCommands) {
    text += concat({"  wan53 ", padded(std::string(command.name), 16), command.help, "\n"});
    for (const auto& option : kOptions) {
      if (option.name == "-c" || !takes(command, option.name)) continue;
      text += concat({"      ", padded(usage_of(option), 16), option.help, "\n"});
    }
  }
  text += concat({"\nEvery command takes ", usage_of(kOptions[0]), ": ", kOptions[0].help,
                  ".\nExit status: 0 done, 1 usage, 2 config, 3 transient, 4 you must act, "
                  "5 could not confirm, 70 bug.\n"});
  ports.terminal->out(text);
  return kExitDone;
}

std::unexpected<Error> usage_error(std::string_view what) {
  return fail(Errc::usage, concat({what, "; see `wan53 help`"}));
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
  if (takes(command, "...") && (!name.starts_with('-') || !options.arguments.empty())) {
    options.arguments.push_back(name);
    return {};
  }
  const std::size_t equals = name.starts_with("--") ? name.find('=') : std::string_view::npos;
  const bool has_value = equals != std::string_view::npos;
  std::string_view value = has_value ? name.substr(equals + 1) : std::string_view{};
  name = name.substr(0, equals);

  const Option* option = find_option(name);
  if (option == nullptr || !takes(command, name)) {
    const std::string_view kind = name.starts_with('-') ? "option " : "argument ";
    return usage_error(concat({command.name, ": unknown ", kind, printable(name)}));
  }
  if (option->value == nullptr) {
    if (has_value) return usage_error(concat({name, ": takes no value"}));
    options.*option->flag = true;
    return {};
  }
  if (!has_value) {
    if (arguments.empty())
      return usage_error(concat({name, ": ", option->value_name, " is missing"}));
    value = arguments.front();
    arguments = arguments.subspan(1);
  }
  if (value.empty()) return usage_error(concat({name, ": ", option->value_name, " is empty"}));
  options.*option->value = value;
  return {};
}

// Finds the command that the arguments start with, and drops its words from them. In kCommands
// `version compare` comes before `version`.
Result<const Command*> find_command(std::span<const std::string_view>& arguments) {
  for (const auto& command : kCommands) {
    const auto parts = words(command.name);
    if (arguments.size() < parts.size()) continue;
    if (!std::equal(parts.begin(), parts.end(), arguments.begin())) continue;
    arguments = arguments.subspan(parts.size());
    return &command;
  }
  if (arguments.front() == "config")
    return usage_error(
        "config: expected `check`, `show`, `export`, `records`, `hosts` or `apply -`");
  return usage_error(concat({"unknown command ", printable(arguments.front())}));
}

Result<ExitStatus> run_command_line(const Ports& ports,
                                    std::span<const std::string_view> arguments) {
  if (arguments.empty()) return usage_error("a command is missing");
  if (arguments.front() == "--help" || arguments.front() == "-h") return help_command(ports, {});
  if (arguments.front() == "--version") return version_command(ports, {});
  Options options;
  // `wan53 -c FILE update` is as natural as `wan53 update -c FILE`.
  static constexpr Command kBefore = {"wan53", "", "-c", nullptr};
  while (!arguments.empty() && arguments.front() == "-c")
    TRY(read_option(kBefore, arguments, options));
  if (arguments.empty()) return usage_error("a command is missing");
  TRY_ASSIGN(const Command* command, find_command(arguments));
  while (!arguments.empty()) {
    if (arguments.front() == "--help" || arguments.front() == "-h") return help_command(ports, {});
    TRY(read_option(*command, arguments, options));
  }
  return command->run(ports, options);
}

}  // namespace

int run_cli(const Ports& ports, const std::vector<std::string_view>& arguments) {
  const auto status = run_command_line(ports, arguments);
  if (!status) ports.terminal->err(concat({"wan53: ", status.error().what, "\n"}));
  const auto flushed = ports.terminal->flush();
  if (!flushed) ports.terminal->err(concat({"wan53: ", flushed.error().what, "\n"}));
  if (!status) return exit_status(status.error().code);
  return flushed || *status != kExitDone ? *status : static_cast<int>(kExitTransient);
}

}  // namespace wan53
