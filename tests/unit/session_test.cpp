// SPDX-License-Identifier: MIT
// The replies that hold session credentials: what is read of each, and one clear clause for each
// fault, which repeats nothing secret.
#include "aws/session.h"

#include "base/compose.h"
#include "test.h"

namespace wan53 {
namespace {

constexpr const char* kId = "ASIAIOSFODNN7EXAMPLE";
constexpr const char* kSecret = "SECRET/K7MDENG/bPxRfiCYEXAMPLEKEY";
constexpr const char* kToken = "SECRET+IQoJb3JpZ2luX2VjEXAMPLE==";
constexpr const char* kEnd = "2026-11-28T17:30:00Z";
constexpr UtcTime kEndTime = utc_time(1'795'887'000);

using Reader = Result<Session> (*)(std::string_view);

// The four parts as JSON has them; an empty one is left out.
struct Parts {
  std::string id = compose("\"{}\"", kId);
  std::string secret = compose("\"{}\"", kSecret);
  std::string token = compose("\"{}\"", kToken);
  std::string end = compose("\"{}\"", kEnd);
};

std::string json_parts(const Parts& parts, bool capital) {
  const auto member = [&](std::string_view name, const std::string& value) {
    const std::string shown = compose(
        "{}{}",
        capital ? std::string(1, static_cast<char>(name[0] - 32)) : std::string(name.substr(0, 1)),
        name.substr(1));
    return value.empty() ? std::string() : compose(",\"{}\":{}", shown, value);
  };
  return compose("{}{}{}{}", member("accessKeyId", parts.id),
                 member("secretAccessKey", parts.secret), member("sessionToken", parts.token),
                 member("expiration", parts.end));
}

std::string iot(const Parts& parts) {
  return compose("{{\"credentials\":{{{}}}}}", json_parts(parts, false).substr(1));
}
std::string roles_anywhere(const Parts& parts) {
  return compose(
      "{{\"credentialSet\":[{{\"assumedRoleUser\":{{\"arn\":\"a\"}},\"credentials\":{{{}}},"
      "\"packedPolicySize\":7}},{{}}],\"subjectArn\":\"s\"}}",
      json_parts(parts, false).substr(1));
}
std::string process(const Parts& parts) {
  return compose("{{\"Version\":1{}}}\n", json_parts(parts, true));
}
std::string assumed(const Parts& parts) {
  const auto element = [](const char* name, const std::string& json) {
    if (json.empty()) return std::string();
    const std::string text = json.front() == '"' ? json.substr(1, json.size() - 2) : json;
    return compose("<{}>{}</{}>", name, text, name);
  };
  return compose(
      "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>"
      "<AssumedRoleUser><Arn>arn</Arn></AssumedRoleUser><Credentials>{}{}{}{}</Credentials>"
      "</AssumeRoleResult></AssumeRoleResponse>",
      element("AccessKeyId", parts.id), element("SecretAccessKey", parts.secret),
      element("SessionToken", parts.token), element("Expiration", parts.end));
}

const struct Form {
  const char* name;
  Reader read;
  std::string (*text)(const Parts&);
  bool is_process = false;
} kForms[] = {
    {"iot", read_iot_session, iot},
    {"roles anywhere", read_roles_anywhere_session, roles_anywhere},
    {"assumed", read_assumed_session, assumed},
    {"process", read_process_session, process, true},
};

Result<Session> read(Reader reader, std::string_view text) {
  return reader(test::Exact(text).view());
}

std::string error_of(Reader reader, std::string_view text) {
  const auto session = read(reader, text);
  if (session) return "";
  return session.error().code == Errc::bad_input ? session.error().what : "wrong code";
}

TEST(session_is_read_from_each_reply) {
  for (const auto& form : kForms) {
    const auto session = read(form.read, form.text({}));
    CHECK_TEXT_ROW(form.name, session ? "" : session.error().what, "");
    CHECK_TEXT_ROW(form.name, session->credentials.access_key_id, kId);
    CHECK_TEXT_ROW(form.name, session->credentials.secret_access_key.reveal(), kSecret);
    CHECK_TEXT_ROW(form.name, session->credentials.session_token.reveal(), kToken);
    CHECK_ROW(form.name, session->expires == kEndTime);
  }
}

TEST(session_refuses_what_is_missing_or_wrong_in_any_reply) {
  const std::string long_one = compose("\"SECRET{}\"", std::string(8 * 1024, 'x'));
  const struct {
    const char* label;
    Parts parts;
    const char* says;  // of all, unless
    const char* xmls;  // the XML's clause differs
  } rows[] = {
      {"no id", {.id = ""}, "has no text as its ?ccessKeyId", "Credentials: has no <AccessKeyId>"},
      {"no secret",
       {.secret = ""},
       "has no text as its ?ecretAccessKey",
       "has no <SecretAccessKey>"},
      {"id of another type",
       {.id = "7"},
       "has no text as its ?ccessKeyId",
       "the access key id is not valid"},
      {"empty secret",
       {.secret = "\"\""},
       "has no text as its ?ecretAccessKey",
       "the secret access key is empty"},
      {"short id",
       {.id = "\"ASIASECRET\""},
       "the access key id is not valid: expected 16 to 128",
       ""},
      {"an id that is a secret",
       {.id = compose("\"{}\"", kSecret)},
       "the access key id is not valid: expected 16 to 128",
       ""},
      {"an id with a line end",
       {.id = "\"ASIAIOSFODNN7EXAMPLE&#10;\""},
       "the access key id is not valid",
       ""},
      {"blank in the secret",
       {.secret = "\"SECRET KEY\""},
       "the secret access key is empty or holds",
       ""},
      {"umlaut in the token",
       {.token = "\"SECRET\xc3\xa4\""},
       "the session token holds a blank",
       ""},
      {"tab in the token", {.token = "\"SECRET&#9;x\""}, "", "the session token holds a blank"},
      {"endless token", {.token = long_one}, "has too long a ?essionToken", ""},
      {"a day that is none", {.end = "\"2026-02-30T17:30:00Z\""}, "has no time such as", ""},
      {"seconds since 1970 as text", {.end = "\"1795887000\""}, "has no time such as", ""},
      {"no zone", {.end = "\"2026-11-28T17:30:00\""}, "has no time such as", ""},
      {"a secret as the end", {.end = compose("\"{}\"", kSecret)}, "has no time such as", ""},
  };
  for (const auto& row : rows) {
    for (const auto& form : kForms) {
      const bool is_xml = form.read == read_assumed_session;
      std::string says = is_xml && *row.xmls != '\0' ? row.xmls : row.says;
      if (says.empty()) continue;
      const std::string label = compose("{}, {}", row.label, form.name);
      const std::string said = error_of(form.read, form.text(row.parts));
      // Names begin with a capital in two of the forms.
      if (const auto at = says.find('?'); at != says.npos) {
        CHECK_ROW(label, said.find(says.substr(0, at)) == 0);
        says.erase(0, at + 1);
      }
      CHECK_TEXT_ROW(label, said.find(says) != said.npos ? "" : said, "");
      CHECK_ROW(label, said.find("SECRET") == said.npos);
    }
  }
}

// Without a token the credentials of a role are worth nothing, and without an end nobody would ask
// for new ones. A process may have neither.
TEST(session_lacks_token_and_end_only_of_a_process) {
  for (const auto& form : kForms) {
    for (const Parts& parts : {Parts{.token = "", .end = ""}, Parts{.token = ""}, Parts{.end = ""},
                               Parts{.token = "null", .end = "null"}, Parts{.token = "\"\""}}) {
      const auto session = read(form.read, form.text(parts));
      CHECK_ROW(form.name, session.has_value() == form.is_process ||
                               (parts.token == "null" && form.read == read_assumed_session));
      if (!form.is_process) continue;
      CHECK_ROW(form.name, session->credentials.session_token.empty() == (parts.token.size() < 5));
      CHECK_ROW(form.name, session->expires.has_value() == (parts.end.size() > 5));
    }
  }
  CHECK(!read_process_session(process({.token = "7"})));
  CHECK(!read_process_session(process({.end = "1795887000"})));
}

TEST(session_ends_as_programs_print_it) {
  const struct {
    const char* text;
    std::int64_t seconds;  // after kEnd's hour; -1: refused
  } rows[] = {
      {"2026-11-28T17:30:00Z", 0},        {"2026-11-28T17:30:00+00:00", 0},
      {"2026-11-28T17:30:00.123456Z", 0}, {"2026-11-28T17:30:00.9+00:00", 0},
      {"2026-11-28T18:30:01+01:00", 1},   {"2026-11-28T12:00:02-05:30", 2},
      {"2026-11-28T17:30:00.Z", -1},      {"2026-11-28T17:30:00.1", -1},
      {"2026-11-28T17:30:00+0000", -1},   {"2026-11-28T17:30:00+24:00", -1},
      {"2026-11-28T17:30:00 00:00", -1},  {"2026-11-28 17:30:00Z", -1},
      {"2026-11-28T17:30:00z", -1},       {"2026-11-28", -1},
  };
  for (const auto& row : rows) {
    const auto session = read_process_session(process({.end = compose("\"{}\"", row.text)}));
    CHECK_ROW(row.text, session.has_value() == (row.seconds >= 0));
    if (session) CHECK_ROW(row.text, session->expires == kEndTime + Seconds(row.seconds));
  }
}

TEST(session_refuses_a_reply_that_is_none) {
  const std::string huge(kMaxSessionBytes + 1, ' ');
  const struct {
    const char* label;
    Reader reader;
    std::string text;
    const char* says;
  } rows[] = {
      {"empty", read_iot_session, "", "is not JSON, or cut short"},
      {"cut", read_iot_session, iot({}).substr(0, 90), "is not JSON, or cut short"},
      {"two", read_roles_anywhere_session, roles_anywhere({}) + "{}", "is not JSON, or cut short"},
      {"HTML", read_process_session, "<html>SECRET</html>", "is not JSON, or cut short"},
      {"huge", read_iot_session, iot({}) + huge, "is larger than 16 KiB"},
      {"huge", read_roles_anywhere_session, roles_anywhere({}) + huge, "is larger than 16 KiB"},
      {"huge", read_assumed_session, assumed({}) + huge, "is larger than 16 KiB"},
      {"huge", read_process_session, process({}) + huge, "is larger than 16 KiB"},
      {"no object", read_iot_session, "[]", "has no object credentials"},
      {"a refusal", read_iot_session, R"({"message":"Access Denied"})",
       "has no object credentials"},
      {"a text", read_iot_session, R"({"credentials":"SECRET"})", "has no object credentials"},
      {"null", read_iot_session, "null", "has no object credentials"},
      {"empty set", read_roles_anywhere_session, R"({"credentialSet":[]})",
       "has no credentialSet, or an empty one"},
      {"no set", read_roles_anywhere_session, R"({"credentialSet":{"credentials":{}}})",
       "has no credentialSet, or an empty one"},
      {"set of nothing", read_roles_anywhere_session, R"({"credentialSet":[null]})",
       "has no object credentials"},
      {"IoT's reply", read_roles_anywhere_session, iot({}),
       "has no credentialSet, or an empty one"},
      {"no version", read_process_session, iot({}), "has no Version 1"},
      {"version 2", read_process_session, R"({"Version":2})", "has no Version 1"},
      {"version as text", read_process_session, R"({"Version":"1"})", "has no Version 1"},
      {"names in small letters", read_process_session, "{\"Version\":1,\"accessKeyId\":\"SECRET\"}",
       "has no text as its AccessKeyId"},
      {"cut XML", read_assumed_session, assumed({}).substr(0, 300), "not well-formed XML"},
      {"another operation", read_assumed_session, "<GetCallerIdentityResponse/>",
       "expected <AssumeRoleResponse>"},
      {"no credentials", read_assumed_session,
       "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>", "has no <Credentials>"},
      {"JSON", read_assumed_session, iot({}), "XML"},
  };
  for (const auto& row : rows) {
    const std::string said = error_of(row.reader, row.text);
    CHECK_TEXT_ROW(row.label, said.find(row.says) != said.npos ? "" : said, "");
    CHECK_ROW(row.label, said.find("SECRET") == said.npos);
  }
}

}  // namespace
}  // namespace wan53
