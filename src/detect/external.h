// SPDX-License-Identifier: MIT
// The address that the internet sees of a WAN: first what the firmware learnt by STUN, later what
// the checkers answer. They are asked over the WAN's own interface, five minutes after the last
// time or after an event. For `source = internet`, the address that it sees of this machine: the
// checkers are asked over any interface or the named one. A new address counts only if two answers
// agree.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ddns/recent.h"
#include "ddns/wan.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// How long an external address is trusted.
inline constexpr Milliseconds kExternalLife = 5min;
// The minimum pause between two askings of the checkers for `source = internet`: a machine may see
// an event every few seconds (containers come and go).
inline constexpr Milliseconds kCheckerPause = 30s;

// For one cycle: all A records that follow one WAN share one answer.
class ExternalAddresses {
 public:
  struct Checking {
    bool fresh;             // after an event: ask again, however recent the last answer is
    bool by_hand;           // a person asks: without kCheckerPause
    const Status& may_ask;  // an error says why no checker can be asked now
  };
  // Reads and updates `recent.externals`. All references outlive it.
  ExternalAddresses(const Ports& ports, const Settings& settings, Recent& recent, Checking checking)
      : ports_(ports), settings_(settings), recent_(recent), checking_(checking) {}

  // The external address of a unit whose own address is `inner`. Errc::look_again if neither the
  // firmware nor a checker knows it. If any record has `external = yes`, STUN's word is not enough.
  Result<Address> address_of(const WanUnit& unit, const Address& inner);
  // The address of this machine, for Source::Kind::internet. It is asked for again after
  // kExternalLife, or check-interval if that is shorter. Errc::look_again if no two answers agree.
  Result<Address> address_of(const Source& source, Family family);
  // True if `inner`, which looks public, need not be what the internet sees: STUN saw another
  // address, or did so before and has not answered since.
  bool is_doubtful(const WanUnit& unit, const Address& inner) const;
  // For a unit whose own address counts. At the end of the cycle, its external address is dropped
  // unless another record has asked for it.
  void use_own(const WanUnit& unit, const Address& inner);
  void end_cycle();

  // When to ask the checkers again, since no event announces a change behind NAT; nothing if no
  // record needs them.
  std::optional<Moment> next_check() const { return next_check_; }
  // After an event: what was found out before it must be asked for again.
  bool fresh() const { return checking_.fresh; }
  // Why the last known address could not be confirmed: one line per WAN or `internet`.
  const std::vector<std::string>& unverified() const { return unverified_; }

 private:
  // How the checkers are asked.
  struct Way {
    std::string name;  // ExternalAddress::way
    std::string_view interface_name;
    Family family;
    bool any_interface;  // if none is named
  };

  const Result<Address>* find_found(std::string_view way) const;
  ExternalAddress& find_or_add(std::string_view way);
  Result<Address> remembered_or_asked(const WanUnit& unit, const Address& inner,
                                      ExternalAddress& known);
  Result<Address> remembered_or_asked(const Way& way, ExternalAddress& known);
  Result<Address> settle(const Way& way, Result<Address> answer, ExternalAddress& known);
  void note_next(Moment moment);
  Result<Address> ask_checkers(const Way& way, const std::optional<Address>& known);
  Result<Address> agreed_answer(const Way& way, const std::optional<Address>& known);
  Result<Address> ask_checker(const std::string& url, const Way& way);

  const Ports& ports_;
  const Settings& settings_;
  Recent& recent_;
  Checking checking_;
  std::optional<Moment> next_check_;
  std::vector<std::string> unverified_;
  std::vector<std::pair<std::string, Result<Address>>> found_;  // by ExternalAddress::way
  std::vector<ExternalAddress> own_;                            // of use_own
};

}  // namespace wan53
