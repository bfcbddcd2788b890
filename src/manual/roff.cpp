// SPDX-License-Identifier: MIT
#include "manual/roff.h"

#include "base/compose.h"
#include "base/text.h"
#include "base/utc.h"

namespace wan53::manual {
namespace {

constexpr std::size_t kLine = 76;  // mandoc complains from 80

constexpr std::size_t kLongWord = 40;  // a list in a list leaves little more than this

// Where a long word may go on in the next line, without a hyphen.
constexpr std::string_view kBreak = "\\:";

// In front of a word: it is not hyphenated, as the hyphen would be copied with a path or an ARN.
constexpr std::string_view kWhole = "\\%";

constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

// "November 28, 2026", as mdoc wants it.
std::string date_text(UtcTime time) {
  const std::string date = rfc3339(time);
  const std::string_view view = date;
  const auto month = parse_unsigned(view.substr(5, 2), 12);
  const auto day = parse_unsigned(view.substr(8, 2), 31);
  return compose("{} {}, {}", kMonths[*month - 1], *day, view.substr(0, 4));
}

bool ends_sentence(std::string_view word) {
  return (word.ends_with('.') && !word.ends_with("..")) || word.ends_with(".)") ||
         word.ends_with('?');
}

// The words of one paragraph, with each sentence on lines of its own, as mdoc wants it.
std::string paragraph_text(std::string_view paragraph) {
  std::string text;
  std::string line;
  bool code = false;
  const auto finish = [&] {
    if (!line.empty()) text += line + "\n";
    line.clear();
  };
  for (const auto word : words(paragraph)) {
    std::string set(code ? kWhole : "");
    for (const char c : word) {
      if (c == '`') {
        code = !code;
        set += code ? compose("\\fB{}", kWhole) : "\\fP";
      } else {
        set += c == '-' && !code ? std::string(1, c) : escaped({&c, 1});
      }
    }
    if (line.size() + set.size() > kLine) finish();
    // A request would begin with one of these.
    if (line.empty() && (set.front() == '.' || set.front() == '\'')) set.insert(0, "\\&");
    line += compose("{}{}", line.empty() ? "" : " ", set);
    if (ends_sentence(word)) finish();
  }
  finish();
  return text;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  if (text.size() > 1 && (text.front() == '.' || text.front() == '\'')) safe = "\\&";
  for (const char c : text) {
    if (c == '\\') {
      safe += "\\e";
    } else if (c == '-') {
      safe += "\\-";
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string unbroken(std::string_view text) {
  std::string line;
  for (const auto word : words(text)) {
    line += compose("{}{}", line.empty() ? "" : " ", kWhole);
    if (word.size() <= kLongWord) {
      line += escaped(word);
      continue;
    }
    for (const char c : word) {
      line += escaped({&c, 1});
      if (c == '.' || c == ':' || c == '/') line += compose("{}{}", kBreak, kWhole);
    }
  }
  return line;
}

Roff::Roff(std::string_view title, std::string_view number, UtcTime date, std::string_view version,
           std::string_view name, std::string_view purpose) {
  macro(compose(".Dd {}", date_text(date)));
  macro(compose(".Dt {} {}", title, number));
  macro(compose(".Os wan53 {}", version));
  section("NAME");
  macro(compose(".Nm {}", name));
  macro(compose(".Nd {}", purpose));
}

void Roff::section(std::string_view name) { macro(compose(".Sh {}", name)); }
void Roff::subsection(std::string_view name) { macro(compose(".Ss {}\\&", escaped(name))); }

void Roff::text(std::string_view paragraphs) {
  while (!paragraphs.empty()) {
    const std::size_t end = paragraphs.find("\n\n");
    if (needs_break_) macro(".Pp");
    page_ += paragraph_text(paragraphs.substr(0, end));
    needs_break_ = true;
    paragraphs.remove_prefix(end == paragraphs.npos ? paragraphs.size() : end + 2);
  }
}

void Roff::begin_list(bool compact) {
  macro(compact ? ".Bl -tag -width example -compact" : ".Bl -tag -width indent");
}
void Roff::term(std::string_view plain) { macro(compose(".It {}", escaped(plain))); }
void Roff::end_list() {
  macro(".El");
  needs_break_ = true;
}

void Roff::literal(std::string_view lines) {
  macro(".Bd -literal -offset indent");
  while (!lines.empty()) page_ += escaped(take_until(lines, '\n')) + "\n";
  macro(".Ed");
  needs_break_ = true;
}

void Roff::macro(std::string_view line) {
  page_ += compose("{}\n", line);
  needs_break_ = false;
}

}  // namespace wan53::manual
