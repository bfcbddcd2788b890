// SPDX-License-Identifier: MIT
// The lines for a shell by which a stack lets this machine in.
#include "cli/setup_stack.h"

#include "ddns/config.h"
#include "own_pair_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kArn = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/p";

Config config_of(std::string_view text) {
  auto config = parse_config(text, {});
  return config ? *std::move(config) : Config();  // without a record, which no test survives
}

std::string gateway(std::string_view path, std::string_view more = {}) {
  return compose(
      "[aws]\nregion = eu-west-1\n{}[publish]\nvia = gateway\n"
      "gateway-url = https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p{}\n",
      more, path);
}

std::string iot(std::string_view alias) {
  return compose("credentials = iot\niot-endpoint = {}\niot-role-alias = {}\n", kEndpoint, alias);
}

TEST(setup_stack_has_a_name_of_the_machine) {
  const std::string label(60, 'a');
  const std::string longest = compose("{}.{}.{}.example.com", label, label, label);
  const struct {
    std::string config;
    std::string name;
    bool fits = true;
  } rows[] = {
      {"[record home.example.com]\nzone = Z1\n", "wan53-home-example-com"},
      {"[record HOME.Example.com.]\nzone = Z1\n", "wan53-home-example-com"},
      {"[record b.example.com]\nzone = Z1\n[record a.example.com]\nzone = Z1\n",
       "wan53-b-example-com"},
      {"[record *.example.com]\nzone = Z1\n", "wan53-example-com"},
      {"[record _x.home-1.example.com]\nzone = Z1\n", "wan53--x-home-1-example-com"},
      {compose("[record {}]\nzone = Z1\n", longest),
       compose("wan53-{}-{}-", label, label)},  // 128 bytes
      {compose("[aws]\n{}[record a.example.com]\nzone = Z1\n", iot("house")), "house"},
      {gateway("/{host}") + "[record a.example.com]\n", "wan53-a-example-com"},
      {gateway("") + "[record a.example.com]\n", "wan53"},
      {gateway("/{host}", iot("house")) + "[record a.example.com]\n", "house"},
      // By hand.
      {"[record home.example.com]\n", "wan53", false},
      {"[record a!b.example.com]\nzone = Z1\n", "wan53", false},
  };
  for (const auto& row : rows) {
    const Config config = config_of(row.config);
    CHECK_TEXT_ROW(row.config, stack_name(config), row.name);
    CHECK_ROW(row.config, fits_a_stack(config) == row.fits);
    CHECK(stack_name(config).size() <= 128);
  }
}

TEST(setup_stack_is_where_the_certificate_is_known) {
  const char* record = "[record a.example.com]\n";
  const struct {
    std::string aws;
    const char* region;
  } rows[] = {
      {"", "us-east-1"},
      {"region = eu-north-1\n", "eu-north-1"},
      {iot("x"), "eu-west-1"},
      {"region = eu-north-1\n" + iot("x"), "eu-west-1"},
      {"credentials = iot\niot-endpoint = c1.credentials.iot.cn-north-1.amazonaws.com.cn\n"
       "iot-role-alias = x\n",
       "cn-north-1"},
      {"credentials = iot\niot-endpoint = c1.credentials.example.com:8443\niot-role-alias = x\n",
       "us-east-1"},
      {"credentials = roles-anywhere\ntrust-anchor-arn = arn:aws:rolesanywhere:ap-south-1:"
       "111122223333:trust-anchor/11111111-1111-1111-1111-111111111111\nprofile-arn = "
       "arn:aws:rolesanywhere:ap-south-1:111122223333:profile/"
       "22222222-2222-2222-2222-222222222222\nrole-arn = arn:aws:iam::111122223333:role/x\n",
       "ap-south-1"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.aws, proof_region(config_of(compose("[aws]\n{}{}", row.aws, record))),
                   row.region);
  }
}

// What the template cannot say is said with the policy itself.
TEST(setup_stack_for_a_role_that_a_template_can_make) {
  constexpr const char* kPublish =
      "[publish]\nsns-topic-arn = arn:aws:sns:us-east-1:111122223333:t\n"
      "metric-namespace = My DDNS\n";
  const std::string four =
      "[record a.example.com]\nzone = Z111\n[record b.example.com]\nzone = Z111\n"
      "[record c.example.com]\nzone = Z111\n[record *.example.com]\nzone = Z111\n";
  const std::string two = "[record a.example.com]\n[record b.example.com]\n";
  const std::string five =
      compose("{}[record c.example.com]\n[record d.example.com]\n[record e.example.com]\n", two);
  const struct {
    const char* label;
    std::string config;
    std::string parameters;  // empty: by hand
  } rows[] = {
      {"four names", four,
       "'RecordTypes=A' HostedZoneId=Z111 TopicArn= 'MetricNamespace=' "
       "'HostNames=a.example.com,b.example.com,c.example.com,\\052.example.com'"},
      {"five names", compose("{}[record e.example.com]\nzone = Z111\n", four), ""},
      {"both types", "[record a.example.com]\ntype = A AAAA\nzone = Z111\n",
       "'RecordTypes=A AAAA' HostedZoneId=Z111 "},
      {"IPv6", "[record a.example.com]\ntype = AAAA\nzone = Z111\n", "'RecordTypes=AAAA'"},
      {"one name in two sets",
       "[record a.example.com]\nzone = Z111\nset-identifier = x\n"
       "[record A.example.com]\nzone = Z111\nset-identifier = y\n",
       "'HostNames=a.example.com' "},
      {"different types",
       "[record a.example.com]\nzone = Z111\n"
       "[record b.example.com]\ntype = A AAAA\nzone = Z111\n",
       ""},
      {"two zones", "[record a.example.com]\nzone = Z111\n[record b.example.org]\nzone = Z222\n",
       ""},
      {"no zone", "[record a.example.com]\n", ""},
      {"a zone missing", "[record a.example.com]\nzone = Z111\n[record b.example.com]\n", ""},
      {"a name that no template takes", "[record a!b.example.com]\nzone = Z111\n", ""},
      {"announcements", compose("{}[record a.example.com]\nzone = Z111\n", kPublish),
       "TopicArn=arn:aws:sns:us-east-1:111122223333:t 'MetricNamespace=My DDNS' "},
      {"through a gateway", compose("{}gateway-api-arn = {}\n{}", gateway("/{host}"), kArn, two),
       compose(" Via=gateway GatewayApiArn={} 'HostNames=a.example.com,b.example.com' ", kArn)},
      {"an API that is not named", gateway("/{host}") + two,
       " Via=gateway GatewayApiArn=\"$(aws cloudformation describe-stacks --stack-name wan53 "
       "--region eu-west-1 --query \"Stacks[0].Outputs[?OutputKey=='Wan53Conf'].OutputValue\" "
       "--output text | sed -n 's/^gateway-api-arn = //p')\" 'HostNames="},
      {"five names through a gateway", gateway("/{host}") + five, ""},
  };
  for (const auto& row : rows) {
    const Config config = config_of(row.config);
    const Steps steps = role_steps(config, Proof::iot, "sa-east-1", "{}\n", true);
    const bool is_stack = !row.parameters.empty();
    CHECK_ROW(compose("{}: {}", row.label, steps.lines), has(steps.lines, row.parameters));
    CHECK_ROW(row.label, has(steps.lines, "cloudformation deploy --stack-name wan53-") == is_stack);
    CHECK_ROW(row.label, has(steps.lines, " --region sa-east-1 ") == is_stack);
    CHECK_ROW(row.label, has(steps.note, "Each machine needs a stack of its own") == is_stack);
    CHECK_ROW(row.label, has(steps.note,
                             "https://github.com/wan53/wan53/blob/main/docs/"
                             "credentials.md") != is_stack);
    CHECK_ROW(row.label, has(steps.lines, "cat >policy.json <<'END'\n{}\nEND\n") != is_stack);
    // How the id is found that would do.
    const bool lacks_zone = std::string_view(row.label).find(" zone") == 2 ||
                            std::string_view(row.label).ends_with("zone missing");
    CHECK_ROW(row.label, steps.lines.starts_with("aws route53 list-hosted-zones ") == lacks_zone);
    CHECK_ROW(steps.note,
              has(steps.note, "`wan53 setup` prints a stack that does all") == lacks_zone);
  }
}

// Only what changes is given, and the template is the stack's own, whichever it is.
TEST(setup_stack_that_is_there_keeps_its_template) {
  const std::string record = "[record a.example.com]\nzone = Z111\n";
  const std::string direct = compose("[aws]\n{}{}", iot("house"), record);
  const std::string own = gateway("", iot("house")) + "[record a.example.com]\n";
  constexpr std::string_view kBefore =
      "aws cloudformation get-template --stack-name house --region eu-west-1 --query TemplateBody "
      "--output text >stack.yaml\naws cloudformation deploy --stack-name house --template-file "
      "stack.yaml --capabilities CAPABILITY_IAM --region eu-west-1 --parameter-overrides";
  constexpr std::string_view kNew =
      " RouterCertificateStatus=ACTIVE RouterCertificate=\"$(cat client.crt)\"\n";
  for (const std::string& config : {direct, own}) {
    const Steps steps = next_certificate_steps(config_of(config));
    CHECK_TEXT(steps.lines, compose("{}{}", kBefore, kNew));
    CHECK(has(steps.note, "/docs/credentials.md"));
  }
  const auto lines = [](const std::string& config, bool is_new) {
    return role_steps(config_of(config), Proof::iot, "eu-west-1", "{}\n", is_new).lines;
  };
  constexpr std::string_view kEndpointLine =
      "aws iot describe-endpoint --endpoint-type iot:CredentialProvider --query endpointAddress "
      "--output text --region eu-west-1\n";
  CHECK_TEXT(lines(own, true), compose("{}{}{}", kBefore, kNew, kEndpointLine));
  CHECK_TEXT(lines(own, false), "");
  const std::string rights =
      " Via=route53 'RecordTypes=A' HostedZoneId=Z111 TopicArn= 'MetricNamespace=' "
      "'HostNames=a.example.com'";
  CHECK_TEXT(lines(direct, false), compose("{}{}\n", kBefore, rights));
  CHECK_TEXT(lines(direct, true), compose("{}{}{}{}", kBefore, rights, kNew, kEndpointLine));
}

// One for all machines; each may update the name in its certificate.
TEST(setup_stack_of_a_ca) {
  const std::string direct = "[record a.example.com]\nzone = Z111\n";
  const struct {
    const char* label;
    std::string config;
    const char* parameters;  // empty: by hand
    bool has_policy;
  } rows[] = {
      {"direct", direct, "--parameter-overrides Via=route53 'RecordTypes=A' HostedZoneId=Z111 ",
       false},
      {"a name more", direct + "[record b.example.com]\nzone = Z111\n", " HostedZoneId=Z111 ",
       true},
      {"no zone", "[record a.example.com]\n", "", true},
      {"a wildcard", "[record *.example.com]\nzone = Z111\n", "", true},
      {"longer than a CN",
       compose("[record {}.{}.com]\nzone = Z111\n", std::string(50, 'a'), std::string(50, 'b')), "",
       true},
      {"through a gateway",
       compose("{}gateway-api-arn = {}\n[record a.example.com]\n", gateway("/{host}"), kArn),
       "Via=gateway GatewayApiArn=arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/p CaCertificate=\"$(cat ca.crt)\"\n",
       false},
      {"a URL without names",
       compose("{}gateway-api-arn = {}\n[record a.example.com]\n", gateway(""), kArn), "", true},
  };
  for (const auto& row : rows) {
    const Steps steps =
        role_steps(config_of(row.config), Proof::roles_anywhere, "eu-west-1", "{}\n", true);
    const bool is_stack = *row.parameters != '\0';
    CHECK_ROW(compose("{}: {}", row.label, steps.lines), has(steps.lines, row.parameters));
    CHECK_ROW(
        row.label,
        has(steps.lines,
            "latest/download/wan53-roles-anywhere.yaml\naws cloudformation deploy --stack-name wan53-ca --template-file wan53-roles-anywhere.yaml ") ==
            is_stack);
    CHECK_ROW(row.label, has(steps.lines,
                             "OutputKey=='Wan53Conf'].OutputValue\" --output text\n") == is_stack);
    CHECK_ROW(row.label, has(steps.lines, "policy.json") == row.has_policy);
    CHECK_ROW(steps.note,
              has(steps.note, "update a.example.com alone") == (is_stack && row.has_policy));
  }
}

}  // namespace
}  // namespace wan53
