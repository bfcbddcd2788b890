// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "../contract/rigs.h"
#include "scratch.h"
#include "sys/files.h"
#include "sys/terminal.h"

namespace wan53::test {
namespace {

// Who sits at the other end of a pseudo-terminal.
struct Person {
  int screen;
  const std::string* line;
  int shown;  // the screen goes on into this pipe
};

void sit_there(void* context) {
  const auto& person = *static_cast<const Person*>(context);
  bool has_typed = false;
  char bytes[4096];
  for (ssize_t n; (n = read(person.screen, bytes, sizeof bytes)) > 0;) {
    const std::string_view seen(bytes, static_cast<std::size_t>(n));
    if (write(person.shown, bytes, static_cast<std::size_t>(n)) != n) _exit(1);
    if (has_typed || seen.find("? ") == seen.npos) continue;
    has_typed = true;
    const std::string typed = person.line != nullptr ? *person.line + "\n" : "\x04";
    if (write(person.screen, typed.data(), typed.size()) < 0) _exit(1);
  }
}

class RealTerminalRig final : public TerminalRig {
 public:
  RealTerminalRig() {
    for (int fd = 0; fd < 3; ++fd) saved_[fd] = dup(fd);
    redirect(1, open((folder_ / "out").c_str(), O_RDWR | O_CREAT | O_APPEND, 0600));
    redirect(2, open((folder_ / "err").c_str(), O_RDWR | O_CREAT | O_APPEND, 0600));
  }
  ~RealTerminalRig() override {
    put_back();
    if (shown_ >= 0) close(shown_);
  }
  Terminal& terminal() override { return terminal_; }
  void pipe_in(const std::string& text) override {
    if (!SystemFiles().replace(folder_ / "in", text)) abort();
    redirect(0, open((folder_ / "in").c_str(), O_RDONLY));
  }
  void person_types(const std::string* line) override {
    const int screen = posix_openpt(O_RDWR | O_NOCTTY);
    if (screen < 0 || grantpt(screen) != 0 || unlockpt(screen) != 0) abort();
    int ends[2];
    if (pipe(ends) != 0) abort();
    Person person{screen, line, ends[1]};
    person_.emplace(sit_there, &person);
    close(ends[1]);
    shown_ = ends[0];
    const int terminal = open(ptsname(screen), O_RDWR | O_NOCTTY);
    redirect(2, dup(terminal));
    redirect(0, terminal);
    close(screen);
  }
  void break_stdout() override { redirect(1, open("/dev/full", O_WRONLY)); }
  std::string out_text() override {
    put_back();
    return text_of("out");
  }
  std::string err_text() override {
    put_back();  // without the terminal's other end, the person goes
    std::string text = text_of("err");
    char bytes[4096];
    for (ssize_t n; shown_ >= 0 && (n = read(shown_, bytes, sizeof bytes)) > 0;) {
      text.append(bytes, static_cast<std::size_t>(n));
    }
    return text;
  }

 private:
  static void redirect(int fd, int to) {
    if (to < 0 || dup2(to, fd) < 0) _exit(2);
    close(to);
  }
  void put_back() {
    for (int fd = 0; fd < 3; ++fd) {
      if (saved_[fd] >= 0) redirect(fd, saved_[fd]);
      saved_[fd] = -1;
    }
  }
  std::string text_of(const char* name) const {
    const auto file = SystemFiles().read(folder_ / name, 100'000);
    return file && *file ? (*file)->text : "";
  }

  Scratch folder_;
  int saved_[3];
  SystemTerminal terminal_;
  int shown_ = -1;
  std::optional<Child> person_;
};

}  // namespace

std::unique_ptr<TerminalRig> make_terminal_rig() { return std::make_unique<RealTerminalRig>(); }

}  // namespace wan53::test
