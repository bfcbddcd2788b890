// SPDX-License-Identifier: MIT
// The roots of Amazon Trust Services, to which every AWS endpoint's certificate chains. They are
// trusted by default, so that an outdated or tampered bundle in the firmware does not matter.
//
// Source: https://www.amazontrust.com/repository/ (the certificates listed there for trust
// stores). SHA-256 fingerprints of the certificates (DER):
//   Amazon Root CA 1 (RSA 2048), until 2038-01-17
//     8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e
//   Amazon Root CA 2 (RSA 4096), until 2040-05-26
//     1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4
//   Amazon Root CA 3 (EC P-256), until 2040-05-26
//     18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4
//   Amazon Root CA 4 (EC P-384), until 2040-05-26
//     e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092
//   Starfield Services Root Certificate Authority - G2 (RSA 2048), until 2037-12-31
//     568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5
#pragma once

#include <string_view>

namespace wan53 {

// All five in DER, one after another, in the order above. Their own signatures are empty: what a
// root says of itself proves nothing, so nobody checks it.
std::string_view amazon_roots();

}  // namespace wan53
