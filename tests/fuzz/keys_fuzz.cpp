// SPDX-License-Identifier: MIT
// A key that was accepted is written as it was read and signs; a certificate that was accepted has
// facts within their limits; a refusal never repeats what may be a key.
#include "base/certificate.h"
#include "base/key_pair.h"
#include "base/pem.h"
#include "fuzz.h"

using namespace wan53;

namespace {

// Only our own words are in them.
void check_refusal(const Error& error) {
  REQUIRE(error.code == Errc::config);
  REQUIRE(fuzz::is_clear(error));
  REQUIRE(error.what.starts_with("holds "));
  REQUIRE(error.what.size() < 150);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::view(data, size);
  const auto chain = parse_certificates(text);
  if (chain) {
    REQUIRE(!chain->empty());
    for (const Certificate& each : *chain) {
      REQUIRE(!each.serial_decimal.empty() && each.serial_decimal.size() <= 49);
      REQUIRE(each.serial_decimal == "0" || each.serial_decimal.front() != '0');
      REQUIRE(each.sha256_fingerprint.size() == 64);
      const auto again = parse_certificates(pem_block("CERTIFICATE", each.der));
      REQUIRE(again && again->front().serial_decimal == each.serial_decimal);
    }
  } else {
    check_refusal(chain.error());
  }
  const auto key = KeyPair::parse(Secret(text));
  if (key) {
    REQUIRE(!chain);
    REQUIRE(key->pem().reveal() == text);
    REQUIRE(!public_der(key->context()).empty());
  } else {
    check_refusal(key.error());
  }
  return 0;
}
