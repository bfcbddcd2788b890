// SPDX-License-Identifier: MIT
// A name server on 127.0.0.1:53 of a network of its own (network_namespace.h), in a child process,
// and this process's resolver told to ask nobody else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "scratch.h"

namespace wan53::test {

struct DnsAnswer {
  enum class Kind {
    whole,
    no_such_name,  // NXDOMAIN
    failed,        // SERVFAIL
    silent,
    stray,          // of another question's id
    flood,          // such strays without end
    truncated,      // nothing but the sign of it by UDP; whole by TCP
    cut,            // ends in the middle of a record
    points_nowhere  // a server's name is a pointer to itself
  };
  std::string zone;
  std::vector<std::string> servers;
  Kind kind = Kind::whole;
  std::string address = {};  // of the zone's own name, as it is on the wire
  Milliseconds delay = 0ms;  // before each reply; nothing else is answered meanwhile
};

// Before the network namespace is entered: where its resolver's configuration will lie.
std::string write_resolv_conf(const Scratch& folder);
// Inside: makes that file this process's /etc/resolv.conf. Why it cannot, or nothing.
std::string use_resolv_conf(const std::string& file);

class DnsServer {
 public:
  // Any other zone does not exist.
  explicit DnsServer(std::vector<DnsAnswer> answers);
  ~DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

 private:
  struct Script;
  static void serve(void* script);

  int udp_;
  int tcp_;
  std::optional<Child> child_;
};

}  // namespace wan53::test
