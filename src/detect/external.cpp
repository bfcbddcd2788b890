// SPDX-License-Identifier: MIT
#include "detect/external.h"

#include <algorithm>

#include "base/text.h"
#include "ddns/checker.h"
#include "settings/trust.h"

namespace wan53 {

namespace {

// STUN's word, or empty: ExternalAddress::realip.
std::string realip_of(const WanUnit& unit) {
  const auto realip = unit.external();
  return realip ? realip->text() : std::string();
}

}  // namespace

bool ExternalAddresses::is_doubtful(const WanUnit& unit, const Address& inner) const {
  if (unit.external()) return unit.is_behind_nat(inner);
  const auto& all = recent_.externals;
  const auto known = std::ranges::find(all, unit.number, &ExternalAddress::unit);
  if (known == all.end() || known->realip.empty() || known->realip == known->inner) return false;
  // Behind a private address the checkers are asked without any doubt.
  const auto before = Address::parse(known->inner);
  return before && before->special_range().empty();
}

void ExternalAddresses::use_own(const WanUnit& unit, const Address& inner) {
  own_.push_back({unit.number, inner.text(), realip_of(unit)});
}

// What STUN said is kept: the same word about another address of the WAN is an old one.
void ExternalAddresses::end_cycle() {
  for (auto& own : own_) {
    if (std::ranges::find(found_, own.unit, &decltype(found_)::value_type::first) == found_.end()) {
      find_or_add(own.unit) = std::move(own);
    }
  }
}

ExternalAddress& ExternalAddresses::find_or_add(int unit) {
  auto& all = recent_.externals;
  const auto found = std::ranges::find(all, unit, &ExternalAddress::unit);
  if (found != all.end()) return *found;
  ExternalAddress& made = all.emplace_back();
  made.unit = unit;
  return made;
}

Result<Address> ExternalAddresses::address_of(const WanUnit& unit, const Address& inner) {
  for (const auto& [number, answer] : found_) {
    if (number == unit.number) return answer;
  }
  ExternalAddress& known = find_or_add(unit.number);
  auto answer = remembered_or_asked(unit, inner, known);
  if (!known.unverified.empty()) unverified_.push_back(known.unverified);
  // Until the clock is set no checker is asked, however old the last answer is.
  if (checking_.clock && known.asked) {
    const Moment check = *known.asked + kExternalLife;
    next_check_ = std::min(next_check_.value_or(check), check);
  }
  return found_.emplace_back(unit.number, std::move(answer)).second;
}

Result<Address> ExternalAddresses::remembered_or_asked(const WanUnit& unit, const Address& inner,
                                                       ExternalAddress& known) {
  std::string realip = realip_of(unit);
  if (realip.empty()) realip = known.realip;  // until STUN answers again
  const Moment now = ports_.clock->now();
  if (known.inner != inner.text() || known.realip != realip) {
    // The firmware asks STUN once a WAN is up. Until it has, an old word may be left.
    const bool is_news = known.realip != realip;
    known.inner = inner.text();
    known.realip = std::move(realip);
    known.asked.reset();
    known.unverified.clear();
    if (is_news && !std::ranges::any_of(settings_.config.records, &RecordConfig::external)) {
      known.address = unit.external();
      known.asked = now;
      return *known.address;
    }
  }
  const bool is_young = known.asked && now - *known.asked < kExternalLife;
  if (known.address && is_young && !checking_.fresh) return *known.address;
  if (!checking_.clock) return fail(Errc::look_again, checking_.clock.error().what);
  Result<Address> answer = ask_checkers(unit, known.address);
  // Of what was known before the WAN changed, nothing may be kept unconfirmed.
  if (!answer && !known.asked) return answer;
  known.asked = now;
  known.unverified.clear();
  if (answer) {
    known.address = *answer;
  } else if (known.address) {
    known.unverified = concat({unit.name(), ": ", answer.error().what, "; ", known.address->text(),
                               " is kept until the checkers agree on another"});
    answer = *known.address;
  }
  return answer;
}

// A new address needs two answers: a captive portal or a cache may give one wrong answer.
Result<Address> ExternalAddresses::ask_checkers(const WanUnit& unit,
                                                const std::optional<Address>& known) {
  std::optional<Address> first;
  Error last{Errc::look_again, "no checker is configured"};
  const auto& urls = settings_.config.checkers;
  for (std::size_t i = 0; i < std::max<std::size_t>(urls.size(), 2); ++i) {
    auto answer = ask_checker(urls[i % urls.size()], unit);
    if (!answer) {
      last = std::move(answer).error();
      continue;
    }
    if ((known && *answer == *known) || (first && *first == *answer)) return answer;
    if (first) {
      return fail(Errc::look_again,
                  {"the checkers disagree: ", first->text(), " and ", answer->text()});
    }
    first = *answer;
  }
  if (first) {
    return fail(Errc::look_again, {"only one answer (", first->text(),
                                   ") of the two that a new address needs: ", last.what});
  }
  return fail(Errc::look_again, last.what);
}

Result<Address> ExternalAddresses::ask_checker(const std::string& url, const WanUnit& unit) {
  // Without an interface the request would leave by the default route, perhaps a VPN's.
  if (unit.interface_name.empty()) {
    return fail(Errc::look_again, {"nvram names no interface of ", unit.name(),
                                   ", so no checker can be asked through it"});
  }
  TRY_ASSIGN(std::string ca_pem, load_ca_for_checker(ports_, settings_, url));
  const auto http = ports_.http->make({std::move(ca_pem), recent_.clock_offset});
  HttpRequest request{"GET", url, {}, {}};
  request.interface_name = unit.interface_name;
  request.ip_version = 4;
  TRY_ASSIGN(const auto reply, http->send(request));
  auto address = read_checker_reply(reply, Family::ipv4);
  if (!address) return fail(std::move(address).error().context(url));
  return address;
}

}  // namespace wan53
