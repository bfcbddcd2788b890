// SPDX-License-Identifier: MIT
#include "ddns/state.h"

#include "base/compose.h"
#include "base/text.h"
#include "ddns/recent.h"
#include "ddns/stored_json.h"
#include "test.h"

namespace wan53 {
namespace {

RecordKey key(std::string_view name, Family family, std::string_view set_identifier = "") {
  auto parsed = DnsName::parse(name);
  return {parsed ? *std::move(parsed) : DnsName(), family, std::string(set_identifier)};
}

State some_state() {
  State state;
  state.records = {
      {key("home.example.com", Family::ipv4), "Z1", *AddressSet::parse("203.0.113.7"), 120,
       utc_time(2'000'000'000)},
      {key("*.example.com", Family::ipv6, "a \"b\""), "Z2", *AddressSet::parse("2001:db8::1"),
       604'800, utc_time(4'102'444'800)},
      {key("new.example.com", Family::ipv4), "", {}, 0, {}},
  };
  return state;
}

TEST(state_file_has_this_form) {
  CHECK_TEXT(state_text(some_state()),
             R"({"version":1,"records":[)"
             R"({"name":"home.example.com","type":"A","set_identifier":"","zone":"Z1",)"
             R"("value":"203.0.113.7","ttl":120,"since":2000000000},)"
             R"({"name":"\\052.example.com","type":"AAAA","set_identifier":"a \"b\"","zone":"Z2",)"
             R"("value":"2001:db8::1","ttl":604800,"since":4102444800},)"
             R"({"name":"new.example.com","type":"A","set_identifier":"","zone":"",)"
             R"("value":"","ttl":0,"since":0}]})"
             "\n");
  CHECK_TEXT(state_text({}), "{\"version\":1,\"records\":[]}\n");
}

TEST(state_is_read_back_as_it_was_written) {
  const State state = parse_state(test::Exact(state_text(some_state())).view());
  CHECK(state.records.size() == 3);
  const PublishedState* home = state.find(key("HOME.example.com.", Family::ipv4));
  CHECK(home != nullptr && home->ttl == 120 && home->since == utc_time(2'000'000'000));
  CHECK_TEXT(home->zone_id, "Z1");
  CHECK_TEXT(home->addresses.text(), "203.0.113.7");
  CHECK(state.find(key("home.example.com", Family::ipv6)) == nullptr);
  CHECK(state.find(key("*.example.com", Family::ipv6)) == nullptr);
  CHECK(state.find(key("*.example.com", Family::ipv6, "a \"b\"")) != nullptr);
  CHECK_TEXT(state_text(state), state_text(some_state()));
}

bool is_empty(const State& state) { return state.records.empty(); }
bool is_empty(const Recent& recent) { return recent_text(recent) == recent_text({}); }

// What a power cut may leave of a file that is not replaced as a whole.
TEST(state_cut_anywhere_is_empty) {
  const std::string state = state_text(some_state());
  for (std::size_t size = 0; size + 1 < state.size(); ++size) {
    CHECK_ROW(to_text(static_cast<std::int64_t>(size)),
              is_empty(parse_state(test::Exact(state.substr(0, size)).view())));
  }
}

TEST(state_with_any_byte_changed_is_survived) {
  const std::string good = state_text(some_state());
  for (const char byte : {'\0', '"', '\\', '{', '9', '\xff'}) {
    for (std::size_t at = 0; at < good.size(); ++at) {
      std::string text = good;
      text[at] = byte;
      CHECK_ROW(text, parse_state(test::Exact(text).view()).records.size() <= 3);
    }
  }
}

TEST(state_that_is_damaged_or_foreign_is_empty) {
  using std::string_view_literals::operator""sv;
  const std::string deep = std::string(60'000, '[') + std::string(60'000, ']');
  const std::string deep_object = [] {
    std::string text = R"({"version":1,"records":)";
    for (int i = 0; i < 20'000; ++i) text += R"({"a":)";
    return text;
  }();
  const struct {
    const char* label;
    std::string_view text;
  } rows[] = {
      {"nothing", ""},
      {"blanks", " \n"},
      {"NUL", "\0"sv},
      {"zeros, as a file system may leave after a power cut", "\0\0\0\0\0\0\0\0"sv},
      {"a number", "1"},
      {"null", "null"},
      {"an array", R"([{"version":1,"records":[]}])"},
      {"no version", R"({"records":[{"name":"a.example","type":"A"}]})"},
      {"newer version", R"({"version":9,"records":[{"name":"a.example","type":"A"}]})"},
      {"version as a text", R"({"version":"1","records":[{"name":"a.example","type":"A"}]})"},
      {"fractional version", R"({"version":1.5,"records":[{"name":"a.example","type":"A"}]})"},
      {"text behind", R"({"version":1,"records":[{"name":"a.example","type":"A"}]} x)"},
      {"two files in one", R"({"version":1}{"version":1})"},
      {"records is an object", R"({"version":1,"records":{"name":"a.example","type":"A"}})"},
      {"records is null", R"({"version":1,"records":null})"},
      {"records of other types", R"({"version":1,"records":[1,"a",null,[],true]})"},
      {"record without a type", R"({"version":1,"records":[{"name":"a.example"}]})"},
      {"record of another type", R"({"version":1,"records":[{"name":"a.example","type":"TXT"}]})"},
      {"type is a number", R"({"version":1,"records":[{"name":"a.example","type":1}]})"},
      {"record without a name", R"({"version":1,"records":[{"type":"A"}]})"},
      {"name of the root", R"({"version":1,"records":[{"name":".","type":"A"}]})"},
      {"name that is none", R"({"version":1,"records":[{"name":"a..b","type":"A"}]})"},
      {"names of keys in capitals", R"({"VERSION":1,"RECORDS":[{"name":"a.example","type":"A"}]})"},
      {"deep nesting", deep},
      {"deep nesting, cut", deep_object},
  };
  for (const auto& row : rows) {
    const test::Exact text(row.text);
    CHECK_ROW(row.label, is_empty(parse_state(text.view())));
    CHECK_ROW(row.label, is_empty(parse_recent(text.view())));
  }
}

// The one record of a state with these members after name and type, as state_text prints it.
std::string record_with(std::string_view members) {
  const State state =
      parse_state(test::Exact(compose("{}{}{}}}]}}", R"({"version":1,"records":[)",
                                      R"({"name":"a.example","type":"A",)", members))
                      .view());
  if (state.records.size() != 1) return "not one record";
  const PublishedState& record = state.records[0];
  return compose("{}|{}|{}|{}|{}", record.key.set_identifier, record.zone_id,
                 record.addresses.text(), record.ttl, since_1970(record.since.value_or(UtcTime())));
}

TEST(state_members_that_cannot_be_are_missing) {
  const struct {
    const char* members;
    const char* expected;
  } rows[] = {
      {R"("zone":"Z1","value":"192.0.2.1","ttl":60,"since":5)", "|Z1|192.0.2.1|60|5"},
      {R"("other":[{}])", "|||0|0"},
      {R"("zone":"../../x","value":"192.0.2.1\n")", "|||0|0"},
      {R"("zone":"/hostedzone/Z1")", "|Z1||0|0"},
      {R"("zone":1,"value":2,"ttl":"60","since":"5")", "|||0|0"},
      {R"("ttl":-1,"since":-1)", "|||0|0"},
      {R"("ttl":2147483647,"since":253402300799)", "|||2147483647|253402300799"},
      {R"("ttl":2147483648,"since":253402300800)", "|||0|0"},
      {R"("ttl":1e400,"since":-1e400)", "|||0|0"},
      {R"("ttl":1e999999999,"since":99999999999999999999999999)", "|||0|0"},
      {R"("ttl":1.5,"since":0.1)", "|||0|0"},
      {R"("zone":"Z1","zone":"Z2","ttl":1,"ttl":2)", "|Z1||1|0"},
      {R"("value":"2001:DB8::0001")", "||2001:db8::1|0|0"},
      {R"("set_identifier":"\u001b[2J\u00e4\u0000x")", "\\x1b[2J\\xc3\\xa4|||0|0"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.members, record_with(row.members), row.expected);
  }
}

TEST(state_keeps_the_first_of_a_repeated_record) {
  const State state =
      parse_state(R"({"version":1,"records":[{"name":"a.example","type":"A","zone":"Z1"},)"
                  R"({"name":"A.example.","type":"A","zone":"Z2"}]})");
  CHECK(state.records.size() == 1);
  CHECK_TEXT(state.records[0].zone_id, "Z1");
}

// The first of each key counts, and the others take no place, wherever they stand.
TEST(state_holds_a_bounded_number_of_records) {
  const auto nth = [](std::size_t i) {
    // Half of them differ in type alone, and every third pair in the set identifier or the zone.
    const std::size_t pair = i / 2;
    RecordKey made = key(compose("h{}.example", pair - pair % 3),
                         i % 2 == 0 ? Family::ipv4 : Family::ipv6, pair % 3 == 1 ? "x" : "");
    if (pair % 3 == 2) made.named_zone = "Z1";
    return made;
  };
  State many;
  for (std::size_t i = 0; i <= kMaxStoredRecords; ++i) {
    many.records.push_back({nth(i), "Z1", {}, 1, {}});
    many.records.push_back({nth(i / 2), "Z1", {}, 2, {}});
  }
  const State state = parse_state(state_text(many));
  CHECK(state.records.size() == kMaxStoredRecords);
  for (std::size_t i = 0; i < kMaxStoredRecords; ++i) {
    const auto row = compose("record {}", i);
    CHECK_ROW(row, state.records[i].key == nth(i) && state.records[i].ttl == 1);
    CHECK_ROW(row, state.find(nth(i)) == &state.records[i]);
  }
  CHECK(state.find(nth(kMaxStoredRecords)) == nullptr);
}

TEST(state_entry_is_made_once) {
  State state;
  state.entry(key("a.example", Family::ipv4)).zone_id = "Z1";
  state.entry(key("A.example", Family::ipv4)).ttl = 5;
  state.entry(key("a.example", Family::ipv6)).ttl = 6;
  CHECK(state.records.size() == 2);
  CHECK_TEXT(state.records[0].zone_id, "Z1");
  CHECK(state.records[0].ttl == 5 && !state.records[0].since);
}

// A zone that is named, no longer named and named again leaves an entry of each kind.
TEST(state_find_prefers_the_very_key_however_often_it_is_asked) {
  const auto in = [](std::string_view named_zone, std::string_view set_identifier = "") {
    RecordKey made = key("a.example", Family::ipv4, set_identifier);
    made.named_zone = named_zone;
    return made;
  };
  const PublishedState named{in("Z1"), "Z1", {}, 1};
  const PublishedState found{in(""), "Z1", {}, 2};
  const PublishedState elsewhere{in("Z2"), "Z2", {}, 3};
  const PublishedState other_set{in("Z1", "x"), "Z1", {}, 4};
  const struct {
    const char* label;
    std::vector<PublishedState> records;
    const char* ttls;  // of the entries for Z1, none named, Z2, Z3 and Z1 with a set identifier
  } rows[] = {
      {"named, found", {named, found}, "1 2 - - -"},
      {"found, named", {found, named}, "1 2 - - -"},
      {"all", {other_set, found, elsewhere, named}, "1 2 3 - 4"},
      {"found alone", {elsewhere, found}, "2 2 3 - -"},
      {"named alone", {named, elsewhere}, "1 - 3 - -"},
      {"none", {}, "- - - - -"},
  };
  for (const auto& row : rows) {
    State state;
    state.records = row.records;
    for (int times = 0; times < 2; ++times) {
      if (times == 1) state = parse_state(state_text(state));
      std::string ttls;
      for (const RecordKey& asked : {in("Z1"), in(""), in("Z2"), in("Z3"), in("Z1", "x")}) {
        for (int again = 0; again < 2; ++again) {
          const PublishedState* known = state.find(asked);
          const std::string ttl = known == nullptr ? "-" : to_text(known->ttl);
          if (again == 0) append_item(ttls, " ", ttl);
          CHECK_ROW(row.label, ttls.ends_with(ttl));
        }
      }
      CHECK_TEXT_ROW(row.label, ttls, row.ttls);
    }
  }
}

TEST(state_key_is_the_record_sets_identity) {
  RecordConfig record;
  record.name = key("a.example", Family::ipv6).name;
  record.family = Family::ipv6;
  record.set_identifier = "x";
  record.ttl = 1;
  CHECK(key_of(record) == key("A.EXAMPLE.", Family::ipv6, "x"));
  CHECK(!(key_of(record) == key("a.example", Family::ipv6)));
}

}  // namespace
}  // namespace wan53
