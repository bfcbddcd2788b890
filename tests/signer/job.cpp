// SPDX-License-Identifier: MIT
#include "job.h"

#include <mbedtls/base64.h>

#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::int64_t kLongestExpiry_s = 7 * 24 * 3600;

Failure wrong(const char* name, std::string_view expected) {
  return fail(Errc::bad_input, "{}: expected {}", name, expected);
}

bool is_missing(const cJSON* member) { return member == nullptr || cJSON_IsNull(member); }

const cJSON* member_of(const cJSON* object, const char* name) {
  return cJSON_GetObjectItemCaseSensitive(object, name);
}

Result<std::string> required_text(const cJSON* object, const char* name) {
  const auto text = text_member(object, name);
  if (!text || text->empty()) return wrong(name, "a text that is not empty");
  return std::string(*text);
}

// Missing and null read as empty.
Result<std::string> optional_text(const cJSON* object, const char* name) {
  if (is_missing(member_of(object, name))) return std::string();
  const auto text = text_member(object, name);
  if (!text) return wrong(name, "a text or null");
  return std::string(*text);
}

Status read_flag(const cJSON* object, const char* name, bool& flag) {
  const cJSON* member = member_of(object, name);
  if (is_missing(member)) return {};
  if (!cJSON_IsBool(member)) return wrong(name, "true or false");
  flag = cJSON_IsTrue(member);
  return {};
}

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kOther = "!#$%&'*+-.^_`|~";
  for (const char c : text) {
    if (!is_alnum(c) && kOther.find(c) == kOther.npos) return false;
  }
  return !text.empty();
}

Result<std::vector<HttpHeader>> read_headers(const cJSON* line) {
  if (!cJSON_IsArray(member_of(line, "headers")))
    return wrong("headers", "a list of [name, value]");
  std::vector<HttpHeader> headers;
  bool host = false;
  for (const cJSON* pair = array_member(line, "headers"); pair != nullptr; pair = pair->next) {
    const cJSON* name = cJSON_GetArrayItem(pair, 0);
    const cJSON* value = cJSON_GetArrayItem(pair, 1);
    if (cJSON_GetArraySize(pair) != 2 || !cJSON_IsString(name) || !cJSON_IsString(value)) {
      return wrong("headers", "a list of [name, value], both texts");
    }
    if (!is_token(name->valuestring)) {
      return fail(Errc::bad_input,
                  "headers: '{}' is no name of a header; use letters, digits and -",
                  printable(name->valuestring));
    }
    host = host || equal_ignoring_case(name->valuestring, "host");
    headers.push_back({name->valuestring, value->valuestring});
  }
  if (!host) return wrong("headers", "host among them, since SigV4 always signs it");
  return headers;
}

Result<std::string> read_body(const cJSON* line) {
  TRY_ASSIGN(std::string body, optional_text(line, "body"));
  TRY_ASSIGN(const std::string base64, optional_text(line, "body_b64"));
  if (base64.empty()) return body;
  if (!body.empty()) return wrong("body_b64", "null beside a body; give one of them");
  std::string bytes(base64.size(), '\0');
  std::size_t size = 0;
  if (mbedtls_base64_decode(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), &size,
                            reinterpret_cast<const unsigned char*>(base64.data()),
                            base64.size()) != 0) {
    return wrong("body_b64", "base64 with its padding");
  }
  bytes.resize(size);
  return bytes;
}

Result<Credentials> read_signing_credentials(const cJSON* line) {
  const cJSON* object = member_of(line, "credentials");
  if (!cJSON_IsObject(object)) return wrong("credentials", "an object");
  Credentials credentials;
  TRY_ASSIGN(credentials.access_key_id, required_text(object, "access_key_id"));
  TRY_ASSIGN(const std::string secret, required_text(object, "secret_access_key"));
  TRY_ASSIGN(const std::string token, optional_text(object, "session_token"));
  credentials.secret_access_key = Secret(secret);
  credentials.session_token = Secret(token);
  return credentials;
}

// An unsigned payload has a name of its own. Where there is no body, services other than S3 are
// sent its hash all the same: nothing is left unsigned by it.
std::string hash_of_unsigned(const SignerJob& job) {
  const bool is_s3 = std::string_view(job.service).starts_with("s3");
  return job.body.empty() && !is_s3 ? "" : "UNSIGNED-PAYLOAD";
}

Status read_options(const cJSON* line, SignerJob& job) {
  const cJSON* object = member_of(line, "options");
  if (is_missing(object)) return {};
  if (!cJSON_IsObject(object)) return wrong("options", "an object or null");
  SigningOptions& options = job.options;
  bool sign_body = true;
  TRY(read_flag(object, "normalize", options.normalize));
  TRY(read_flag(object, "doubleEncode", options.double_encode));
  TRY(read_flag(object, "signBody", sign_body));
  TRY(read_flag(object, "addContentSha256", options.add_content_sha256));
  TRY(read_flag(object, "addDate", options.add_date));
  TRY(read_flag(object, "omitSessionToken", options.omit_session_token));
  TRY_ASSIGN(job.payload_hash, optional_text(object, "payloadHash"));
  if (job.payload_hash.empty() && !sign_body) job.payload_hash = hash_of_unsigned(job);
  if (is_missing(member_of(object, "expires"))) return {};
  const auto expires = number_member(object, "expires");
  if (!expires || *expires < 1 || *expires > kLongestExpiry_s) {
    return wrong("expires", "a whole number of seconds from 1 to 604800");
  }
  options.expires_s = static_cast<int>(*expires);
  return {};
}

}  // namespace

Result<SignerJob> read_job(const cJSON* line) {
  if (!cJSON_IsObject(line)) return wrong("line", "one JSON object");
  SignerJob job;
  TRY_ASSIGN(const std::string mode, required_text(line, "mode"));
  if (mode != "header" && mode != "query" && mode != "x509") {
    return wrong("mode", "\"header\", \"query\" or \"x509\"");
  }
  job.mode = mode == "query"  ? SignerJob::Mode::query
             : mode == "x509" ? SignerJob::Mode::x509
                              : SignerJob::Mode::header;
  TRY_ASSIGN(job.method, required_text(line, "method"));
  if (!is_token(job.method)) return wrong("method", "the name of an HTTP method");
  TRY_ASSIGN(job.path, optional_text(line, "path"));
  if (!job.path.empty() && job.path.front() != '/')
    return wrong("path", "a text starting with '/'");
  TRY_ASSIGN(job.query, optional_text(line, "query"));
  TRY_ASSIGN(job.headers, read_headers(line));
  TRY_ASSIGN(job.body, read_body(line));
  if (job.mode == SignerJob::Mode::x509) {
    TRY_ASSIGN(job.certificates, required_text(line, "certificates"));
    TRY_ASSIGN(const std::string key, required_text(line, "key"));
    job.key = Secret(key);
  } else {
    TRY_ASSIGN(job.credentials, read_signing_credentials(line));
  }
  TRY_ASSIGN(job.region, required_text(line, "region"));
  TRY_ASSIGN(job.service, required_text(line, "service"));
  TRY_ASSIGN(const std::string timestamp, required_text(line, "timestamp"));
  const auto time = parse_amz_date(timestamp);
  if (!time) return wrong("timestamp", "a time such as 20150830T123600Z");
  job.time = *time;
  TRY(read_options(line, job));
  return job;
}

}  // namespace wan53
