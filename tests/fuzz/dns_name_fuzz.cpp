// SPDX-License-Identifier: MIT
// A name that was accepted is one name in all its spellings, and its parents end at the root.
#include "aws/dns_name.h"
#include "fuzz.h"

using namespace wan53;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto name = DnsName::parse(fuzz::view(data, size));
  if (!name) {
    REQUIRE(name.error().code == Errc::bad_input);
    REQUIRE(fuzz::is_clear(name.error()));
    return 0;
  }
  REQUIRE(fuzz::is_printable(name->text()));
  REQUIRE(name->text() == lower(name->text()));
  for (const std::string& spelling : {name->text(), name->fully_qualified(), name->display()}) {
    if (spelling.empty()) continue;
    const auto again = DnsName::parse(spelling);
    REQUIRE(again && *again == *name);
  }
  DnsName at = *name;
  int labels = 0;
  for (; !at.is_root(); at = at.parent()) {
    REQUIRE(name->is_within(at));
    REQUIRE(at == *name || !at.is_within(*name));
    REQUIRE(++labels <= 127);
  }
  REQUIRE(name->is_within(at));
  return 0;
}
