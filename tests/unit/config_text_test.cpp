// SPDX-License-Identifier: MIT
// What config_text prints is read back to the same records, and complaints about a whole section
// name its own line, once.
#include "ddns/config.h"
#include "test.h"

namespace wan53 {
namespace {

std::string summary(const Config& config) {
  std::string all;
  for (const auto& r : config.records) {
    all += r.name.text() + " " + std::string(record_type(r.family)) + " " + std::to_string(r.ttl) +
           " zone=" + r.zone_id + " id=" + r.set_identifier + " " + r.source.text() + "\n";
  }
  return all;
}

TEST(config_text_is_read_back_to_the_same_records) {
  const struct {
    const char* label;
    const char* text;
    const char* records;
  } rows[] = {
      {"both families of one section",
       "[record *.a.example]\ntype = A AAAA\nsource = interface wan0\nsource-ipv6 = static "
       "2001:db8::1\n",
       "\\052.a.example A 120 zone= id= interface wan0\n"
       "\\052.a.example AAAA 120 zone= id= static 2001:db8::1\n"},
      {"two sections that differ in TTL",
       "[record a.example]\nttl = 1\nsource = interface wan0\n"
       "[record A.example]\ntype = AAAA\nttl = 2\nsource = interface wan1\n",
       "a.example A 1 zone= id= interface wan0\na.example AAAA 2 zone= id= interface wan1\n"},
      {"two sections that differ in zone",
       "[record a.example]\nzone = Z1\nsource = interface wan0\n"
       "[record a.example.]\ntype = AAAA\nzone = Z2\nsource = interface wan1\n",
       "a.example A 120 zone=Z1 id= interface wan0\na.example AAAA 120 zone=Z2 id= interface "
       "wan1\n"},
      {"blanks in a name", "[record \\040a\\011.example]\nsource = interface wan0\n",
       "\\040a\\011.example A 120 zone= id= interface wan0\n"},
      {"weighted sets of one name",
       "[record a.example]\nsource = interface wan0\nset-identifier = a\n"
       "[record a.example.]\nsource = interface wan1\nset-identifier = b\n"
       "[record A.example]\ntype = A AAAA\nsource = interface wan2\nset-identifier = c\n"
       "[record a.EXAMPLE.]\nsource = interface wan3\nset-identifier = d\n",
       "a.example A 120 zone= id=a interface wan0\na.example A 120 zone= id=b interface wan1\n"
       "a.example A 120 zone= id=c interface wan2\na.example AAAA 120 zone= id=c interface wan2\n"
       "a.example A 120 zone= id=d interface wan3\n"},
  };
  for (const auto& row : rows) {
    const auto config = parse_config(row.text, "f.conf");
    CHECK_ROW(row.label, config);
    CHECK_TEXT_ROW(row.label, summary(*config), row.records);
    const auto again = parse_config(config_text(*config), "printed");
    CHECK_TEXT_ROW(row.label, again ? summary(*again) : again.error().what, row.records);
    CHECK_ROW(row.label, *again == *config);
  }
}

// What a config may hold, config_text may write.
TEST(config_that_could_not_be_written_back_is_refused) {
  std::string many;
  const std::string domain = compose(".{}.example", std::string(50, 'x'));
  for (int i = 0; i < 2'990; ++i) many += compose("[record h{}{}]\n", i, domain);
  CHECK(many.size() < kMaxConfigBytes);
  const auto refused = parse_config(many, "f.conf");
  CHECK(!refused && refused.error().what.starts_with("f.conf: too many records: "));
  const auto half = parse_config(many.substr(0, many.find("[record h900.")), "f.conf");
  CHECK(half && config_text(*half).size() <= kMaxConfigBytes);
  CHECK(parse_config(config_text(*half), "printed") == *half);
}

TEST(config_of_more_records_than_are_remembered_is_refused) {
  std::string text;
  for (std::size_t i = 0; i < kMaxRecords; ++i) text += compose("[record h{}.example]\n", i);
  const auto most = parse_config(text, "f.conf");
  CHECK(most && most->records.size() == kMaxRecords);
  const auto more = parse_config(text + "[record x.example]\n", "f.conf");
  CHECK_TEXT(more ? "" : more.error().what,
             "f.conf:3001: [record x.example]: more than 3000 records; use two configs");
}

TEST(config_text_of_a_gateway_is_read_back) {
  const char* const rows[] = {
      "[publish]\nvia = gateway\ngateway-url = https://a.example/x/{host}\ndaemon = no\n"
      "[record a.example]\ntype = A AAAA\nsource-ipv6 = prefix ::1\n[record b.example]\n",
      "[aws]\nprofile = p\n[publish]\nvia = gateway\ngateway-url = https://A.example:0443/\n"
      "gateway-api-arn = arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod\n"
      "check-interval = 5m\n[record *.a.example]\nsource = interface eth0\n",
      "[publish]\ngateway-url = https://a.example\nvia = gateway\nallow-private = yes\n"
      "[record a.example]\ntype = AAAA\nsource = static 2001:db8::1\n",
  };
  for (const char* row : rows) {
    const auto config = parse_config(row, "f.conf");
    CHECK_TEXT_ROW(row, config ? "" : config.error().what, "");
    const std::string text = config_text(*config);
    const auto again = parse_config(text, "printed");
    CHECK_TEXT_ROW(row, again ? "" : again.error().what, "");
    CHECK_ROW(row, *again == *config);
    CHECK_TEXT_ROW(row, config_text(*again), text);
  }
}

// More weighted sets than the name has letters, each in a section spelled by hand.
TEST(config_text_finds_a_spelling_for_each_of_many_sections) {
  std::string text;
  for (int i = 0; i < 64; ++i) {
    std::string name = "host.example";
    for (int bit = 0; bit < 6; ++bit) {
      if ((i >> bit & 1) != 0) name.replace(name.find("hstxmp"[bit]), 1, {"HSTXMP"[bit]});
    }
    text += "[record " + name +
            "]\nsource = interface eth0\nset-identifier = " + std::to_string(i) + "\n";
  }
  const auto config = parse_config(text, "f.conf");
  CHECK_TEXT(config ? "" : config.error().what, "");
  CHECK(config->records.size() == 64);
  const auto again = parse_config(config_text(*config), "printed");
  CHECK_TEXT(again ? summary(*again) : again.error().what, summary(*config));
}

TEST(config_without_host_in_its_gateway_url_has_one_name) {
  const std::string start = "[publish]\nvia = gateway\ngateway-url = https://api.example.com/ddns";
  const std::string wrong =
      "f.conf:5: [record b.example]: a second name after a.example, but a gateway-url without "
      "{host} updates only one; expected a gateway-url that ends in /{host}, with a stack of this "
      "machine's own (wan53-router.yaml)";
  const struct {
    const char* label;
    std::string text;
    std::string error;
  } rows[] = {
      {"two names", start + "\n[record a.example]\n[record b.example]\n", wrong},
      {"by host", start + "/{host}\n[record a.example]\n[record b.example]\n", ""},
      {"two types of one name",
       start + "\n[record a.example]\ntype = A\n[record A.example.]\ntype = AAAA\n", ""},
      {"a wildcard beside its parent", start + "\n[record a.example]\n[record *.a.example]\n",
       "f.conf:5: [record *.a.example]: a second name after a.example, but a gateway-url without "
       "{host} updates only one; expected a gateway-url that ends in /{host}, with a stack of this "
       "machine's own (wan53-router.yaml)"},
  };
  for (const auto& row : rows) {
    const auto config = parse_config(row.text, "f.conf");
    CHECK_TEXT_ROW(row.label, config ? "" : config.error().what, row.error);
  }
}

TEST(config_names_the_line_of_a_whole_section_once) {
  const struct {
    const char* label;
    const char* text;
    const char* error;
  } rows[] = {
      {"last section", "[record a.example]\ntype = A\nsource-ipv6 = wan\n",
       "f.conf:1: [record a.example]: source-ipv6 without type AAAA; add AAAA to type, or remove "
       "source-ipv6"},
      {"section in the middle",
       "\n[record a.example]\nsource = prefix ::1\n[publish]\nnotify = never\n",
       "f.conf:2: [record a.example]: prefix ::1 gives no IPv4 address for type A; set source"},
      {"asterisk in a longer label", "[record *us.example.com]\nsource = interface eth0\n",
       "f.conf:1: [record]: *us.example.com; expected a wildcard such as *.example.com"},
      {"the same in its other spelling", "[record \\052us.example.com]\nsource = interface eth0\n",
       "f.conf:1: [record]: \\052us.example.com; expected a wildcard such as *.example.com"},
  };
  for (const auto& row : rows) {
    const auto config = parse_config(row.text, "f.conf");
    CHECK_ROW(row.label, !config);
    CHECK_TEXT_ROW(row.label, config.error().what, row.error);
  }
}

}  // namespace
}  // namespace wan53
