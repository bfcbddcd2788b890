// SPDX-License-Identifier: MIT
#include "cli/setup_stack.h"

#include <algorithm>

#include "aws/gateway.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMostNames = 4;      // that wan53-router.yaml takes
constexpr std::size_t kLongestName = 128;  // of a stack, a role alias and a thing
constexpr std::size_t kLongestCommonName = 64;
// Templates of each release, "wan53-….yaml".
constexpr std::string_view kLambda = "lambda";
constexpr std::string_view kRouter = "router";
constexpr std::string_view kRolesAnywhere = "roles-anywhere";
constexpr std::string_view kCa = "wan53-ca";
constexpr std::string_view kCertificate = " RouterCertificate=\"$(cat client.crt)\"";

// Parameters that are not given keep their values.
std::string deploy(std::string_view name, std::string_view file, std::string_view region,
                   std::string_view parameters) {
  return compose(
      "aws cloudformation deploy --stack-name {} --template-file {}.yaml "
      "--capabilities CAPABILITY_IAM --region {} --parameter-overrides{}\n",
      name, file, region, parameters);
}

std::string deploy_released(std::string_view name, std::string_view file, std::string_view region,
                            std::string_view parameters) {
  const std::string released = compose("wan53-{}", file);
  return compose("curl -fsSLO https://github.com/wan53/wan53/releases/latest/download/{}.yaml\n{}",
                 released, deploy(name, released, region, parameters));
}

bool is_of_gateway(const Config& config) {
  return config.via == Via::gateway && !names_host(config.gateway_url);
}

std::string gateway_parameters(const Config& config) {
  if (!config.gateway_api_arn.empty()) {
    return compose(" Via=gateway GatewayApiArn={}", config.gateway_api_arn);
  }
  return compose(" Via=gateway GatewayApiArn=\"$({} | sed -n 's/^gateway-api-arn = //p')\"",
                 stack_output(kGatewaysStack, config.region, "Wan53Conf"));
}

std::string route53_parameters(const Config& config) {
  const RecordConfig& first = config.records.front();
  return compose(" Via=route53 'RecordTypes={}' HostedZoneId={} TopicArn={} 'MetricNamespace={}'",
                 first.both_types ? "A AAAA" : record_type(first.family), first.zone_id,
                 config.sns_topic_arn, config.metric_namespace);
}

std::vector<std::string> names_of(const Config& config) {
  std::vector<std::string> names;
  for (const auto& record : config.records) append_once(names, record.name.text());
  return names;
}

// With which wan53-router.yaml allows what `iam-policy` prints; empty if it cannot.
std::string router_parameters(const Config& config) {
  const bool is_gateway = config.via == Via::gateway;
  const RecordConfig& first = config.records.front();
  for (const auto& record : config.records) {
    const std::string& name = record.name.text();
    const std::size_t escape = name.rfind('\\');
    const bool is_plain = escape == name.npos || (escape == 0 && record.name.is_wildcard());
    const bool fits = is_gateway || (!record.zone_id.empty() && share_statement(record, first));
    if (!is_plain || !fits) return {};
  }
  const auto names = names_of(config);
  if (names.size() > kMostNames) return {};
  return compose("{} 'HostNames={}'",
                 is_gateway ? gateway_parameters(config) : route53_parameters(config),
                 join(names, ","));
}

Steps steps_by_hand(const Config& config, std::string_view why, std::string_view policy) {
  const bool lacks_zone =
      config.via == Via::route53 && std::ranges::any_of(config.records, [](const auto& record) {
        return record.zone_id.empty();
      });
  return {compose("{}{}\n",
                  lacks_zone ? "With the zone's id, which the `list-hosted-zones` below prints, "
                               "`wan53 setup` prints a stack that does all. Without: "
                             : "",
                  why),
          compose("{}{}",
                  lacks_zone ? "aws route53 list-hosted-zones --output text --query "
                               "'HostedZones[?Config.PrivateZone==`false`].[Name,Id]'\n"
                             : "",
                  policy.empty() ? std::string() : here_document("policy.json", policy))};
}

Steps iot_steps(const Config& config, std::string_view region, std::string_view policy,
                bool is_new) {
  const bool of_gateway = is_of_gateway(config);
  std::string parameters = of_gateway ? std::string() : router_parameters(config);
  if (!of_gateway && parameters.empty()) {
    return steps_by_hand(
        config,
        compose("wan53-router.yaml takes up to four names of the same types in one "
                "zone, given by `zone`; {} shows how to make the role by hand, "
                "with policy.json.",
                kCredentialsPage),
        policy);
  }
  const bool is_there = !config.iot_role_alias.empty();
  if (is_there && is_new) parameters += " RouterCertificateStatus=ACTIVE";
  if (is_new) parameters += kCertificate;
  if (is_there) {
    if (parameters.empty()) return {};
    return {{}, update_stack(config.iot_role_alias, region, parameters)};
  }
  const std::string name = stack_name(config);
  if (of_gateway) {
    return {"If the gateway's stack lets in another machine already, this one replaces it.\n",
            deploy_released(name, kLambda, region, parameters)};
  }
  return {compose("Each machine needs a stack of its own; {} is this one's.\n", name),
          deploy_released(name, kRouter, region, parameters)};
}

// The role's policy is about the certificate's common name, since every certificate of the CA may
// take the role.
Steps roles_anywhere_steps(const Config& config, std::string_view region, std::string_view policy) {
  const RecordConfig& first = config.records.front();
  const std::string& name = first.name.text();
  const bool is_gateway = config.via == Via::gateway;
  const bool fits = is_gateway ? names_host(config.gateway_url) : !first.zone_id.empty();
  if (!fits || name.size() > kLongestCommonName || name.find('\\') != name.npos) {
    return steps_by_hand(config, "The role needs policy.json.", policy);
  }
  const bool has_more = names_of(config).size() > 1;
  return {compose("One stack serves all machines of your CA, whose certificate is ca.crt; if it is "
                  "there, only its outputs are needed, by the last command.\n{}",
                  has_more ? compose("It lets this machine update {} alone, the name in its "
                                     "certificate; more names need a role by hand, with "
                                     "policy.json, which every certificate of the CA may take.\n",
                                     name)
                           : std::string()),
          compose("{}{}{}\n", has_more ? here_document("policy.json", policy) : std::string(),
                  deploy_released(kCa, kRolesAnywhere, region,
                                  compose("{} CaCertificate=\"$(cat ca.crt)\"",
                                          is_gateway ? gateway_parameters(config)
                                                     : route53_parameters(config))),
                  stack_output(kCa, region, "Wan53Conf"))};
}

}  // namespace

std::string proof_region(const Config& config) {
  constexpr std::string_view kProvider = ".credentials.iot.";
  std::string_view rest = config.iot_endpoint;
  std::string region;
  if (config.proof == Proof::roles_anywhere) {
    rest = config.trust_anchor_arn;
    for (int i = 0; i < 4; ++i) region = take_until(rest, ':');
  } else if (const std::size_t at = rest.find(kProvider); at != rest.npos) {
    rest.remove_prefix(at + kProvider.size());
    region = take_until(rest, '.');
  }
  return region.empty() ? config.region : region;
}

std::string stack_name(const Config& config) {
  if (!config.iot_role_alias.empty()) return config.iot_role_alias;
  if (is_of_gateway(config) || !fits_a_stack(config)) return std::string(kGatewaysStack);
  const DnsName& first = config.records.front().name;
  std::string name = first.is_wildcard() ? first.display().substr(2) : first.text();
  std::ranges::replace_if(
      name, [](char c) { return !is_alnum(c); }, '-');
  return compose("{}-{}", kGatewaysStack, name).substr(0, kLongestName);
}

bool fits_a_stack(const Config& config) {
  return is_of_gateway(config) || !router_parameters(config).empty();
}

Steps role_steps(const Config& config, Proof proof, std::string_view region,
                 std::string_view policy, bool is_new) {
  if (proof != Proof::iot) return roles_anywhere_steps(config, region, policy);
  Steps steps = iot_steps(config, region, policy, is_new);
  if (is_new) {
    steps.lines += compose(
        "aws iot describe-endpoint --endpoint-type iot:CredentialProvider --query endpointAddress "
        "--output text --region {}\n",
        region);
  }
  return steps;
}

Steps next_certificate_steps(const Config& config) {
  return {compose("For a role made by hand see {} instead.\n", kCredentialsPage),
          update_stack(config.iot_role_alias, proof_region(config),
                       compose(" RouterCertificateStatus=ACTIVE{}", kCertificate))};
}

std::string update_stack(std::string_view name, std::string_view region,
                         std::string_view parameters) {
  return compose(
      "aws cloudformation get-template --stack-name {} --region {} --query TemplateBody "
      "--output text >stack.yaml\n{}",
      name, region, deploy(name, "stack", region, parameters));
}

std::string stack_output(std::string_view name, std::string_view region, std::string_view output) {
  return compose(
      "aws cloudformation describe-stacks --stack-name {} --region {} "
      "--query \"Stacks[0].Outputs[?OutputKey=='{}'].OutputValue\" --output text",
      name, region, output);
}

std::string here_document(std::string_view file, std::string_view text) {
  return compose("cat >{} <<'END'\n{}END\n", file, text);
}

}  // namespace wan53
