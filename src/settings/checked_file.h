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

// What others must not be able to do to a file: to write to it, or even to read it.
enum class Forbidden { writing, reading };
// Fails unless the file belongs to us and its mode forbids others that.
Status check_access(const std::string& path, const Files::Content& content, Forbidden forbidden);

// The text of a file that exists and is checked so; one that is refused is wiped.
Result<std::string> read_guarded_file(Files& files, const std::string& path, std::size_t limit,
                                      Forbidden forbidden, std::string_view missing,
                                      ErrorKind kind = ErrorKind::none);

// `name` as a path. A relative one is taken from the folder of `file`.
std::string path_from(const std::string& file, const std::string& name);

}  // namespace wan53
