// SPDX-License-Identifier: MIT
// The Terminal port on descriptors 0, 1 and 2. Output to stdout is buffered; output to stderr is
// written at once, after the buffered stdout, so that the two stay in order.
//
// The constructor makes the process ignore SIGPIPE: a reader that goes away (`| head`) must not end
// a round between its writes. `flush` reports the error instead. It also fills those of the three
// descriptors that are closed: a file or socket of ours would take their place and get the output.
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemTerminal final : public Terminal {
 public:
  SystemTerminal();
  void out(std::string_view text) override;
  void err(std::string_view text) override;
  bool err_is_terminal() const override;
  Result<std::string> ask(std::string_view question, bool secret) override;
  Result<std::string> read_all(std::size_t limit) override;
  // Keeps returning the first failure: all later output is discarded.
  Status flush() override;

 private:
  void write_out();

  std::string waiting_;
  int failure_ = 0;  // errno of the first failed write
};

}  // namespace wan53
