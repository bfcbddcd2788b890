// SPDX-License-Identifier: MIT
// Ends an exchange that a library does not end by itself.
//
// A peer that sends without pause can keep one call into mbedTLS or the resolver busy for ever;
// libcurl then never looks at its own limits. So a timer of the kernel runs alongside each exchange
// (setitimer, SIGALRM). When it rings, the handler silences this process's sockets: the call runs
// out of input and returns. It rings again every second, since a library may open another socket.
// If the exchange does not end even so, the library hangs: the process writes one line to stderr
// and exits with kHungStatus. Files and locks survive that, as they survive a power cut.
//
// Rings are counted, not seconds: a process that was suspended meanwhile can still end in order.
#pragma once

#include <string>

#include "base/time.h"

namespace wan53 {

// How long after its limit an exchange may end, at the very latest.
inline constexpr Milliseconds kExchangeGrace = 5s;
inline constexpr int kHungStatus = 70;  // as for every bug

// One at a time in a process.
class ExchangeAlarm {
 public:
  // The limit counts from now. `peer` is for the last line; it outlives the alarm.
  ExchangeAlarm(Milliseconds limit, const std::string& peer);
  ~ExchangeAlarm();
  ExchangeAlarm(const ExchangeAlarm&) = delete;
  ExchangeAlarm& operator=(const ExchangeAlarm&) = delete;

  // Another limit, also counted from the start.
  void set_limit(Milliseconds limit);
  // True once the limit has passed and the sockets were silenced.
  bool rang() const;

 private:
  Moment start_;
};

// Makes all Internet sockets that this process has opened useless, those of other threads included:
// TCP connections are reset, and nothing more arrives by UDP. Inherited sockets are left alone;
// they are the ones that are not close-on-exec. Async-signal-safe.
void silence_sockets();

// For a forked child: the kernel kills it after this time.
void die_after(Milliseconds length);

}  // namespace wan53
