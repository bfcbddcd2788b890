// SPDX-License-Identifier: MIT
// Tests everything that wan53 depends on. Changes nothing: --write UPSERTs exactly what is
// published, since Route 53 has no dry run.
#include "base/json.h"
#include "cli/answer.h"
#include "cli/cli.h"
#include "cli/doctor.h"

namespace wan53 {
namespace {

std::string findings_json(const Findings& findings) {
  const Json root = new_answer(findings.exit());
  cJSON* machine = add_object(root.get(), "machine");
  cJSON* checks = add_array(root.get(), "checks");
  for (const auto& finding : findings.all()) {
    if (finding.grade == Grade::fact) {
      add_text(machine, finding.check.c_str(), finding.text);
      continue;
    }
    cJSON* check = append_object(checks);
    add_text(check, "check", finding.check);
    add_text(check, "grade", grade_name(finding.grade));
    add_text(check, "text", finding.text);
    add_text_or_null(check, "mend", finding.advice);
  }
  return json_text(root);
}

}  // namespace

Result<ExitStatus> doctor_command(const Ports& ports, const Options& options) {
  if (options.share && options.verbose) {
    return fail(Errc::usage, "--share and -v: give one of them, since -v hides nothing");
  }
  Findings findings(options.json ? nullptr : &static_cast<Terminal&>(ports.terminal));
  if (options.self) {
    TRY_ASSIGN(const Places& places, find_places(ports, options.config_file));
    examine_self(ports, places, findings);
  } else {
    const auto settings = load_settings(ports, options.config_file);
    const Config none;
    if (options.share) findings.share(settings ? settings->config : none, ports.environment);
    describe_machine(ports, findings);
    if (settings) {
      examine(ports, *settings, options.write, findings);
    } else {
      findings.add(Grade::fail, "config", settings.error().what,
                   advice_on_settings(settings.error()), settings.error().code);
    }
  }
  if (options.json) ports.terminal->out(findings_json(findings));
  return findings.exit();
}

}  // namespace wan53
