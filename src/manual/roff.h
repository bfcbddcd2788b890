// SPDX-License-Identifier: MIT
// Writes a manual page in mdoc, which both mandoc and groff show.
//
// Plain text goes in as one paragraph or several with an empty line between them; what stands
// between `backquotes` is set apart as code. Outside text cannot become a request or an escape.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace wan53::manual {

class Roff {
 public:
  // "WAN53", "8", "wan53", "keep ...": the head, and the section NAME.
  Roff(std::string_view title, std::string_view number, UtcTime date, std::string_view version,
       std::string_view name, std::string_view purpose);

  void section(std::string_view name);
  void subsection(std::string_view name);
  void text(std::string_view paragraphs);
  // A list of terms, each with the text that follows it. Lists may be nested.
  void begin_list(bool compact = false);
  void term(std::string_view plain);
  void end_list();
  // As it is, line by line.
  void literal(std::string_view lines);
  // A line of mdoc.
  void macro(std::string_view line);

  const std::string& page() const { return page_; }

 private:
  std::string page_;
  bool needs_break_ = false;  // the next paragraph follows another
};

// For one line: no escape, no request, hyphens that can be copied.
std::string escaped(std::string_view text);
// The same, with one blank between words that are never hyphenated; a long one, such as an ARN, may
// go on in the next line behind a dot, colon or slash.
std::string unbroken(std::string_view text);

}  // namespace wan53::manual
