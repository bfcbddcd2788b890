// SPDX-License-Identifier: MIT
#include "lambda/companion_settings.h"

#include "lambda_fixture.h"

using namespace wan53;

TEST(lambda_settings_defaults) {
  test::FakeEnvironment environment;
  environment.variables = {{"WAN53_HOST", "Home.Example.com."}};
  const auto settings = load_companion_settings(environment);
  CHECK(settings.has_value());
  CHECK_TEXT(settings->record.name.text(), "home.example.com");
  CHECK(settings->record.ttl == 120 && settings->record.zone_id.empty());
  CHECK(settings->record.set_identifier.empty());
  CHECK(settings->create && !settings->require_source_ip && !settings->config.allow_private);
  CHECK(settings->config.notify == Notify::changes && settings->config.sns_topic_arn.empty());
  CHECK(settings->config.metric_namespace.empty());
  CHECK(settings->hosts.contains(settings->record.name));
}

TEST(lambda_settings_all) {
  const CompanionSettings settings =
      test::settings_of({{"AWS_REGION", "eu-central-1"},
                         {"WAN53_ZONE_ID", "/hostedzone/Z222"},
                         {"WAN53_TTL", "300"},
                         {"WAN53_SET_IDENTIFIER", "home"},
                         {"WAN53_CREATE", "no"},
                         {"WAN53_ALLOW_PRIVATE", "yes"},
                         {"WAN53_REQUIRE_SOURCE_IP", "yes"},
                         {"WAN53_SNS_TOPIC_ARN", "arn:aws:sns:eu-west-1:111122223333:home"},
                         {"WAN53_NOTIFY", "always"},
                         {"WAN53_METRIC_NAMESPACE", "A/B"}});
  CHECK_TEXT(settings.config.region, "eu-central-1");
  CHECK_TEXT(settings.record.zone_id, "Z222");
  CHECK(settings.record.ttl == 300);
  CHECK_TEXT(settings.record.set_identifier, "home");
  CHECK(!settings.create && settings.config.allow_private && settings.require_source_ip);
  CHECK_TEXT(settings.config.sns_topic_arn, "arn:aws:sns:eu-west-1:111122223333:home");
  CHECK(settings.config.notify == Notify::always);
  CHECK_TEXT(settings.config.metric_namespace, "A/B");
}

TEST(lambda_settings_refusals_name_the_variable) {
  struct Row {
    const char* name;
    const char* value;
    const char* error;
  };
  for (const Row& row : {
           Row{"WAN53_HOST", "..", "WAN53_HOST: "},
           Row{"WAN53_HOST", ".", "WAN53_HOST: the root domain; expected a name"},
           Row{"WAN53_HOST", "", "WAN53_HOST: neither this nor WAN53_HOSTS_ALLOWED is set"},
           Row{"WAN53_HOSTS_ALLOWED", "a.example.com b..c", "WAN53_HOSTS_ALLOWED: "},
           Row{"WAN53_ZONE_ID", "example.com",
               "WAN53_ZONE_ID: example.com; expected a hosted zone"},
           Row{"WAN53_TTL", "0", "WAN53_TTL: 0"},
           Row{"WAN53_TTL", "soon", "WAN53_TTL: soon"},
           Row{"WAN53_CREATE", "true", "WAN53_CREATE: true; expected yes or no"},
           Row{"WAN53_ALLOW_PRIVATE", "1", "WAN53_ALLOW_PRIVATE: 1; expected yes or no"},
           Row{"WAN53_REQUIRE_SOURCE_IP", "Yes",
               "WAN53_REQUIRE_SOURCE_IP: Yes; expected yes or no"},
           Row{"WAN53_SNS_TOPIC_ARN", "home", "WAN53_SNS_TOPIC_ARN: home"},
           Row{"WAN53_NOTIFY", "sometimes", "WAN53_NOTIFY: sometimes; expected "},
           Row{"WAN53_METRIC_NAMESPACE", "AWS/Mine", "WAN53_METRIC_NAMESPACE: AWS/Mine"},
           Row{"AWS_REGION", "Frankfurt!", "AWS_REGION: Frankfurt!"},
       }) {
    const auto settings = load_companion_settings(test::environment_of({{row.name, row.value}}));
    CHECK_ROW(row.error, !settings && settings.error().code == Errc::config);
    CHECK_TEXT_ROW(row.name, settings.error().what.substr(0, std::string_view(row.error).size()),
                   row.error);
  }
}
