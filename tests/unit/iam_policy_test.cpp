// SPDX-License-Identifier: MIT
// What `wan53 iam-policy` allows, and that a round writes no batch that it does not.
#include "base/compose.h"
#include "base/json.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

std::string record(std::string_view name, std::string_view types, std::string_view zone = "Z111") {
  return compose("[record {}.example.com]\ntype = {}\nsource = {}{}{}{}\n", name, types,
                 types == "AAAA" ? "static 2a00:1450::7" : "static 198.51.101.7",
                 types == "A AAAA" ? "\nsource-ipv6 = static 2a00:1450::7" : "",
                 zone.empty() ? "" : "\nzone = ", zone);
}

// The first labels of a condition's values.
std::string joined(const cJSON* statement, const char* key) {
  std::string all;
  const cJSON* condition = cJSON_GetObjectItem(statement, "Condition");
  const cJSON* values = cJSON_GetObjectItem(condition, "ForAllValues:StringEquals");
  for (const cJSON* item = array_member(values, key); item != nullptr; item = item->next) {
    std::string_view text = item->valuestring;
    all += compose("{}{}", all.empty() ? "" : " ", take_until(text, '.'));
  }
  return all;
}

// "ZONE: names = types; ..." of the statements that allow changes; each Sid once.
std::string changes_of(std::string_view config) {
  Fixture f(config);
  if (f.run({"iam-policy"}) != 0) return f.terminal.err_text;
  const Json policy = parse_json(f.terminal.out_text);
  std::string all;
  std::vector<std::string> sids;
  for (const cJSON* statement = array_member(policy.get(), "Statement"); statement != nullptr;
       statement = statement->next) {
    sids.emplace_back(text_member(statement, "Sid").value_or(""));
    if (std::ranges::count(sids, sids.back()) != 1) return "a Sid stands twice";
    if (text_member(statement, "Action") != "route53:ChangeResourceRecordSets") continue;
    const std::string_view arn = text_member(statement, "Resource").value_or("");
    all += compose("{}{}: {} = {}", all.empty() ? "" : "; ", arn.substr(arn.rfind('/') + 1),
                   joined(statement, "route53:ChangeResourceRecordSetsNormalizedRecordNames"),
                   joined(statement, "route53:ChangeResourceRecordSetsRecordTypes"));
  }
  return all;
}

TEST(iam_policy_allows_each_name_its_own_types) {
  struct Row {
    std::string config;
    const char* changes;
  };
  for (const Row& row : {
           Row{record("a", "A"), "Z111: a = A"},
           Row{record("a", "A") + record("b", "A"), "Z111: a b = A"},
           Row{record("a", "A AAAA") + record("b", "A AAAA"), "Z111: a b = A AAAA"},
           Row{record("a", "A") + record("b", "AAAA"), "Z111: a = A; Z111: b = AAAA"},
           Row{record("a", "A AAAA") + record("b", "A") + record("c", "AAAA") + record("d", "A"),
               "Z111: a = A AAAA; Z111: b d = A; Z111: c = AAAA"},
           // The two types of a name in two sections.
           Row{record("a", "A") + record("A", "AAAA") + record("b", "A"),
               "Z111: a = A AAAA; Z111: b = A"},
           Row{record("a", "A") + record("b", "A", "Z222") + record("c", "AAAA", "Z222"),
               "Z111: a = A; Z222: b = A; Z222: c = AAAA"},
           // The same name in two zones: each has its own type.
           Row{record("a", "A") + record("A", "AAAA", "Z222"), "Z111: a = A; Z222: a = AAAA"},
           Row{record("a", "A", "") + record("b", "AAAA", ""), "*: a = A; *: b = AAAA"},
       }) {
    CHECK_TEXT_ROW(row.config, changes_of(row.config), row.changes);
  }
}

// How many changes each POST of a round holds; the first one is refused if `denied`.
std::string batches_of(std::string_view config, bool denied) {
  Fixture f(config);
  f.http.reply(200, listing(""));
  if (denied) f.http.reply(403, refusal("AccessDenied", "is not authorized"));
  for (int i = 0; i < 9; ++i) f.http.reply(200, change_info());
  const int exit = f.run({"update"});
  std::string all = to_text(exit);
  for (const auto& request : f.http.requests) {
    if (request.method != "POST") continue;
    int changes = 0;
    for (std::size_t at = request.body.find("<Change>"); at != std::string::npos;
         at = request.body.find("<Change>", at + 1)) {
      ++changes;
    }
    all += compose("{}{}", changes == 0 ? "" : " ", changes);
  }
  return all;
}

// IAM compares a whole batch with each statement.
TEST(iam_policy_is_enough_for_a_round) {
  struct Row {
    std::string config;
    const char* allowed;  // exit status, then the changes of each batch
    const char* denied;
  };
  for (const Row& row : {
           Row{record("a", "A"), "0 1", "4 1"},
           Row{record("a", "A AAAA"), "0 2", "4 2"},
           Row{record("a", "A") + record("b", "A"), "0 2", "4 2"},
           Row{record("a", "A AAAA") + record("b", "A AAAA"), "0 4", "4 4"},
           Row{record("a", "A") + record("b", "AAAA"), "0 2", "0 2 1 1"},
           Row{record("a", "A AAAA") + record("b", "A") + record("c", "A"), "0 4", "0 4 2 2"},
       }) {
    CHECK_TEXT_ROW(row.config, batches_of(row.config, false), row.allowed);
    CHECK_TEXT_ROW(row.config, batches_of(row.config, true), row.denied);
  }
}

TEST(iam_policy_refusal_of_one_statement_stops_no_other) {
  Fixture f(record("a", "A") + record("b", "AAAA"));
  f.http.reply(200, listing(""));
  for (int i = 0; i < 2; ++i) f.http.reply(403, refusal("AccessDenied", "is not authorized"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 4);
  CHECK(has(f.terminal.err_text, "a.example.com A: refused"));
  CHECK(has(f.terminal.out_text, "b.example.com AAAA: created"));
}

}  // namespace
}  // namespace wan53
