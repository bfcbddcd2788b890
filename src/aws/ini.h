// SPDX-License-Identifier: MIT
// The INI dialect of AWS's shared files and of wan53.conf, read strictly, with inih.
//
// A line is blank, a comment (its first character is '#' or ';'), "[section]" or "key = value".
// Blanks around each part are ignored; CR LF line ends and a UTF-8 byte order mark at the start are
// accepted. There are no inline comments and no continuation lines: an indented line is an ordinary
// line. These are errors, which name the line: a NUL or another control character except tab, a
// line longer than kMaxIniLineBytes, text after ']', a section without a name, a repeated section
// or one whose name is longer than kMaxIniSectionBytes, a key before the first section, a line
// without '=', an empty key, and a key that is not 1 to kMaxIniKeyBytes letters, digits, '-', '_'
// and '.'.
//
// A line may hold a secret, so messages never repeat a value or a refused line or key, and the line
// buffers are wiped. Section names are not secret.
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
  unsigned first_line = 0;  // of an earlier entry with this key in this section; 0: none
};

// Receives the content of the file in order. If a function returns an error, read_ini stops and
// returns it, with "PATH:LINE: " before its text.
class IniVisitor {
 public:
  virtual Status section(std::string_view name, unsigned line) = 0;
  virtual Status entry(const IniEntry& entry) = 0;

 protected:
  ~IniVisitor() = default;
};

// `path` is for messages only; if it is empty, they name neither path nor line. Errors:
// Errc::config with "PATH:LINE: ..." for a malformed line, or the visitor's own. The visitor may
// have received lines before the malformed one.
Status read_ini(std::string_view text, std::string_view path, IniVisitor& visitor);

// "PATH:LINE", for errors that are found only after the whole file is read. Line 0 stands for the
// file as a whole: "PATH".
std::string ini_place(std::string_view path, unsigned line);
// Prefixes `error` with that place, as read_ini does.
Error at_ini_place(std::string_view path, unsigned line, Error error);

// An error if the section already has the key: "ttl appears twice in [a], first on line 3; keep
// one".
Status refuse_repeated_key(const IniEntry& entry);

}  // namespace wan53
