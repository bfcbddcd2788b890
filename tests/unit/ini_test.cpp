// SPDX-License-Identifier: MIT
#include "aws/ini.h"

#include "base/compose.h"
#include "test.h"

namespace wan53 {
namespace {

// Writes down what it is told: "2[name]" and "3 key=value", with "(1)" behind a repeated key.
class Notes final : public IniVisitor {
 public:
  std::string text;
  bool refuse_repeats = false;

  Status section(std::string_view name, unsigned line) override {
    text += compose("{}[{}] ", line, name);
    return {};
  }
  Status entry(const IniEntry& e) override {
    if (refuse_repeats) TRY(refuse_repeated_key(e));
    text += compose("{} {}.{}={}", e.line, e.section, e.key, e.value);
    if (e.first_line != 0) text += compose("({})", e.first_line);
    text += " ";
    return {};
  }
};

std::string read(std::string_view text, bool refuse_repeats = false) {
  Notes notes;
  notes.refuse_repeats = refuse_repeats;
  const Status status = read_ini(test::Exact(text).view(), "f.conf", notes);
  if (status) return notes.text;
  return status.error().code == Errc::config ? status.error().what : "wrong code";
}

TEST(ini_tells_sections_and_entries_in_order) {
  const struct {
    const char* label;
    std::string_view text;
    const char* expected;
  } rows[] = {
      {"empty", "", ""},
      {"blank and comments", "\n  \n# a = b\n ; [x]\n", ""},
      {"plain", "[a]\nk = v\n[b]\nk=v", "1[a] 2 a.k=v 3[b] 4 b.k=v "},
      {"blanks around", " [ a b ] \n\t k \t=  v w \t\n", "1[a b] 2 a b.k=v w "},
      {"CR LF", "[a]\r\nk = v\r\n", "1[a] 2 a.k=v "},
      {"byte order mark", "\xef\xbb\xbf[a]\nk=v", "1[a] 2 a.k=v "},
      {"key in capitals", "[a]\nKey_1.x-Y=V", "1[a] 2 a.key_1.x-y=V "},
      {"empty value", "[a]\nk =", "1[a] 2 a.k= "},
      {"no inline comments", "[a]\nk = v ; w # x", "1[a] 2 a.k=v ; w # x "},
      {"value with = : and [", "[a]\nk = a=b:c[d]", "1[a] 2 a.k=a=b:c[d] "},
      {"no continuation", "[a]\nk = v\n  l = w\n", "1[a] 2 a.k=v 3 a.l=w "},
      {"repeated key", "[a]\nk=1\nK=2\n[b]\nk=3", "1[a] 2 a.k=1 3 a.k=2(2) 4[b] 5 b.k=3 "},
      {"bytes above 127", "[a]\nk = \xc3\xa4", "1[a] 2 a.k=\xc3\xa4 "},
      {"last line is a comment without end", "[a]\n#", "1[a] "},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.label, read(row.text), row.expected);
}

TEST(ini_names_file_and_line_of_what_it_refuses) {
  using std::string_view_literals::operator""sv;
  const struct {
    const char* label;
    std::string_view text;
    const char* place;
    const char* says;
  } rows[] = {
      {"NUL in a value", "[a]\nk = v\0w\n"sv,
       "f.conf:2: ", "a NUL byte; save the file as plain text"},
      {"NUL in a comment", "#\0\n"sv, "f.conf:1: ", "a NUL byte"},
      {"NUL at the end", "[a]\nk=v\n\0"sv, "f.conf:3: ", "a NUL byte"},
      {"escape character", "[a]\nk = \x1b[2J", "f.conf:2: ", "a control character"},
      {"old Mac line ends", "[a]\rk=v\r", "f.conf:1: ", "a control character"},
      {"text behind ]", "[a]\n[b] # note\n", "f.conf:2: ", "text after ']'"},
      {"two ]", "[a]]", "f.conf:1: ", "text after ']'"},
      {"no ]", "[a\nk=v", "f.conf:1: ", "'[' without ']'"},
      {"no name", "[]", "f.conf:1: ", "a section without a name"},
      {"blank name", "[  ]", "f.conf:1: ", "a section without a name"},
      {"section twice", "[a]\n[b]\n[ a ]",
       "f.conf:3: ", "[a] appears twice, first on line 1; merge"},
      {"key before a section", "\nk = v\n[a]", "f.conf:2: ", "a key before the first section"},
      {"no =", "[a]\nword", "f.conf:2: ", "no '=' in this line"},
      {"colon for =", "[a]\nk: v", "f.conf:2: ", "no '=' in this line"},
      {"no key", "[a]\n = v", "f.conf:2: ", "no key before '='"},
      {"blank in the key", "[a]\nk l = v", "f.conf:2: ", "expected `key = value` with a key"},
      {"colon in the key", "[a]\nhttps://x/?a=b", "f.conf:2: ", "the text before '=' is not a key"},
      {"second byte order mark", "\xef\xbb\xbf\xef\xbb\xbf[a]",
       "f.conf:1: ", "no '=' in this line"},
  };
  for (const auto& row : rows) {
    const std::string said = read(row.text);
    CHECK_ROW(row.label, said.starts_with(row.place));
    CHECK_ROW(row.label, said.find(row.says) != said.npos);
  }
}

TEST(ini_never_repeats_what_may_be_a_secret) {
  for (const char* text :
       {"[a]\nSECRETSECRET", "[a]\naws_secret_access_key SECRET/K7MDENG==",
        "[a]\naws_session_token: SECRET=", "[a] SECRET", "[a]\nk = SECRET\x01", "k = SECRET"}) {
    const std::string said = read(text);
    CHECK_ROW(text, said.starts_with("f.conf:"));
    CHECK_ROW(text, said.find("SECRET") == said.npos);
  }
}

TEST(ini_holds_its_limits_exactly) {
  const std::string section(kMaxIniSectionBytes, 's');
  CHECK_TEXT(read("[" + section + "]"), "1[" + section + "] ");
  CHECK(read("[" + section + "s]").starts_with("f.conf:1: a section name may have at most 319"));
  const std::string key(kMaxIniKeyBytes, 'k');
  CHECK_TEXT(read("[a]\n" + key + "=v"), "1[a] 2 a." + key + "=v ");
  CHECK(read("[a]\nk" + key + "=v").starts_with("f.conf:2: the text before '=' is not a key"));
  const std::string value(kMaxIniLineBytes - 2, 'v');
  CHECK_TEXT(read("[a]\nk=" + value + "\r\nl=w\n"), "1[a] 2 a.k=" + value + " 3 a.l=w ");
  CHECK(read("[a]\nk=v" + value + "\n").starts_with("f.conf:2: the line is too long"));
}

TEST(ini_has_room_for_the_longest_host) {
  const std::string label(63, 'a');
  const std::string host = label + "." + label + "." + label + "." + std::string(61, 'b');
  CHECK(host.size() == 253);
  CHECK_TEXT(read("[record " + host + "]"), "1[record " + host + "] ");
}

TEST(ini_refuses_a_repeated_key_when_asked) {
  CHECK_TEXT(read("[a]\nttl=1\n\nTTL=2", true),
             "f.conf:4: ttl appears twice in [a], first on line 2; keep one");
}

}  // namespace
}  // namespace wan53
