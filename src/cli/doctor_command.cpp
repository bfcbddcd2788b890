// SPDX-License-Identifier: MIT
// Tests everything that wan53 depends on. Changes nothing: --write UPSERTs exactly what is
// published, since Route 53 has no dry run.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "cli/answer.h"
#include "cli/cli.h"
#include "cli/doctor.h"
#include "daemon/background.h"

namespace wan53 {
namespace {

std::string_view grade_name(Grade grade) {
  switch (grade) {
    case Grade::ok:
      return "ok";
    case Grade::warn:
      return "warn";
    case Grade::fail:
      break;
  }
  return "fail";
}

std::string findings_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) {
    std::string head(grade_name(finding.grade));
    head.resize(6, ' ');
    head += finding.check;
    head.resize(std::max<std::size_t>(head.size() + 1, 20), ' ');
    text += concat({head, finding.text, "\n"});
    if (!finding.advice.empty())
      text += concat({std::string(20, ' '), "-> ", finding.advice, "\n"});
  }
  return text;
}

std::string findings_json(const std::vector<Finding>& findings, ExitStatus exit) {
  const Json root = new_answer(exit);
  cJSON* checks = add_array(root.get(), "checks");
  for (const auto& finding : findings) {
    cJSON* check = append_object(checks);
    add_text(check, "check", finding.check);
    add_text(check, "grade", grade_name(finding.grade));
    add_text(check, "text", finding.text);
    add_text_or_null(check, "mend", finding.advice);
  }
  return json_text(root);
}

ExitStatus print_findings(const Ports& ports, const Options& options, const Findings& findings) {
  const bool ok = std::ranges::none_of(
      findings.all, [](const Finding& finding) { return finding.grade == Grade::fail; });
  const ExitStatus exit = ok ? kExitDone : kExitUser;
  ports.terminal->out(options.json ? findings_json(findings.all, exit)
                                   : findings_text(findings.all));
  return exit;
}

}  // namespace

Result<ExitStatus> doctor_command(const Ports& ports, const Options& options) {
  Findings findings;
  if (options.self) {
    TRY_ASSIGN(const Places places, find_places(ports, options.config_file));
    examine_self(ports, places, findings);
    return print_findings(ports, options, findings);
  }
  const auto settings = load_settings(ports, options.config_file);
  if (!settings) {
    findings.add(Grade::fail, "config", settings.error().what, "`wan53 config check`");
  } else {
    examine(ports, *settings, options.write, findings);
  }
  return print_findings(ports, options, findings);
}

}  // namespace wan53
