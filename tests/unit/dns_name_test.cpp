// SPDX-License-Identifier: MIT
#include "aws/dns_name.h"

#include "test.h"

namespace wan53 {
namespace {

std::string stored(std::string_view text) {
  const Result<DnsName> name = DnsName::parse(test::Exact(text).view());
  if (name) return name->text();
  return name.error().code == Errc::bad_input ? "error: " + name.error().what : "wrong code";
}

DnsName name_of(std::string_view text) {
  Result<DnsName> name = DnsName::parse(text);
  return name ? *std::move(name) : DnsName();
}

TEST(dns_name_is_stored_as_route_53_stores_it) {
  const struct {
    const char* text;
    const char* stored;
    const char* display;
  } rows[] = {
      {"home.example.com", "home.example.com", "home.example.com"},
      {"HoMe.Example.COM.", "home.example.com", "home.example.com"},
      {"*.example.com", "\\052.example.com", "*.example.com"},
      {"\\052.Example.com.", "\\052.example.com", "*.example.com"},
      {"_acme-challenge.a-1.example", "_acme-challenge.a-1.example", "_acme-challenge.a-1.example"},
      {"a@b/c.example", "a\\100b\\057c.example", "a@b/c.example"},
      {"\\101.example", "a.example", "a.example"},
      {"\\377.example", "\\377.example", "\\377.example"},
      {"a\\040b.example", "a\\040b.example", "a\\040b.example"},
      {"a\\056b.example", "a\\056b.example", "a\\056b.example"},
      {"a\\134b.example", "a\\134b.example", "a\\134b.example"},
      {"com", "com", "com"},
      {".", "", "."},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.text, stored(row.text), row.stored);
    CHECK_TEXT_ROW(row.text, name_of(row.text).display(), row.display);
    CHECK_ROW(row.text, name_of(name_of(row.text).display()) == name_of(row.text));
    CHECK_TEXT_ROW(row.text, name_of(row.text).fully_qualified(), std::string(row.stored) + ".");
  }
}

TEST(dns_name_refuses_what_is_none_and_says_why) {
  const struct {
    const char* text;
    const char* says;
  } rows[] = {
      {"", "the DNS name is empty; expected one such as home.example.com"},
      {"..", ".. is not a DNS name: an empty label; put one dot between labels"},
      {".example.com", "an empty label"},
      {"a..b", "an empty label"},
      {"example.com..", "an empty label"},
      {"a b.example", "a blank or control character; remove it"},
      {"a.example ", "a blank or control character"},
      {"a\tb", "a\\x09b is not a DNS name: a blank or control character"},
      {"a\x7f", "a blank or control character"},
      {"m\xc3\xbcnchen.example", "write the name in Punycode (xn--...)"},
      {"\\", "expected three octal digits up to 377 after '\\', such as \\052 for '*'"},
      {"\\05", "expected three octal digits"},
      {"\\.a", "expected three octal digits"},
      {"\\0528", "no error"},
      {"\\058", "expected three octal digits"},
      {"\\400", "expected three octal digits"},
      {"\\x2a.example", "expected three octal digits"},
  };
  for (const auto& row : rows) {
    const std::string said = stored(row.text);
    if (std::string_view(row.says) == "no error") {
      CHECK_TEXT_ROW(row.text, said, "\\0528");
    } else {
      CHECK_ROW(row.text, said.starts_with("error: ") && said.find(row.says) != said.npos);
    }
  }
}

TEST(dns_name_counts_decoded_octets) {
  const std::string label(63, 'a');
  CHECK_TEXT(stored(label), label);
  CHECK(stored(label + "a").find("a label of 64 octets") != std::string::npos);
  std::string escaped;
  for (int i = 0; i < 63; ++i) escaped += "\\052";
  CHECK_TEXT(stored(escaped), escaped);
  CHECK(stored(escaped + "*").find("a label of 64 octets") != std::string::npos);
  // 3 * 64 + 62 + 1 = 255 octets.
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  CHECK_TEXT(stored(longest + "."), longest);
  CHECK(stored(longest + "b").find("256 octets with the length octets") != std::string::npos);
}

TEST(dns_name_knows_wildcards_parents_and_zones) {
  CHECK(name_of("*.example.com").is_wildcard());
  CHECK(name_of("*").is_wildcard());
  CHECK(!name_of("*a.example.com").is_wildcard());
  CHECK(!name_of("a.*.example.com").is_wildcard());
  CHECK(!name_of("a*.example.com").is_wildcard());

  CHECK_TEXT(name_of("a.b.c").parent().text(), "b.c");
  CHECK_TEXT(name_of("a\\056b.c").parent().text(), "c");
  CHECK(name_of("c").parent().is_root());
  CHECK(DnsName().parent().is_root());

  const struct {
    const char* name;
    const char* zone;
    bool within;
  } rows[] = {
      {"example.com", "example.com", true},
      {"a.b.example.com", "EXAMPLE.com.", true},
      {"example.com", ".", true},
      {".", ".", true},
      {"notexample.com", "example.com", false},
      {"com", "example.com", false},
      {"example.com.org", "example.com", false},
      {"*.example.com", "example.com", true},
      {"x\\056example.com", "example.com", false},
      {".", "com", false},
  };
  for (const auto& row : rows) {
    CHECK_ROW(row.name, name_of(row.name).is_within(name_of(row.zone)) == row.within);
  }
}

// A peer compares raw names and so updates a wildcard on every run for ever.
TEST(dns_name_wildcard_compares_equal_to_its_octal_form) {
  CHECK(name_of("*.home.example.com") == name_of("\\052.home.example.com."));
}

// A peer compares upper-case config names with the lower-case names of the service.
TEST(dns_name_names_compare_without_case_and_final_dot) {
  CHECK(name_of("Home.Example.COM") == name_of("home.example.com."));
  CHECK(!(name_of("home.example.com") == name_of("home2.example.com")));
}

}  // namespace
}  // namespace wan53
