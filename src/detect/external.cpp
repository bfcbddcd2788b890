// SPDX-License-Identifier: MIT
#include "detect/external.h"

#include <algorithm>

#include "base/text.h"
#include "ddns/checker.h"
#include "settings/trust.h"

namespace wan53 {

void ExternalAddresses::forget(const WanUnit& unit) {
  std::erase_if(recent_.externals,
                [&](const ExternalAddress& external) { return external.unit == unit.number; });
}

ExternalAddress& ExternalAddresses::find_or_add(const WanUnit& unit) {
  auto& all = recent_.externals;
  const auto found = std::ranges::find(all, unit.number, &ExternalAddress::unit);
  if (found != all.end()) return *found;
  ExternalAddress& made = all.emplace_back();
  made.unit = unit.number;
  return made;
}

Result<Address> ExternalAddresses::address_of(const WanUnit& unit, const Address& inner) {
  for (const auto& [number, answer] : found_) {
    if (number == unit.number) return answer;
  }
  ExternalAddress& known = find_or_add(unit);
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
  const auto realip = unit.external();
  const std::string realip_text = realip ? realip->text() : std::string();
  const Moment now = ports_.clock->now();
  if (known.inner != inner.text() || known.realip != realip_text) {
    known = {unit.number, inner.text(), realip_text, realip, now};
    // The firmware has just asked STUN.
    if (realip) return *realip;
  }
  const bool is_young = known.asked && now - *known.asked < kExternalLife;
  if (known.address && is_young && !checking_.fresh) return *known.address;
  if (!checking_.clock) return fail(Errc::look_again, checking_.clock.error().what);
  Result<Address> answer = ask_checkers(unit, known.address);
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
                  concat({"the checkers disagree: ", first->text(), " and ", answer->text()}));
    }
    first = *answer;
  }
  if (first) {
    return fail(Errc::look_again, concat({"only one answer (", first->text(),
                                          ") of the two that a new address needs: ", last.what}));
  }
  return fail(Errc::look_again, std::move(last.what));
}

Result<Address> ExternalAddresses::ask_checker(const std::string& url, const WanUnit& unit) {
  // Without an interface the request would leave by the default route, perhaps a VPN's.
  if (unit.interface_name.empty()) {
    return fail(Errc::look_again, concat({"nvram names no interface of ", unit.name(),
                                          ", so no checker can be asked through it"}));
  }
  TRY_ASSIGN(std::string ca_pem, load_ca_for_checker(ports_, settings_, url));
  const auto http = ports_.http->make({std::move(ca_pem), recent_.clock_offset});
  HttpRequest request{"GET", url, {}, {}};
  request.interface_name = unit.interface_name;
  request.ip_version = 4;
  TRY_ASSIGN(const auto reply, http->send(request));
  auto address = read_checker_reply(reply, Family::ipv4);
  if (!address) return std::unexpected(std::move(address).error().context(url));
  return address;
}

}  // namespace wan53
