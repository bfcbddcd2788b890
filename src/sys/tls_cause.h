// SPDX-License-Identifier: MIT
// What mbedTLS's numbers mean for a person. Its own texts are left out of the program.
#pragma once

#include <optional>
#include <string_view>

namespace wan53 {

struct TlsCause {
  std::string_view words;   // what was wrong: "the certificate has expired"
  std::string_view advice;  // the one thing that helps
  bool is_local = false;    // memory or random numbers: neither certificates nor peer are to blame
  bool is_end = false;      // the connection ended
  bool is_refusal = false;  // the server wants another certificate of ours
};

// `code` as in mbedtls/error.h, without its sign: 0x7780. Known or not, it has words. An alert says
// something of a certificate of ours only if one was `shown`: anybody on the way can send it.
TlsCause cause_of_tls_error(unsigned code, bool shown);

// `flags` are MBEDTLS_X509_BADCERT_*, at least one. The gravest tells the cause: a certificate that
// nobody trusts needs no right date.
TlsCause cause_of_bad_certificate(unsigned flags);

// The cause behind libcurl's text, which ends in the number that mbedTLS gave it. Nothing if there
// is none.
std::optional<TlsCause> read_tls_cause(std::string_view libcurl_text, bool shown);

}  // namespace wan53
