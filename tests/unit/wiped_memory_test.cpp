// SPDX-License-Identifier: MIT
#include "base/wiped_memory.h"

#include <pugixml.hpp>

#include "aws/session.h"
#include "test.h"

namespace wan53 {
namespace {

TEST(wiped_memory_of_a_text_that_grows_holds_the_whole_text) {
  for (const std::size_t piece : {1U, 15U, 16U, 100U, 4096U}) {
    const std::string more(piece, 'x');
    std::string text;
    for (std::size_t i = 1; i < 9; ++i) {
      append_secret(text, more);
      CHECK_ROW(more.substr(0, 16), text == std::string(piece * i, 'x'));
    }
    text.reserve(text.size() + 1);
    const char* const before = text.data();
    append_secret(text, "y");
    CHECK(text.data() == before && text.ends_with("xy"));
  }
}

// Whatever way the reading ends, what a parser has read of it is wiped when that is freed.
TEST(wiped_memory_is_what_a_parser_of_sessions_frees) {
  for (const char* text : {"", "<AssumeRoleResponse><AssumeRoleResult><SecretAccessKey>SeCrEt"}) {
    pugi::set_memory_management_functions(std::malloc, std::free);
    CHECK(!read_assumed_session(text));
    CHECK_ROW(text, pugi::get_memory_deallocation_function() == wipe_and_free);
  }
  wipe_and_free(nullptr);
}

}  // namespace
}  // namespace wan53
