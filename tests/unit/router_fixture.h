// SPDX-License-Identifier: MIT
// A router of fakes: nvram as a table, and the daemon on scripted ports.
#pragma once

#include "daemon/daemon.h"
#include "round_fixture.h"
#include "settings/places.h"

namespace wan53::test {

inline constexpr const char* kWanRecord =
    "[record home.example.com]\nsource = wan\nzone = Z111\nttl = 120\n";

struct RouterFixture : Fixture {
  explicit RouterFixture(std::string_view config = kWanRecord) : Fixture(config) {
    processes.programs = {"nvram", "ddns_custom_updated"};
    nvram("ntp_ready", "1");
    nvram("sw_mode", "1");
    nvram("wan0_state_t", "2");
    nvram("wan0_ipaddr", "198.51.101.7");
    nvram("wan0_ifname", "eth0");
    clock.moment = Moment(100s);
  }
  void nvram(const std::string& name, const std::string& value) {
    processes.answers.insert_or_assign("nvram get " + name, Processes::Ended{0, value + "\n"});
  }
  // How often the program has run with these words.
  std::ptrdiff_t runs(std::string_view command) const {
    return std::ranges::count(processes.calls, command);
  }
  // Looks so far, each of a cycle or, in vain, at once: each reads the clock's state once.
  std::ptrdiff_t cycles() const { return runs("nvram get ntp_ready"); }

  // After the happenings before it.
  void happens(Milliseconds after, Wake wake) { bus.script.push_back({after, std::move(wake)}); }
  void hook(Milliseconds after, std::string notice) {
    happens(after, {false, {std::move(notice)}, false});
  }
  // `does` is done right before the daemon hears of it.
  template <class Body>
  void happens(Milliseconds after, Wake wake, Body does) {
    bus.script.push_back({after, std::move(wake), make_action(std::move(does))});
  }
  template <class Body>
  void hook(Milliseconds after, std::string notice, Body does) {
    happens(after, {false, {std::move(notice)}, false}, std::move(does));
  }
};

// A daemon that has been started and has made no step yet.
struct DaemonFixture : RouterFixture {
  explicit DaemonFixture(std::string_view config = kWanRecord) : RouterFixture(config) {
    auto settings = load_settings(ports, "");
    events = *bus.listen("/run/wan53/sock");
    if (settings) daemon.emplace(ports, "", *std::move(settings), *events, log, Cause{"start", {}});
  }
  void steps(int count) {
    for (int i = 0; i < count; ++i) daemon->step();
  }
  // Steps until the clock has moved on by `length`.
  void live(Milliseconds length) {
    const Moment end = clock.moment + length;
    while (clock.moment < end) daemon->step();
  }

  std::unique_ptr<Events> events;
  std::optional<Daemon> daemon;
};

}  // namespace wan53::test
