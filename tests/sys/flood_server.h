// SPDX-License-Identifier: MIT
// A server on loopback, in a child process, that never stops sending, whatever is asked.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "scratch.h"

namespace wan53::test {

struct Flood {
  std::string first;      // the bytes that a connection begins with
  std::string repeated;   // then these, without end
  Milliseconds pause{0};  // between two of them
};

class FloodServer {
 public:
  explicit FloodServer(Flood flood);
  ~FloodServer();
  FloodServer(const FloodServer&) = delete;
  FloodServer& operator=(const FloodServer&) = delete;

  // "127.0.0.1:PORT".
  std::string authority() const;

 private:
  struct Script;
  static void serve(void* script);

  int listener_;
  std::optional<Child> child_;
};

}  // namespace wan53::test
