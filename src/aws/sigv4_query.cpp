// SPDX-License-Identifier: MIT
#include "aws/sigv4_query.h"

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

bool is_of_presigning(std::string_view name) {
  constexpr std::string_view kPresigningNames[] = {
      "X-Amz-Algorithm",     "X-Amz-Credential", "X-Amz-Date",           "X-Amz-Expires",
      "X-Amz-SignedHeaders", "X-Amz-Signature",  "X-Amz-Security-Token",
  };
  for (const auto ours : kPresigningNames) {
    if (name == ours) return true;
  }
  return false;
}

std::string without_presigning(std::string_view query) {
  std::string result;
  while (!query.empty()) {
    const std::string_view pair = take_until(query, '&');
    if (is_of_presigning(pair.substr(0, pair.find('=')))) continue;
    if (!result.empty()) result += '&';
    result += pair;
  }
  return result;
}

void append_parameter(std::string& query, std::string_view name, std::string_view value) {
  if (!query.empty()) query += '&';
  query.append(name).append("=");
  append_uri_encoded(query, value);
}

}  // namespace

Presigned presign(const RequestView& request, const SigningContext& context, SigningKeys& keys,
                  const SigningOptions& options) {
  const Credentials& credentials = context.credentials;
  const SigningScope scope = scope_of(context);
  Presigned result;
  std::string& query = result.query;
  query = without_presigning(request.query);
  append_parameter(query, "X-Amz-Algorithm", "AWS4-HMAC-SHA256");
  append_parameter(query, "X-Amz-Credential",
                   compose("{}/{}", credentials.access_key_id, scope.text));
  append_parameter(query, "X-Amz-Date", scope.date);
  append_parameter(query, "X-Amz-SignedHeaders", signed_headers(request));
  append_parameter(query, "X-Amz-Expires", to_text(options.expires_s));

  const std::string_view token = credentials.session_token.reveal();
  const auto add_token = [&] {
    if (!token.empty()) append_parameter(query, "X-Amz-Security-Token", token);
  };
  if (!options.omit_session_token) add_token();
  RequestView complete = request;
  complete.query = query;
  result.canonical = canonical_request(complete, options);
  if (options.omit_session_token) add_token();

  result.string_to_sign = string_to_sign(result.canonical.text, scope);
  result.signature = signature_of(result.string_to_sign, context, scope, keys);
  append_parameter(query, "X-Amz-Signature", result.signature);
  return result;
}

}  // namespace wan53
