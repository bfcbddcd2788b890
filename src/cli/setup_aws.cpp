// SPDX-License-Identifier: MIT
// The part of `setup` that asks AWS: for who this machine is, the zones and the gateway.
#include <algorithm>

#include "access/lazy_client.h"
#include "access/own_client.h"
#include "aws/notify.h"
#include "base/compose.h"
#include "base/text.h"
#include "cli/setup_steps.h"
#include "cycle/memory.h"
#include "ddns/back_off.h"
#include "publish/gateway_publisher.h"
#include "publish/zones.h"
#include "settings/credentials.h"

namespace wan53 {
namespace {

Result<OwnClient> make_client_of(const Ports& ports, const Settings& settings,
                                 Credentials credentials, bool is_new) {
  return make_client(ports, settings,
                     {.credentials = std::move(credentials),
                      .clock_offset = load_memory(ports, settings.places).recent.clock_offset,
                      .key_is_new = is_new});
}

void say(const Ports& ports, std::string_view line) {
  ports.terminal->err(compose("  {}\n", line));
}

Result<CallerIdentity> ask_who_this_is(AwsClient& aws) {
  TRY_ASSIGN(const auto& body, aws.call(get_caller_identity()));
  return read_caller_identity(body);
}

// Fails if AWS refuses the key. If AWS cannot be reached, the key may still be good.
Status try_key(const Ports& ports, AwsClient& aws) {
  const auto who = ask_who_this_is(aws);
  if (!who && who.error().code == Errc::user) return fail(who.error());
  say(ports, who ? compose("AWS knows this key: {}", who->arn)
                 : compose("the key could not be tested: {}", who.error().what));
  return {};
}

Trial try_zones(const Ports& ports, AwsClient& aws, const Config& config) {
  Zones zones(aws, &static_cast<Dns&>(ports.dns));
  bool has_worked = true;
  DnsName last;
  for (const auto& record : config.records) {
    if (record.name == last) continue;
    last = record.name;
    const auto zone = record.zone_id.empty() ? zones.find(record.name, {})
                                             : zones.configured(record.zone_id, record.name);
    const std::string name = record.name.display();
    if (zone) {
      say(ports, compose("{} is in the hosted zone {} ({})", name, zone->name.display(), zone->id));
    } else if (zone.error().code == Errc::user) {
      return {Objection{zone.error().what, SetupDialog::Step::zone, name}};
    } else {
      say(ports, compose("the zone of {} could not be looked up: {}", name, zone.error().what));
      has_worked = false;
      break;
    }
  }
  for (const auto& note : zones.notes()) say(ports, note);
  return {.objection = {}, .has_worked = has_worked};
}

Trial try_gateway(const Ports& ports, AwsClient& aws, const Config& config) {
  const Memory nothing;
  GatewayPublisher gateway(aws, ports.clock, config, nothing);
  DnsName last;
  for (const auto& record : config.records) {
    if (record.name == last) continue;
    last = record.name;
    const Status good = gateway.rehearse(record, {});
    if (good) continue;
    if (good.error().code == Errc::user)
      return {Objection{good.error().what, SetupDialog::Step::url}};
    say(ports, compose("the gateway could not be tried: {}", good.error().what));
    return {};
  }
  say(ports, compose("the gateway takes this {}",
                     config.proof == Proof::stored ? "key" : "machine's role"));
  return {.objection = {}, .has_worked = true};
}

}  // namespace

Result<std::optional<Credentials>> ask_for_key(const Ports& ports, const Settings& settings,
                                               bool has_one) {
  for (;;) {
    TRY_ASSIGN(const std::string& answer,
               ports.terminal->ask(has_one ? "access key id, or nothing to keep the present one: "
                                           : "access key id: ",
                                   false));
    std::string id(trim(answer));
    if (id.empty() && has_one) return std::nullopt;
    TRY_ASSIGN(std::string secret,
               ports.terminal->ask("secret access key (it is not shown): ", true));
    Credentials credentials{std::move(id), Secret(trim(secret)), {}};
    wipe(secret);
    Status good = check_credentials(credentials, "the key");
    if (good) {
      TRY_ASSIGN(const OwnClient& client, make_client_of(ports, settings, credentials, true));
      good = try_key(ports, *client.aws);
    }
    if (good) return credentials;
    say(ports, good.error().what);
  }
}

std::string owner_of(const Ports& ports, const Settings& settings, const Credentials& key) {
  const auto client = make_client_of(ports, settings, key, false);
  if (!client) return {};
  const auto who = ask_who_this_is(*client->aws);
  if (!who || who->arn.find(":user/") == std::string::npos) return {};
  std::string name = who->arn.substr(who->arn.rfind('/') + 1);
  // IAM's own set for names, none of which means anything to a shell.
  const bool is_name = !name.empty() && std::ranges::all_of(name, [](char c) {
    return is_alnum(c) || std::string_view("+=,.@_-").contains(c);
  });
  return is_name ? name : std::string();
}

Status try_proof(const Ports& ports, const Settings& settings) {
  const Moment start = ports.clock->now();
  for (int refusals = 1;; ++refusals) {
    // Another client each time: a provider that has refused is not asked again by the same.
    LazyAwsClient client(ports, settings);
    TRY_ASSIGN(AwsClient * aws, client.get(load_memory(ports, settings.places).recent));
    const auto who = ask_who_this_is(*aws);
    if (who) {
      say(ports, compose("AWS knows this machine as {}", who->arn));
      return {};
    }
    const Error& error = who.error();
    if (error.code != Errc::user || ports.clock->now() - start >= kNewKeyPatience) {
      return fail(error);
    }
    if (refusals == 1) {
      say(ports, compose("{}; what was just made can take up to 30 s to work, so wan53 tries again",
                         error.what));
    }
    ports.clock->sleep(wait_for_new_key(refusals, ports.random));
  }
}

Result<Trial> try_config(const Ports& ports, const Settings& settings,
                         const std::optional<Credentials>& typed) {
  const Config& config = settings.config;
  LazyAwsClient client(ports, settings);
  OwnClient own;
  AwsClient* aws = nullptr;
  if (typed) {
    TRY_ASSIGN(own, make_client_of(ports, settings, *typed, true));
    aws = own.aws.get();
  } else {
    if (config.proof != Proof::stored) {
      const Status proved = try_proof(ports, settings);
      using Step = SetupDialog::Step;
      const Step step = config.proof == Proof::iot              ? Step::iot_endpoint
                        : config.proof == Proof::roles_anywhere ? Step::arns
                                                                : Step::proof;
      if (!proved) return Trial{Objection{proved.error().what, step}};
    }
    TRY_ASSIGN(aws, client.get(load_memory(ports, settings.places).recent));
  }
  return config.via == Via::gateway ? try_gateway(ports, *aws, config)
                                    : try_zones(ports, *aws, config);
}

}  // namespace wan53
