// SPDX-License-Identifier: MIT
// The command line: its commands and options.
//
// The tables in command_table.h drive parsing, dispatch and help. Results go to stdout, errors
// ("wan53: ...") to stderr; the exit status is ExitStatus.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ddns/outcome.h"
#include "settings/ports.h"

namespace wan53 {

struct Options {
  std::string config_file;  // -c
  std::string ip;           // --ip
  bool force = false;
  bool gateway = false;
  bool dry_run = false;
  bool if_due = false;
  bool wait = false;
  bool json = false;
  bool prometheus = false;
  bool verbose = false;  // -v
  bool foreground = false;
  bool write = false;
  bool share = false;
  bool self = false;
  bool standard_input = false;              // -
  std::vector<std::string_view> arguments;  // words that are not options, if a command takes any
};

// `arguments` is argv without the program's name. Returns the exit status.
int run_cli(const Ports& ports, const std::vector<std::string_view>& arguments);

// Each command, in a file of its own. An Error's code becomes the exit status.
Result<ExitStatus> update_command(const Ports& ports, const Options& options);
Result<ExitStatus> status_command(const Ports& ports, const Options& options);
Result<ExitStatus> history_command(const Ports& ports, const Options& options);
Result<ExitStatus> run_command(const Ports& ports, const Options& options);
Result<ExitStatus> start_command(const Ports& ports, const Options& options);
Result<ExitStatus> stop_command(const Ports& ports, const Options& options);
Result<ExitStatus> ensure_command(const Ports& ports, const Options& options);
Result<ExitStatus> reload_command(const Ports& ports, const Options& options);
Result<ExitStatus> notify_command(const Ports& ports, const Options& options);
Result<ExitStatus> doctor_command(const Ports& ports, const Options& options);
Result<ExitStatus> config_check_command(const Ports& ports, const Options& options);
Result<ExitStatus> config_export_command(const Ports& ports, const Options& options);
Result<ExitStatus> config_show_command(const Ports& ports, const Options& options);
Result<ExitStatus> config_apply_command(const Ports& ports, const Options& options);
Result<ExitStatus> config_records_command(const Ports& ports, const Options& options);
Result<ExitStatus> config_hosts_command(const Ports& ports, const Options& options);
Result<ExitStatus> setup_command(const Ports& ports, const Options& options);
Result<ExitStatus> key_rotate_command(const Ports& ports, const Options& options);
Result<ExitStatus> key_show_command(const Ports& ports, const Options& options);
Result<ExitStatus> updaters_command(const Ports& ports, const Options& options);
Result<ExitStatus> page_command(const Ports& ports, const Options& options);
Result<ExitStatus> verify_command(const Ports& ports, const Options& options);
Result<ExitStatus> iam_policy_command(const Ports& ports, const Options& options);
Result<ExitStatus> help_command(const Ports& ports, const Options& options);
Result<ExitStatus> version_command(const Ports& ports, const Options& options);
Result<ExitStatus> version_compare_command(const Ports& ports, const Options& options);

}  // namespace wan53
