// SPDX-License-Identifier: MIT
#include "aws/ini.h"

#include <ini.h>

#include <cstdlib>
#include <utility>
#include <vector>

#include "base/compose.h"
#include "base/secret.h"
#include "base/text.h"

// inih takes its dialect from macros. They must match those that inih was compiled with.
static_assert(INI_HANDLER_LINENO == 1 && INI_CALL_HANDLER_ON_NEW_SECTION == 1);
static_assert(INI_ALLOW_INLINE_COMMENTS == 0 && INI_ALLOW_MULTILINE == 0 && INI_ALLOW_BOM == 0);
static_assert(INI_STOP_ON_FIRST_ERROR == 1 && INI_ALLOW_NO_VALUE == 0);
// One line buffer of a known size, so that freeing it can wipe it. It also holds "\r\n" and a NUL.
static_assert(INI_USE_STACK == 0 && INI_ALLOW_REALLOC == 0 && INI_CUSTOM_ALLOCATOR == 1);
static_assert(INI_INITIAL_ALLOC > wan53::kMaxIniLineBytes + 3);

// inih declares these functions only where it calls them.
extern "C" {
void* ini_malloc(std::size_t size);
void ini_free(void* memory);
void* ini_malloc(std::size_t size) { return std::malloc(size); }
void ini_free(void* memory) {
  if (memory != nullptr) wan53::wipe(memory, INI_INITIAL_ALLOC);
  std::free(memory);
}
}

namespace wan53 {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

struct SeenName {
  std::string name;
  unsigned line;
};

unsigned first_line_of(const std::vector<SeenName>& seen, std::string_view name) {
  for (const auto& entry : seen) {
    if (entry.name == name) return entry.line;
  }
  return 0;
}

const char* fault_in_section(std::string_view line) {
  const std::size_t end = line.find(']');
  if (end == line.npos) return "'[' without ']'; write a section as [name]";
  if (end + 1 != line.size()) return "text after ']'; put it on a line of its own";
  const std::string_view name = trim(line.substr(1, end - 1));
  if (name.empty()) return "a section without a name; write it as [name]";
  if (name.size() > kMaxIniSectionBytes) return "a section name may have at most 319 bytes";
  return nullptr;
}

const char* fault_in_entry(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == line.npos) return "no '=' in this line; write it as `key = value`";
  const std::string_view key = trim(line.substr(0, equals));
  if (key.empty()) return "no key before '='; write the line as `key = value`";
  bool plain = key.size() <= kMaxIniKeyBytes;
  for (const char c : key) plain = plain && (is_alnum(c) || c == '-' || c == '_' || c == '.');
  if (!plain) {
    return "the text before '=' is not a key; expected `key = value` with a key of up to 64 "
           "letters, digits, '-', '_' and '.'";
  }
  return nullptr;
}

// What is wrong with one line, or null. inih itself would ignore or truncate most of these.
const char* fault_in(std::string_view line, bool in_section) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > kMaxIniLineBytes) return "the line is too long; at most 8000 bytes fit";
  for (const char c : line) {
    if (c == '\0') return "a NUL byte; save the file as plain text (UTF-8)";
    if (is_control(c) && c != '\t') return "a control character; remove it";
  }
  line = trim(line);
  if (line.empty() || line.front() == '#' || line.front() == ';') return nullptr;
  if (line.front() == '[') return fault_in_section(line);
  if (const char* fault = fault_in_entry(line)) return fault;
  return in_section ? nullptr : "a key before the first section; put [section] above it";
}

Status check_lines(std::string_view text, std::string_view path) {
  bool in_section = false;
  for (unsigned line = 1; !text.empty(); ++line) {
    const std::string_view content = take_until(text, '\n');
    if (const char* fault = fault_in(content, in_section)) {
      return fail(at_ini_place(path, line, {Errc::config, fault}));
    }
    in_section = in_section || trim(content).starts_with('[');
  }
  return {};
}

// Passes what inih, a C library, reads to the visitor.
class Reading {
 public:
  Reading(std::string_view path, IniVisitor& visitor) : path_(path), visitor_(visitor) {}

  static int on_line(void* self, const char* section, const char* name, const char* value,
                     int line) {
    auto& reading = *static_cast<Reading*>(self);
    const auto number = static_cast<unsigned>(line);
    Status told = name == nullptr ? reading.section(trim(section), number)
                                  : reading.entry(lower(std::string_view(name)), value, number);
    if (told) return 1;
    reading.status_ = fail(at_ini_place(reading.path_, number, std::move(told).error()));
    return 0;
  }

  Status finish(int parsed) {
    if (!status_) return std::move(status_);
    if (parsed == 0) return {};
    if (parsed < 0) return fail(at_ini_place(path_, 0, {Errc::retry, "out of memory"}));
    return fail(at_ini_place(path_, static_cast<unsigned>(parsed),
                             {Errc::config, "expected [section] or `key = value`"}));
  }

 private:
  Status section(std::string_view name, unsigned line) {
    if (const unsigned first = first_line_of(sections_, name); first != 0) {
      return fail(Errc::config, "[{}] appears twice, first on line {}; merge the two sections",
                  printable(name), first);
    }
    sections_.push_back({std::string(name), line});
    keys_.clear();
    return visitor_.section(name, line);
  }

  Status entry(const std::string& key, std::string_view value, unsigned line) {
    const unsigned first = first_line_of(keys_, key);
    if (first == 0) keys_.push_back({key, line});
    return visitor_.entry({sections_.back().name, key, value, line, first});
  }

  std::string_view path_;
  IniVisitor& visitor_;
  std::vector<SeenName> sections_;
  std::vector<SeenName> keys_;  // of the current section
  Status status_;
};

}  // namespace

Status read_ini(std::string_view text, std::string_view path, IniVisitor& visitor) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  TRY(check_lines(text, path));
  Reading reading(path, visitor);
  return reading.finish(
      ini_parse_string_length(text.data(), text.size(), Reading::on_line, &reading));
}

std::string ini_place(std::string_view path, unsigned line) {
  return line == 0 ? std::string(path) : compose("{}:{}", path, line);
}

Error at_ini_place(std::string_view path, unsigned line, Error error) {
  return path.empty() ? error : std::move(error).context(ini_place(path, line));
}

Status refuse_repeated_key(const IniEntry& entry) {
  if (entry.first_line == 0) return {};
  return fail(Errc::config, "{} appears twice in [{}], first on line {}; keep one", entry.key,
              printable(entry.section), entry.first_line);
}

}  // namespace wan53
