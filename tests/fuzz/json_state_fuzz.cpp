// SPDX-License-Identifier: MIT
// Whatever stands in the state files reads as a state; what is written of it reads back as the
// same.
#include "ddns/recent.h"
#include "fuzz.h"

using namespace wan53;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::view(data, size);
  const std::string state = state_text(parse_state(text));
  REQUIRE(fuzz::is_printable(trim(state)));
  REQUIRE(state_text(parse_state(state)) == state);
  const std::string recent = recent_text(parse_recent(text));
  REQUIRE(fuzz::is_printable(trim(recent)));
  REQUIRE(recent_text(parse_recent(recent)) == recent);
  return 0;
}
