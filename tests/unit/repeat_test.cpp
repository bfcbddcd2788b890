// SPDX-License-Identifier: MIT
// What is sent again after a failure, and how often.
#include "base/compose.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kAnnounced =
    "[publish]\nsns-topic-arn = arn:aws:sns:us-east-1:111122223333:home\n";
constexpr const char* kCounted = "[publish]\nmetric-namespace = Home/DDNS\n";

// How one request ends.
struct Fault {
  const char* label;
  int status;  // 0: no reply comes; -1: no connection
  const char* code;
};
constexpr Fault kNoReply = {"no reply", 0, ""};
constexpr Fault kNoConnection = {"no connection", -1, ""};
constexpr Fault kUnreadable = {"a 200 that cannot be read", 200, ""};
constexpr Fault kInternal = {"500", 500, "InternalFailure"};
constexpr Fault kBadGateway = {"502", 502, ""};
constexpr Fault kUnavailable = {"503", 503, "ServiceUnavailable"};
constexpr Fault kGatewayTimeout = {"504", 504, ""};
constexpr Fault kThrottled = {"throttled", 400, "Throttling"};
constexpr Fault kBusy = {"busy", 400, "PriorRequestNotComplete"};
constexpr Fault kInvalid = {"invalid", 400, "InvalidChangeBatch"};

void answer_with(FakeHttp& http, const Fault& fault) {
  if (fault.status == 0) return http.lose_reply();
  if (fault.status < 0) return http.cannot_connect();
  http.reply(fault.status, *fault.code == '\0' ? "<html/>" : refusal(fault.code));
}

// The record still has its old address whenever it is read.
TEST(repeat_a_write_of_route53_as_often_as_its_fault_allows) {
  const struct {
    Fault fault;
    std::size_t writes;
    int exit;
  } rows[] = {
      // It may have been applied: read, written once more, and then left to the next round.
      {kNoReply, 2, 5},
      {kUnreadable, 2, 5},
      {kInternal, 2, 5},
      {kBadGateway, 2, 5},
      {kUnavailable, 2, 5},
      {kGatewayTimeout, 2, 5},
      // It was not applied, and another try may do.
      {kThrottled, 4, 3},
      {kBusy, 4, 3},
      {kNoConnection, 4, 3},
      {kInvalid, 1, 4},
  };
  for (const auto& row : rows) {
    Fixture f;
    for (int i = 0; i < 6; ++i) {
      f.http.reply(200, home("198.51.101.6"));
      answer_with(f.http, row.fault);
    }
    CHECK_ROW(row.fault.label, f.run({"update"}) == row.exit);
    CHECK_ROW(row.fault.label, f.http.count("POST") == row.writes);
    // Each write follows a read of its own.
    CHECK_ROW(row.fault.label, f.http.count("GET") == row.writes);
  }
}

// A metric that is counted twice is wrong; a message that comes twice is better than none.
TEST(repeat_a_message_but_no_metric_that_may_have_arrived) {
  const struct {
    Fault fault;
    std::size_t metrics;
    std::size_t messages;
  } rows[] = {
      {kNoReply, 1, 4},        {kInternal, 1, 4},  {kBadGateway, 1, 4},   {kUnavailable, 1, 4},
      {kGatewayTimeout, 1, 4}, {kThrottled, 4, 4}, {kNoConnection, 4, 4},
  };
  for (const auto& row : rows) {
    for (const char* publish : {kCounted, kAnnounced}) {
      const bool metric = publish == kCounted;
      Fixture f(compose("{}{}", publish, kRecord));
      f.http.reply(200, home("198.51.101.6"));
      f.http.reply(200, change_info());
      for (int i = 0; i < 6; ++i) answer_with(f.http, row.fault);
      CHECK_ROW(row.fault.label, f.run({"update"}) == 0);
      CHECK_ROW(row.fault.label,
                has(f.http.requests[2].body, metric ? "Action=PutMetricData" : "Action=Publish"));
      CHECK_ROW(row.fault.label, f.http.count("POST") == 1 + (metric ? row.metrics : row.messages));
    }
  }
}

// --force asks for one write, not for one in each attempt.
TEST(repeat_no_forced_write_that_has_arrived) {
  for (const Fault& fault : {kNoReply, kUnreadable, kInternal, kUnavailable}) {
    for (const char* old : {"198.51.101.6", "198.51.101.7"}) {
      Fixture f;
      f.http.reply(200, home(old));
      answer_with(f.http, fault);
      f.http.reply(200, home("198.51.101.7"));
      f.http.reply(200, change_info());
      CHECK_ROW(fault.label, f.run({"update", "--force", "--json"}) == 0);
      CHECK_ROW(fault.label, f.http.count("POST") == 1 && f.http.count("GET") == 2);
      CHECK_ROW(fault.label, has(f.terminal.out_text, "\"outcome\":\"changed\""));
      CHECK_ROW(fault.label, has(f.terminal.out_text, compose("\"old\":\"{}\"", old)));
    }
  }
}

TEST(repeat_a_forced_write_that_did_nothing) {
  for (const Fault& fault : {kNoReply, kInternal, kBusy}) {
    Fixture f;
    f.http.reply(200, home("198.51.101.6"));
    answer_with(f.http, fault);
    f.http.reply(200, home("198.51.101.6"));
    f.http.reply(200, change_info());
    CHECK_ROW(fault.label, f.run({"update", "--force"}) == 0);
    CHECK_ROW(fault.label, f.http.count("POST") == 2);
  }
  // A refused write of the right value wrote nothing, so the force is still owed.
  Fixture f;
  f.http.reply(200, home("198.51.101.7"));
  answer_with(f.http, kBusy);
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update", "--force"}) == 0);
  CHECK(f.http.count("POST") == 2);
}

}  // namespace
}  // namespace wan53
