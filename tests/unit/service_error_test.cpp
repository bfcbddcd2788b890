// SPDX-License-Identifier: MIT
#include "aws/service_error.h"

#include "base/compose.h"
#include "test.h"

namespace wan53 {
namespace {

HttpReply reply_of(int status, std::string_view body, std::vector<HttpHeader> headers = {}) {
  return {status, std::move(headers), std::string(body)};
}

std::string summary(const ServiceError& e) {
  return compose("{}|{}|{}|{}", e.status, e.code, e.message, e.request_id);
}

constexpr std::string_view kThrottling =
    R"(<?xml version="1.0"?>
<ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error><RequestId>b25f48e8-84fd-11e6-80d9-574e0c4664cb</RequestId></ErrorResponse>)";

constexpr std::string_view kCanonical =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.\n\n"
    "The Canonical String for this request should have "
    "been\n'GET\n/2013-04-01/hostedzone/Z1/rrset\n"
    "host:route53.amazonaws.com\nx-amz-security-token:IQoJSECRET\n'\n\nThe String-to-Sign should "
    "have "
    "been\n'AWS4-HMAC-SHA256\n'";

TEST(service_error_reads_every_shape) {
  const struct {
    const char* label;
    int status;
    std::string body;
    std::vector<HttpHeader> headers;
    const char* expected;
  } rows[] = {
      {"error response",
       400,
       std::string(kThrottling),
       {},
       "400|Throttling|Rate exceeded|b25f48e8-84fd-11e6-80d9-574e0c4664cb"},
      {"error list",
       403,
       "<ErrorResponse><Errors><Error><Code>AccessDenied</Code><Message>No.</Message></Error>"
       "</Errors><RequestID>r</RequestID></ErrorResponse>",
       {},
       "403|AccessDenied|No.|r"},
      {"bare error",
       403,
       "<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message>"
       "<RequestId>r</RequestId></Error>",
       {},
       "403|SignatureDoesNotMatch|m|r"},
      {"bare batch",
       400,
       R"(<?xml version="1.0"?>
<InvalidChangeBatch xmlns="https://route53.amazonaws.com/doc/2013-04-01/">
  <Messages>
    <Message>Tried to create resource record set [name='a.', type='A'] but it already exists</Message>
    <Message>FATAL problem: ARRDATAIllegalIPv4Address</Message>
  </Messages>
  <RequestId>r2</RequestId>
</InvalidChangeBatch>)",
       {},
       "400|InvalidChangeBatch|Tried to create resource record set [name='a.', type='A'] but it "
       "already exists; FATAL problem: ARRDATAIllegalIPv4Address|r2"},
      {"batch with one message",
       400,
       "<InvalidChangeBatch><Message>m</Message></InvalidChangeBatch>",
       {},
       "400|InvalidChangeBatch|m|"},
      {"batch in an error response",
       400,
       "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidChangeBatch</Code><Messages>"
       "<Message>a</Message><Message>b</Message></Messages></Error></ErrorResponse>",
       {},
       "400|InvalidChangeBatch|a; b|"},
      {"a response without a code",
       400,
       "<ErrorResponse><Message>m</Message></ErrorResponse>",
       {},
       "400||m|"},
      {"entities",
       400,
       "<ErrorResponse><Error><Code>InvalidInput</Code><Message>&lt;Name&gt; &amp; &#39;x&#39;"
       "</Message></Error></ErrorResponse>",
       {},
       "400|InvalidInput|<Name> & 'x'|"},
      {"control characters and line ends",
       400,
       "<ErrorResponse><Error><Code>InvalidInput</Code><Message>a\r\n\t b "
       "&#27;[2J\xc3\xa4</Message>"
       "</Error></ErrorResponse>",
       {},
       "400|InvalidInput|a b \\x1b[2J\\xc3\\xa4|"},
      {"JSON message",
       403,
       R"({"message":"Forbidden"})",
       {{"x-amzn-ErrorType", "ForbiddenException"}, {"x-amzn-RequestId", "r3"}},
       "403|ForbiddenException|Forbidden|r3"},
      {"JSON Message",
       403,
       R"({"Message":"User: x is not authorized"})",
       {{"X-Amzn-Errortype", "AccessDeniedException:http://internal.amazon.com/coral/"}},
       "403|AccessDeniedException|User: x is not authorized|"},
      {"JSON type",
       400,
       R"( {"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"m"} )",
       {},
       "400|UnrecognizedClientException|m|"},
      {"JSON code", 400, R"({"code":"Throttling","message":"m"})", {}, "400|Throttling|m|"},
      {"JSON of other types", 400, R"({"__type":7,"message":[]})", {}, "400|||"},
      {"broken JSON", 502, R"({"message":"x)", {}, "502|||"},
      {"header alone",
       403,
       "",
       {{"x-amzn-errortype", "ExpiredTokenException"}, {"x-amz-request-id", "r"}},
       "403|ExpiredTokenException||r"},
      {"HTML",
       503,
       "<!DOCTYPE html>\n<HTML><head><TITLE>503 Service\nUnavailable</TITLE><br></head>",
       {},
       "503||503 Service Unavailable|"},
      {"XHTML",
       404,
       "<html><head><title>404 Not Found</title></head></html>",
       {},
       "404||404 Not Found|"},
      {"HTML without a title", 502, "<html><body>bad", {}, "502|||"},
      {"text", 503, "upstream connect error\n", {}, "503||upstream connect error|"},
      {"nothing", 500, "", {}, "500|||"},
      {"other XML", 400, "<a><b/></a>", {}, "400|||"},
      {"truncated XML", 400, "<ErrorResponse><Error><Code>Thr", {}, "400|||"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.label,
                   summary(read_service_error(reply_of(row.status, row.body, row.headers))),
                   row.expected);
  }
}

TEST(service_error_never_shows_the_canonical_request) {
  const std::string body = compose(
      "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>{}</Message></Error></ErrorResponse>",
      kCanonical);
  const ServiceError error = read_service_error(reply_of(403, body));
  CHECK_TEXT(error.message,
             "The request signature we calculated does not match the signature you provided. Check "
             "your AWS Secret Access Key and signing method. Consult the service documentation for "
             "details.");
  for (const char* message : {"the canonical string X-Amz-Security-Token:SECRET",
                              "bad query ?X-Amz-Security-Token=SECRET&amp;x=1",
                              "header &apos;x-amz-security-token: SECRET&apos;"}) {
    for (const std::string& text :
         {compose("<Error><Code>c</Code><Message>{}</Message></Error>", message),
          compose("{{\"message\":\"{}\"}}", message), std::string(message)}) {
      const std::string said = explain(read_service_error(reply_of(403, text)), "op");
      CHECK_ROW(text, said.find("SECRET") == said.npos);
    }
  }
}

TEST(service_error_bounds_what_it_keeps) {
  const std::string body =
      compose("<Error><Code>{}</Code><Message>{}</Message><RequestId>{}</RequestId></Error>",
              std::string(5000, 'c'), std::string(5000, '\xff'), std::string(5000, 'r'));
  const ServiceError error = read_service_error(reply_of(400, body));
  CHECK(error.message.size() == 1000 && error.message.ends_with("..."));
  CHECK(error.code.size() <= 103 && error.request_id.size() <= 103);
}

ServiceError error_with(int status, const char* code, const char* message) {
  return {status, code, message, ""};
}

TEST(service_error_is_classed_by_code_then_by_status) {
  const struct {
    int status;
    const char* code;
    const char* message;
    ErrorKind kind;
    Errc next;
  } rows[] = {
      {400, "Throttling", "Rate exceeded", ErrorKind::throttled, Errc::retry},
      {400, "ThrottlingException", "", ErrorKind::throttled, Errc::retry},
      {429, "TooManyRequestsException", "", ErrorKind::throttled, Errc::retry},
      {429, "", "", ErrorKind::throttled, Errc::retry},
      {400, "PriorRequestNotComplete", "", ErrorKind::transient, Errc::retry},
      {400, "RequestTimeout", "", ErrorKind::transient, Errc::retry},
      {500, "InternalFailure", "", ErrorKind::transient, Errc::retry},
      {503, "", "", ErrorKind::transient, Errc::retry},
      {500, "InvalidSomething", "", ErrorKind::transient, Errc::retry},
      {503, "AccessDenied", "", ErrorKind::transient, Errc::retry},
      {503, "SlowDown", "", ErrorKind::throttled, Errc::retry},
      {408, "", "", ErrorKind::transient, Errc::retry},
      {403, "SignatureDoesNotMatch",
       "Signature expired: 20191218T101837Z is now earlier than 20191218T102749Z (20191218T103249Z "
       "- 5 min.)",
       ErrorKind::clock, Errc::user},
      {403, "InvalidSignatureException",
       "Signature not yet current: 20191218T101837Z is still later than 20191218T100749Z",
       ErrorKind::clock, Errc::user},
      {403, "RequestTimeTooSkewed", "", ErrorKind::clock, Errc::user},
      {400, "RequestExpired", "", ErrorKind::clock, Errc::user},
      {403, "RequestInTheFuture", "", ErrorKind::clock, Errc::user},
      {403, "SignatureDoesNotMatch", "The request signature we calculated does not match",
       ErrorKind::credentials, Errc::user},
      {403, "InvalidClientTokenId", "The security token included in the request is invalid.",
       ErrorKind::unknown_key, Errc::user},
      {403, "AccessDeniedException", "The security token included in the request is invalid.",
       ErrorKind::unknown_key, Errc::user},
      {403, "ExpiredTokenException", "", ErrorKind::expired, Errc::user},
      {400, "ExpiredToken", "", ErrorKind::expired, Errc::user},
      {403, "InvalidClientTokenId", "The security token included in the request is expired",
       ErrorKind::expired, Errc::user},
      {403, "", "The security token included in the request is expired", ErrorKind::expired,
       Errc::user},
      {403, "MissingAuthenticationToken", "", ErrorKind::credentials, Errc::user},
      {403, "AccessDenied", "User: x is not authorized", ErrorKind::denied, Errc::user},
      {403, "AuthorizationError", "", ErrorKind::denied, Errc::user},
      {403, "", "", ErrorKind::denied, Errc::user},
      {404, "NoSuchHostedZone", "", ErrorKind::not_found, Errc::user},
      {404, "NotFound", "Topic does not exist", ErrorKind::not_found, Errc::user},
      {404, "", "", ErrorKind::not_found, Errc::user},
      {400, "InvalidChangeBatch", "", ErrorKind::invalid, Errc::user},
      {400, "InvalidInput", "", ErrorKind::invalid, Errc::user},
      {400, "MalformedInput", "", ErrorKind::invalid, Errc::user},
      {404, "NoSuchHealthCheck", "", ErrorKind::invalid, Errc::user},
      {400, "", "", ErrorKind::other, Errc::user},
      {400, "Exception", "", ErrorKind::other, Errc::user},
      {418, "Teapot", "", ErrorKind::other, Errc::user},
      {301, "PermanentRedirect", "", ErrorKind::other, Errc::user},
  };
  for (const auto& row : rows) {
    const ErrorKind kind = kind_of(error_with(row.status, row.code, row.message));
    CHECK_ROW(compose("{}{}{}", row.status, row.code, row.message), kind == row.kind);
    CHECK_ROW(row.code, code_of(kind) == row.next);
  }
}

TEST(service_error_explains_the_next_step) {
  const struct {
    ServiceError error;
    const char* expected;
  } rows[] = {
      {error_with(403, "AccessDenied", "User: x is not authorized to perform: y on resource: z."),
       "op: AccessDenied (403): User: x is not authorized to perform: y on resource: z; give this "
       "machine's user or role the policy that `wan53 iam-policy` prints"},
      {error_with(400, "Throttling", "Rate exceeded"),
       "op: Throttling (400): Rate exceeded; this account sends too many requests; the next attempt "
       "waits longer"},
      {error_with(502, "", "502 Bad Gateway"),
       "op: HTTP 502: 502 Bad Gateway; the next attempt may succeed"},
      {error_with(403, "", ""),
       "op: HTTP 403; this may come from something between here and AWS; check the endpoint and "
       "any "
       "proxy"},
      {error_with(404, "NoSuchHostedZone", "No hosted zone found with ID: Z1"),
       "op: NoSuchHostedZone (404): No hosted zone found with ID: Z1; check `zone` in wan53.conf, "
       "or "
       "remove it so that the zone is looked up by name"},
      {error_with(403, "SignatureDoesNotMatch", "m"),
       "op: SignatureDoesNotMatch (403): m; check that the secret access key belongs to this "
       "access "
       "key id"},
      {error_with(403, "ExpiredToken", "m"),
       "op: ExpiredToken (403): m; renew the temporary credentials and their session token"},
      {error_with(403, "SignatureDoesNotMatch", "Signature expired: a"),
       "op: SignatureDoesNotMatch (403): Signature expired: a; set this machine's clock, and see that "
       "nothing on the way holds requests back: AWS refuses more than 5 minutes off"},
      {error_with(400, "InvalidChangeBatch", "[m]"),
       "op: InvalidChangeBatch (400): [m]; nothing was changed; check the names and values in "
       "wan53.conf"},
      {error_with(301, "", ""), "op: HTTP 301; check the region and the endpoint"},
  };
  for (const auto& row : rows) CHECK_TEXT(explain(row.error, "op"), row.expected);
}

TEST(service_error_reads_how_long_to_wait) {
  const char* now = "Sun, 06 Nov 1994 08:49:37 GMT";
  const struct {
    const char* label;
    std::vector<HttpHeader> headers;
    std::optional<Milliseconds> expected;
  } rows[] = {
      {"none", {}, std::nullopt},
      {"seconds", {{"retry-after", "7"}}, 7000ms},
      {"bounded", {{"Retry-After", "86400"}}, 3'600'000ms},
      {"huge", {{"Retry-After", "18446744073709551615"}}, 3'600'000ms},
      {"negative", {{"Retry-After", "-1"}}, std::nullopt},
      {"fraction", {{"Retry-After", "1.5"}}, std::nullopt},
      {"date", {{"Date", now}, {"Retry-After", "Sun, 06 Nov 1994 08:50:37 GMT"}}, 60'000ms},
      {"past date", {{"Date", now}, {"Retry-After", "Sun, 06 Nov 1994 08:40:37 GMT"}}, 0ms},
      {"far date", {{"Date", now}, {"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"}}, 3'600'000ms},
      {"date without Date", {{"Retry-After", now}}, std::nullopt},
      {"milliseconds", {{"x-amz-retry-after", "1500"}, {"Retry-After", "9"}}, 1500ms},
      {"malformed milliseconds", {{"x-amz-retry-after", "soon"}, {"Retry-After", "9"}}, 9000ms},
  };
  for (const auto& row : rows) {
    CHECK_ROW(row.label, retry_after(reply_of(503, "", row.headers)) == row.expected);
  }
  CHECK(server_time(reply_of(200, "", {{"Date", now}})) == utc_time(784'111'777));
  CHECK(!server_time(reply_of(200, "", {{"Date", "yesterday"}})));
  CHECK(!server_time(reply_of(200, "")));
}

}  // namespace
}  // namespace wan53
