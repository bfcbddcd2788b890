// SPDX-License-Identifier: MIT
// Signs one request a line, for tests that compare the signer with another: see README.md.
#include <sys/types.h>

#include <cstdio>
#include <cstdlib>

#include "aws/sigv4_query.h"
#include "aws/x509_signature.h"
#include "base/compose.h"
#include "base/text.h"
#include "job.h"

namespace wan53 {
namespace {

// cJSON ends a text at its first NUL without a word.
bool names_nul(std::string_view line) {
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    if (line[i] != '\\') continue;
    if (line.substr(i + 1).starts_with("u0000")) return true;
    ++i;
  }
  return false;
}

void add(const Json& answer, const char* name, const std::string& text) {
  cJSON_AddStringToObject(answer.get(), name, text.c_str());
}

void answer_in_header_form(const Json& answer, SignerJob& job, const SigningContext& context,
                           SigningKeys& keys) {
  const SigningScope scope = scope_of(context);
  add_signing_headers(job.headers, job.body, context, scope, job.options);
  const CanonicalRequest canonical =
      canonical_request({job.method, {}, job.path, job.query, job.headers, job.body}, job.options);
  const std::string to_sign = string_to_sign(canonical.text, scope);
  const std::string signature = signature_of(to_sign, context, scope, keys);
  add(answer, "signature", signature);
  add(answer, "authorization",
      authorization(job.credentials.access_key_id, scope, canonical.signed_headers(), signature));
  add(answer, "canonical_request", canonical.text);
  add(answer, "string_to_sign", to_sign);
}

void answer_in_query_form(const Json& answer, const SignerJob& job, const SigningContext& context,
                          SigningKeys& keys) {
  const Presigned signed_query = presign(
      {job.method, {}, job.path, job.query, job.headers, job.body}, context, keys, job.options);
  add(answer, "signature", signed_query.signature);
  add(answer, "query", signed_query.query);
  add(answer, "canonical_request", signed_query.canonical.text);
  add(answer, "string_to_sign", signed_query.string_to_sign);
}

// The request as it would be sent: every header that was added comes back.
Status answer_by_certificate(const Json& answer, const SignerJob& job) {
  TRY_ASSIGN(const KeyPair key, KeyPair::parse(job.key));
  TRY_ASSIGN(const auto chain, parse_certificates(job.certificates));
  TRY(check_fit(key, chain.front()));
  HttpRequest request{job.method, compose("https://host{}?{}", job.path, job.query), job.headers,
                      job.body};
  TRY(sign_x509(request, {key, chain, job.region, job.service, job.time}));
  cJSON* headers = cJSON_AddArrayToObject(answer.get(), "headers");
  for (const HttpHeader& header : request.headers) {
    const char* pair[] = {header.name.c_str(), header.value.c_str()};
    cJSON_AddItemToArray(headers, cJSON_CreateStringArray(pair, 2));
  }
  return {};
}

// A key pair of its own making, with a certificate and a request.
Status answer_with_pair(const Json& answer, const cJSON* line) {
  const auto from = parse_amz_date(text_member(line, "from").value_or(""));
  const auto to = parse_amz_date(text_member(line, "to").value_or(""));
  if (!from || !to) return fail(Errc::bad_input, "from, to: expected a time");
  const std::string_view name = text_member(line, "name").value_or("");
  TRY_ASSIGN(const KeyPair key, KeyPair::make());
  TRY_ASSIGN(const std::string certificate, self_signed_certificate(key, name, *from, *to));
  TRY_ASSIGN(const std::string request, certificate_request(key, name));
  add(answer, "key", std::string(key.pem().reveal()));
  add(answer, "certificate", certificate);
  add(answer, "request", request);
  return {};
}

Status answer_line(const Json& answer, std::string_view line, SigningKeys& keys) {
  const Json tree = parse_json(line);
  if (!tree) return fail(Errc::bad_input, "line: expected one JSON object");
  if (const cJSON* id = cJSON_GetObjectItemCaseSensitive(tree.get(), "id")) {
    cJSON_ReplaceItemInObjectCaseSensitive(answer.get(), "id", cJSON_Duplicate(id, true));
  }
  if (names_nul(line)) {
    return fail(Errc::bad_input, "line: \\u0000 is in no text; give such a body as body_b64");
  }
  if (text_member(tree.get(), "mode") == "pair") return answer_with_pair(answer, tree.get());
  TRY_ASSIGN(SignerJob job, read_job(tree.get()));
  job.options.payload_hash = job.payload_hash;
  const SigningContext context{job.credentials, job.region, job.service, job.time};
  if (job.mode == SignerJob::Mode::x509) return answer_by_certificate(answer, job);
  if (job.mode == SignerJob::Mode::query) {
    answer_in_query_form(answer, job, context, keys);
  } else {
    answer_in_header_form(answer, job, context, keys);
  }
  return {};
}

int run() {
  SigningKeys keys;
  char* line = nullptr;
  std::size_t room = 0;
  ssize_t size = 0;
  while ((size = getline(&line, &room, stdin)) >= 0) {
    const Json answer = json_object();
    cJSON_AddNullToObject(answer.get(), "id");
    const Status status = answer_line(answer, {line, static_cast<std::size_t>(size)}, keys);
    if (!status) add(answer, "error", status.error().what);
    const std::string text = json_text(answer);
    // Whoever asks waits for each answer.
    if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) break;
  }
  std::free(line);
  return std::ferror(stdin) != 0 || std::ferror(stdout) != 0 ? 1 : 0;
}

}  // namespace
}  // namespace wan53

int main() { return wan53::run(); }
