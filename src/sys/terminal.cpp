// SPDX-License-Identifier: MIT
#include "sys/terminal.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/text.h"
#include "sys/descriptor.h"

namespace wan53 {
namespace {

constexpr std::size_t kEnoughToWrite = 4096;

}  // namespace

SystemTerminal::SystemTerminal() { std::signal(SIGPIPE, SIG_IGN); }

void SystemTerminal::write_out() {
  if (failure_ == 0 && !write_all(STDOUT_FILENO, waiting_)) failure_ = errno;
  waiting_.clear();
}

void SystemTerminal::out(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() >= kEnoughToWrite) write_out();
}

void SystemTerminal::err(std::string_view text) {
  write_out();
  // Nobody is left to tell when stderr itself is gone.
  static_cast<void>(write_all(STDERR_FILENO, text));
}

bool SystemTerminal::err_is_terminal() const { return isatty(STDERR_FILENO) == 1; }

Result<std::string> SystemTerminal::read_all(std::size_t limit) {
  std::string text;
  char piece[4096];
  for (;;) {
    const long n = read_some(STDIN_FILENO, piece, sizeof piece);
    if (n < 0) return fail_with_errno("standard input", "read");
    if (n == 0) return text;
    text.append(piece, static_cast<std::size_t>(n));
    if (text.size() > limit) {
      return fail(Errc::user,
                  concat({"standard input: larger than ", to_text(static_cast<std::int64_t>(limit)),
                          " bytes; give a smaller text"}));
    }
  }
}

Status SystemTerminal::flush() {
  write_out();
  if (failure_ == 0) return {};
  errno = failure_;
  return fail_with_errno("standard output", "write");
}

}  // namespace wan53
