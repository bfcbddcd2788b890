// SPDX-License-Identifier: MIT
// Says what the program's readers understand of one reply a line: see README.md.
#include <sys/types.h>

#include <cstdio>
#include <cstdlib>

#include "aws/notify.h"
#include "aws/route53.h"
#include "aws/service_error.h"
#include "base/json.h"

namespace wan53 {
namespace {

// Not add_text, which escapes what is no printable ASCII: the text itself is compared.
void add(cJSON* object, const char* name, const std::string& text) {
  cJSON_AddStringToObject(object, name, text.c_str());
}

void add_all(cJSON* object, const char* name, const std::vector<std::string>& texts) {
  cJSON* array = add_array(object, name);
  for (const auto& text : texts) cJSON_AddItemToArray(array, cJSON_CreateString(text.c_str()));
}

std::vector<std::string> texts_of(const cJSON* object, const char* name) {
  std::vector<std::string> texts;
  for (const cJSON* item = array_member(object, name); item != nullptr; item = item->next) {
    if (cJSON_IsString(item)) texts.emplace_back(item->valuestring);
  }
  return texts;
}

void add_set(cJSON* array, const route53::RecordSet& set, const cJSON* asked) {
  cJSON* object = append_object(array);
  add(object, "name", set.name.fully_qualified());
  add(object, "type", set.type);
  add(object, "set_identifier", set.set_identifier);
  add(object, "routing", set.routing);
  if (set.ttl) add_number(object, "ttl", *set.ttl);
  add_all(object, "values", set.values);
  add_bool(object, "alias", set.alias);
  add_bool(object, "traffic_policy", set.traffic_policy);
  add(object, "xml", set.xml);
  // What cannot be read is never written.
  if (!set.fault.empty()) return add(object, "refused", set.fault);
  const auto ttl = number_member(asked, "ttl");
  if (!ttl) return;
  const auto edited = route53::edited_record_set(set.xml, static_cast<std::uint32_t>(*ttl),
                                                 texts_of(asked, "values"));
  add(object, edited ? "edited" : "refused", edited ? *edited : edited.error().what);
}

Status read_listing(cJSON* answer, const std::string& body, const cJSON* asked) {
  TRY_ASSIGN(const auto page, route53::read_record_sets(body));
  cJSON* sets = add_array(answer, "sets");
  for (const auto& set : page.sets) add_set(sets, set, asked);
  if (!page.next) return {};
  cJSON* next = add_object(answer, "next");
  add(next, "name", page.next->name.fully_qualified());
  add(next, "type", page.next->type);
  add(next, "set_identifier", page.next->set_identifier);
  return {};
}

Status read_zones(cJSON* answer, const std::string& body, const cJSON*) {
  TRY_ASSIGN(const auto page, route53::read_hosted_zones(body));
  cJSON* zones = add_array(answer, "zones");
  for (const auto& zone : page.zones) {
    cJSON* object = append_object(zones);
    add(object, "id", zone.id);
    add(object, "name", zone.name.fully_qualified());
    add_bool(object, "private", zone.is_private);
  }
  add_bool(answer, "truncated", !page.next_name.is_root());
  return {};
}

Status read_change(cJSON* answer, const std::string& body, const cJSON*) {
  TRY_ASSIGN(const auto info, route53::read_change_info(body));
  add(answer, "id", info.id);
  add_bool(answer, "in_sync", info.in_sync);
  return {};
}

Status read_identity(cJSON* answer, const std::string& body, const cJSON*) {
  TRY_ASSIGN(const auto identity, read_caller_identity(body));
  add(answer, "arn", identity.arn);
  add(answer, "account", identity.account);
  return {};
}

constexpr struct {
  std::string_view operation;
  Status (*read)(cJSON* answer, const std::string& body, const cJSON* asked);
} kReaders[] = {
    {"ListResourceRecordSets", read_listing},  {"ListHostedZonesByName", read_zones},
    {"ChangeResourceRecordSets", read_change}, {"GetChange", read_change},
    {"GetCallerIdentity", read_identity},
};

Status read_reply(cJSON* answer, const cJSON* asked) {
  const auto status = number_member(asked, "status");
  const auto body = text_member(asked, "body");
  if (!status || !body) return fail(Errc::bad_input, "line: expected status and body");
  if (*status / 100 != 2) {
    const ServiceError said =
        read_service_error({static_cast<int>(*status), {}, std::string(*body)});
    add_number(answer, "status", said.status);
    add(answer, "code", said.code);
    add(answer, "message", said.message);
    add(answer, "request_id", said.request_id);
    return {};
  }
  for (const auto& [operation, read] : kReaders) {
    if (text_member(asked, "operation") == operation) {
      return read(answer, std::string(*body), asked);
    }
  }
  return fail(Errc::bad_input, "line: no reader for this operation");
}

int run() {
  char* line = nullptr;
  std::size_t room = 0;
  ssize_t size = 0;
  while ((size = getline(&line, &room, stdin)) >= 0) {
    const Json answer = json_object();
    const Json asked = parse_json({line, static_cast<std::size_t>(size)});
    const Status status = read_reply(answer.get(), asked.get());
    if (!status) add(answer.get(), "error", status.error().what);
    // Whoever asks waits for each answer.
    if (std::fputs(json_text(answer).c_str(), stdout) < 0 || std::fflush(stdout) != 0) break;
  }
  std::free(line);
  return std::ferror(stdin) != 0 || std::ferror(stdout) != 0 ? 1 : 0;
}

}  // namespace
}  // namespace wan53

int main() { return wan53::run(); }
