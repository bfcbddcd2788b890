// SPDX-License-Identifier: MIT
// Prints the smallest policy that this config needs. Route 53's condition keys limit changes to
// UPSERT and to the records' names and types. Never calls AWS: if a record has no `zone`, the
// policy allows all that publish/zones needs to find it, and every zone, within those limits: the
// zone may become another one. A note on stderr says so, and which zone was found last. With via =
// gateway or --gateway it is the policy for calling the gateway instead. Source: "Using IAM policy
// conditions for fine-grained access control", Amazon Route 53 Developer Guide.
#include <vector>

#include "aws/endpoint.h"
#include "aws/gateway.h"
#include "base/compose.h"
#include "base/groups.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/iam_policy.h"
#include "cycle/memory.h"
#include "settings/credentials.h"

namespace wan53 {
namespace {

using Records = std::vector<const RecordConfig*>;

cJSON* add_statement(cJSON* statements, std::string_view sid, std::string_view action,
                     std::string_view resource) {
  cJSON* statement = append_object(statements);
  add_text(statement, "Sid", sid);
  add_text(statement, "Effect", "Allow");
  add_text(statement, "Action", action);
  add_text(statement, "Resource", resource);
  return statement;
}

void add_change(cJSON* statements, std::string_view sid, std::string_view arn,
                const Records& records) {
  cJSON* change = add_statement(statements, sid, "route53:ChangeResourceRecordSets", arn);
  std::vector<std::string> names;
  std::vector<std::string> types;
  for (const RecordConfig* record : records) {
    append_once(names, record->name.text());
    append_once(types, std::string(record_type(record->family)));
  }
  cJSON* equals = add_object(add_object(change, "Condition"), "ForAllValues:StringEquals");
  add_texts(equals, "route53:ChangeResourceRecordSetsNormalizedRecordNames", names);
  add_texts(equals, "route53:ChangeResourceRecordSetsRecordTypes", types);
  add_texts(equals, "route53:ChangeResourceRecordSetsActions", {"UPSERT"});
}

// In each zone one statement for the names of the same types: a single one would allow every type
// for each name.
void add_zones(cJSON* statements, const Config& config, std::string_view arn_start) {
  const auto same_zone = [](const auto& a, const auto& b) { return a.zone_id == b.zone_id; };
  Records all;
  for (const auto& record : config.records) all.push_back(&record);
  int zones = 0;
  int changes = 0;
  for_each_group(all, same_zone, [&](const Records& zone) {
    const std::string& zone_id = zone.front()->zone_id;
    const std::string arn = compose("{}hostedzone/{}", arn_start, zone_id.empty() ? "*" : zone_id);
    add_statement(statements, "Read" + to_text(++zones), "route53:ListResourceRecordSets", arn);
    if (zone_id.empty()) {
      add_statement(statements, "FindZone", "route53:ListHostedZonesByName", "*");
    }
    for_each_group(zone, share_statement, [&](const Records& group) {
      add_change(statements, "Change" + to_text(++changes), arn, group);
    });
  });
}

void add_announcements(cJSON* statements, const Config& config) {
  if (!config.sns_topic_arn.empty()) {
    add_statement(statements, "Notify", "sns:Publish", config.sns_topic_arn);
  }
  if (!config.metric_namespace.empty()) {
    cJSON* statement = add_statement(statements, "Count", "cloudwatch:PutMetricData", "*");
    cJSON* equals = add_object(add_object(statement, "Condition"), "StringEquals");
    add_text(equals, "cloudwatch:namespace", config.metric_namespace);
  }
}

// A function URL needs two actions. The second is allowed only through the URL; otherwise the key
// could invoke the function directly, with forged events.
void add_gateway(cJSON* statements, const Config& config) {
  std::vector<std::string> resources;
  for (const auto& record : config.records) {
    append_once(resources,
                gateway_resource(config.gateway_api_arn, config.gateway_url, record.name));
  }
  if (config.gateway_api_arn.find(":lambda:") == std::string::npos) {
    int number = 0;
    for (const auto& resource : resources) {
      add_statement(statements, "Invoke" + to_text(++number), "execute-api:Invoke", resource);
    }
    return;
  }
  add_statement(statements, "InvokeUrl", "lambda:InvokeFunctionUrl", resources.front());
  cJSON* invoke = add_statement(statements, "Invoke", "lambda:InvokeFunction", resources.front());
  add_text(add_object(add_object(invoke, "Condition"), "Bool"), "lambda:InvokedViaFunctionUrl",
           "true");
}

Result<IamPolicy> gateway_policy(const Settings& settings) {
  const Config& config = settings.config;
  if (config.gateway_url.empty()) {
    return fail(Errc::config, "{}: gateway-url is missing; add the line that the stack prints",
                settings.places.config_file);
  }
  if (config.gateway_api_arn.empty()) {
    return fail(Errc::config,
                "{}: gateway-api-arn is missing, and the URL does not tell the account and "
                "the API; add the line that the stack prints",
                settings.places.config_file);
  }
  IamPolicy policy{json_object(), {}};
  add_text(policy.document.get(), "Version", "2012-10-17");
  add_gateway(add_array(policy.document.get(), "Statement"), config);
  return policy;
}

// What the key and the roles on the way need, if the policy is for a role that is assumed.
void add_roles(const Ports& ports, const Settings& settings, std::vector<std::string>& notes) {
  if (settings.config.proof != Proof::stored) return;
  const auto found = load_credentials(ports, settings);
  if (!found || found->roles.empty()) return;
  std::string_view who = "the access key's user";
  for (const auto& role : found->roles) {
    notes.push_back(compose("{} needs sts:AssumeRole on {}, and nothing else", who, role.arn));
    who = role.arn;
  }
  notes.push_back(compose("the policy is for {}", who));
}

}  // namespace

Result<IamPolicy> iam_policy(const Settings& settings, const State& state, bool gateway,
                             bool wait) {
  const Config& config = settings.config;
  if (gateway || config.via == Via::gateway) return gateway_policy(settings);
  const std::string arn_start = compose("arn:{}:route53:::", partition_of(config.region));

  IamPolicy policy{json_object(), {}};
  add_text(policy.document.get(), "Version", "2012-10-17");
  cJSON* statements = add_array(policy.document.get(), "Statement");
  add_zones(statements, config, arn_start);
  if (wait) {
    add_statement(statements, "Wait", "route53:GetChange", arn_start + "change/*");
  }
  add_announcements(statements, config);

  for (const auto& record : config.records) {
    if (!record.zone_id.empty()) continue;
    const PublishedState* known = state.find(key_of(record));
    const bool was_found = known != nullptr && !known->zone_id.empty();
    policy.notes.push_back(compose(
        "{} {} names no zone, so the policy allows the search for it and every zone; "
        "set zone = {} to narrow it",
        record.name.display(), record_type(record.family), was_found ? known->zone_id : "ID"));
  }
  return policy;
}

Result<ExitStatus> iam_policy_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Settings& settings, load_settings(ports, options.config_file));
  const Memory memory = load_memory(ports, settings.places);
  TRY_ASSIGN(IamPolicy policy, iam_policy(settings, memory.state, options.gateway, options.wait));
  add_roles(ports, settings, policy.notes);
  for (const auto& note : policy.notes) ports.terminal->err(compose("wan53: note: {}\n", note));
  ports.terminal->out(json_text(policy.document));
  return kExitDone;
}

}  // namespace wan53
