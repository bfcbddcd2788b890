// SPDX-License-Identifier: MIT
// Bus and Events.
#include <algorithm>

#include "rigs.h"

namespace wan53::test {
namespace {

constexpr Milliseconds kLong = 20s;
constexpr Milliseconds kShort = 100ms;

std::string name_of(Bus::Sent sent) {
  switch (sent) {
    case Bus::Sent::delivered:
      return "delivered\n";
    case Bus::Sent::full:
      return "full\n";
    case Bus::Sent::nobody:
      return "nobody\n";
  }
  return "?";
}

// What ended the wait; an empty wake has waited for its whole time, and no other has.
std::string wait(BusRig& rig, Events& events, Milliseconds longest) {
  const auto before = rig.clock().now();
  const Wake wake = events.wait(longest);
  const bool whole = rig.clock().now() - before >= longest;
  std::string text;
  if (wake.addresses_changed) text += "changed ";
  if (wake.address_came) text += "came ";
  if (wake.hang_up) text += "hang-up ";
  for (const auto& notice : wake.notices) text += "[" + notice + "] ";
  if (whole != text.empty()) text += whole ? "too late " : "too early ";
  return text + "\n";
}

TEST(contract_bus_delivers_notices_to_whoever_listens) {
  const std::string told = run(+[](BusRig& rig) -> std::string {
    const std::string socket = rig.socket();
    std::string story = name_of(rig.bus().send(socket, "lost"));
    story += name_of(rig.bus().send(socket, ""));
    {
      const auto events = rig.bus().listen(socket);
      if (!events) return events.error().what;
      story += name_of(rig.bus().send(socket, ""));
      story += wait(rig, **events, kShort);  // asking wakes nobody
      story += name_of(rig.bus().send(socket, "wan-event 0 connected"));
      story += name_of(rig.bus().send(socket, "a\nb\x1b"));
      story += wait(rig, **events, kLong);
      story += wait(rig, **events, kShort);
      story += "a second listener: " + code_of(rig.bus().listen(socket)) + "\n";
    }
    story += name_of(rig.bus().send(socket, "x"));
    story += "its successor: " + code_of(rig.bus().listen(socket)) + "\n";
    return story;
  });
  if (was_skipped(told)) return;
  CHECK_TEXT(told,
             "nobody\nnobody\ndelivered\n\ndelivered\ndelivered\n"
             "[wan-event 0 connected] [a\\x0ab\\x1b] \n\n"
             "a second listener: user\nnobody\nits successor: ok\n");
}

TEST(contract_bus_cuts_a_notice_at_200_bytes) {
  const std::string told = run(+[](BusRig& rig) -> std::string {
    const auto events = rig.bus().listen(rig.socket());
    if (!events) return events.error().what;
    rig.bus().send(rig.socket(), std::string(300, 'x'));
    return wait(rig, **events, kLong);
  });
  if (was_skipped(told)) return;
  CHECK_TEXT(told, "[" + std::string(200, 'x') + "] \n");
}

TEST(contract_bus_is_full_rather_than_slow) {
  const std::string told = run(+[](BusRig& rig) -> std::string {
    const auto events = rig.bus().listen(rig.socket());
    if (!events) return events.error().what;
    std::size_t delivered = 0;
    Bus::Sent last = Bus::Sent::delivered;
    for (int i = 0; i < 5000 && last == Bus::Sent::delivered; ++i) {
      last = rig.bus().send(rig.socket(), std::to_string(i));
      delivered += last == Bus::Sent::delivered;
    }
    std::string story = name_of(last);
    story += name_of(rig.bus().send(rig.socket(), ""));
    for (std::size_t received = 0; received < delivered;) {
      const Wake wake = (*events)->wait(kLong);
      if (wake.notices.empty() || wake.notices.size() > 32) return story + "a strange wake\n";
      for (const auto& notice : wake.notices) {
        if (notice != std::to_string(received++)) return story + "out of order\n";
      }
    }
    story += wait(rig, **events, kShort);
    return story + name_of(rig.bus().send(rig.socket(), "x"));
  });
  if (was_skipped(told)) return;
  CHECK_TEXT(told, "full\ndelivered\n\ndelivered\n");
}

TEST(contract_events_end_a_wait) {
  const std::string told = run(+[](BusRig& rig) -> std::string {
    const auto events = rig.bus().listen(rig.socket());
    if (!events) return events.error().what;
    std::string story = std::string((*events)->unwatched()) + "\n";
    story += wait(rig, **events, 0ms);
    rig.hang_up();
    story += wait(rig, **events, kLong);
    rig.change_addresses();
    story += wait(rig, **events, kLong);
    rig.refresh_addresses();
    story += wait(rig, **events, kShort);
    rig.deprecate_address();
    story += wait(rig, **events, kLong);
    rig.change_addresses();  // back to what it was
    story += wait(rig, **events, kLong);
    return story;
  });
  if (was_skipped(told)) return;
  CHECK_TEXT(told, "\n\nhang-up \nchanged came \n\nchanged \nchanged \n");
}

}  // namespace
}  // namespace wan53::test
