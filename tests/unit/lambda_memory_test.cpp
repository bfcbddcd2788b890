// SPDX-License-Identifier: MIT
// What the companion remembers from one invocation to the next, and when it forgets.
#include "base/compose.h"
#include "lambda_fixture.h"

using namespace wan53;
using test::Companion;
using test::has;

namespace {

constexpr int kMostRemembered = 200;
constexpr const char* kTopic = "arn:aws:sns:us-east-1:111122223333:home";

std::string name_of(int i) { return compose("h{}.example.com", i); }

// Serves every name below example.com.
struct ManyNames : Companion {
  explicit ManyNames(std::initializer_list<std::pair<std::string, std::string>> extra = {})
      : Companion(extra) {}

  Answer call_for(int i) {
    return call(compose("{}{}{}", R"({"ip":"198.51.101.7","sourceIp":"198.51.101.7","host":")",
                        name_of(i), R"("})"));
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

// The world's DNS is not asked: the zone above says which zones are delegated.
TEST(lambda_writes_a_zone_of_its_own_once_the_zone_above_names_it) {
  const std::string own =
      test::listing(test::record_set("home.example.com", "NS", "ns-7.awsdns.org"));
  for (const bool delegated : {false, true}) {
    Companion companion({{"WAN53_ZONE_ID", ""}, {"WAN53_METRIC_NAMESPACE", ""}});
    companion.http.reply(200, test::zones(test::zone("ZCHILD", "home.example.com")));
    companion.http.reply(200, test::zones(test::zone("ZPARENT", "example.com")));
    companion.http.reply(200, delegated ? own : test::listing(""));
    companion.http.reply(200, own);
    companion.http.reply(200, test::home("198.51.101.7"));
    (void)companion.call(R"({"ip":"198.51.101.7","sourceIp":"198.51.101.7"})");
    CHECK(companion.http.requests.size() == 5);
    CHECK(has(companion.http.requests[2].url, "/ZPARENT/rrset?name=home.example.com.&type=NS"));
    CHECK(has(companion.http.requests[4].url, delegated ? "/ZCHILD/" : "/ZPARENT/"));
    const bool told = std::ranges::any_of(companion.log.lines, [](const auto& line) {
      return has(line.second, "home.example.com (ZCHILD) is not delegated yet");
    });
    CHECK(told != delegated);
  }
}

TEST(lambda_looks_zones_up_again_once_a_day_and_when_refused) {
  Companion companion({{"WAN53_ZONE_ID", ""}, {"WAN53_METRIC_NAMESPACE", ""}});
  const auto found = [&](std::string_view id) {
    companion.http.reply(200, test::zones(""));
    companion.http.reply(200, test::zones(test::zone(id, "example.com")));
    companion.http.reply(200, test::home("198.51.101.7"));
  };
  const auto asked = [&] {
    (void)companion.call(R"({"ip":"198.51.101.7","sourceIp":"198.51.101.7"})");
    return compose("{} {}", companion.operations(),
                   companion.http.requests.back().url.substr(52, 3));
  };
  found("Z11");
  CHECK_TEXT(asked(), "List List List Z11");
  companion.clock.pass(23h);
  companion.http.reply(200, test::home("198.51.101.7"));
  CHECK_TEXT(asked(), "List Z11");
  companion.clock.pass(1h);
  found("Z22");
  CHECK_TEXT(asked(), "List List List Z22");
  companion.http.reply(403, test::refusal("AccessDenied"));
  found("Z33");
  CHECK_TEXT(asked(), "List List List List Z33");
  companion.http.reply(200, test::home("198.51.101.7"));
  CHECK_TEXT(asked(), "List Z33");
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
