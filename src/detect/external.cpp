// SPDX-License-Identifier: MIT
#include "detect/external.h"

#include <algorithm>

#include "base/compose.h"
#include "ddns/checker.h"
#include "settings/progress.h"
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
  const auto known = std::ranges::find(all, unit.name(), &ExternalAddress::way);
  if (known == all.end() || known->realip.empty() || known->realip == known->inner) return false;
  // Behind a private address the checkers are asked without any doubt.
  const auto before = Address::parse(known->inner);
  return before && before->special_range().empty();
}

void ExternalAddresses::use_own(const WanUnit& unit, const Address& inner) {
  own_.push_back({unit.name(), inner.text(), realip_of(unit)});
}

// What STUN said is kept: the same word about another address of the WAN is an old one.
void ExternalAddresses::end_cycle() {
  for (auto& own : own_) {
    if (find_found(own.way) == nullptr) find_or_add(own.way) = std::move(own);
  }
}

const Result<Address>* ExternalAddresses::find_found(std::string_view way) const {
  for (const auto& [name, answer] : found_) {
    if (name == way) return &answer;
  }
  return nullptr;
}

// The new ones come first, since only so many are remembered.
ExternalAddress& ExternalAddresses::find_or_add(std::string_view way) {
  auto& all = recent_.externals;
  const auto found = std::ranges::find(all, way, &ExternalAddress::way);
  if (found != all.end()) return *found;
  return *all.insert(all.begin(), {.way = std::string(way), .inner = {}, .realip = {}});
}

void ExternalAddresses::note_next(Moment moment) {
  next_check_ = std::min(next_check_.value_or(moment), moment);
}

Result<Address> ExternalAddresses::address_of(const WanUnit& unit, const Address& inner) {
  const std::string name = unit.name();
  if (const auto* answer = find_found(name)) return *answer;
  ExternalAddress& known = find_or_add(name);
  auto answer = remembered_or_asked(unit, inner, known);
  if (!known.unverified.empty()) unverified_.push_back(known.unverified);
  // Until the clock is set no checker is asked, however old the last answer is.
  if (checking_.may_ask && known.asked) note_next(*known.asked + kExternalLife);
  return found_.emplace_back(name, std::move(answer)).second;
}

Result<Address> ExternalAddresses::address_of(const Source& source, Family family) {
  const Way way{compose("{}{}", source.text(), family == Family::ipv6 ? " IPv6" : ""),
                source.interface_name, family, true};
  if (const auto* answer = find_found(way.name)) return *answer;
  ExternalAddress& known = find_or_add(way.name);
  auto answer = remembered_or_asked(way, known);
  if (known.address && !known.unverified.empty()) unverified_.push_back(known.unverified);
  return found_.emplace_back(way.name, std::move(answer)).second;
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
  if (!checking_.may_ask) return fail(Errc::look_again, checking_.may_ask.error().what);
  const Way way{known.way, unit.interface_name, Family::ipv4, false};
  Result<Address> answer = ask_checkers(way, known.address);
  // Of what was known before the WAN changed, nothing may be kept unconfirmed.
  if (!answer && !known.asked) return answer;
  return settle(way, std::move(answer), known);
}

Result<Address> ExternalAddresses::remembered_or_asked(const Way& way, ExternalAddress& known) {
  known.doubted |= checking_.fresh && known.asked;
  const Milliseconds life = std::min<Milliseconds>(kExternalLife, settings_.config.check_interval);
  const bool is_good = known.address && !known.doubted;
  const Moment now = ports_.clock->now();
  if (known.asked && !checking_.by_hand && now - *known.asked < (is_good ? life : kCheckerPause)) {
    note_next(*known.asked + (known.doubted ? kCheckerPause : life));
    if (known.address) return *known.address;
    return fail(Errc::look_again, known.unverified);
  }
  if (!checking_.may_ask) return fail(Errc::look_again, checking_.may_ask.error().what);
  known.doubted = false;
  note_next(now + life);
  return settle(way, ask_checkers(way, known.address), known);
}

// Remembers the answer. If there is none, the last one stands.
Result<Address> ExternalAddresses::settle(const Way& way, Result<Address> answer,
                                          ExternalAddress& known) {
  known.asked = ports_.clock->now();
  known.unverified.clear();
  if (answer) {
    known.address = *answer;
  } else if (known.address) {
    known.unverified = compose("{}: {}; {} is kept until the checkers agree on another", way.name,
                               answer.error().what, known.address->text());
    answer = *known.address;
  } else {
    known.unverified = answer.error().what;
  }
  return answer;
}

Result<Address> ExternalAddresses::ask_checkers(const Way& way,
                                                const std::optional<Address>& known) {
  auto answer = agreed_answer(way, known);
  ports_.progress->note("{}: the checkers say {}", way.name,
                        answer ? answer->text() : answer.error().what);
  return answer;
}

// A new address needs two answers: a captive portal or a cache may give one wrong answer. If only
// one checker answers, it is asked again.
Result<Address> ExternalAddresses::agreed_answer(const Way& way,
                                                 const std::optional<Address>& known) {
  std::optional<Address> first;
  Error last{Errc::look_again, {}};
  std::vector<std::string> urls = settings_.config.checkers;
  for (std::size_t i = 0; i < urls.size(); ++i) {
    auto answer = ask_checker(urls[i], way);
    if (!answer) {
      last = std::move(answer).error();
      continue;
    }
    if ((known && *answer == *known) || (first && *first == *answer)) return answer;
    if (first) {
      return fail(Errc::look_again, "the checkers disagree: {} and {}", first->text(),
                  answer->text());
    }
    first = *answer;
    urls.push_back(urls[i]);
  }
  if (first) {
    return fail(Errc::look_again, "only one answer ({}) of the two that a new address needs: {}",
                first->text(), last.what);
  }
  return fail(Errc::look_again, last.what);
}

Result<Address> ExternalAddresses::ask_checker(const std::string& url, const Way& way) {
  // Without an interface the request would leave by the default route, perhaps a VPN's.
  if (way.interface_name.empty() && !way.any_interface) {
    return fail(Errc::look_again,
                "nvram names no interface of {}, so no checker can be asked through it", way.name);
  }
  TRY_ASSIGN(std::string ca_pem, load_ca_for(ports_, settings_, url));
  const auto http = ports_.http->make({std::move(ca_pem), recent_.clock_offset});
  HttpRequest request{"GET", url, {}, {}};
  request.interface_name = way.interface_name;
  request.ip_version = way.family == Family::ipv6 ? 6 : 4;
  TRY_ASSIGN(const auto reply, http->send(request));
  auto address = read_checker_reply(reply, way.family);
  if (!address) return fail(std::move(address).error().context(url));
  return address;
}

}  // namespace wan53
