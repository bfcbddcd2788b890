// SPDX-License-Identifier: MIT
// Interfaces, Dns, Bus and Events, each story in a network of its own.
#include <net/if.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>

#include "../contract/rigs.h"
#include "dns_server.h"
#include "network_namespace.h"
#include "scratch.h"
#include "sys/bus.h"
#include "sys/clock.h"
#include "sys/descriptor.h"
#include "sys/dns.h"
#include "sys/interfaces.h"

namespace wan53::test {
namespace {

class RealInterfacesRig final : public InterfacesRig {
 public:
  Interfaces& interfaces() override { return interfaces_; }
  std::string name() override { return "lo"; }
  void give(const std::string& address, unsigned prefix_length, bool lasting) override {
    set_address(address, prefix_length, lasting ? kForEver : 0, kForEver);
  }
  void take_down() override {
    const Descriptor fd(socket(AF_INET, SOCK_DGRAM, 0));
    ifreq request{};
    memcpy(request.ifr_name, "lo", 3);
    if (ioctl(fd.get(), SIOCSIFFLAGS, &request) != 0) abort();
  }

 private:
  SystemInterfaces interfaces_;
};

class RealBusRig final : public BusRig {
 public:
  Bus& bus() override { return bus_; }
  const Clock& clock() override { return clock_; }
  std::string socket() override { return folder_ / "sock"; }
  void hang_up() override { kill(getpid(), SIGHUP); }
  void change_addresses() override { set_address("192.0.2.1", 24, kForEver, kForEver); }
  void refresh_addresses() override { set_address("192.0.2.1", 24, 600, 1200); }
  void deprecate_address() override { set_address("192.0.2.1", 24, 0, 1200); }

 private:
  Scratch folder_;
  SystemClock clock_;
  SystemBus bus_;
};

class RealDnsRig final : public DnsRig {
 public:
  Dns& dns() override { return dns_; }
  void serve(const std::string& zone, std::vector<std::string> name_servers) override {
    answers_.push_back({zone, std::move(name_servers)});
    server_.reset();
    server_.emplace(answers_);
  }
  void stop_answering() override { server_.reset(); }

 private:
  SystemDns dns_;
  std::vector<DnsAnswer> answers_;
  std::optional<DnsServer> server_;
};

// What the child is to do: it is forked with it.
InterfacesStory g_interfaces_story;
BusStory g_bus_story;
DnsStory g_dns_story;
const std::string* g_resolv_conf;

std::string in_network(std::string (*body)()) {
  std::string told = in_new_network(body);
  return told.starts_with("not permitted: ") ? "skipped: a network namespace is " + told : told;
}

}  // namespace

std::string run(InterfacesStory story) {
  g_interfaces_story = story;
  return in_network([] {
    RealInterfacesRig rig;
    return g_interfaces_story(rig);
  });
}

std::string run(BusStory story) {
  g_bus_story = story;
  return in_network([] {
    RealBusRig rig;
    return g_bus_story(rig);
  });
}

std::string run(DnsStory story) {
  const Scratch folder;
  const std::string resolv_conf = write_resolv_conf(folder);
  g_resolv_conf = &resolv_conf;
  g_dns_story = story;
  return in_network([] {
    std::string why_not = use_resolv_conf(*g_resolv_conf);
    if (!why_not.empty()) return why_not;
    RealDnsRig rig;
    return g_dns_story(rig);
  });
}

}  // namespace wan53::test
