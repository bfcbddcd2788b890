// SPDX-License-Identifier: MIT
#include "ddns/recent.h"

#include "base/compose.h"
#include "base/text.h"
#include "ddns/stored_json.h"
#include "test.h"

namespace wan53 {
namespace {

RecordKey key(std::string_view name, Family family, std::string_view set_identifier = "") {
  auto parsed = DnsName::parse(name);
  return {parsed ? *std::move(parsed) : DnsName(), family, std::string(set_identifier)};
}

Recent some_recent() {
  Recent recent;
  recent.clock_offset = Seconds(-86'400);
  recent.boot = "b0";
  recent.last_round = {utc_time(2'000'000'000), Moment(70s)};
  recent.last_success = utc_time(1'999'999'000);
  recent.next_try = Moment(100s);
  recent.next_cycle = Moment(75s);
  recent.failures = 3;
  recent.at_once = true;
  recent.unsettled_cycles = 2;
  recent.clock_unset_since = Moment(11ms);
  recent.firmware_unanswered = Moment(12ms);
  recent.last_event = {"wan-event 0 connected", utc_time(2'000'000'001)};
  recent.blocking_error = "no keys";
  recent.externals = {{.way = "internet on eth0 IPv6",
                       .inner = "100.64.0.7",
                       .realip = "",
                       .address = *Address::parse("203.0.114.9"),
                       .asked = Moment(60s),
                       .unverified = "only one answer",
                       .doubted = true}};
  recent.config_digest = "ab01";
  recent.zone_search = {Moment(71s), "cd23", {"the hosted zone \"x\""}};
  const AddressSet home(*Address::parse("203.0.113.7"));
  recent.records = {
      {.key = key("home.example.com", Family::ipv4),
       .observed = home,
       .observed_since = Moment(5ms),
       .outcome = OutcomeKind::changed,
       .text = "published \\ \"x\"",
       .since = utc_time(1'999'999'999),
       .confirmed = Moment(6ms),
       .changes = {{Moment(3ms), home}}},
      {.key = key("*.example.com", Family::ipv6, "x"),
       .observed = {},
       .observed_since = Moment(),
       .outcome = OutcomeKind::waiting,
       .text = "eth0 is down",
       .since = UtcTime()},
  };
  recent.warnings = {"SNS Publish: denied"};
  recent.heartbeat = Moment(72s);
  recent.unverified = {"the checkers disagree"};
  return recent;
}

TEST(recent_is_read_back_as_it_was_written) {
  const std::string text = recent_text(some_recent());
  CHECK(text.ends_with("}\n") && text.find('\n') == text.size() - 1);
  const Recent recent = parse_recent(test::Exact(text).view());
  CHECK(recent.clock_offset == Seconds(-86'400) && recent.failures == 3 && recent.at_once);
  CHECK(recent.last_round && recent.last_round->time == utc_time(2'000'000'000));
  CHECK(recent.last_round->at == Moment(70s) && recent.next_try == Moment(100s));
  CHECK(recent.last_success == utc_time(1'999'999'000));
  CHECK(recent.externals.size() == 1 && recent.records[0].changes.size() == 1);
  CHECK(recent.externals[0].asked == Moment(60s));
  CHECK_TEXT(recent.config_digest, "ab01");
  CHECK(recent.zone_search && recent.zone_search->at == Moment(71s));
  CHECK_TEXT(recent.zone_search->key, "cd23");
  CHECK(recent.records.size() == 2 && recent.warnings.size() == 1);
  CHECK(recent.records[0].key == key("home.example.com", Family::ipv4));
  CHECK_TEXT(recent.records[0].text, "published \\ \"x\"");
  CHECK(recent.records[1].outcome == OutcomeKind::waiting && !recent.records[1].confirmed);
  CHECK_TEXT(recent.warnings[0], "SNS Publish: denied");
  CHECK(recent.heartbeat == Moment(72s));
  CHECK_TEXT(recent_text(recent), text);
}

TEST(recent_without_anything_is_read_back) {
  const Recent recent = parse_recent(recent_text({}));
  CHECK(!recent.last_round && !recent.last_success && !recent.next_try && !recent.last_event);
  CHECK(!recent.zone_search);
  CHECK(!recent.next_cycle && !recent.firmware_unanswered && !recent.clock_unset_since);
  CHECK_TEXT(recent_text(recent), recent_text({}));
}

// What a power cut may leave of a file that is not replaced as a whole.
TEST(recent_cut_anywhere_is_empty) {
  const std::string text = recent_text(some_recent());
  const std::string empty = recent_text({});
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {
    CHECK_TEXT_ROW(to_text(static_cast<std::int64_t>(size)),
                   recent_text(parse_recent(test::Exact(text.substr(0, size)).view())), empty);
  }
}

TEST(recent_with_any_byte_changed_is_survived) {
  const std::string good = recent_text(some_recent());
  for (const char byte : {'\0', '"', '\\', '{', '9', '\xff'}) {
    for (std::size_t at = 0; at < good.size(); ++at) {
      std::string text = good;
      text[at] = byte;
      CHECK_ROW(text, parse_recent(test::Exact(text).view()).records.size() <= 2);
    }
  }
}

TEST(recent_holds_a_bounded_number_of_records) {
  Recent recent;
  const AddressSet address(*Address::parse("203.0.113.7"));
  for (std::size_t i = 0; i <= kMaxStoredRecords; ++i) {
    recent.records.push_back(
        {.key = key(compose("h{}.example", i), Family::ipv4),
         .observed = address,
         .observed_since = Moment(5ms),
         .outcome = OutcomeKind::unconfirmed,
         .text = std::string(300, 'x'),
         .since = utc_time(1'999'999'999),
         .confirmed = Moment(6ms),
         .changes = std::vector<RecentChange>(kMaxRecentChanges, {Moment(1'000s), address})});
  }
  CHECK(recent_text(recent).size() < kMaxStoredBytes);
  CHECK(parse_recent(recent_text(recent)).records.size() == kMaxStoredRecords);
}

TEST(recent_numbers_stay_in_their_ranges) {
  const struct {
    const char* members;
    std::int64_t offset;
    std::int64_t last_success;
    int failures;
  } rows[] = {
      {R"("clock_offset":-5,"last_success":7,"failures":2)", -5, 7, 2},
      {R"("clock_offset":1e300,"last_success":1e300,"failures":1e300)", 0, 0, 0},
      {R"("clock_offset":-1e300,"last_success":-7,"failures":-2)", 0, 0, 0},
      {R"("clock_offset":9007199254740993,"last_success":253402300800,"failures":4294967297)", 0, 0,
       0},
      {R"("clock_offset":"5","last_success":true,"failures":[2])", 0, 0, 0},
      {R"("clock_offset":0.5,"last_success":7.5,"failures":2.5)", 0, 0, 0},
      {R"("failures":1000000)", 0, 0, 1'000'000},
  };
  for (const auto& row : rows) {
    const Recent recent =
        parse_recent(test::Exact(compose("{}{}}}", R"({"version":3,)", row.members)).view());
    CHECK_ROW(row.members, recent.clock_offset == Seconds(row.offset));
    CHECK_ROW(row.members, recent.last_success.value_or(UtcTime()) == utc_time(row.last_success));
    CHECK_ROW(row.members, recent.failures == row.failures);
  }
}

// `status` prints them.
TEST(recent_texts_are_printable_and_short) {
  const std::string longer(5'000, 'x');
  Recent recent = parse_recent(compose(
      "{}{}{}{}{}{}{}",
      R"({"version":3,"config":"\u0007","records":[{"name":"a.example","type":"A",)",
      R"("observed":"\u001b[31m","observed_since_ms":1,"since":1,"outcome":"retry",)",
      R"("text":")", longer, R"("}],"warnings":["\u001b]0;x\u0007",1,null,")", longer, R"("]})"));
  CHECK(recent.records.size() == 1 && recent.warnings.size() == 2);
  CHECK_TEXT(recent.config_digest, "\\x07");
  CHECK(recent.records[0].observed.empty());
  CHECK(recent.records[0].text.size() == 1'000 && recent.warnings[1].size() == 1'000);
  CHECK_TEXT(recent.warnings[0], "\\x1b]0;x\\x07");
  // What is written is printable too, whatever was put in.
  recent.warnings = {"\x1b\xff\n"};
  const std::string text = recent_text(recent);
  CHECK(text.find("\\\\x1b\\\\xff\\\\x0a") != text.npos);
  CHECK_TEXT(recent_text(parse_recent(text)), text);
}

// A report with an unknown outcome is ignored: the record counts as new.
TEST(recent_reports_need_a_known_outcome) {
  for (const char* outcome : {"a\\nb", "", "Changed"}) {
    const Recent recent = parse_recent(compose(
        "{}{}{}{}", R"({"version":3,"records":[{"name":"a.example","type":"A","observed":"",)",
        R"("observed_since_ms":1,"since":1,"outcome":")", outcome, R"("}]})"));
    CHECK_ROW(outcome, recent.records.empty());
  }
}

}  // namespace
}  // namespace wan53
