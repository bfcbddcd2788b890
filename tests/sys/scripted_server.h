// SPDX-License-Identifier: MIT
// A plain HTTP server on loopback, in a child process, that answers request after request with
// given bytes, whatever is asked, and keeps a journal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scratch.h"

namespace wan53::test {

struct Answer {
  std::string bytes;        // as they go on the wire
  bool then_close = false;  // the connection, after these bytes
  bool for_ever = false;    // these bytes again and again, until the client goes
};

class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<Answer> answers);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  // "http://127.0.0.1:PORT".
  std::string url() const;
  // Ends the server. Each request as it came, after a line "connection N" (from 1).
  std::string journal();

 private:
  struct Script;
  static void serve(void* script);

  int listener_ = -1;
  int journal_[2] = {-1, -1};
  std::optional<Child> child_;
};

}  // namespace wan53::test
