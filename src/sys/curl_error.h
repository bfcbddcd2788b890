// SPDX-License-Identifier: MIT
// What a libcurl failure means to a person, and what to do about it.
//
// The product's libcurl carries no error texts of its own (they cost 50 KB), so the sentences are
// here.
#pragma once

#include <curl/curl.h>

#include <string_view>

#include "base/result.h"

namespace wan53 {

// `host` as the URL names it, and how it was to be reached; `detail` is the error buffer, which may
// be empty. Errc::retry, but Errc::config for certificates that cannot be read and for an unusable
// URL.
Error transport_error(CURLcode code, std::string_view host, std::string_view detail);

// The reply was cut off at a ceiling of ours.
Error oversized_reply(std::string_view host);

}  // namespace wan53
