// SPDX-License-Identifier: MIT
#include <algorithm>

#include "aws/gateway.h"
#include "base/compose.h"
#include "base/text.h"
#include "cli/setup_draft.h"
#include "cli/setup_stack.h"
#include "ddns/config_edit.h"
#include "ddns/config_keys.h"
#include "ddns/config_values.h"
#include "settings/settings.h"

namespace wan53 {
namespace {

using Step = SetupDialog::Step;

bool is_same_name(std::string_view a, std::string_view b) {
  const auto one = DnsName::parse(a);
  const auto other = DnsName::parse(b);
  return one && other && *one == *other;
}

// In Step's order.
constexpr Question kQuestions[] = {
    {"publish", "via",
     "How should the records be written?\n"
     "  1  directly: this machine may change them in Route 53\n"
     "  2  through an API Gateway or a Lambda function URL: the companion behind it does it\n"
     "1 or 2"},
    {"publish", "gateway-url", "gateway-url, as the stack prints it"},
    {"aws", "region", "the gateway's region"},
    {"publish", "gateway-api-arn", "gateway-api-arn, as the stack prints it", "to leave it out"},
    {"", "", ""},
    {"record", "type", "A, AAAA or A AAAA"},
    {"record", "source", "where the address comes from"},
    {"record", "source-ipv6", "where the IPv6 address comes from", "for the same"},
    {"record", "zone", "hosted zone id", "to find it by the name"},
    {"aws", "credentials",
     "How should this machine authenticate to AWS?\n"
     "  1  with a certificate at AWS IoT: no AWS key is stored here\n"
     "  2  with a certificate from your own CA, at IAM Roles Anywhere: no AWS key either\n"
     "  3  with an access key\n"
     "1, 2 or 3"},
    {"", "", "region for the certificate"},
    {"aws", "iot-endpoint", "iot-endpoint"},
    {"aws", "iot-role-alias", "role alias, which has the stack's name"},
    {"aws", "iot-thing", "thing (Enter will do)", "if no policy needs it"},
    {"aws", "",
     "the ARNs of the trust anchor, the profile and the role, as the stack's outputs print them, "
     "separated by spaces"},
};

// By which the question numbers them.
int proof_number(Proof proof) {
  return proof == Proof::iot ? 1 : proof == Proof::roles_anywhere ? 2 : 3;
}

std::string arns_in(std::string_view text) {
  std::vector<std::string> arns;
  for (const std::string_view key : {"trust-anchor-arn", "profile-arn", "role-arn"}) {
    const std::string_view value = value_in(text, "aws", key);
    if (!value.empty()) arns.emplace_back(value);
  }
  return join(arns, " ");
}

// As the records' list shows a record.
std::string summary_of(std::string_view text, std::string_view record) {
  const std::string section = section_of(record);
  std::string line = compose("  {}", record);
  for (const std::string_view key : {"type", "source", "source-ipv6", "zone"}) {
    const std::string_view value = value_in(text, section, key);
    if (!value.empty()) line += compose("  {} = {}", key, value);
  }
  return line + "\n";
}

}  // namespace

const Question& question_of(Step step) { return kQuestions[static_cast<std::size_t>(step)]; }

std::vector<std::string>::const_iterator find_record(const std::vector<std::string>& records,
                                                     std::string_view name) {
  const auto exact = std::ranges::find(records, name);
  if (exact != records.end()) return exact;
  return std::ranges::find_if(records,
                              [&](const auto& record) { return is_same_name(record, name); });
}

std::string region_in(std::string_view gateway_url) {
  const auto url = check_gateway_url(gateway_url);
  const auto name = DnsName::parse("home.invalid");
  return url && name ? gateway_request(*url, {}, *name, {}, {}).endpoint.region : std::string();
}

std::string section_of(std::string_view record) { return compose("record {}", record); }

Status check_draft(std::string_view text) {
  if (text.size() > kMaxConfigBytes) return fail(Errc::config, "the config would be too long");
  const bool has_record = !record_names(text).empty();
  return check_config(compose("{}{}", text, has_record ? "" : "\n[record home.invalid]\n"));
}

std::string SetupDialog::section() const {
  const std::string_view section = question_of(step_).section;
  return section == "record" ? section_of(records_.front()) : std::string(section);
}

bool SetupDialog::is_gateway() const {
  return wants_gateway_ || value_in(text_, "publish", "via") == "gateway";
}

Proof SetupDialog::proof() const {
  if (wants_proof_) return *wants_proof_;
  const auto* const found = std::ranges::find(kProofs, value_in(text_, "aws", "credentials"));
  if (found != std::end(kProofs)) return static_cast<Proof>(found - kProofs);
  return has_key_ ? Proof::stored : Proof::iot;
}

Config SetupDialog::draft() const {
  auto config = parse_config(text_, {});
  return config ? *std::move(config) : Config();
}

Status SetupDialog::check_source(std::string_view source) const {
  const auto types = parse_types(value_in(text_, section(), "type"));
  const auto allowed = read_yes_no(value_in(text_, "publish", "allow-private"));
  return machine_.check_source(source, step_ == Step::source && (!types || types->has[0]),
                               allowed.value_or(false));
}

// The present value, else what is most likely right.
std::string SetupDialog::standard() const {
  if (step_ == Step::via) return is_gateway() ? "2" : "1";
  if (step_ == Step::names) return {};
  if (step_ == Step::proof) {
    const Proof now = proof();
    return now == Proof::process ? "process" : compose("{}", proof_number(now));
  }
  if (step_ == Step::arns) return arns_in(text_);
  if (step_ == Step::proof_region) return proof_region_.empty() ? draft().region : proof_region_;
  const Question& question = question_of(step_);
  const std::string_view present = value_in(text_, section(), question.key);
  if (!present.empty() && (step_ != Step::source || check_source(present))) {
    return std::string(present);
  }
  if (step_ == Step::source) return machine_.source();
  if (step_ == Step::type) return "A";
  if (step_ == Step::iot_thing && wants_proof_ && fits_a_stack(draft())) {
    return std::string(value_in(text_, "aws", "iot-role-alias"));
  }
  return step_ == Step::region ? "us-east-1" : "";
}

std::string SetupDialog::question() const {
  if (step_ == Step::done) return {};
  std::string text;
  if (step_ == Step::names) {
    const auto names = record_names(text_);
    if (names.empty()) return "names of the records, separated by spaces: ";
    text = "The records:\n";
    for (const auto& name : names) text += summary_of(text_, name);
    return text +
           "a name to change or add, `remove NAME` (Route 53 keeps it), or nothing to go on: ";
  }
  const Question& question = question_of(step_);
  if (step_ == Step::type) text = compose("{}\n", join(records_, ", "));
  if (step_ == Step::source) text = machine_.text();
  text += question.prompt;
  const std::string value = standard();
  if (step_ == Step::iot_endpoint && value.empty()) text += ", as the last command prints it";
  if (!question.without.empty()) {
    text += compose(", or {}{}", value.empty() ? "nothing " : "- ", question.without);
  }
  if (!value.empty()) text += compose(" [{}]", value);
  return text + ": ";
}

bool SetupDialog::applies(Step step) const {
  switch (step) {
    case Step::url:
    case Step::arn:
      return is_gateway();
    case Step::region:
      return is_gateway() && region_in(value_in(text_, "publish", "gateway-url")).empty();
    case Step::source_ipv6: {
      const auto types = parse_types(value_in(text_, section_of(records_.front()), "type"));
      return types && types->has[0] && types->has[1];
    }
    case Step::zone:
      return !is_gateway();
    case Step::proof_region:
      return proof() == Proof::iot ? value_in(text_, "aws", "iot-endpoint").empty()
                                   : proof() == Proof::roles_anywhere && arns_in(text_).empty();
    case Step::iot_endpoint:
    case Step::iot_alias:
    case Step::iot_thing:
      return proof() == Proof::iot;
    case Step::arns:
      return proof() == Proof::roles_anywhere;
    default:
      return true;
  }
}

void SetupDialog::advance() {
  if (is_again_ && step_ < Step::proof) {
    step_ = Step::done;
    return;
  }
  do {
    step_ = step_ == Step::zone ? Step::names : static_cast<Step>(static_cast<int>(step_) + 1);
  } while (!applies(step_));
}

void SetupDialog::ask_again(Step step, std::string_view record) {
  const auto records = record_names(text_);
  const auto found = find_record(records, record);
  records_.clear();
  if (found != records.end()) records_ = {*found};
  step_ = step;
  is_again_ = true;
}

std::optional<bool> read_yes_no(std::string_view answer) {
  const std::string word = lower(trim(answer));
  for (const std::string_view yes : {"yes", "y", "true", "on", "1"}) {
    if (word == yes) return true;
  }
  for (const std::string_view no : {"no", "n", "false", "off", "0"}) {
    if (word == no) return false;
  }
  return std::nullopt;
}

}  // namespace wan53
