// SPDX-License-Identifier: MIT
// The Terminal port on descriptors 0, 1 and 2. What goes to stdout is gathered and written in one
// piece; stderr is written at once, after what stdout was given before, so that the two stay in
// order.
//
// Making one ignores SIGPIPE for the process: a reader that goes away (`| head`) must not end a
// round between its writes. `flush` reports it instead.
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
  // The first failure stays: what came after it was thrown away.
  Status flush() override;

 private:
  void write_out();

  std::string waiting_;
  int failure_ = 0;  // errno of the first failed write
};

}  // namespace wan53
