// SPDX-License-Identifier: MIT
#include "aws/xml.h"

#include <string>

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

struct OfPugixml final : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

std::string printed_by_pugixml(pugi::xml_node node) {
  OfPugixml writer;
  node.print(writer, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return std::move(writer.text);
}

TEST(xml_is_printed_so_that_it_reads_the_same) {
  const struct {
    std::string_view text;
    std::string_view printed;
  } kRows[] = {
      {"<a/>", "<a/>"},
      {"<a></a>", "<a/>"},
      {"<?xml version=\"1.0\"?>\n<a>b</a>\n", "<a>b</a>"},
      {"<a><b>x</b><c/><b> </b></a>", "<a><b>x</b><c/><b> </b></a>"},
      {"<a>x<b/>y</a>", "<a>x<b/>y</a>"},
      {"<a>&amp;&lt;&gt;&quot;&apos;</a>", "<a>&amp;&lt;&gt;\"'</a>"},
      {"<a>&amp;amp;</a>", "<a>&amp;amp;</a>"},
      {"<a>]]&gt;</a>", "<a>]]&gt;</a>"},
      {"<a><![CDATA[<b>&]]></a>", "<a>&lt;b&gt;&amp;</a>"},
      {"<a>1&#9;2&#10;3&#13;4&#1;5&#31;</a>", "<a>1\t2\n3&#13;4&#1;5&#31;</a>"},
      {"<a b='1' c=\"&quot;'&lt;&#9;&#10;&#13;\"/>",
       "<a b=\"1\" c=\"&quot;'&lt;&#9;&#10;&#13;\"/>"},
      {"<a b=''>\xc3\xa4\x7f\xff</a>", "<a b=\"\">\xc3\xa4\x7f\xff</a>"},
  };
  for (const auto& row : kRows) {
    pugi::xml_document document;
    const auto root = parse_xml(row.text, document);
    CHECK_ROW(row.text, root);
    const std::string printed = print_xml(root->node);
    CHECK_TEXT_ROW(row.text, printed, row.printed);
    pugi::xml_document again;
    const auto same = parse_xml(printed, again);
    CHECK_ROW(row.text, same);
    CHECK_TEXT_ROW(row.text, print_xml(same->node), printed);
    // A CDATA section becomes a text.
    if (row.text.find("CDATA") != row.text.npos) continue;
    CHECK_TEXT_ROW(row.text, printed_by_pugixml(same->node), printed_by_pugixml(root->node));
  }
}

}  // namespace
}  // namespace wan53
