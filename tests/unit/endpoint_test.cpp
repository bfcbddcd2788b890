// SPDX-License-Identifier: MIT
#include "aws/endpoint.h"

#include "base/text.h"
#include "test.h"

namespace wan53 {
namespace {

// Expected values: what botocore 1.44.5's rule sets give for the same region.
TEST(endpoint_follows_partition_and_service) {
  const struct {
    Service service;
    const char* region;
    bool dualstack;
    const char* url;
    const char* scope;
  } rows[] = {
      {Service::route53, "us-east-1", false, "https://route53.amazonaws.com", "us-east-1"},
      {Service::route53, "eu-west-1", false, "https://route53.amazonaws.com", "us-east-1"},
      {Service::route53, "eu-west-1", true, "https://route53.global.api.aws", "us-east-1"},
      {Service::route53, "cn-north-1", false, "https://route53.amazonaws.com.cn", "cn-northwest-1"},
      {Service::route53, "cn-north-1", true, "https://route53.global.api.amazonwebservices.com.cn",
       "cn-northwest-1"},
      {Service::route53, "us-gov-east-1", false, "https://route53.us-gov.amazonaws.com",
       "us-gov-west-1"},
      {Service::route53, "us-gov-east-1", true, "https://route53.us-gov.api.aws", "us-gov-west-1"},
      {Service::route53, "eusc-de-east-1", false, "https://route53.amazonaws.eu", "eusc-de-east-1"},
      {Service::route53, "eusc-de-east-1", true, "https://route53.global.api.amazonwebservices.eu",
       "eusc-de-east-1"},
      {Service::route53, "us-iso-west-1", false, "https://route53.c2s.ic.gov", "us-iso-east-1"},
      {Service::route53, "us-iso-west-1", true, "https://route53.api.aws.ic.gov", "us-iso-east-1"},
      {Service::route53, "us-isob-east-1", false, "https://route53.sc2s.sgov.gov",
       "us-isob-east-1"},
      {Service::route53, "us-isob-east-1", true, "https://route53.api.aws.scloud",
       "us-isob-east-1"},
      {Service::route53, "eu-isoe-west-1", false, "https://route53.cloud.adc-e.uk",
       "eu-isoe-west-1"},
      {Service::route53, "us-isof-south-1", false, "https://route53.csp.hci.ic.gov",
       "us-isof-south-1"},
      {Service::sns, "eu-west-1", false, "https://sns.eu-west-1.amazonaws.com", "eu-west-1"},
      {Service::sns, "cn-north-1", true, "https://sns.cn-north-1.api.amazonwebservices.com.cn",
       "cn-north-1"},
      {Service::cloudwatch, "us-gov-west-1", false,
       "https://monitoring.us-gov-west-1.amazonaws.com", "us-gov-west-1"},
      {Service::cloudwatch, "us-gov-west-1", true, "https://monitoring.us-gov-west-1.api.aws",
       "us-gov-west-1"},
      {Service::sts, "eusc-de-east-1", false, "https://sts.eusc-de-east-1.amazonaws.eu",
       "eusc-de-east-1"},
      {Service::sts, "us-east-1", true, "https://sts.us-east-1.api.aws", "us-east-1"},
      {Service::roles_anywhere, "eu-west-1", false, "https://rolesanywhere.eu-west-1.amazonaws.com",
       "eu-west-1"},
      {Service::roles_anywhere, "eu-west-1", true, "https://rolesanywhere.eu-west-1.api.aws",
       "eu-west-1"},
      {Service::roles_anywhere, "cn-north-1", false,
       "https://rolesanywhere.cn-north-1.amazonaws.com.cn", "cn-north-1"},
  };
  for (const auto& row : rows) {
    const Result<Endpoint> endpoint = endpoint_for(row.service, row.region, row.dualstack);
    CHECK_ROW(row.url, endpoint);
    CHECK_TEXT_ROW(row.url, endpoint->url, row.url);
    CHECK_TEXT_ROW(row.url, endpoint->region, row.scope);
  }
}

TEST(endpoint_has_no_dual_stack_where_there_is_none) {
  for (const char* region : {"eu-isoe-west-1", "us-isof-south-1"}) {
    const Result<Endpoint> endpoint = endpoint_for(Service::sns, region, true);
    CHECK_ROW(region, !endpoint && endpoint.error().code == Errc::config);
    CHECK_ROW(region, endpoint.error().what.ends_with("set use-dualstack = no"));
  }
}

TEST(endpoint_names_its_service) {
  const struct {
    Service service;
    const char* signing;
    const char* display;
  } rows[] = {
      {Service::route53, "route53", "Route 53"},
      {Service::sns, "sns", "SNS"},
      {Service::cloudwatch, "monitoring", "CloudWatch"},
      {Service::sts, "sts", "STS"},
      {Service::roles_anywhere, "rolesanywhere", "Roles Anywhere"},
      {Service::iot, "iot", "AWS IoT"},
      {Service::execute_api, "execute-api", "API Gateway"},
      {Service::lambda, "lambda", "Lambda"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT(signing_name(row.service), row.signing);
    CHECK_TEXT(display_name(row.service), row.display);
  }
}

TEST(endpoints_follow_region_dualstack_and_replacements) {
  Endpoints endpoints("eu-west-1", true);
  CHECK_TEXT(endpoints.of(Service::sns)->url, "https://sns.eu-west-1.api.aws");
  CHECK_TEXT(endpoints.of(Service::sns, "us-east-1")->url, "https://sns.us-east-1.api.aws");
  endpoints.replace(Service::route53, "http://127.0.0.1:1");
  endpoints.replace(Service::route53, "http://127.0.0.1:2");
  CHECK_TEXT(endpoints.of(Service::route53)->url, "http://127.0.0.1:2");
  CHECK_TEXT(endpoints.of(Service::route53)->region, "us-east-1");
  CHECK_TEXT(endpoints.of(Service::sts)->url, "https://sts.eu-west-1.api.aws");
  // Another endpoint need not be dual-stack where AWS has none.
  Endpoints isolated("us-isof-south-1", true);
  CHECK(!isolated.of(Service::sns));
  isolated.replace(Service::sns, "http://127.0.0.1:1");
  CHECK_TEXT(isolated.of(Service::sns)->region, "us-isof-south-1");
}

TEST(endpoint_knows_regions_and_partitions) {
  for (const char* text : {"us-east-1", "mx-central-1", "us-gov-west-1", "moon-1"}) {
    CHECK_ROW(text, is_region(test::Exact(text).view()));
  }
  for (const char* text : {"", "US-EAST-1", "us_east_1", "us-east-1.evil.com", "us east", "-a",
                           "a-", "us-east-1/", "us-east-1@"}) {
    CHECK_ROW(text, !is_region(test::Exact(text).view()));
  }
  CHECK(!is_region(std::string(64, 'a')));
  const struct {
    const char* region;
    const char* partition;
  } rows[] = {{"us-east-1", "aws"},
              {"us-iso-east-1", "aws-iso"},
              {"us-isob-east-1", "aws-iso-b"},
              {"us-isof-south-1", "aws-iso-f"},
              {"eu-isoe-west-1", "aws-iso-e"},
              {"eusc-de-east-1", "aws-eusc"},
              {"us-gov-east-1", "aws-us-gov"},
              {"cn-north-1", "aws-cn"},
              {"mx-central-1", "aws"}};
  for (const auto& row : rows) CHECK_TEXT_ROW(row.region, partition_of(row.region), row.partition);
}

TEST(endpoint_url_of_the_user_is_canonical_and_names_its_variable) {
  CHECK_TEXT(*check_endpoint_url("https://PROXY.example.com:0443/aws/", "V"),
             "https://proxy.example.com/aws");
  const auto refused = check_endpoint_url("http://example.com", "V");
  CHECK(!refused && refused.error().code == Errc::config);
  CHECK(refused.error().what.starts_with("V: plain http is allowed only"));
}

// What follows is a path, which is signed and sent as it stands; nothing in it may end it early.
TEST(endpoint_path_holds_neither_query_nor_fragment) {
  constexpr std::string_view kUnreserved = "-_~";
  // What dots, slashes and escapes are allowed to be is in url_test.cpp.
  constexpr std::string_view kElsewhere = "/.%";
  for (int c = 1; c < 127; ++c) {
    const std::string sign(1, static_cast<char>(c));
    if (kElsewhere.find(sign) != std::string_view::npos) continue;
    const bool good = is_alnum(sign[0]) || kUnreserved.find(sign) != std::string_view::npos;
    for (const std::string& path : {"/" + sign, "/v1" + sign + "x", "/v1/a" + sign + "x/y"}) {
      const std::string url = "https://api.example.com" + path;
      const Result<std::string> checked = check_endpoint_url(test::Exact(url).view(), "V");
      CHECK_ROW(url, checked.has_value() == good);
      CHECK_ROW(url, good || checked.error().what.starts_with("V: not a plain URL"));
    }
  }
  for (const char* url : {"https://example.com?", "https://example.com/?", "https://example.com/a?",
                          "https://example.com/?x=1", "https://[::1]/?x", "http://localhost/a?b",
                          "https://example.com#", "https://example.com/#x", "https://[::1]?x"}) {
    const Result<std::string> checked = check_endpoint_url(test::Exact(url).view(), "V");
    CHECK_ROW(url, !checked && checked.error().what.starts_with("V: not a plain URL"));
  }
}

}  // namespace
}  // namespace wan53
