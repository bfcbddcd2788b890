// SPDX-License-Identifier: MIT
#include "aws/sigv4.h"

#include <optional>
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

std::optional<std::string> header_of(const HttpRequest& request, std::string_view name) {
  std::optional<std::string> value;
  for (const auto& header : request.headers) {
    if (header.name != name) continue;
    if (value) return "given more than once";
    value = header.value;
  }
  return value;
}

struct SigningCase {
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
  const char* fields = "host:route53.amazonaws.com\nx-amz-date:20260228T235959Z\n";
  const char* names = "host;x-amz-date";
  const char* payload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const char* signature = "";
};

// Expected texts and signatures were computed with botocore 1.44.5 (SigV4Auth and, for S3,
// S3SigV4Auth; queries handed to it in the encoding that it expects).
const std::vector<SigningCase>& signing_cases() {
  static const std::vector<SigningCase> cases = {
      {.label = "a listing's query",
       .url = "https://route53.amazonaws.com/2013-04-01/hostedzone/Z1/"
              "rrset?type=A&name=home.example.com.&maxitems=2",
       .path = "/2013-04-01/hostedzone/Z1/rrset",
       .query = "maxitems=2&name=home.example.com.&type=A",
       .signature = "ce1aec862a1a454b1c1a27fb6a0ccbf0df551b6d373e7e64bb4a5a909dd309aa"},
      {.label = "a body and its type",
       .method = "POST",
       .url = "https://route53.amazonaws.com/2013-04-01/hostedzone/Z1/rrset/",
       .headers = {{"content-type", "text/xml"}},
       .body = "<ChangeResourceRecordSetsRequest/>",
       .path = "/2013-04-01/hostedzone/Z1/rrset/",
       .fields = "content-type:text/xml\n"
                 "host:route53.amazonaws.com\n"
                 "x-amz-date:20260228T235959Z\n",
       .names = "content-type;host;x-amz-date",
       .payload = "2c6352e0cde9a62688da66e61a9765a02204359dffa7bf62198a949e6a1ed153",
       .signature = "c2c75553b16e10c56e4fa5dc1c5810483c1b7c2f2e52d6a3a0141dcb908c14b1"},
      {.label = "no path at all",
       .url = "https://route53.amazonaws.com",
       .signature = "58083fea6b4824509a472a3d02968755ed9c4790863d564bf10ee61aab18b6cd"},
      {.label = "an escape is encoded once more",
       .url = "https://route53.amazonaws.com/a%20b/%2F/c+d",
       .path = "/a%2520b/%252F/c%2Bd",
       .signature = "3c70bd0311341389e84f0ecc7dc2400059a65df4905a103a4289b568d0b2ffe7"},
      {.label = "UTF-8 and reserved characters in the path",
       .url = "https://route53.amazonaws.com/\341\210\264/$a:b;c@d,~e",
       .path = "/%E1%88%B4/%24a%3Ab%3Bc%40d%2C~e",
       .signature = "cdf5c113e9bcdaf12391b689fea8b2872cddce241bc5506b5bfe659874396030"},
      {.label = "dots and slashes are resolved",
       .url = "https://route53.amazonaws.com//a/./b//c/../d/./",
       .path = "/a/b/d/",
       .signature = "0e186b579b83a3fafc72d86bba854d7da049de740e860e5b1443562b85e8f4b9"},
      {.label = "repeated slashes alone",
       .url = "https://route53.amazonaws.com//a//b",
       .path = "/a/b",
       .signature = "1a610c501bb60804217af26b8dd2434cd21cb47785c2cdf39fcf68db4a242727"},
      {.label = "a path that ends in ..",
       .url = "https://route53.amazonaws.com/a/b/..",
       .path = "/a",
       .signature = "13688c0d69191249dddf2efe8b91781015538f2c089c713641022d54b478f611"},
      {.label = "more .. than segments",
       .url = "https://route53.amazonaws.com/../../a/../..",
       .signature = "58083fea6b4824509a472a3d02968755ed9c4790863d564bf10ee61aab18b6cd"},
      {.label = "dots and slashes stay without normalize",
       .url = "https://route53.amazonaws.com//a/./b/../",
       .options = {.normalize = false},
       .path = "//a/./b/../",
       .signature = "ac4f4c9495384d2dc1280c09c96da5e2cc804c7bfb3bba09c07f5e9b7336d9ba"},
      {.label = "S3 takes the path as it is",
       .url = "https://bucket.s3.amazonaws.com//a/../b%20c",
       .service = "s3",
       .options = {.normalize = false, .double_encode = false, .add_content_sha256 = true},
       .path = "//a/../b%20c",
       .fields =
           "host:bucket.s3.amazonaws.com\n"
           "x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
           "x-amz-date:20260228T235959Z\n",
       .names = "host;x-amz-content-sha256;x-amz-date",
       .signature = "64e84f04750ee872b82f3a293936dd848117a70f3e903db6c83e282eb9215564"},
      {.label = "names before values, prefixes first",
       .url = "https://route53.amazonaws.com/?a-b=1&a=2&a1=3&a=10&A=4&a=1",
       .query = "A=4&a=1&a=10&a=2&a-b=1&a1=3",
       .signature = "3300e49cdc3f72bfa21039b8b5704199cae70b7780ef17918adff694d5ba3124"},
      {.label = "missing and empty values, empty pieces",
       .url = "https://route53.amazonaws.com/?b&a=&&=v&c==d&",
       .query = "=v&a=&b=&c=%3Dd",
       .signature = "7cc9720a0ced74e9f672b1f17942d3408c9a520ff0565fd70a71c02a09358979"},
      {.label = "any spelling of a query is one",
       .url = "https://route53.amazonaws.com/?%7ea=%2b+%c3%a9&%61b=a:b/c d&p=%&q=%4&r=%zz",
       .query = "ab=a%3Ab%2Fc%20d&p=%25&q=%254&r=%25zz&~a=%2B%2B%C3%A9",
       .signature = "0ae22e2d70658ef17f7899637b38aa8faabdffd4611f2568146faab35c980680"},
      {.label = "UTF-8 in a query",
       .url = "https://route53.amazonaws.com/?\341\210\264=\303\251",
       .query = "%E1%88%B4=%C3%A9",
       .signature = "70cc2050b25f455a988d03a2aa4e20af7e72cadd43ecd520a86d738499517875"},
      {.label = "values are trimmed and folded",
       .headers = {{"My-Header", "  a   b \t c  "}, {"Folded", "one\r\n   two\n\tthree"}},
       .fields = "folded:one two three\n"
                 "host:route53.amazonaws.com\n"
                 "my-header:a b c\n"
                 "x-amz-date:20260228T235959Z\n",
       .names = "folded;host;my-header;x-amz-date",
       .signature = "5e47d7c7b7bd5c9c24fe344924fba8d68d7da05ecad16df4b2f7ba5defa2ff0f"},
      {.label = "repeated names are joined in order",
       .headers = {{"X-B", "z"}, {"x-a", "1"}, {"x-b", ""}, {"X-b", " y  x"}},
       .fields = "host:route53.amazonaws.com\n"
                 "x-a:1\n"
                 "x-amz-date:20260228T235959Z\n"
                 "x-b:z,,y x\n",
       .names = "host;x-a;x-amz-date;x-b",
       .signature = "792fef71658c1e0775cfd47fe8b5b27552f6316ddd1cf6991652d70d40f4e666"},
      {.label = "an empty value is signed",
       .headers = {{"x-empty", ""}},
       .fields = "host:route53.amazonaws.com\n"
                 "x-amz-date:20260228T235959Z\n"
                 "x-empty:\n",
       .names = "host;x-amz-date;x-empty",
       .signature = "58f90d8fa2f7413a3bdee095a892638d43141d394736bad4c3e7b05c1420c95e"},
      {.label = "headers that are never signed",
       .headers = {{"Authorization", "old"},
                   {"Connection", "close"},
                   {"Expect", "100-continue"},
                   {"Transfer-Encoding", "chunked"},
                   {"Upgrade", "h2c"},
                   {"User-Agent", "wan53"},
                   {"X-Amzn-Trace-Id", "Root=1"},
                   {"TE", "trailers"}},
       .fields = "host:route53.amazonaws.com\n"
                 "te:trailers\n"
                 "x-amz-date:20260228T235959Z\n",
       .names = "host;te;x-amz-date",
       .signature = "abcd95a128c214f8a68fbc0dc244a0641a97289ab7caaeecb430363df012fc74"},
      {.label = "a port that is not the scheme's own",
       .url = "http://localhost:4566/",
       .fields = "host:localhost:4566\n"
                 "x-amz-date:20260228T235959Z\n",
       .signature = "ec7945c5ac31cf61b61a68ffef4b1414c4767a967a9b43ccb4ad4525467ebd0e"},
      {.label = "the scheme's own port and a user",
       .url = "https://user:word@route53.amazonaws.com:443/a",
       .path = "/a",
       .signature = "13688c0d69191249dddf2efe8b91781015538f2c089c713641022d54b478f611"},
      {.label = "an IPv6 host",
       .url = "http://[::1]:80/",
       .fields = "host:[::1]\n"
                 "x-amz-date:20260228T235959Z\n",
       .signature = "603a81d6e352ba908e5af6c29fa7818c3f06884a8bc2f3ba815927282fe1d216"},
      {.label = "a host given as a header",
       .headers = {{"Host", "other.example"}},
       .fields = "host:other.example\n"
                 "x-amz-date:20260228T235959Z\n",
       .signature = "14bb89c916f0ac8540bd86182ef5f3926e0dd3a90dd926dbee7dcfc0a9a9f112"},
      {.label = "a session token",
       .token = kToken,
       .fields = "host:route53.amazonaws.com\n"
                 "x-amz-date:20260228T235959Z\n"
                 "x-amz-security-token:FwoGZXIvYXdzEXAMPLE//+token==\n",
       .names = "host;x-amz-date;x-amz-security-token",
       .signature = "a8966cdd7c5a1451315f7d3d09c447c814ef0be84f58e48c0f7e638ba9a336f5"},
      {.label = "a session token that is not signed",
       .token = kToken,
       .options = {.omit_session_token = true},
       .signature = "58083fea6b4824509a472a3d02968755ed9c4790863d564bf10ee61aab18b6cd"},
      {.label = "a payload hash of the caller's",
       .method = "PUT",
       .body = "unread",
       .options = {.payload_hash = "UNSIGNED-PAYLOAD"},
       .payload = "UNSIGNED-PAYLOAD",
       .signature = "de8e4ba0c470bd58c60709b93af55b0b2564727b47b193e5b4a7ce859b332dcb"},
      {.label = "a payload hash given as a header",
       .method = "PUT",
       .headers = {{"X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD"}},
       .body = "unread",
       .fields = "host:route53.amazonaws.com\n"
                 "x-amz-content-sha256:UNSIGNED-PAYLOAD\n"
                 "x-amz-date:20260228T235959Z\n",
       .names = "host;x-amz-content-sha256;x-amz-date",
       .payload = "UNSIGNED-PAYLOAD",
       .signature = "333f0f8ae1aa107d23bb2330b72ffc644f7cc594a6d0de1788be7ea11708fdc6"},
      {.label = "no date added",
       .headers = {{"X-Amz-Date", "20260228T235959Z"}},
       .options = {.add_date = false},
       .signature = "58083fea6b4824509a472a3d02968755ed9c4790863d564bf10ee61aab18b6cd"},
  };
  return cases;
}

TEST(sigv4_canonical_request_and_signature) {
  for (const auto& row : signing_cases()) {
    HttpRequest request{row.method, row.url, row.headers, row.body};
    const Credentials credentials = credentials_with(row.token);
    const SigningContext context{credentials, "eu-central-1", row.service, kTime};
    SigningKeys keys;
    sign(request, context, keys, row.options);

    if (row.options.omit_session_token) {
      CHECK_TEXT_ROW(row.label, header_of(request, "x-amz-security-token").value_or(""), row.token);
      std::erase_if(request.headers,
                    [](const HttpHeader& h) { return h.name == "x-amz-security-token"; });
    }
    CHECK_TEXT_ROW(row.label, canonical_request(view_of(request), row.options).text,
                   std::string(row.method) + "\n" + row.path + "\n" + row.query + "\n" +
                       row.fields + "\n" + row.names + "\n" + row.payload);
    CHECK_TEXT_ROW(row.label, header_of(request, "authorization").value_or("none"),
                   std::string("AWS4-HMAC-SHA256 Credential=AKIAWAN53EXAMPLE0000/20260228/") +
                       "eu-central-1/" + row.service + "/aws4_request, SignedHeaders=" + row.names +
                       ", Signature=" + row.signature);
  }
}

TEST(sigv4_string_to_sign) {
  const Credentials credentials = credentials_with("");
  CHECK_TEXT(string_to_sign("", scope_of({credentials, "us-east-1", "sns", kTime})),
             "AWS4-HMAC-SHA256\n20260228T235959Z\n20260228/us-east-1/sns/aws4_request\n"
             "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(sigv4_reads_no_byte_past_its_input) {
  const std::vector<HttpHeader> none;
  for (const char* text : {"/%", "/%4", "/..", "/.", "/%zz", "a=%", "a=%4", "&", "=", "%41"}) {
    const test::Exact exact(text);
    const std::string canonical =
        canonical_request({"GET", "h", exact.view(), exact.view(), none, ""}).text;
    CHECK_ROW(text, canonical.ends_with("b7852b855"));
  }
}

TEST(sigv4_signing_again_replaces_the_first_signature) {
  const Credentials credentials = credentials_with(kToken);
  SigningKeys keys;
  HttpRequest once{"GET", "https://sns.eu-central-1.amazonaws.com/", {{"my-header", "1"}}, ""};
  HttpRequest twice = once;
  sign(twice, {credentials, "eu-central-1", "sns", kTime - Seconds(301)}, keys);
  const std::string first = header_of(twice, "authorization").value_or("none");
  sign(twice, {credentials, "eu-central-1", "sns", kTime}, keys);
  sign(once, {credentials, "eu-central-1", "sns", kTime}, keys);

  CHECK(twice.headers.size() == 4);
  CHECK_TEXT(header_of(twice, "my-header").value_or("none"), "1");
  CHECK_TEXT(header_of(twice, "x-amz-date").value_or("none"), "20260228T235959Z");
  CHECK_TEXT(header_of(twice, "x-amz-security-token").value_or("none"), kToken);
  const std::string second = header_of(twice, "authorization").value_or("none");
  CHECK(first != second);
  CHECK_TEXT(second, header_of(once, "authorization").value_or("none"));
}

TEST(sigv4_content_hash_header_is_replaced) {
  const Credentials credentials = credentials_with("");
  SigningKeys keys;
  HttpRequest request{"PUT", "https://h/", {{"X-Amz-Content-Sha256", "stale"}}, "body"};
  sign(request, {credentials, "us-east-1", "s3", kTime}, keys, {.add_content_sha256 = true});
  CHECK_TEXT(header_of(request, "x-amz-content-sha256").value_or("none"), sha256("body").hex());
  sign(request, {credentials, "us-east-1", "s3", kTime}, keys,
       {.add_content_sha256 = true, .payload_hash = "UNSIGNED-PAYLOAD"});
  CHECK_TEXT(header_of(request, "x-amz-content-sha256").value_or("none"), "UNSIGNED-PAYLOAD");
}

}  // namespace
}  // namespace wan53
