// SPDX-License-Identifier: MIT
// What becomes of a session that a service refuses.
#include "aws/route53.h"
#include "held_session_fixture.h"

namespace wan53 {
namespace {

using namespace test;

AwsRequest writing(bool follows_read) {
  AwsRequest request = route53::change_record_sets("Z1", {}, "");
  request.writes = true;
  request.follows_read = follows_read;
  return request;
}

TEST(held_session_that_has_expired_is_renewed_and_the_request_repeated_at_once) {
  const struct {
    const char* label;
    AwsRequest request;
  } rows[] = {{"read", route53::get_change("C1")},
              {"write", writing(false)},
              {"write after read", writing(true)}};
  for (const auto& row : rows) {
    World f;
    f.begin_round();
    AwsClient aws = f.client();
    f.http.reply(403, expired());
    f.http.reply(200, "done");
    const auto body = aws.call(row.request);
    CHECK_ROW(row.label, body && *body == "done");
    CHECK_ROW(row.label, f.script.asked == 2 && f.http.requests.size() == 2);
    CHECK_ROW(row.label, f.clock.sleeps.empty());
    CHECK_ROW(row.label, f.signs() == 2);
  }
}

TEST(held_session_expired_in_every_services_words) {
  const struct {
    int status;
    std::string body;
    std::vector<HttpHeader> headers;
  } rows[] = {
      {403, refusal("ExpiredToken"), {}},
      {400, refusal("ExpiredTokenException"), {}},
      {403,
       R"({"message":"The security token included in the request is expired"})",
       {{"x-amzn-ErrorType", "ExpiredTokenException"}}},
      {403,
       refusal("InvalidClientTokenId", "The security token included in the request is expired"),
       {}},
  };
  for (const auto& row : rows) {
    World f;
    f.begin_round();
    AwsClient aws = f.client();
    f.http.reply(row.status, row.body, row.headers);
    f.http.reply(200, "done");
    CHECK_ROW(row.body, aws.call(route53::get_change("C1")).has_value());
    CHECK_ROW(row.body, f.script.asked == 2);
  }
}

TEST(held_session_expired_twice_in_a_row_is_transient) {
  World f;
  f.begin_round();
  AwsClient aws = f.client();
  for (int i = 0; i < 8; ++i) f.http.reply(403, expired());
  auto failed = aws.call(route53::get_change("C1"));
  CHECK(!failed && failed.error().code == Errc::retry);
  CHECK(failed.error().kind == ErrorKind::transient);
  CHECK(f.http.requests.size() == 2 && f.script.asked == 2);
  // Nor is the provider asked again for each further request of the round.
  failed = aws.call(route53::get_change("C2"));
  CHECK(!failed && failed.error().code == Errc::retry);
  CHECK(f.script.asked == 2);
}

TEST(held_session_expired_while_the_provider_is_silent) {
  World f;
  f.begin_round();
  CHECK(f.signs() == 1);
  AwsClient aws = f.client();
  f.script.fault = transient();
  f.http.reply(403, expired());
  const auto failed = aws.call(route53::get_change("C1"));
  CHECK(!failed && failed.error().code == Errc::retry);
  CHECK_TEXT(failed.error().what, "no network");
  CHECK(f.http.requests.size() == 1);
  CHECK(!f.session.report(f.time).until);
}

// A program's access key that was replaced, or a role that was deleted and made again.
TEST(held_session_that_no_service_knows_is_renewed_and_the_request_repeated_at_once) {
  const struct {
    int status;
    std::string body;
    std::vector<HttpHeader> headers;
  } rows[] = {
      {403,
       refusal("InvalidClientTokenId", "The security token included in the request is invalid."),
       {}},
      {403, refusal("InvalidAccessKeyId"), {}},
      {403,
       R"({"message":"The security token included in the request is invalid."})",
       {{"x-amzn-ErrorType", "UnrecognizedClientException"}}},
  };
  for (const auto& row : rows) {
    for (const bool endless : {false, true}) {
      World f;
      f.script.endless = endless;
      f.begin_round();
      CHECK_ROW(row.body, f.signs() == 1);
      AwsClient aws = f.client();
      f.http.reply(row.status, row.body, row.headers);
      f.http.reply(200, "done");
      CHECK_ROW(row.body, aws.call(writing(true)).has_value());
      CHECK_ROW(row.body, f.script.asked == 2 && f.clock.sleeps.empty() && f.signs() == 2);
    }
  }
}

// The provider goes on handing out what no service knows: the user must act, and each round asks
// once.
TEST(held_session_that_no_service_knows_twice_in_a_row_is_the_users) {
  World f;
  f.script.endless = true;
  const std::string unknown = refusal("InvalidClientTokenId", "The security token is invalid.");
  for (int i = 0; i < 9; ++i) f.http.reply(403, unknown);
  f.begin_round();
  AwsClient aws = f.client();
  for (int call = 0; call < 2; ++call) {
    const auto failed = aws.call(route53::get_change("C1"));
    CHECK(!failed && failed.error().code == Errc::user);
    CHECK(failed.error().kind == ErrorKind::unknown_key);
    CHECK(!has(failed.error().what, "access key") && has(failed.error().what, "its role"));
    CHECK(f.script.asked == 2);
  }
  CHECK(f.http.requests.size() == 3);
  f.begin_round();
  CHECK(!aws.call(route53::get_change("C1")));
  CHECK(f.script.asked == 3);
}

// "Revoke active sessions" and a role made anew both read as a denial.
TEST(held_session_that_was_denied_is_replaced_in_the_next_round) {
  const std::string bodies[] = {
      refusal("AccessDenied", "not authorized to perform: x with an explicit deny"),
      refusal("AccessDenied", "not authorized to perform: x because no policy allows it")};
  for (const auto& body : bodies) {
    for (const bool endless : {false, true}) {
      World f;
      f.script.endless = endless;
      f.begin_round();
      AwsClient aws = f.client();
      for (int i = 0; i < 3; ++i) f.http.reply(403, body);
      for (int i = 0; i < 3; ++i) {
        const auto failed = aws.call(route53::get_change("C1"));
        CHECK_ROW(body, !failed && failed.error().kind == ErrorKind::denied);
      }
      CHECK_ROW(body, f.script.asked == 1);
      f.begin_round();
      CHECK_ROW(body, f.signs() == 2 && f.signs() == 2 && f.script.asked == 2);
      f.begin_round();
      CHECK_ROW(body, f.signs() == 2 && f.script.asked == 2);
    }
  }
}

// It may be right for other records.
TEST(held_session_that_was_denied_signs_on_while_the_provider_is_silent) {
  World f;
  f.begin_round();
  AwsClient aws = f.client();
  f.http.reply(403, refusal("AccessDenied"));
  CHECK(!aws.call(route53::get_change("C1")));
  f.script.fault = transient();
  f.begin_round();
  CHECK(f.signs() == 1 && f.signs() == 1 && f.script.asked == 2);
  f.begin_round();
  CHECK(f.signs() == 1 && f.script.asked == 2);  // its back-off runs
  f.script.fault.reset();
  f.clock.pass(5min);
  f.begin_round();
  CHECK(f.signs() == 3);
}

TEST(held_session_is_not_replaced_for_any_other_refusal) {
  const struct {
    int status;
    const char* code;
  } rows[] = {{404, "NoSuchHostedZone"}, {400, "Throttling"}, {400, "InvalidChangeBatch"}};
  for (const auto& row : rows) {
    World f;
    f.begin_round();
    AwsClient aws = f.client();
    for (int i = 0; i < 9; ++i) f.http.reply(row.status, refusal(row.code));
    CHECK_ROW(row.code, !aws.call(route53::get_change("C1")));
    f.begin_round();
    CHECK_ROW(row.code, f.signs() == 1 && f.script.asked == 1);
  }
}

}  // namespace
}  // namespace wan53
