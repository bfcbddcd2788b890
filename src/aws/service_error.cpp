// SPDX-License-Identifier: MIT
#include "aws/service_error.h"

#include <algorithm>
#include <vector>

#include "aws/xml.h"
#include "base/json.h"
#include "base/text.h"
#include "base/utc.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxErrorMessage = 1000;
constexpr std::size_t kMaxErrorName = 100;
constexpr Milliseconds kMaxRetryAfter = 1h;

struct Found {
  std::string code;
  std::vector<std::string> messages;
  std::string request_id;
};

std::size_t find_ignoring_case(std::string_view text, std::string_view lower_case_word) {
  return lower(text).find(lower_case_word);
}

// The message of SignatureDoesNotMatch quotes the canonical request, which may hold the session
// token.
std::string without_secrets(std::string message) {
  for (const std::string_view start : {"the canonical string", "the string-to-sign"}) {
    message.resize(std::min(message.size(), find_ignoring_case(message, start)));
  }
  const std::size_t token = find_ignoring_case(message, "x-amz-security-token");
  if (token != message.npos) message.replace(token, message.npos, "(rest hidden)");
  return message;
}

std::string on_one_line(const std::vector<std::string>& messages) {
  std::string text;
  for (const auto& message : messages) {
    const std::string cleaned = without_secrets(message);
    bool first_word = true;
    for (const std::string_view word : words(cleaned)) {
      if (!text.empty()) text += first_word ? "; " : " ";
      text += word;
      first_word = false;
    }
  }
  text = printable(text, kMaxErrorMessage - 3);
  if (text.size() > kMaxErrorMessage) text.replace(kMaxErrorMessage - 3, text.npos, "...");
  return text;
}

// "Throttling" of "com.amazonaws.route53#Throttling:http://internal.amazon.com/".
std::string shape_name(std::string_view text) {
  std::string_view name = take_until(text, ':');
  const std::size_t hash = name.rfind('#');
  if (hash != name.npos) name.remove_prefix(hash + 1);
  return printable(trim(name), kMaxErrorName);
}

void add_messages(pugi::xml_node error, std::vector<std::string>& messages) {
  for (const pugi::xml_node child : error) {
    if (equal_ignoring_case(child.name(), "message")) messages.push_back(text_in(child));
    if (!equal_ignoring_case(child.name(), "messages")) continue;
    for (const pugi::xml_node message : child) messages.push_back(text_in(message));
  }
}

Found found_in_xml(std::string_view body) {
  pugi::xml_document document;
  const Result<XmlElement> root = parse_xml(body, document);
  if (!root) return {};
  pugi::xml_node error = root->node;
  if (const pugi::xml_node errors = error.child("Errors")) error = errors;
  if (const pugi::xml_node inner = error.child("Error")) error = inner;
  Found found;
  found.code = shape_name(text_in(error.child("Code")));
  add_messages(error, found.messages);
  const bool named_after_code = error == root->node && error.name() != std::string_view("Error") &&
                                !std::string_view(error.name()).ends_with("Response");
  if (named_after_code && found.code.empty() && !found.messages.empty()) {
    found.code = shape_name(error.name());
  }
  for (const char* name : {"RequestId", "RequestID", "requestId"}) {
    for (const pugi::xml_node parent : {root->node, error}) {
      if (found.request_id.empty()) found.request_id = text_in(parent.child(name));
    }
  }
  return found;
}

Found found_in_json(std::string_view body) {
  const Json tree = parse_json(body);
  Found found;
  for (const char* name : {"__type", "code", "Code", "errorType"}) {
    if (const auto text = text_member(tree.get(), name); text && found.code.empty()) {
      found.code = shape_name(*text);
    }
  }
  // A companion's reply, see aws/gateway.h. Our companion gives the reason in `message`.
  const bool refusal =
      text_member(tree.get(), "body") && cJSON_HasObjectItem(tree.get(), "statusCode") != 0;
  if (refusal) found.code = "CompanionRefusal";
  for (const char* name : {"message", "Message", "errorMessage", refusal ? "body" : "message"}) {
    if (const auto text = text_member(tree.get(), name); text && found.messages.empty()) {
      found.messages.emplace_back(*text);
    }
  }
  return found;
}

// A summary of a reply that no AWS service sent: its HTML title or its first words.
std::string gist_of(std::string_view body) {
  body = trim(body.substr(0, 4096));
  if (!body.starts_with('<')) {
    return body.starts_with('{') ? std::string() : printable(body, 200);
  }
  constexpr std::string_view kTitle = "<title>";
  std::size_t start = find_ignoring_case(body, kTitle);
  if (start == body.npos) return {};
  start += kTitle.size();
  return std::string(body.substr(start, body.find('<', start) - start));
}

}  // namespace

ServiceError read_service_error(const HttpReply& reply) {
  const bool json = trim(reply.body).starts_with('{');
  Found found = json ? found_in_json(reply.body) : found_in_xml(reply.body);
  if (const auto type = reply.header("x-amzn-ErrorType")) found.code = shape_name(*type);
  if (found.code.empty() && found.messages.empty()) found.messages.push_back(gist_of(reply.body));
  for (const char* name : {"x-amzn-RequestId", "x-amz-request-id"}) {
    const auto id = reply.header(name);
    if (id && found.request_id.empty()) found.request_id = *id;
  }
  return {reply.status, std::move(found.code), on_one_line(found.messages),
          printable(found.request_id, kMaxErrorName)};
}

std::optional<Milliseconds> retry_after(const HttpReply& reply) {
  constexpr auto kMax = static_cast<std::uint64_t>(kMaxRetryAfter.count());
  if (const auto text = reply.header("x-amz-retry-after")) {
    if (const auto ms = parse_unsigned(*text, UINT64_MAX)) {
      return Milliseconds(std::min(*ms, kMax));
    }
  }
  const auto text = reply.header("Retry-After");
  if (!text) return std::nullopt;
  if (const auto seconds = parse_unsigned(*text, UINT64_MAX)) {
    return Seconds(std::min(*seconds, kMax / 1000));
  }
  const auto until = parse_http_date(*text);
  const auto now = server_time(reply);
  if (!until || !now) return std::nullopt;
  return std::clamp<Milliseconds>(*until - *now, 0ms, kMaxRetryAfter);
}

std::optional<UtcTime> server_time(const HttpReply& reply) {
  const auto text = reply.header("Date");
  return text ? parse_http_date(*text) : std::nullopt;
}

}  // namespace wan53
