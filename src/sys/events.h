// SPDX-License-Identifier: MIT
// The Events port: one ppoll on a bound datagram socket and on the kernel's address events.
//
// The content of netlink messages is ignored. After any message (or a lost one, ENOBUFS) the list
// of all addresses is compared with the previous list, so that mere refreshes of lifetimes (every
// router advertisement) do not wake the daemon. Sources: netlink(7), rtnetlink(7).
#pragma once

#include <string>

#include "base/ports.h"
#include "sys/descriptor.h"

namespace wan53 {

inline constexpr std::size_t kMaxNoticeBytes = 200;
inline constexpr std::size_t kMostNotices = 32;  // in one Wake; further ones are in the next

class SystemEvents final : public Events {
 public:
  // `notices` is a bound, non-blocking socket. Handles SIGHUP from now on.
  explicit SystemEvents(Descriptor notices);
  Wake wait(Milliseconds longest) override;
  std::string_view unwatched() const override { return unwatched_; }

 private:
  void sleep_at_most(Milliseconds longest);
  void compare_addresses(Wake& wake);

  Descriptor notices_;
  Descriptor netlink_;
  std::string unwatched_;
  std::string addresses_;  // at the last comparison
  std::string known_;      // the lines of all comparisons, each between line ends
};

}  // namespace wan53
