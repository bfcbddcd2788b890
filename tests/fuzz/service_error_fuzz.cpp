// SPDX-License-Identifier: MIT
// Any reply outside 2xx becomes one printable sentence, a kind and a bounded wait. The input is a
// reply as on the wire: header lines, an empty line, the body; its first byte decides the status.
#include "aws/service_error.h"
#include "fuzz.h"

using namespace wan53;

namespace {

HttpReply reply_of(std::string_view bytes) {
  HttpReply reply;
  if (bytes.empty()) return reply;
  const int statuses[] = {300, 400, 401, 403, 404, 408, 413, 429, 500, 503, 599};
  reply.status = statuses[static_cast<unsigned char>(bytes.front()) % std::size(statuses)];
  bytes.remove_prefix(1);
  while (!bytes.empty()) {
    std::string_view line = take_until(bytes, '\n');
    if (line.empty()) break;
    const std::string name(take_until(line, ':'));
    reply.headers.push_back({name, std::string(trim(line))});
  }
  reply.body = bytes;
  return reply;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const HttpReply reply = reply_of(fuzz::view(data, size));
  const ServiceError error = read_service_error(reply);
  REQUIRE(error.status == reply.status);
  REQUIRE(error.message.size() <= 1000);
  for (const auto& text : {error.code, error.message, error.request_id}) {
    REQUIRE(fuzz::is_printable(text));
  }
  const ErrorKind kind = kind_of(error);
  REQUIRE(code_of(kind) == Errc::retry || code_of(kind) == Errc::user);
  if (reply.status >= 500) REQUIRE(code_of(kind) == Errc::retry);
  const std::string sentence = explain(error, "Route 53 ChangeResourceRecordSets");
  REQUIRE(sentence.starts_with("Route 53 ChangeResourceRecordSets: "));
  REQUIRE(fuzz::is_printable(sentence));
  if (const auto wait = retry_after(reply)) REQUIRE(*wait >= 0ms && *wait <= 1h);
  if (const auto time = server_time(reply)) REQUIRE(*time >= UtcTime());
  return 0;
}
