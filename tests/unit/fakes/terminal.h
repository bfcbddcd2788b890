// SPDX-License-Identifier: MIT
// A person at a keyboard who has typed ahead, or a pipe.
#pragma once

#include <deque>
#include <string>

#include "base/ports.h"

namespace wan53::test {

// What happens while a question stands.
class Meanwhile {
 public:
  virtual ~Meanwhile() = default;
  virtual void happen() = 0;
};

class FakeTerminal final : public Terminal {
 public:
  void out(std::string_view text) override {
    if (!broken) out_text += text;
  }
  void err(std::string_view text) override { err_text += text; }
  bool err_is_terminal() const override { return err_is_a_terminal; }
  Result<std::string> ask(std::string_view question, bool secret) override {
    if (!in_is_terminal) return fail(Errc::usage, "standard input is not a terminal");
    err_text += question;
    if (secret) ++secrets;
    if (while_asked != nullptr) while_asked->happen();
    if (answers.empty()) return fail(Errc::usage, "the input ended");
    std::string answer = std::move(answers.front());
    answers.pop_front();
    return answer.substr(0, 4096);
  }
  Result<std::string> read_all(std::size_t limit) override {
    if (in_text.size() > limit) return fail(Errc::user, "standard input: larger than it may be");
    return in_text;
  }
  Status flush() override {
    if (broken) return fail(Errc::user, "standard output: no space left on device");
    return {};
  }

  std::string in_text;
  bool in_is_terminal = true;
  bool err_is_a_terminal = false;
  std::deque<std::string> answers;
  Meanwhile* while_asked = nullptr;
  int secrets = 0;  // questions whose answers are not shown
  std::string out_text;
  std::string err_text;
  bool broken = false;  // nothing that is written to stdout arrives
};

}  // namespace wan53::test
