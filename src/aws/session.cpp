// SPDX-License-Identifier: MIT
#include "aws/session.h"

#include <cstdlib>

#include "aws/xml.h"
#include "base/compose.h"
#include "base/json.h"
#include "base/text.h"
#include "base/utc.h"
#include "base/wiped_memory.h"

namespace wan53 {
namespace {

// A header that is longer reaches no service.
constexpr std::size_t kMaxPart = 8 * 1024;

// How one kind of reply calls the parts of a session.
struct Names {
  const char* id;
  const char* secret;
  const char* token;
  const char* expiration;
};
constexpr Names kInJson = {"accessKeyId", "secretAccessKey", "sessionToken", "expiration"};
constexpr Names kInOthers = {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"};

// "2026-11-28T17:30:00Z", perhaps with a fraction, which is dropped, or an offset such as +01:00.
std::optional<UtcTime> parse_time(std::string_view text) {
  constexpr std::size_t kToSeconds = std::string_view("2026-11-28T17:30:00").size();
  if (text.size() <= kToSeconds) return std::nullopt;
  const auto time = parse_rfc3339(compose("{}Z", text.substr(0, kToSeconds)));
  std::string_view rest = text.substr(kToSeconds);
  if (rest.front() == '.') {
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    if (end == 1 || end == rest.npos) return std::nullopt;
    rest.remove_prefix(end);
  }
  if (!time || rest == "Z") return time;
  if (rest.size() != 6 || rest[3] != ':') return std::nullopt;
  const auto hours = parse_unsigned(rest.substr(1, 2), 23);
  const auto minutes = parse_unsigned(rest.substr(4), 59);
  if (!hours || !minutes || (rest[0] != '+' && rest[0] != '-')) return std::nullopt;
  const Seconds offset(static_cast<std::int64_t>(*hours * 3600 + *minutes * 60));
  return rest[0] == '+' ? *time - offset : *time + offset;
}

Failure fail_reading(std::string_view fault) { return fail(Errc::bad_input, "{}", fault); }

// The parts are checked; `end` is empty only of a session that tells none.
Result<Session> session_of(Credentials credentials, std::string_view end, const Names& names) {
  Session session{std::move(credentials), std::nullopt};
  if (const std::string fault = fault_of(session.credentials); !fault.empty()) {
    return fail_reading(fault);
  }
  if (end.empty()) return session;
  session.expires = parse_time(end);
  if (!session.expires) {
    return fail_reading(
        compose("has no time such as 2026-11-28T17:30:00Z as its {}", names.expiration));
  }
  return session;
}

// From now on the parsers wipe what they free: also what they read of a text that is cut, or
// refused.
Status begin_reading(std::string_view text) {
  cJSON_Hooks hooks{std::malloc, wipe_and_free};
  cJSON_InitHooks(&hooks);
  pugi::set_memory_management_functions(std::malloc, wipe_and_free);
  if (text.size() > kMaxSessionBytes) return fail_reading("is larger than 16 KiB");
  return {};
}

// The text of a member; empty if it `may_lack` and is not there or null.
Result<std::string_view> read_part(const cJSON* object, const char* name, bool may_lack = false) {
  const cJSON* found = cJSON_GetObjectItemCaseSensitive(object, name);
  if (may_lack && (found == nullptr || cJSON_IsNull(found))) return std::string_view();
  const auto text = text_member(object, name);
  if (!text || (text->empty() && !may_lack)) {
    return fail_reading(compose("has no text as its {}", name));
  }
  if (text->size() > kMaxPart) return fail_reading(compose("has too long a {}", name));
  return *text;
}

Result<Session> read_object(const cJSON* object, const Names& names, bool is_process) {
  TRY_ASSIGN(const std::string_view id, read_part(object, names.id));
  TRY_ASSIGN(const std::string_view secret, read_part(object, names.secret));
  TRY_ASSIGN(const std::string_view token, read_part(object, names.token, is_process));
  TRY_ASSIGN(const std::string_view end, read_part(object, names.expiration, is_process));
  return session_of({std::string(id), Secret(secret), Secret(token)}, end, names);
}

Result<Session> read_credentials_of(const cJSON* object) {
  const cJSON* credentials = cJSON_GetObjectItemCaseSensitive(object, "credentials");
  if (!cJSON_IsObject(credentials)) return fail_reading("has no object credentials");
  return read_object(credentials, kInJson, false);
}

constexpr const char* kNotJson = "is not JSON, or cut short";

}  // namespace

Result<Session> read_iot_session(std::string_view body) {
  TRY(begin_reading(body));
  const Json reply = parse_json(body);
  if (!reply) return fail_reading(kNotJson);
  return read_credentials_of(reply.get());
}

Result<Session> read_roles_anywhere_session(std::string_view body) {
  TRY(begin_reading(body));
  const Json reply = parse_json(body);
  if (!reply) return fail_reading(kNotJson);
  const cJSON* first = array_member(reply.get(), "credentialSet");
  if (first == nullptr) return fail_reading("has no credentialSet, or an empty one");
  return read_credentials_of(first);
}

Result<Session> read_process_session(std::string_view output) {
  TRY(begin_reading(output));
  const Json reply = parse_json(output);
  if (!reply) return fail_reading(kNotJson);
  if (number_member(reply.get(), "Version") != 1) return fail_reading("has no Version 1");
  return read_object(reply.get(), kInOthers, true);
}

Result<Session> read_assumed_session(std::string_view body) {
  TRY(begin_reading(body));
  pugi::xml_document document;
  TRY_ASSIGN(const XmlElement root, parse_xml(body, document, "AssumeRoleResponse"));
  TRY_ASSIGN(const XmlElement result, root.child("AssumeRoleResult"));
  TRY_ASSIGN(const XmlElement found, result.child("Credentials"));
  Credentials credentials;
  TRY_ASSIGN(credentials.access_key_id, found.child_text(kInOthers.id));
  TRY_ASSIGN(std::string secret, found.child_text(kInOthers.secret));
  credentials.secret_access_key = Secret(secret);
  wipe(secret);
  TRY_ASSIGN(std::string token, found.child_text(kInOthers.token));
  credentials.session_token = Secret(token);
  wipe(token);
  TRY_ASSIGN(const std::string& end, found.child_text(kInOthers.expiration));
  if (credentials.session_token.empty()) return fail_reading("has no text as its SessionToken");
  if (end.empty()) return fail_reading("has no text as its Expiration");
  if (credentials.session_token.reveal().size() > kMaxPart) {
    return fail_reading("has too long a SessionToken");
  }
  return session_of(std::move(credentials), end, kInOthers);
}

}  // namespace wan53
