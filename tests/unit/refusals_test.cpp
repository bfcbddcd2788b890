// SPDX-License-Identifier: MIT
// What every refusal of AWS leads to: the exit status, and the one thing that helps. Codes and
// texts are those of the services' error references, of "Troubleshoot access denied error messages"
// (AWS IAM User Guide) and of public reports.
#include <span>

#include "aws/service_error.h"
#include "base/compose.h"
#include "ddns/outcome.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

enum class From { xml, api, url };

// The reply as the service writes it: Route 53, SNS, CloudWatch and STS in XML; API Gateway with
// its header; a function URL, and a HTTP API, without a code.
HttpReply refused(From from, int status, std::string_view code, std::string_view message) {
  if (from == From::xml) return {status, {}, refusal(code, message)};
  HttpReply reply{
      status, {}, compose("{{\"{}\":\"{}\"}}", from == From::url ? "Message" : "message", message)};
  if (!code.empty()) reply.headers.push_back({"x-amzn-ErrorType", std::string(code)});
  return reply;
}

struct Row {
  From from;
  int status;
  const char* code;
  const char* message;
  int exit;
  const char* advice;
};

void check(std::span<const Row> rows) {
  for (const auto& row : rows) {
    const ServiceError error =
        read_service_error(refused(row.from, row.status, row.code, row.message));
    const std::string label = explain(error, compose("{}/{}", row.code, row.message));
    CHECK_ROW(label, exit_status(code_of(kind_of(error))) == row.exit);
    CHECK_ROW(label, has(label, compose("; {}", row.advice)));
  }
}

constexpr const char* kLater = "the next attempt may succeed";
constexpr const char* kBusy = "this account sends too many requests";
constexpr const char* kPolicy =
    "give this machine's user or role the policy that `wan53 iam-policy` ";
constexpr const char* kKmsKey = "the topic needs an enabled KMS key that exists";
constexpr const char* kSignUp = "finish the account's sign-up";
constexpr const char* kService = "this endpoint is another service's";
constexpr const char* kKey = "check the access key id, that the key is active";

TEST(refusals_by_code) {
  const Row rows[] = {
      {From::xml, 400, "PriorRequestNotComplete", "", 3, kLater},
      {From::xml, 400, "ConcurrentModification", "Another user submitted a request", 3, kLater},
      {From::xml, 400, "ConcurrentModificationException", "", 3, kLater},
      {From::xml, 400, "RequestAbortedException", "", 3, kLater},
      {From::xml, 400, "RequestTimeoutException", "", 3, kLater},
      {From::xml, 500, "InternalFailure", "", 3, kLater},
      {From::xml, 503, "AccessDenied", "", 3, kLater},
      {From::api, 504, "InternalServerErrorException", "Endpoint request timed out", 3, kLater},
      {From::url, 502, "", "Internal Server Error", 3, kLater},
      {From::xml, 400, "Throttling", "Rate exceeded", 3, kBusy},
      {From::xml, 400, "ThrottlingException", "Rate exceeded", 3, kBusy},
      {From::xml, 400, "ThrottledException", "", 3, kBusy},
      {From::xml, 400, "EC2ThrottledException", "", 3, kBusy},
      {From::xml, 400, "KMSThrottlingException", "", 3, kBusy},
      {From::xml, 400, "", "Rate exceeded", 3, kBusy},
      {From::api, 429, "TooManyRequestsException", "Too Many Requests", 3, kBusy},
      {From::api, 429, "LimitExceededException", "Limit Exceeded", 3, kBusy},
      {From::url, 429, "", "Rate Exceeded.", 3, kBusy},
      {From::xml, 400, "LimitsExceeded", "", 4, "ask AWS for a higher quota"},
      {From::xml, 400, "LimitExceeded", "", 4, "ask AWS for a higher quota"},
      {From::xml, 403, "InvalidClientTokenId",
       "The security token included in the request is invalid", 4, kKey},
      {From::api, 403, "UnrecognizedClientException",
       "The security token included in the request is invalid.", 4, kKey},
      {From::api, 403, "AccessDeniedException",
       "The security token included in the request is invalid.", 4, kKey},
      {From::xml, 403, "InvalidAccessKeyId", "", 4, kKey},
      {From::xml, 401, "AuthFailure", "", 4, kKey},
      {From::xml, 403, "ExpiredToken", "The security token included in the request is expired", 4,
       "renew the temporary credentials"},
      {From::api, 403, "", "The security token included in the request is expired", 4,
       "renew the temporary credentials"},
      {From::xml, 403, "SignatureDoesNotMatch", "The request signature we calculated does not", 4,
       "check that the secret access key"},
      {From::xml, 403, "IncompleteSignature", "'x' not a valid key=value pair", 4,
       "something between here and AWS changes"},
      {From::xml, 403, "SignatureDoesNotMatch",
       "Credential should be scoped to a valid region, not 'us-east-1'. ", 4, "set `region`"},
      {From::api, 403, "InvalidSignatureException",
       "Credential should be scoped to correct service: 'lambda'. ", 4, kService},
      {From::xml, 403, "SignatureDoesNotMatch",
       "Credential should be scoped to a valid region, not 'x'. Credential should be scoped to "
       "correct service: 'route53'. ",
       4, kService},
      {From::xml, 403, "SignatureDoesNotMatch",
       "Signature expired: 20191218T101837Z is now earlier than 20191218T102749Z", 4,
       "set this machine's clock"},
      {From::api, 403, "InvalidSignatureException",
       "Signature not yet current: 20191218T101837Z is still later than 20191218T100749Z", 4,
       "set this machine's clock"},
      {From::xml, 400, "RequestExpired", "Request has expired.", 4, "set this machine's clock"},
      {From::xml, 403, "RequestTimeTooSkewed", "", 4, "set this machine's clock"},
      {From::api, 403, "MissingAuthenticationTokenException", "Missing Authentication Token", 4,
       "check the URL"},
      {From::url, 403, "", "Missing Authentication Token", 4, "check the URL"},
      {From::api, 403, "ForbiddenException", "Forbidden", 4, "check the URL"},
      {From::api, 403, "", "Forbidden", 4, "check the URL"},
      {From::xml, 403, "", "", 4, "this may come from something between here and AWS"},
      {From::xml, 403, "OptInRequired", "The AWS Access Key Id needs a subscription", 4, kSignUp},
      {From::xml, 403, "SubscriptionRequiredException", "", 4, kSignUp},
      {From::xml, 400, "KMSOptInRequired", "", 4, kSignUp},
      {From::xml, 403, "RegionDisabledException", "STS is not activated in this region", 4,
       "enable the region"},
      {From::xml, 403, "AccountSuspended", "", 4, "the account's owner must settle"},
      {From::xml, 400, "PendingVerification", "", 4, "the account's owner must settle"},
      {From::xml, 404, "UnknownOperationException", "", 4, kService},
      {From::xml, 400, "InvalidAction", "Could not find operation Publish", 4, kService},
      {From::xml, 404, "NoSuchHostedZone", "No hosted zone found with ID: Z1", 4, "check `zone`"},
      {From::xml, 404, "NoSuchHealthCheck", "", 4, "the record set names a health check that is"},
      {From::xml, 404, "NoSuchChange", "", 4, "Route 53 forgets changes"},
      {From::xml, 404, "NotFound", "Topic does not exist", 4, "check the ARN, id or URL"},
      {From::api, 404, "", "Not Found", 4, "check the ARN, id or URL"},
      {From::xml, 400, "KMSDisabledException", "", 4, kKmsKey},
      {From::xml, 400, "KMSNotFound", "", 4, kKmsKey},
      {From::xml, 400, "KMSInvalidStateException", "", 4, kKmsKey},
      {From::xml, 400, "KMSAccessDeniedException", "", 4, "allow kms:GenerateDataKey"},
      {From::xml, 400, "InvalidInput", "Invalid XML", 4, "nothing was changed; check the names"},
      {From::xml, 400, "InvalidParameter", "Invalid parameter: TopicArn", 4,
       "nothing was changed; check the names"},
      {From::xml, 400, "InvalidChangeBatch",
       "[RRSet with DNS name a.org. is not permitted in zone example.com.]", 4,
       "set `zone` to the id of the name's own"},
      {From::xml, 400, "InvalidChangeBatch",
       "[Exceeded limit MAX_RRSETS_BY_ZONE for zone: Z0123456789ABC]", 4,
       "ask AWS for a higher quota"},
      {From::xml, 301, "PermanentRedirect", "", 4, "check the region and the endpoint"},
  };
  check(rows);
}

TEST(refusals_by_what_the_denial_says) {
  constexpr const char* kDeny = "remove that Deny";
  constexpr const char* kBoundary = "change the permissions boundary";
  constexpr const char* kOrganization = "the organization's administrator";
  const struct {
    const char* action;
    const char* why;
    const char* advice;
  } texts[] = {
      {"route53:ListResourceRecordSets", "", kPolicy},
      {"route53:ListResourceRecordSets",
       " because no identity-based policy allows the route53:ListResourceRecordSets action",
       kPolicy},
      {"SNS:Publish",
       " because no identity-based policy allows the SNS:Publish action on this resource", kPolicy},
      {"route53:GetChange", " because no identity-based policy allows the route53:GetChange action",
       "give this machine's user or role the policy that `wan53 iam-policy --wait` prints"},
      {"route53:GetChange", "",
       "give this machine's user or role the policy that `wan53 iam-policy --w"},
      {"execute-api:Invoke", "",
       "give this machine's user or role the policy that `wan53 iam-policy --gateway` prints"},
      {"lambda:InvokeFunctionUrl", " because no identity-based policy allows it",
       "give this machine's user or role the policy that `wan53 iam-policy --gateway` prints"},
      {"kms:GenerateDataKey", " because no identity-based policy allows the kms:x action",
       "allow kms:GenerateDataKey"},
      {"kms:Decrypt", " because no resource-based policy allows the kms:Decrypt action",
       "allow kms:GenerateDataKey"},
      {"SNS:Publish", " because no resource-based policy allows the SNS:Publish action",
       "change the policy of the resource itself"},
      {"route53:ListResourceRecordSets", " with an explicit deny in an identity-based policy",
       kDeny},
      {"route53:ListResourceRecordSets",
       " with an explicit deny in an identity-based policy: arn:aws:iam::1:policy/session", kDeny},
      {"execute-api:Invoke", " with an explicit deny", kDeny},
      {"route53:GetChange", " with an explicit deny in a permissions boundary", kBoundary},
      {"route53:GetChange", " because no permissions boundary allows the route53:GetChange action",
       kBoundary},
      {"route53:GetChange", " with an explicit deny in a service control policy", kOrganization},
      {"route53:GetChange",
       " with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o/p",
       kOrganization},
      {"route53:GetChange",
       " because no service control policy allows the route53:GetChange action", kOrganization},
      {"sns:Publish", " with an explicit deny in a resource control policy", kOrganization},
      {"route53:GetChange", " because no session policy allows the route53:GetChange action",
       "start the session with a policy"},
      {"route53:GetChange", " with an explicit deny in a session policy",
       "start the session with a policy"},
      {"sns:Publish", " because no VPC endpoint policy allows the sns:Publish action",
       "change the policy of the VPC endpoint"},
      {"sns:Publish", " with an explicit deny in a VPC endpoint policy",
       "change the policy of the VPC endpoint"},
      {"execute-api:Invoke", " with an explicit deny in a resource-based policy",
       "change the policy of the resource itself"},
  };
  // Names that sound like a reason.
  for (const char* user : {"wan53", "boundary", "session"}) {
    for (const auto& text : texts) {
      const std::string message = compose(
          "User: arn:aws:iam::111122223333:user/{} is not authorized to perform: {} on "
          "resource: arn:aws:x:::resource/session{}",
          user, text.action, text.why);
      const Row rows[] = {
          {From::xml, 403, "AccessDenied", message.c_str(), 4, text.advice},
          {From::xml, 403, "AuthorizationError", message.c_str(), 4, text.advice},
          {From::api, 403, "AccessDeniedException", message.c_str(), 4, text.advice},
          {From::url, 403, "AccessDeniedException", message.c_str(), 4, text.advice},
      };
      check(rows);
    }
  }
  const Row others[] = {
      // The key's policy allows it, but the zone or the topic is another account's.
      {From::xml, 403, "AccessDenied",
       "User: arn:aws:iam::111122223333:user/wan53 is not authorized to access this resource", 4,
       "check the ARN, id or URL in wan53.conf, its region and the account of the access key"},
      {From::xml, 403, "AccessDenied",
       "User: arn:aws:sts::111122223333:assumed-role/a/b is not authorized to access this resource.",
       4, "check the ARN, id or URL in wan53.conf, its region and the account of the access key"},
      {From::api, 403, "AccessDeniedException",
       "User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:x", 4,
       "set the API's authorization to AWS_IAM"},
      {From::url, 403, "AccessDeniedException", "Forbidden", 4,
       "give this machine's user or role the policy that `wan53 iam-policy --gateway` prints"},
      {From::url, 403, "AccessDeniedException",
       "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs", 4,
       "give this machine's user or role the policy that `wan53 iam-policy --gateway` prints"},
      {From::xml, 403, "KMSAccessDenied",
       "User: a is not authorized to perform: kms:Decrypt on resource: k with an explicit deny in a "
       "service control policy",
       4, kOrganization},
  };
  check(others);
}

// The same through the command line: each request's own way to the exit status.
TEST(refusals_reach_the_exit_status) {
  constexpr const char* kDenied =
      "User: u is not authorized to perform: route53:GetChange on resource: r because no "
      "identity-based policy allows the route53:GetChange action";
  {
    Fixture f;
    f.http.reply(200, home("198.51.101.1"));
    f.http.reply(200, change_info());
    f.http.reply(403, refusal("AccessDenied", kDenied));
    CHECK(f.run({"update", "--wait"}) == 4);
    CHECK(has(f.terminal.out_text, "changed"));
    CHECK(has(f.terminal.err_text, "`wan53 iam-policy --wait`"));
  }
  for (const char* code : {"RequestAbortedException", "ConcurrentModification"}) {
    Fixture passing;
    passing.http.reply(200, home("198.51.101.1"));
    passing.http.reply(400, refusal(code));
    passing.http.reply(200, home("198.51.101.1"));
    passing.http.reply(200, change_info());
    CHECK_ROW(code, passing.run({"update"}) == 0);
    Fixture lasting;
    for (int i = 0; i < 4; ++i) {
      lasting.http.reply(200, home("198.51.101.1"));
      lasting.http.reply(400, refusal(code));
    }
    CHECK_ROW(code, lasting.run({"update"}) == 3);
  }
  {
    Fixture f;
    f.http.reply(200, home("198.51.101.1"));
    f.http.reply(404, refusal("NoSuchHealthCheck", "No health check exists with ID: h"));
    CHECK(f.run({"update"}) == 4);
    CHECK(has(f.terminal.err_text, "health check that is gone"));
  }
  {
    Fixture f(
        compose("[publish]\nsns-topic-arn = arn:aws:sns:us-east-1:111122223333:home\n{}", kRecord));
    f.http.reply(200, home("198.51.101.1"));
    f.http.reply(200, change_info());
    f.http.reply(400, refusal("KMSDisabled", "key is disabled"));
    CHECK(f.run({"update"}) == 0);
    CHECK(has(f.terminal.err_text, "warning: ") && has(f.terminal.err_text, kKmsKey));
    CHECK(f.http.requests.size() == 3);
  }
  for (const char* body :
       {"", "<html>log in</html>", "{\"message\":\"hello\"}", "null",
        "{\"body\":\"IP for home.example.com changed from a to 198.51.101.7\"}"}) {
    Fixture f(
        "[publish]\nvia = gateway\ngateway-url = https://api.example.com/v100/ddns/{host}\n"
        "[record home.example.com]\nsource = static 198.51.101.7\n");
    f.http.reply(200, body);
    CHECK_ROW(body, f.run({"update"}) == 4);
    CHECK_ROW(body, has(f.terminal.err_text, "check gateway-url"));
    CHECK_ROW(body, f.http.requests.size() == 1);
  }
}

// DNS knows every host of AWS but those of a region that nobody has.
TEST(refusals_name_a_region_that_does_not_resolve) {
  const struct {
    const char* config;
    const char* region;  // empty: the host's name does not depend on it
  } rows[] = {
      {"[aws]\nregion = eu-cental-1\n[publish]\nmetric-namespace = Home\n", "eu-cental-1"},
      {"[publish]\nsns-topic-arn = arn:aws:sns:us-west-7:111122223333:home\n", "us-west-7"},
      {"[publish]\nvia = gateway\n"
       "gateway-url = https://a1.execute-api.eu-nord-9.amazonaws.com/prod/ddns\n",
       "eu-nord-9"},
      {"[aws]\nregion = eu-cental-1\n[publish]\nvia = gateway\n"
       "gateway-url = https://api.example.com/ddns\n",
       ""},
      {"", ""},
  };
  for (const auto& row : rows) {
    const bool direct = !has(row.config, "gateway");
    const bool announces = direct && *row.config != '\0';
    Fixture f(compose("{}[record home.example.com]\nsource = static 198.51.101.7\n{}", row.config,
                      direct ? "zone = Z111\n" : ""));
    if (announces) {
      f.http.reply(200, home("198.51.101.1"));
      f.http.reply(200, change_info());
    }
    for (int i = 0; i < 9; ++i) {
      Error error{Errc::retry, "cannot resolve it; check DNS", ErrorKind::unresolved};
      error.never_sent = true;
      f.http.answers.push_back(fail(error));
    }
    CHECK_ROW(row.config, f.run({"update"}) == (announces ? 0 : 3));
    CHECK_ROW(row.config, has(f.terminal.err_text, "check DNS"));
    CHECK_ROW(row.config, has(f.terminal.err_text, compose(", and that the region {} exists",
                                                           row.region)) == (*row.region != '\0'));
  }
}

}  // namespace
}  // namespace wan53
