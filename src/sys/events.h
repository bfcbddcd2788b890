// SPDX-License-Identifier: MIT
// The Events port: one ppoll on a bound datagram socket and on the kernel's address events.
//
// Netlink messages are not read, only counted: each makes us compare the list of all addresses
// with the last one, so that refreshed lifetimes (every router advertisement) wake nobody. A lost
// message (ENOBUFS) does the same. Sources: netlink(7), rtnetlink(7).
#pragma once

#include <string>

#include "base/ports.h"
#include "sys/descriptor.h"

namespace wan53 {

inline constexpr std::size_t kMaxNoticeBytes = 200;
inline constexpr std::size_t kMostNotices = 32;  // in one Wake; those after them are in the next

class SystemEvents final : public Events {
 public:
  // `notices` is bound and non-blocking. Takes over SIGHUP.
  explicit SystemEvents(Descriptor notices);
  Wake wait(Milliseconds longest) override;
  std::string_view unwatched() const override { return unwatched_; }

 private:
  void sleep_at_most(Milliseconds longest);
  bool addresses_differ();

  Descriptor notices_;
  Descriptor netlink_;
  std::string unwatched_;
  std::string addresses_;  // as they were at the last look
};

}  // namespace wan53
