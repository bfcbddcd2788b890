// SPDX-License-Identifier: MIT
#include "aws/xml.h"

#include "test.h"

namespace wan53 {
namespace {

// The same reply may be read once there is memory again.
TEST(xml_without_memory_is_tried_again) {
  const auto allocate = pugi::get_memory_allocation_function();
  const auto release = pugi::get_memory_deallocation_function();
  pugi::xml_document document;
  pugi::set_memory_management_functions([](std::size_t) -> void* { return nullptr; }, release);
  const auto root = parse_xml("<a><b>text</b></a>", document);
  pugi::set_memory_management_functions(allocate, release);
  CHECK(!root);
  CHECK(root.error().code == Errc::retry);
  const auto again = parse_xml("<a><b>text</b></a>", document);
  CHECK(again && again->path() == "a");
}

std::string nested(int levels, std::string_view inside) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += "<a>";
  text += inside;
  for (int i = 0; i < levels; ++i) text += "</a>";
  return text;
}

TEST(xml_is_read_to_its_last_level_and_no_deeper) {
  constexpr int kLevels = 32;
  const struct {
    int levels;
    const char* inside;
    bool good;
  } rows[] = {
      {1, "", true},
      {kLevels, "", true},
      {kLevels, "text", true},
      {kLevels, "<![CDATA[text]]>", true},
      {kLevels, "<b/>", false},
      {kLevels - 1, "<b/><b/><b>text</b>", true},
      {kLevels + 1, "", false},
      {kLevels + 1, "text", false},
      {2 * kLevels, "", false},
      {10 * kLevels, "", false},
      {1000, "", false},
  };
  for (const auto& row : rows) {
    const std::string text = nested(row.levels, row.inside);
    pugi::xml_document document;
    const auto root = parse_xml(test::Exact(text).view(), document);
    CHECK_ROW(text, root.has_value() == row.good);
    if (!row.good) CHECK_TEXT(root.error().what, "XML nested deeper than 32 levels");
  }
}

}  // namespace
}  // namespace wan53
