// SPDX-License-Identifier: MIT
#include <algorithm>

#include "aws/url.h"
#include "base/compose.h"
#include "cli/doctor.h"
#include "ddns/mask.h"

namespace wan53 {
namespace {

std::string text_of(const Finding& finding) {
  std::string text(grade_name(finding.grade));
  text.resize(6, ' ');
  text += finding.check;
  text.resize(std::max<std::size_t>(text.size() + 1, 20), ' ');
  text += compose("{}\n", finding.text);
  if (!finding.advice.empty()) {
    text += compose("{}-> {}\n", std::string(20, ' '), finding.advice);
  }
  return text;
}

}  // namespace

const char* advice_on_settings(const Error& error) {
  return error.kind == ErrorKind::not_set_up ? "`wan53 setup`" : "`wan53 config check`";
}

std::string_view grade_name(Grade grade) {
  constexpr std::string_view kNames[] = {"ok", "warn", "fail", "fact"};
  return kNames[static_cast<std::size_t>(grade)];
}

void Findings::share(const Config& config, const Environment& environment) {
  anonymous_.emplace();
  const std::string home = environment.get("HOME").value_or("/");
  if (home != "/") anonymous_->hide(home, "home");
  anonymous_->hide(host_of(config.gateway_url), "gateway");
  // The account's own part of AWS IoT's host.
  const std::string& iot = config.iot_endpoint;
  anonymous_->hide(std::string_view(iot).substr(0, iot.find('.')), "endpoint");
  for (const auto& record : config.records) {
    for (DnsName name = record.name; !name.parent().is_root(); name = name.parent()) {
      anonymous_->hide(name.display(), "name");
    }
  }
}

void Findings::add(Grade grade, std::string_view check, Piece text, std::string_view advice,
                   Errc code) {
  Finding finding{grade, std::string(check), compose("{}", text), std::string(advice)};
  if (anonymous_) {
    finding.text = grade == Grade::fact ? masked(anonymous_->without_names(finding.text))
                                        : anonymous_->text(finding.text);
    finding.advice = anonymous_->text(advice);
  }
  all_.push_back(std::move(finding));
  if (grade == Grade::fail) exit_ = graver(exit_, exit_status(code));
  if (terminal_ == nullptr) return;
  terminal_->out(text_of(all_.back()));
  // If it is lost, the end of the program says so.
  static_cast<void>(terminal_->flush());
}

}  // namespace wan53
