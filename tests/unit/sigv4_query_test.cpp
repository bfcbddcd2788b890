// SPDX-License-Identifier: MIT
#include "aws/sigv4_query.h"

#include <vector>

#include "test.h"

namespace wan53 {
namespace {

constexpr const char* kToken = "FwoGZXIvYXdzEXAMPLE//+token==";
constexpr UtcTime kTime = utc_time(1'772'323'199);  // 20260228T235959Z

Credentials credentials_with(std::string_view token) {
  Credentials credentials;
  credentials.access_key_id = "AKIAWAN53EXAMPLE0000";
  credentials.secret_access_key = Secret("wan53/secret+of/the+tests/0123456789abcd");
  credentials.session_token = Secret(token);
  return credentials;
}

struct PresigningCase {
  const char* label = "";
  const char* method = "GET";
  const char* url = "https://route53.amazonaws.com/";
  std::vector<HttpHeader> headers = {};
  const char* body = "";
  const char* service = "route53";
  const char* token = "";
  SigningOptions options = {};
  // The parts of the canonical request.
  const char* path = "/";
  const char* query = "";
  const char* fields = "host:route53.amazonaws.com\n";
  const char* names = "host";
  const char* payload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const char* signature = "";
};

// Expected texts and signatures were computed with botocore 1.44.5 (SigV4QueryAuth and, for S3,
// S3SigV4QueryAuth).
const std::vector<PresigningCase>& presigning_cases() {
  static const std::vector<PresigningCase> cases = {
      {.label = "a bare presigned URL",
       .query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&"
                "X-Amz-Credential=AKIAWAN53EXAMPLE0000%2F20260228%2Feu-central-1%2Froute53%2Faws4_"
                "request&"
                "X-Amz-Date=20260228T235959Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host",
       .signature = "a8ce6fa0bcc4a1ba9166069f34807c1749d5a132f718cc0814a5cdca30225142"},
      {.label = "parameters and headers of the request",
       .url = "https://route53.amazonaws.com/a%20b?z=1&b=%2f&b=a+b",
       .headers = {{"My-Header", " a  b "}, {"User-Agent", "wan53"}},
       .options = {.expires_s = 60},
       .path = "/a%2520b",
       .query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&"
                "X-Amz-Credential=AKIAWAN53EXAMPLE0000%2F20260228%2Feu-central-1%2Froute53%2Faws4_"
                "request&"
                "X-Amz-Date=20260228T235959Z&X-Amz-Expires=60&"
                "X-Amz-SignedHeaders=host%3Bmy-header&b=%2F&b=a%2Bb&z=1",
       .fields = "host:route53.amazonaws.com\n"
                 "my-header:a b\n",
       .names = "host;my-header",
       .signature = "9f96022d8d8abc1c905ddad6b1b772c3dad703c5a7c813a3d5361ad10175b123"},
      {.label = "a session token",
       .token = kToken,
       .query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&"
                "X-Amz-Credential=AKIAWAN53EXAMPLE0000%2F20260228%2Feu-central-1%2Froute53%2Faws4_"
                "request&"
                "X-Amz-Date=20260228T235959Z&X-Amz-Expires=3600&"
                "X-Amz-Security-Token=FwoGZXIvYXdzEXAMPLE%2F%2F%2Btoken%3D%3D&"
                "X-Amz-SignedHeaders=host",
       .signature = "d034fa3ec6836f75cfa6216617eca815b88432b8e76ff46134fbd65e8157cbf1"},
      {.label = "a session token that is not signed",
       .token = kToken,
       .options = {.omit_session_token = true},
       .query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&"
                "X-Amz-Credential=AKIAWAN53EXAMPLE0000%2F20260228%2Feu-central-1%2Froute53%2Faws4_"
                "request&"
                "X-Amz-Date=20260228T235959Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host",
       .signature = "a8ce6fa0bcc4a1ba9166069f34807c1749d5a132f718cc0814a5cdca30225142"},
      {.label = "a body is signed",
       .method = "POST",
       .body = "Action=Publish",
       .query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&"
                "X-Amz-Credential=AKIAWAN53EXAMPLE0000%2F20260228%2Feu-central-1%2Froute53%2Faws4_"
                "request&"
                "X-Amz-Date=20260228T235959Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host",
       .payload = "1fed2ebc66d8f746552af61ba66492816aac7389aaaf7d30786ccd33e2a34b4b",
       .signature = "52211388d6494ddff1a7a0341076dc9c1321498d412a4917657df07b2efe2fe6"},
      {.label = "S3 leaves the payload unsigned",
       .method = "PUT",
       .url = "https://bucket.s3.amazonaws.com/a//b%20c",
       .body = "unread",
       .service = "s3",
       .options = {.normalize = false,
                   .double_encode = false,
                   .payload_hash = "UNSIGNED-PAYLOAD",
                   .expires_s = 604800},
       .path = "/a//b%20c",
       .query =
           "X-Amz-Algorithm=AWS4-HMAC-SHA256&"
           "X-Amz-Credential=AKIAWAN53EXAMPLE0000%2F20260228%2Feu-central-1%2Fs3%2Faws4_request&"
           "X-Amz-Date=20260228T235959Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host",
       .fields = "host:bucket.s3.amazonaws.com\n",
       .payload = "UNSIGNED-PAYLOAD",
       .signature = "74b5c283c94b073bb93d1531304556c9fb73aa934d5cb884fddd74dd2306648c"},
  };
  return cases;
}

TEST(presign_canonical_request_and_signature) {
  for (const auto& row : presigning_cases()) {
    const HttpRequest request{row.method, row.url, row.headers, row.body};
    const Credentials credentials = credentials_with(row.token);
    SigningKeys keys;
    const Presigned result = presign(
        view_of(request), {credentials, "eu-central-1", row.service, kTime}, keys, row.options);
    CHECK_TEXT_ROW(row.label, result.canonical.text,
                   std::string(row.method) + "\n" + row.path + "\n" + row.query + "\n" +
                       row.fields + "\n" + row.names + "\n" + row.payload);
    CHECK_TEXT_ROW(row.label, result.signature, row.signature);
  }
}

TEST(presign_keeps_the_query_as_it_is_on_the_wire) {
  const HttpRequest request{"GET", "https://h/?z=1&b=%2f&b=a+b", {}, ""};
  const Credentials credentials = credentials_with(kToken);
  SigningKeys keys;
  for (const bool omit : {false, true}) {
    const Presigned result = presign(view_of(request), {credentials, "us-east-1", "sns", kTime},
                                     keys, {.omit_session_token = omit, .expires_s = 60});
    CHECK_TEXT(result.query,
               "z=1&b=%2f&b=a+b&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
               "AKIAWAN53EXAMPLE0000%2F20260228%2Fus-east-1%2Fsns%2Faws4_request"
               "&X-Amz-Date=20260228T235959Z&X-Amz-SignedHeaders=host&X-Amz-Expires=60"
               "&X-Amz-Security-Token=FwoGZXIvYXdzEXAMPLE%2F%2F%2Btoken%3D%3D"
               "&X-Amz-Signature=" +
                   result.signature);
  }
}

TEST(presign_again_replaces_the_first_signature) {
  const Credentials credentials = credentials_with(kToken);
  SigningKeys keys;
  const SigningContext context{credentials, "us-east-1", "sns", kTime};
  HttpRequest request{"GET", "https://h/?a=1&&X-Amz-Target=kept", {}, ""};
  const std::string once = presign(view_of(request), context, keys).query;
  request.url = "https://h/?" + once;
  CHECK_TEXT(presign(view_of(request), context, keys).query, once);
}

}  // namespace
}  // namespace wan53
