// SPDX-License-Identifier: MIT
// Reads the files that a person writes for wan53. Errors are Errc::config and say what to do.
#pragma once

#include <string>
#include <string_view>

#include "base/ports.h"

namespace wan53 {

// `missing` is what to do if the file is not there.
Result<Files::Content> read_required_file(Files& files, const std::string& path, std::size_t limit,
                                          std::string_view missing);

// Whether the file belongs to us and has none of the mode bits in `forbidden`, which let others
// `danger` it ("read", "write to").
Status check_access(const std::string& path, const Files::Content& content, unsigned forbidden,
                    std::string_view danger);

// `name` as a path: relative ones lie in the folder of `file`.
std::string path_from(const std::string& file, const std::string& name);

}  // namespace wan53
