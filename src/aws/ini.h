// SPDX-License-Identifier: MIT
// The INI dialect of AWS's shared files and of wan53.conf, read strictly through inih.
//
// A line is blank, a comment (its first character is '#' or ';'), "[section]" or "key = value".
// Blanks around each part do not count, CR LF ends and a UTF-8 byte order mark at the start are
// accepted. There are no inline comments and no continuation lines: an indented line is a line like
// any other. Refused, each with its line: a NUL or another control character but tab, a line longer
// than kMaxIniLineBytes, text behind ']', a section without a name, one that stands twice or has a
// name longer than kMaxIniSectionBytes, a key before the first section, a line without '=', an
// empty key, and a key that is not made of 1 to kMaxIniKeyBytes letters, digits, '-', '_' and '.'.
//
// What a line holds may be a secret, so no message here repeats a value, nor a line or key that was
// refused; the buffers that a line passes through are wiped. Section names are no secrets.
// Source: inih's README; "Format of the config file", AWS SDKs and Tools Reference Guide.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wan53 {

inline constexpr std::size_t kMaxIniLineBytes = 8000;  // holds a session token of 4,096 bytes
inline constexpr std::size_t kMaxIniSectionBytes = 319;
inline constexpr std::size_t kMaxIniKeyBytes = 64;

// The views live until the visitor returns.
struct IniEntry {
  std::string_view section;
  std::string_view key;     // in lower case
  std::string_view value;   // may be empty
  unsigned line = 0;        // from 1
  unsigned first_line = 0;  // where the key already stood in this section; 0 when it did not
};

// Is told what stands in the file, in the file's order. An error from either function ends the
// reading and becomes read_ini's, with "PATH:LINE: " put before its text.
class IniVisitor {
 public:
  virtual Status section(std::string_view name, unsigned line) = 0;
  virtual Status entry(const IniEntry& entry) = 0;

 protected:
  ~IniVisitor() = default;
};

// `path` is for messages only; when it is empty they name no place at all. Errc::config: what a line
// was refused for, "PATH:LINE: ...", or the visitor's own error. Lines before a refused one may have been told already.
Status read_ini(std::string_view text, std::string_view path, IniVisitor& visitor);

// "PATH:LINE", for errors that are only found once all is read. Line 0 stands for the whole file:
// "PATH".
std::string ini_place(std::string_view path, unsigned line);
// `error` at that place, as read_ini puts it.
Error at_ini_place(std::string_view path, unsigned line, Error error);

// An error when the key already stood in its section: "ttl stands twice in [a], first in line 3;
// keep one".
Status refuse_repeated_key(const IniEntry& entry);

}  // namespace wan53
