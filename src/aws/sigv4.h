// SPDX-License-Identifier: MIT
// Signature Version 4 in its header form, in the stages that AWS documents: canonical request,
// string to sign, authorization. Each stage is pure and public, so that a wrong signature can be
// traced to one stage; `sign` runs them all. The query form is in aws/sigv4_query.h.
//
// Paths and queries are given as they go on the wire.
//
// Path: `.`, `..` and repeated slashes are resolved (normalize). Then every byte except
// A-Z a-z 0-9 - _ . ~ / is percent-encoded, '%' included (double_encode): "/a%20b" is signed as
// "/a%2520b".
//
// Query: each name and value is decoded and encoded again, so that all spellings give one text. A
// '+' is a plus, a '%' without two hexadecimal digits stands for itself, "a" means "a=", and empty
// pieces are dropped. Pairs are sorted by encoded name, then by encoded value.
//
// Headers: all except authorization, connection, expect, transfer-encoding, upgrade, user-agent and
// x-amzn-trace-id, which a proxy may change. Names are lower-cased, values trimmed, and each run of
// white space (including line folds) becomes one space. Values of a repeated name are joined by
// ',' in order.
//
// Source: "Create a signed AWS API request", AWS IAM User Guide; "Authenticating Requests (AWS
// Signature Version 4)", Amazon S3 API Reference.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/credentials.h"
#include "aws/signing_key.h"
#include "base/http.h"
#include "base/utc.h"

namespace wan53 {

// The defaults suit every service except S3, which takes paths unchanged, requires the payload's
// hash in a header and allows an unsigned payload.
struct SigningOptions {
  bool normalize = true;
  bool double_encode = true;
  bool add_date = true;                // x-amz-date; header form only
  bool add_content_sha256 = false;     // x-amz-content-sha256; header form only
  bool omit_session_token = false;     // send the token, but add it after signing
  std::string_view payload_hash = {};  // such as "UNSIGNED-PAYLOAD"; empty: SHA-256 of the body
  int expires_s = 3600;                // 1 to 604,800; query form only
};

struct SigningContext {
  const Credentials& credentials;
  std::string_view region;
  std::string_view service;
  UtcTime time;
};

// The input of the stages: views into the caller's request.
struct RequestView {
  std::string_view method;
  std::string_view host;   // signed unless `headers` contains a host
  std::string_view path;   // as on the wire; empty means "/"
  std::string_view query;  // as on the wire, without '?'
  const std::vector<HttpHeader>& headers;
  std::string_view body;
};
// Splits the URL. The host is as libcurl sends it: without user, and without the default port.
RequestView view_of(const HttpRequest& request);

// The date and the credential scope of a signature.
struct SigningScope {
  std::string date;  // 20150830T123600Z
  std::string text;  // 20150830/us-east-1/service/aws4_request

  std::string_view day() const { return std::string_view(date).substr(0, 8); }
};
SigningScope scope_of(UtcTime time, std::string_view region, std::string_view service);
inline SigningScope scope_of(const SigningContext& context) {
  return scope_of(context.time, context.region, context.service);
}

struct CanonicalRequest {
  std::string text;
  std::size_t names_at = 0;
  std::size_t names_size = 0;

  // "host;x-amz-date"
  std::string_view signed_headers() const {
    return std::string_view(text).substr(names_at, names_size);
  }
};

// The payload's hash is the one in the options, else that of the x-amz-content-sha256 header, else
// that of the body.
CanonicalRequest canonical_request(const RequestView& request, const SigningOptions& options = {});
// The same list as in CanonicalRequest. The query form needs it before it can build the canonical
// request.
std::string signed_headers(const RequestView& request);

inline constexpr std::string_view kSigV4 = "AWS4-HMAC-SHA256";
// Of another algorithm: aws/x509_signature.h.
std::string string_to_sign(std::string_view canonical_request, const SigningScope& scope,
                           std::string_view algorithm = kSigV4);

// 64 hexadecimal digits.
std::string signature_of(std::string_view string_to_sign, const SigningContext& context,
                         const SigningScope& scope, SigningKeys& keys);
// The value of the authorization header.
std::string authorization(std::string_view access_key_id, const SigningScope& scope,
                          std::string_view signed_headers, std::string_view signature,
                          std::string_view algorithm = kSigV4);

// Replaces all headers of that name.
void set_header(std::vector<HttpHeader>& headers, const char* name, std::string value);
void drop_header(std::vector<HttpHeader>& headers, std::string_view name);
// Adds the headers that must exist before the canonical request is built; they replace headers of
// the same names.
void add_signing_headers(std::vector<HttpHeader>& headers, std::string_view body,
                         const SigningContext& context, const SigningScope& scope,
                         const SigningOptions& options = {});

// Adds x-amz-date, x-amz-security-token (if there is a token) and authorization to
// request.headers. They replace those of an earlier signing, so a request may be signed again.
void sign(HttpRequest& request, const SigningContext& context, SigningKeys& keys,
          const SigningOptions& options = {});

}  // namespace wan53
