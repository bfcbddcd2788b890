// SPDX-License-Identifier: MIT
#include "sys/terminal.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>

#include "base/text.h"
#include "sys/descriptor.h"

namespace wan53 {
namespace {

constexpr std::size_t kEnoughToWrite = 4096;
constexpr std::size_t kLongestAnswer = 4096;

// Global, since a signal handler gets no argument for it.
termios g_as_it_was;

void put_back_and_end(int signal_number) {
  tcsetattr(STDIN_FILENO, TCSANOW, &g_as_it_was);
  std::signal(signal_number, SIG_DFL);
  raise(signal_number);
}

// Turns the echo of typed characters off for its lifetime.
class Hidden {
 public:
  Hidden() {
    if (tcgetattr(STDIN_FILENO, &g_as_it_was) != 0) return;
    for (const int number : kEnding) std::signal(number, put_back_and_end);
    termios quiet = g_as_it_was;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ECHONL;
    // Ctrl-Z would leave the shell with a terminal without echo.
    quiet.c_cc[VSUSP] = _POSIX_VDISABLE;
#ifdef VDSUSP
    quiet.c_cc[VDSUSP] = _POSIX_VDISABLE;
#endif
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    hidden_ = true;
  }
  ~Hidden() {
    if (!hidden_) return;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &g_as_it_was);
    for (const int number : kEnding) std::signal(number, SIG_DFL);
  }
  Hidden(const Hidden&) = delete;
  Hidden& operator=(const Hidden&) = delete;

 private:
  static constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  bool hidden_ = false;
};

}  // namespace

SystemTerminal::SystemTerminal() {
  std::signal(SIGPIPE, SIG_IGN);
  // Writing to what is only open for reading fails as it does on a closed descriptor.
  int null = 0;
  while ((null = open("/dev/null", O_RDONLY)) >= 0 && null <= STDERR_FILENO) {
  }
  if (null >= 0) close(null);
}

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
  // If stderr itself fails, there is no way to report it.
  static_cast<void>(write_all(STDERR_FILENO, text));
}

bool SystemTerminal::err_is_terminal() const { return isatty(STDERR_FILENO) == 1; }

Result<std::string> SystemTerminal::ask(std::string_view question, bool secret) {
  if (isatty(STDIN_FILENO) == 0) {
    return fail(Errc::usage, "standard input is not a terminal; questions need one");
  }
  // Before the question: an answer that is typed at once must be hidden and kept, too.
  std::optional<Hidden> hidden;
  if (secret) hidden.emplace();
  err(question);
  // A terminal delivers one line at a time and cuts longer ones itself.
  std::string line(kLongestAnswer, '\0');
  const long n = read_some(STDIN_FILENO, line.data(), line.size());
  if (n <= 0) return fail(Errc::usage, "the input ended");
  line.resize(static_cast<std::size_t>(n));
  if (line.ends_with('\n')) line.pop_back();
  return line;
}

Result<std::string> SystemTerminal::read_all(std::size_t limit) {
  std::string text;
  char piece[4096];
  for (;;) {
    const long n = read_some(STDIN_FILENO, piece, sizeof piece);
    if (n < 0) return fail_with_errno("standard input", "read");
    if (n == 0) return text;
    text.append(piece, static_cast<std::size_t>(n));
    if (text.size() > limit) {
      return fail(Errc::user, "standard input: larger than {} bytes; give a smaller text", limit);
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
