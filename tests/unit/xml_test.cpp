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

}  // namespace
}  // namespace wan53
