// SPDX-License-Identifier: MIT
// The Log port: datagrams to /dev/log as RFC 3164 has them: "<PRIORITY>wan53[PID]: LINE", facility
// daemon. A line too long for a router's syslogd goes on in another one, after "... ".
//
// The time stamp is left to syslogd, which knows the machine's zone. A line is lost when nobody
// listens or the queue is full: a log that blocks or fails would stop what it reports on.
#pragma once

#include <string>

#include "base/ports.h"

namespace wan53 {

class SystemLog final : public Log {
 public:
  explicit SystemLog(std::string socket = "/dev/log") : socket_(std::move(socket)) {}
  void write(LogLevel level, std::string_view line) override;

 private:
  std::string socket_;
};

}  // namespace wan53
