// SPDX-License-Identifier: MIT
#include "rigs.h"

namespace wan53::test {
namespace {

TEST(contract_terminal_keeps_results_and_messages_apart) {
  const auto rig = make_terminal_rig();
  rig->terminal().out("one ");
  rig->terminal().err("message");
  rig->terminal().out("two");
  CHECK(!rig->terminal().err_is_terminal());
  CHECK(rig->terminal().flush());
  CHECK(rig->terminal().flush());
  CHECK_TEXT(rig->out_text(), "one two");
  CHECK_TEXT(rig->err_text(), "message");
}

TEST(contract_terminal_tells_when_results_have_not_arrived) {
  const auto rig = make_terminal_rig();
  rig->break_stdout();
  rig->terminal().out("lost");
  const auto status = rig->terminal().flush();
  CHECK_TEXT(code_of(status), "user");
  CHECK(status.error().what.starts_with("standard output: "));
  CHECK_TEXT(code_of(rig->terminal().flush()), "user");  // and it stays so
  rig->terminal().err("still told");
  CHECK_TEXT(rig->out_text(), "");
  CHECK_TEXT(rig->err_text(), "still told");
}

TEST(contract_terminal_reads_standard_input_to_its_end) {
  const struct {
    const char* label;
    std::string text;
    std::size_t limit;
    std::string expected;
  } rows[] = {
      {"all", "a\nb", 100, "a\nb"},
      {"nothing", "", 0, ""},
      {"as much as may be", std::string(5'000, 'x'), 5'000, std::string(5'000, 'x')},
      {"one byte more", std::string(5'001, 'x'), 5'000, "user"},
  };
  for (const auto& row : rows) {
    const auto rig = make_terminal_rig();
    rig->pipe_in(row.text);
    const auto text = rig->terminal().read_all(row.limit);
    CHECK_TEXT_ROW(row.label, text ? *text : code_of(text), row.expected);
  }
}

TEST(contract_terminal_asks_a_person) {
  for (const bool secret : {false, true}) {
    const std::string line = "an answer";
    const auto rig = make_terminal_rig();
    rig->person_types(&line);
    const auto answer = rig->terminal().ask("what? ", secret);
    CHECK_TEXT(answer ? *answer : code_of(answer), line);
    const std::string shown = rig->err_text();
    CHECK_ROW(shown, shown.starts_with("what? "));
    if (secret) CHECK_ROW(shown, shown.find("answer") == shown.npos);
    CHECK_TEXT(rig->out_text(), "");
  }
}

TEST(contract_terminal_cuts_an_endless_answer) {
  const std::string line(10'000, 'x');
  const auto rig = make_terminal_rig();
  rig->person_types(&line);
  const auto answer = rig->terminal().ask("what? ", true);
  CHECK(answer && answer->size() <= 4'096 && answer->size() > 4'000);
}

TEST(contract_terminal_asks_nobody) {
  {
    const auto rig = make_terminal_rig();
    rig->person_types(nullptr);
    CHECK_TEXT(code_of(rig->terminal().ask("what? ", false)), "usage");
  }
  const auto rig = make_terminal_rig();
  rig->pipe_in("an answer\n");
  CHECK_TEXT(code_of(rig->terminal().ask("what? ", false)), "usage");
  CHECK_TEXT(rig->err_text(), "");
}

}  // namespace
}  // namespace wan53::test
