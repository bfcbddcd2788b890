// SPDX-License-Identifier: MIT
#include <algorithm>

#include "aws/gateway.h"
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
  for (const auto word : words(spaced)) append_item(result, " ", word);
  return result;
}

}  // namespace

std::string SetupDialog::normalized(std::string_view answer) const {
  std::string value(answer);
  if (step_ == Step::via) return answer == "1" ? "route53" : answer == "2" ? "gateway" : value;
  if (step_ == Step::proof) {
    return std::string(answer == "1"   ? kProofs[1]
                       : answer == "2" ? kProofs[2]
                       : answer == "3" ? kProofs[0]
                                       : answer);
  }
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
  const std::string alias = asked == Step::iot_endpoint ? stack_name(draft()) : std::string();
  TRY(asked == Step::via            ? answer_via(value)
      : asked == Step::url          ? answer_url(value)
      : asked == Step::names        ? answer_names(value)
      : asked == Step::proof        ? answer_proof(value)
      : asked == Step::proof_region ? answer_proof_region(value)
      : asked == Step::iot_endpoint
          ? set_proof(Proof::iot, {{"iot-endpoint", value}, {"iot-role-alias", alias}})
      : asked == Step::arns ? answer_arns(value)
                            : answer_key(value));
  if (asked == Step::names && value.empty()) {
    records_ = record_without_source();
    step_ = records_.empty() ? Step::proof : Step::source;
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
  if (Status good = check_draft(text); !good) {
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
  TRY(check_draft(text));
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
  Status good = check_draft(text);
  // A source of the other type cannot stay; the next questions ask for one.
  if (step_ == Step::type) {
    for (const std::string_view unfit : {"source-ipv6", "source", "external"}) {
      if (good) break;
      set(unfit, {});
      good = check_draft(text);
    }
  }
  // The IPv6 address may come from elsewhere; the next question asks for it.
  const std::string both = text;
  if (step_ == Step::source && !good && applies(Step::source_ipv6)) {
    set("type", "A");
    set("source-ipv6", {});
    good = check_draft(text);
  }
  if (good && (step_ == Step::source || step_ == Step::source_ipv6)) {
    good = check_source(value);
  }
  if (!good && !machine_.is_router) {
    good.error().what = offering_sources_off_router(good.error().what);
  }
  if (good && !is_standard) text_ = both;
  return good;
}

Status SetupDialog::answer_proof(std::string_view value) {
  const auto* const found = std::ranges::find(kProofs, value);
  const auto proof = static_cast<Proof>(found - kProofs);
  // The other program of the present config is changed by hand.
  if (found == std::end(kProofs) || (proof == Proof::process && this->proof() != proof)) {
    return fail(Errc::config, "expected 1, 2 or 3");
  }
  if (value_in(text_, "aws", "credentials") != value) wants_proof_ = proof;
  // A certificate's keys come with the next answers.
  return proof == Proof::stored ? set_proof(proof, {}) : Status();
}

Status SetupDialog::answer_proof_region(const std::string& value) {
  TRY(check_draft(with_value(text_, "aws", "region", value)));
  const Config config = draft();
  proof_region_ = value;
  // The gateway's own stack is where the gateway is.
  if (proof() != Proof::iot || config.via != Via::gateway || value == config.region ||
      names_host(config.gateway_url)) {
    return {};
  }
  step_ = Step::url;
  is_again_ = false;
  return fail(Errc::config,
              "{} is not the gateway's region; a machine with a certificate there needs a "
              "gateway-url that ends in /{{host}}",
              value);
}

Status SetupDialog::answer_arns(std::string_view value) {
  const auto arns = words(value);
  const auto with = [&](std::string_view part) {
    const auto arn =
        std::ranges::find_if(arns, [&](auto word) { return word.find(part) != word.npos; });
    return arn == arns.end() ? std::string_view() : *arn;
  };
  const std::string_view anchor = with(":trust-anchor/");
  const std::string_view profile = with(":profile/");
  const std::string_view role = with(":role/");
  if (arns.size() != 3 || anchor.empty() || profile.empty() || role.empty()) {
    return fail(Errc::config, "expected three ARNs, with :trust-anchor/, :profile/ and :role/");
  }
  return set_proof(Proof::roles_anywhere,
                   {{"trust-anchor-arn", anchor}, {"profile-arn", profile}, {"role-arn", role}});
}

// The keys of the other proofs go.
Status SetupDialog::set_proof(Proof proof, const Values& values) {
  const std::string_view name = kProofs[static_cast<std::size_t>(proof)];
  std::string text = text_;
  for (const auto& needs : {kNeedsIot, kNeedsRolesAnywhere, kNeedsCertificate, kNeedsProcess}) {
    if (!needs.met_by(name)) text = without_keys(text, needs, dropped_);
  }
  text = with_value(text, "aws", kNeedsIot.key, proof == Proof::stored ? std::string_view() : name);
  for (const auto& [key, value] : values) text = with_value(text, "aws", key, value);
  if (Status good = check_draft(text); !good) {
    dropped_.clear();
    return good;
  }
  text_ = std::move(text);
  return {};
}

}  // namespace wan53
