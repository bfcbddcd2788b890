// SPDX-License-Identifier: MIT
// All ports in one struct. src/system_ports.h makes it from sys/, the unit tests from fakes. The
// ports themselves outlive every copy.
#pragma once

#include "base/ports.h"

namespace wan53 {

// A pointer to a port, never null. A copy points to the same port; unlike a reference, it can be
// assigned.
template <class T>
class Port {
 public:
  Port(T& port) : port_(&port) {}
  T* operator->() const { return port_; }
  operator T&() const { return *port_; }

 private:
  T* port_;
};

class Progress;

struct Ports {
  Port<Clock> clock;
  Port<Random> random;
  Port<Files> files;
  Port<Interfaces> interfaces;
  Port<Environment> environment;
  Port<Terminal> terminal;
  Port<Processes> processes;
  Port<Bus> bus;
  Port<Dns> dns;
  Port<HttpClients> http;
  Port<Log> log;  // syslog
  Port<Progress> progress;
  unsigned user_id = 0;  // 0 for root
  // Runs after each cycle that was not a dry run; null for none.
  Processes::Task* after_cycle = nullptr;
};

}  // namespace wan53
