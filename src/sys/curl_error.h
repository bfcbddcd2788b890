// SPDX-License-Identifier: MIT
// Explains a libcurl failure to a person, and what to do about it.
//
// The program's libcurl is built without its own error texts (they cost 50 KB), so the sentences
// are here.
#pragma once

#include <curl/curl.h>

#include <string_view>

#include "base/result.h"

namespace wan53 {

// `host` is the URL's host, plus IP version and interface if the request names them; `detail` is
// the error buffer, which may be empty. Errc::config for unusable certificates and an unusable
// URL, Errc::user if the server does not accept the certificate that was `shown`, else Errc::retry.
// `kind` is unresolved or none.
Error transport_error(CURLcode code, std::string_view host, std::string_view detail, bool shown);

// The trusted roots cannot be read; `code` is mbedTLS's number without its sign. Errc::config, or
// Errc::retry if this machine is to blame.
Error roots_error(unsigned code, std::string_view host);

// For a reply that was larger than our limit. Errc::retry.
Error oversized_reply(std::string_view host);

// A socket could not be bound to the interface; `failure` is the errno. Errc::user if the
// kernel does not permit it, else Errc::retry.
Error bind_error(std::string_view interface_name, int failure);

}  // namespace wan53
