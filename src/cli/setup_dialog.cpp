// SPDX-License-Identifier: MIT
#include "cli/setup_dialog.h"

#include <algorithm>

#include "aws/gateway.h"
#include "base/compose.h"
#include "base/text.h"
#include "ddns/config_edit.h"
#include "ddns/config_keys.h"
#include "ddns/config_values.h"
#include "settings/settings.h"

namespace wan53 {
namespace {

using Step = SetupDialog::Step;

struct Question {
  std::string_view section;  // "record" for those that are asked about
  std::string_view key;
  std::string_view prompt;
  std::string_view without = {};  // what none means; empty if there must be a value
};
// In Step's order.
constexpr Question kQuestions[] = {
    {"publish", "via",
     "How should the records be written?\n"
     "  1  directly: this machine's key may change them in Route 53\n"
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
};

const Question& question_of(Step step) { return kQuestions[static_cast<std::size_t>(step)]; }

// A draft without a record would be refused for that alone.
Status check(std::string_view text) {
  if (text.size() > kMaxConfigBytes) return fail(Errc::config, "the config would be too long");
  const bool has_record = !record_names(text).empty();
  return check_config(compose("{}{}", text, has_record ? "" : "\n[record home.invalid]\n"));
}

bool is_same_name(std::string_view a, std::string_view b) {
  const auto one = DnsName::parse(a);
  const auto other = DnsName::parse(b);
  return one && other && *one == *other;
}

// The section of that name as it is written, else one that spells the name differently; or none.
std::vector<std::string>::const_iterator find_record(const std::vector<std::string>& records,
                                                     std::string_view name) {
  const auto exact = std::ranges::find(records, name);
  if (exact != records.end()) return exact;
  return std::ranges::find_if(records,
                              [&](const auto& record) { return is_same_name(record, name); });
}

// The region in the host's name; empty if that has none.
std::string region_in(std::string_view gateway_url) {
  const auto url = check_gateway_url(gateway_url);
  const auto name = DnsName::parse("home.invalid");
  return url && name ? gateway_request(*url, {}, *name, {}, {}).endpoint.region : std::string();
}

std::string section_of(std::string_view record) { return compose("record {}", record); }

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (is_lower(c)) c = static_cast<char>(c - ('a' - 'A'));
  }
  return result;
}

// The words, however they are separated.
std::string without_commas(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, ',', ' ');
  std::string result;
  for (const auto word : words(spaced)) result += compose("{}{}", result.empty() ? "" : " ", word);
  return result;
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

std::string SetupDialog::section() const {
  const std::string_view section = question_of(step_).section;
  return section == "record" ? section_of(records_.front()) : std::string(section);
}

bool SetupDialog::is_gateway() const {
  return wants_gateway_ || value_in(text_, "publish", "via") == "gateway";
}

// The present value, else what is most likely right.
std::string SetupDialog::standard() const {
  if (step_ == Step::via) return is_gateway() ? "2" : "1";
  if (step_ == Step::names) return {};
  const Question& question = question_of(step_);
  const std::string_view present = value_in(text_, section(), question.key);
  if (!present.empty() && (step_ != Step::source || machine_.check_source(present, text_))) {
    return std::string(present);
  }
  if (step_ == Step::source) return machine_.source();
  if (step_ == Step::type) return "A";
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
    default:
      return true;
  }
}

void SetupDialog::advance() {
  if (is_again_) {
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

std::string SetupDialog::normalized(std::string_view answer) const {
  std::string value(answer);
  if (step_ == Step::via) return answer == "1" ? "route53" : answer == "2" ? "gateway" : value;
  if (step_ == Step::names || step_ == Step::type) value = without_commas(answer);
  if (step_ == Step::type) return upper(value);
  if (step_ != Step::source && step_ != Step::source_ipv6) return value;
  if (machine_.has_interface(answer)) return "interface " + value;
  if (const std::string small = lower(answer); !parse_source(value) && parse_source(small)) {
    return small;
  }
  return value;
}

Status SetupDialog::answer(std::string_view line) {
  dropped_.clear();
  const std::string_view typed = trim(line);
  std::string value = normalized(typed.empty() ? standard() : typed);
  if (typed == "-" && !question_of(step_).without.empty()) value.clear();
  const Step asked = step_;
  TRY(asked == Step::via     ? answer_via(value)
      : asked == Step::url   ? answer_url(value)
      : asked == Step::names ? answer_names(value)
                             : answer_key(value));
  if (asked == Step::names && value.empty()) {
    records_ = record_without_source();
    step_ = records_.empty() ? Step::done : Step::source;
  } else if (asked != Step::names || !records_.empty()) {
    advance();
  }
  return {};
}

// One whose source is missing or cannot be known here; none if all is well.
std::vector<std::string> SetupDialog::record_without_source() const {
  if (machine_.is_router) return {};
  for (const auto& record : record_names(text_)) {
    const std::string section = section_of(record);
    const std::string_view source = value_in(text_, section, "source");
    const std::string_view source_ipv6 = value_in(text_, section, "source-ipv6");
    const auto types = parse_types(value_in(text_, section, "type"));
    const bool is_ipv6 = types && !types->has[0];
    if (source.empty() && !(is_ipv6 && !source_ipv6.empty())) return {record};
    if (machine_.needs_router(source) || machine_.needs_router(source_ipv6)) return {record};
  }
  return {};
}

Status SetupDialog::answer_via(const std::string& value) {
  if (value != "route53" && value != "gateway") return fail(Errc::config, "expected 1 or 2");
  wants_gateway_ = value == "gateway";
  if (wants_gateway_ || !is_gateway()) return {};
  text_ = with_value(text_, "publish", "via", {});
  text_ = without_keys(text_, kNeedsGateway, dropped_);
  return {};
}

Status SetupDialog::answer_url(const std::string& value) {
  std::string text = without_keys(text_, kNeedsRoute53, dropped_);
  text = with_value(text, "publish", "via", "gateway");
  text = with_value(text, "publish", "gateway-url", value);
  if (Status good = check(text); !good) {
    dropped_.clear();
    return good;
  }
  const std::string region = region_in(value);
  if (!region.empty() && region != value_in(text, "aws", "region")) {
    text = with_value(text, "aws", "region", region);
  }
  text_ = std::move(text);
  return {};
}

Status SetupDialog::answer_names(std::string_view value) {
  const auto present = record_names(text_);
  const auto names = words(value);
  records_.clear();
  if (names.empty()) {
    if (!present.empty()) return {};
    return fail(Errc::config, "a name is missing; expected one such as home.example.com");
  }
  if (names.size() == 2 && names[0] == "remove") {
    const auto record = find_record(present, names[1]);
    if (record == present.end()) {
      return fail(Errc::config, "{}: there is no such record", printable(names[1]));
    }
    text_ = without_section(text_, section_of(*record));
    return {};
  }
  std::string text = text_;
  std::vector<std::string> records;
  for (const auto name : names) {
    const auto record = find_record(present, name);
    records.emplace_back(record == present.end() ? name : std::string_view(*record));
    if (record == present.end()) text = with_value(text, section_of(name), "type", "A");
  }
  TRY(check(text));
  text_ = std::move(text);
  records_ = std::move(records);
  return {};
}

Status SetupDialog::answer_key(const std::string& value) {
  const std::string_view key = question_of(step_).key;
  std::string text = text_;
  const bool is_record = question_of(step_).section == "record";
  // What applies without the key need not be written.
  const ConfigKey* known = find_config_key(ConfigSection::record, key);
  const bool is_standard = !value.empty() && known != nullptr && known->standard() == value &&
                           value_in(text, section(), key).empty();
  if (!is_record) text = with_value(text, section(), key, value);
  const auto set = [&](std::string_view name, std::string_view to) {
    for (const auto& record : records_) text = with_value(text, section_of(record), name, to);
  };
  if (is_record) set(key, value);
  Status good = check(text);
  // A source of the other type cannot stay; the next questions ask for one.
  if (step_ == Step::type) {
    for (const std::string_view unfit : {"source-ipv6", "source", "external"}) {
      if (good) break;
      set(unfit, {});
      good = check(text);
    }
  }
  // The IPv6 address may come from elsewhere; the next question asks for it.
  const std::string both = text;
  if (step_ == Step::source && !good && applies(Step::source_ipv6)) {
    set("type", "A");
    set("source-ipv6", {});
    good = check(text);
  }
  if (good && (step_ == Step::source || step_ == Step::source_ipv6)) {
    good = machine_.check_source(value, text);
  }
  if (!good && !machine_.is_router) {
    good.error().what = offering_sources_off_router(good.error().what);
  }
  if (good && !is_standard) text_ = both;
  return good;
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
