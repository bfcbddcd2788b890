// SPDX-License-Identifier: MIT
// What the companion remembers from one invocation to the next, and when it forgets.
#include "lambda_fixture.h"

using namespace wan53;
using test::Companion;
using test::has;

namespace {

constexpr int kMostRemembered = 200;
constexpr const char* kTopic = "arn:aws:sns:us-east-1:111122223333:home";

std::string name_of(int i) { return concat({"h", to_text(i), ".example.com"}); }

// Serves every name below example.com.
struct ManyNames : Companion {
  explicit ManyNames(std::initializer_list<std::pair<std::string, std::string>> extra = {})
      : Companion(extra) {}

  Answer call_for(int i) {
    return call(concat(
        {R"({"ip":"198.51.101.7","sourceIp":"198.51.101.7","host":")", name_of(i), R"("})"}));
  }
  void published(int i) {
    http.reply(200, test::listing(test::record_set(name_of(i), "A", "198.51.101.7")));
  }
};

}  // namespace

TEST(lambda_remembers_the_zones_of_200_names) {
  ManyNames companion({{"WAN53_HOST", ""},
                       {"WAN53_HOSTS_ALLOWED", "*.example.com"},
                       {"WAN53_ZONE_ID", ""},
                       {"WAN53_METRIC_NAMESPACE", ""}});
  const auto knows_zone = [&](int i) {
    companion.http.answers.clear();
    companion.published(i);
    return companion.call_for(i).error_type.empty() && companion.http.requests.size() == 1;
  };
  // The name is no zone of its own; its parent is.
  const auto finds_zone = [&](int i) {
    companion.http.answers.clear();
    companion.http.reply(200, test::zones(""));
    companion.http.reply(200, test::zones(test::zone("Z5", "example.com")));
    companion.published(i);
    return companion.call_for(i).error_type.empty() && companion.http.requests.size() == 3;
  };
  for (int i = 0; i < kMostRemembered; ++i) CHECK_ROW(name_of(i), finds_zone(i));
  CHECK(finds_zone(kMostRemembered));
  // The oldest made room.
  for (const int i : {1, 100, kMostRemembered}) CHECK_ROW(name_of(i), knows_zone(i));
  CHECK(finds_zone(0));
  // A known name needs no room: nothing is forgotten for it.
  CHECK(knows_zone(0));
  CHECK(knows_zone(2));
}

TEST(lambda_remembers_the_refusals_of_200_names) {
  ManyNames companion({{"WAN53_HOST", ""},
                       {"WAN53_HOSTS_ALLOWED", "*.example.com"},
                       {"WAN53_SNS_TOPIC_ARN", kTopic},
                       {"WAN53_METRIC_NAMESPACE", ""}});
  // Whether the owner is told.
  const auto tells = [&](int i) {
    companion.http.answers.clear();
    companion.http.reply(403, test::refusal("AccessDenied", "not authorized"));
    companion.http.reply(200, "");
    (void)companion.call_for(i);
    return has(companion.operations(), "Publish");
  };
  for (int i = 0; i < kMostRemembered; ++i) CHECK_ROW(name_of(i), tells(i));
  CHECK(!tells(0));  // and is the newest now
  CHECK(tells(kMostRemembered));
  CHECK(!tells(0));
  CHECK(!tells(2));
  CHECK(tells(1));
}

TEST(lambda_tells_a_refusal_again_after_a_success) {
  ManyNames companion({{"WAN53_HOST", ""},
                       {"WAN53_HOSTS_ALLOWED", "*.example.com"},
                       {"WAN53_SNS_TOPIC_ARN", kTopic},
                       {"WAN53_METRIC_NAMESPACE", ""}});
  for (int i = 0; i < 2; ++i) {
    companion.http.reply(403, test::refusal("AccessDenied", "not authorized"));
    companion.http.reply(200, "");
    (void)companion.call_for(5);
    CHECK_TEXT(companion.operations(), "List Publish");
    companion.published(5);
    (void)companion.call_for(5);
    CHECK_TEXT(companion.operations(), "List");
  }
}
