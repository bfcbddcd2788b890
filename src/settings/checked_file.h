// SPDX-License-Identifier: MIT
// Reads the files that a person writes for wan53. Errors are Errc::config and say what to do.
#pragma once

#include <string>
#include <string_view>

#include "base/ports.h"

namespace wan53 {

// If the file does not exist, the error says so and then `missing`: what to do about it.
Result<Files::Content> read_required_file(Files& files, const std::string& path, std::size_t limit,
                                          std::string_view missing,
                                          ErrorKind kind = ErrorKind::none);

// Fails unless the file belongs to us and has none of the mode bits in `forbidden`. `danger` is
// what those bits let others do to it: "read" or "write to".
Status check_access(const std::string& path, const Files::Content& content, unsigned forbidden,
                    std::string_view danger);

// `name` as a path. A relative one is taken from the folder of `file`.
std::string path_from(const std::string& file, const std::string& name);

}  // namespace wan53
