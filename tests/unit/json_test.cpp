// SPDX-License-Identifier: MIT
// What base/json makes of numbers, which cJSON reads by toolchain/lean/strtod.c, and how it writes
// a tree.
#include "base/json.h"

#include "base/compose.h"
#include "test.h"

namespace wan53 {
namespace {

std::optional<std::int64_t> read_number(std::string_view number) {
  const Json root = parse_json(compose("{{\"n\":{}}}", number));
  return number_member(root.get(), "n");
}

TEST(json_reads_whole_numbers) {
  CHECK(read_number("0") == 0);
  CHECK(read_number("-0") == 0);
  CHECK(read_number("-17") == -17);
  CHECK(read_number("2147483648") == 2'147'483'648);
  CHECK(read_number("1700000000123") == 1'700'000'000'123);
  CHECK(read_number("9007199254740991") == 9'007'199'254'740'991);
  CHECK(read_number("-9007199254740991") == -9'007'199'254'740'991);
  CHECK(read_number("1e3") == 1000);
  CHECK(read_number("1.20e1") == 12);
}

TEST(json_refuses_numbers_that_are_not_whole_or_not_exact) {
  for (const char* number : {"0.5", "-1.5", "1e-3", "1700000000.25", "1e16", "-1e16", "1e308",
                             "1e999", "-1e999", "99999999999999999999"}) {
    CHECK_ROW(number, !read_number(number));
  }
  for (const char* number : {"\"1\"", "true", "null", "[1]", "nan", "0x10"}) {
    CHECK_ROW(number, !read_number(number));
  }
}

TEST(json_writes_whole_numbers_so_that_they_read_back) {
  const std::int64_t numbers[] = {0,
                                  -1,
                                  2'147'483'647,
                                  2'147'483'648,
                                  1'700'000'000'123,
                                  999'999'999'999'999,
                                  -999'999'999'999'999,
                                  9'007'199'254'740'991,
                                  -9'007'199'254'740'991};
  for (const std::int64_t number : numbers) {
    const Json root = json_object();
    add_number(root.get(), "n", number);
    const std::string text = json_text(root);
    const Json again = parse_json(text);
    CHECK_ROW(text, number_member(again.get(), "n") == number);
  }
  const Json root = json_object();
  add_number(root.get(), "n", 1'700'000'000'123);
  CHECK_TEXT(json_text(root), "{\"n\":1700000000123}\n");
}

TEST(json_writes_every_kind_of_value) {
  const Json root = json_object();
  CHECK_TEXT(json_text(root), "{}\n");
  add_text(root.get(), "text", "a \"quoted\" \\ and\nbroken \x7f line\xff");
  add_text_or_null(root.get(), "none", "");
  add_bool(root.get(), "yes", true);
  add_bool(root.get(), "no", false);
  add_texts(root.get(), "texts", {"one", "", "\\"});
  add_array(root.get(), "empty");
  cJSON* objects = add_array(root.get(), "objects");
  add_number(append_object(objects), "n", -1);
  const Json written = json_object();
  add_text(written.get(), "text", "\"\\\n");
  add_array(written.get(), "empty");
  append_written(objects, written);
  append_written(objects, json_object());
  add_object(add_object(root.get(), "outer"), "inner");
  const std::string text = json_text(root);
  CHECK_TEXT(
      text,
      "{\"text\":\"a \\\"quoted\\\" \\\\ and\\\\x0abroken \\\\x7f line\\\\xff\",\"none\":null,"
      "\"yes\":true,\"no\":false,\"texts\":[\"one\",\"\",\"\\\\\"],\"empty\":[],"
      "\"objects\":[{\"n\":-1},{\"text\":\"\\\"\\\\\\\\x0a\",\"empty\":[]},{}],\"outer\":{\"inner\":{}}}\n");
  const Json again = parse_json(text);
  CHECK_TEXT(json_text(again), text);
}

TEST(json_escapes_what_was_added_as_it_is) {
  const Json root = json_object();
  cJSON_AddStringToObject(root.get(), "lines\t", "one\ntwo\x01\x1f\x7f\xc3\xa9");
  const std::string text = json_text(root);
  CHECK_TEXT(text, "{\"lines\\u0009\":\"one\\u000atwo\\u0001\\u001f\\u007f\xc3\xa9\"}\n");
  const Json again = parse_json(text);
  CHECK(text_member(again.get(), "lines\t") == "one\ntwo\x01\x1f\x7f\xc3\xa9");
}

}  // namespace
}  // namespace wan53
