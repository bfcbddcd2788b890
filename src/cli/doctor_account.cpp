// SPDX-License-Identifier: MIT
#include <algorithm>

#include "aws/gateway.h"
#include "aws/notify.h"
#include "base/compose.h"
#include "base/text.h"
#include "base/utc.h"
#include "cli/doctor.h"
#include "cycle/cycle.h"
#include "cycle/memory.h"
#include "ddns/plan.h"
#include "publish/announce.h"
#include "publish/gateway_publisher.h"
#include "publish/zones.h"
#include "settings/environment.h"
#include "settings/trust.h"

namespace wan53 {
namespace {

// Enough for a name's A and AAAA, and for a set of another type that is in their way.
constexpr unsigned kSetsListed = 4;

std::vector<route53::RecordSet> of_name(const std::vector<route53::RecordSet>& listed,
                                        const DnsName& name) {
  std::vector<route53::RecordSet> sets;
  std::ranges::copy_if(listed, std::back_inserter(sets),
                       [&](const route53::RecordSet& set) { return set.name == name; });
  return sets;
}

class AccountDoctor {
 public:
  AccountDoctor(const Ports& ports, const Settings& settings, const Detections& seen,
                const Memory& memory, bool write, Findings& findings)
      : ports_(ports),
        settings_(settings),
        seen_(seen),
        state_(memory.state),
        recent_(memory.recent),
        write_(write),
        findings_(findings),
        client_(ports, settings) {}

  void examine() {
    const auto aws = client_.get(recent_);
    if (!aws) {
      findings_.add(Grade::fail, "keys", aws.error().what, advice_on_settings(aws.error()),
                    aws.error().code);
      return;
    }
    const Config& config = settings_.config;
    if (const Status ready = client_.prepare(); !ready) {
      report_no_session(ports_, settings_, ready.error(), findings_);
      if (!(*aws)->time().has_heard()) examine_region();
      return;
    }
    examine_key(**aws);
    const auto topic = parse_topic_arn(config.sns_topic_arn);
    if (topic) examine_messages(**aws, *topic);
    if (!config.metric_namespace.empty()) {
      examine_delivery("metric", recent_.datum, config.metric_namespace, Service::cloudwatch,
                       config.region);
    }
    if (config.via == Via::gateway) return examine_gateway(**aws);
    Zones zones(**aws, &static_cast<Dns&>(ports_.dns));
    std::vector<std::string> zones_checked;
    for (const auto& record : seen_.records) examine_record(**aws, zones, record, zones_checked);
    for (const auto& note : zones.notes()) findings_.add(Grade::warn, "zone", note);
  }

 private:
  void examine_key(AwsClient& aws) {
    const auto body = aws.call(get_caller_identity());
    if (body) {
      const auto who = read_caller_identity(*body);
      return findings_.ok("keys", who ? who->arn : std::string("accepted"));
    }
    // Only a warning if AWS was not reached: the checks of Route 53 below tell more.
    findings_.add(body.error().code == Errc::user ? Grade::fail : Grade::warn, "keys",
                  body.error().what);
    if (!aws.time().has_heard()) examine_region();
  }

  // A host that carries the region's name, and that DNS does not know while it knows Route 53's.
  void examine_region() {
    const std::string& region = settings_.config.region;
    const auto endpoints = load_endpoints(ports_.environment, settings_.config);
    if (!endpoints) return;  // reported above
    const auto regional = endpoints->of(Service::sts);
    const auto global = endpoints->of(Service::route53);
    if (!regional || !global || regional->url.find(region) == std::string::npos) return;
    const auto unknown = probe(regional->url);
    if (unknown || unknown.error().kind != ErrorKind::unresolved || !probe(global->url)) return;
    findings_.add(Grade::fail, "region",
                  compose("there is no region {}: Route 53 answers, but DNS knows no {}", region,
                          regional->url),
                  "set `region` to one such as us-east-1");
  }

  // Any answer to an unsigned request proves that DNS, routing and TLS work.
  Result<HttpReply> probe(const std::string& url) {
    TRY_ASSIGN(std::string ca_pem, load_ca(ports_, settings_));
    const auto http = ports_.http->make({std::move(ca_pem), recent_.clock_offset});
    return http->send({"GET", url + "/", {}, {}});
  }

  void examine_messages(AwsClient& aws, const Arn& topic) {
    const std::string& arn = settings_.config.sns_topic_arn;
    if (!write_) {
      return examine_delivery("message", recent_.message, arn, Service::sns, topic.region);
    }
    const auto lock = lock_round(ports_, settings_.places);
    if (!lock) return report_lock(lock.error());
    const Delivery sent =
        deliver(aws,
                sns_publish(topic, arn, "DDNS test",
                            "A test message of `wan53 doctor --write`; no record has changed."),
                arn);
    // A round may have ended since the check began.
    Memory memory = load_memory(ports_, settings_.places, settings_.config_digest);
    auto& last = memory.recent.message;
    if (last) std::erase(memory.recent.warnings, last->error);
    if (!sent.error.empty()) memory.recent.warnings.push_back(sent.error);
    last = sent;
    // If it cannot be written, the check `disk` says so.
    static_cast<void>(save_recent(ports_, settings_.places, memory));
    examine_delivery("message", sent, arn, Service::sns, topic.region);
  }

  // By what the service answered last. If it was never asked, only the way to it is tested.
  void examine_delivery(std::string_view what, const std::optional<Delivery>& last,
                        std::string_view to, Service service, const std::string& region) {
    if (last && last->to == to) {
      const std::string when = compose("the last one, at {}, ", rfc3339(last->time));
      if (last->error.empty()) return findings_.ok(what, compose("{}was accepted", when));
      return findings_.add(Grade::fail, what, compose("{}failed: {}", when, last->error),
                           "`wan53 doctor --write` sends a test message",
                           last->passes ? Errc::retry : Errc::user);
    }
    const auto endpoints = load_endpoints(ports_.environment, settings_.config);
    if (!endpoints) return;  // reported above
    const auto endpoint = endpoints->of(service, region);
    if (!endpoint) return;  // reported above
    if (const auto reply = probe(endpoint->url); !reply) {
      return findings_.add(
          Grade::fail, what, compose("{}: {}", display_name(service), reply.error().what),
          "`region`, `use-dualstack` and `ca-file` decide how it is reached", reply.error().code);
    }
    findings_.add(Grade::warn, what,
                  compose("none was sent yet; {} answers over TLS", display_name(service)),
                  "`wan53 doctor --write` sends a test message");
  }

  // One finding for all that it is about.
  void add_once(std::string_view check, std::string text, Errc code) {
    if (std::ranges::find(said_, text) != said_.end()) return;
    findings_.add(Grade::fail, check, text, {}, code);
    said_.push_back(std::move(text));
  }

  void report_lock(const Error& error) {
    add_once("write", error.what + "; try again when the other round is over", error.code);
  }

  void examine_gateway(AwsClient& aws) {
    const Memory remembered{state_, recent_};
    GatewayPublisher gateway(aws, ports_.clock, settings_.config, remembered);
    const DnsName* asked = nullptr;
    for (const auto& detected : seen_.records) {
      const DnsName& name = detected.record.name;
      if (asked != nullptr && *asked == name) continue;
      asked = &name;
      const Status good = gateway.rehearse(detected.record, detected.detection.interface_name);
      if (good) {
        findings_.ok("gateway",
                     compose("{}: path, signature and name are accepted", name.display()));
      } else {
        add_once("gateway", good.error().what, good.error().code);
      }
    }
    if (write_) write_through_gateway();
  }

  void write_through_gateway() {
    for (const auto& detected : seen_.records) {
      const PublishedState* known = state_.find(key_of(detected.record));
      if (known != nullptr && known->addresses == detected.observed()) continue;
      // The companion would change the record, not write it again.
      const bool unknown = detected.detection.by_companion;
      return findings_.add(Grade::warn, "write",
                           compose("{}{}", record_label(detected.record),
                                   unknown ? ": only the companion sees the address"
                                           : ": the address is not published yet"),
                           "`wan53 update` publishes it");
    }
    const auto cycle =
        run_cycle(ports_, settings_, {.because = "wan53 doctor --write"}, client_, ports_.log);
    if (!cycle) {
      return findings_.add(Grade::fail, "write", cycle.error().what, "try again",
                           cycle.error().code);
    }
    for (const auto& outcome : cycle->round.outcomes) {
      const bool good = !is_failure(outcome.kind);
      findings_.add(good ? Grade::ok : Grade::fail, "write",
                    compose("{}: {}", record_label(outcome.record), outcome.text),
                    good ? "" : "see the companion's log in CloudWatch",
                    is_transient(outcome.kind) ? Errc::retry : Errc::user);
    }
  }

  // Always looked up, as `update --force` does.
  Result<FoundZone> zone_of(Zones& zones, const RecordConfig& record) {
    if (record.zone_id.empty()) {
      const PublishedState* known = state_.find(key_of(record));
      return zones.find(record.name, known == nullptr ? std::string_view() : known->zone_id);
    }
    return zones.configured(record.zone_id, record.name);
  }

  void examine_record(AwsClient& aws, Zones& zones, const DetectedRecord& detected,
                      std::vector<std::string>& zones_checked) {
    const RecordConfig& record = detected.record;
    const auto found = zone_of(zones, record);
    if (!found) {
      const std::string& id = record.zone_id;
      return add_once("zone",
                      compose("{}{}{}{}", id.empty() ? "" : "hosted zone ", id,
                              id.empty() ? "" : ": ", found.error().what),
                      found.error().code);
    }
    const std::string& zone_id = found->id;
    // Held from the listing to the write, which would undo a round in between.
    RoundLock lock;
    if (write_) {
      auto locked = lock_round(ports_, settings_.places);
      if (!locked) return report_lock(locked.error());
      lock = *std::move(locked);
    }
    const std::string_view type = record_type(record.family);
    const auto body = aws.call(route53::list_record_sets(
        zone_id, {record.name, std::string(type), record.set_identifier}, kSetsListed));
    const auto page = body ? route53::read_record_sets(*body) : fail(Errc::retry, {});
    if (!page) {
      const Error& error = body ? page.error() : body.error();
      return add_once("route53", compose("hosted zone {}: {}", zone_id, error.what),
                      body ? Errc::retry : error.code);
    }
    const route53::RecordSet* set = nullptr;
    for (const auto& listed : page->sets) {
      if (listed.name == record.name && listed.type == type &&
          listed.set_identifier == record.set_identifier) {
        set = &listed;
      }
    }
    // Without an address the plan does not matter, but a refusal still does.
    const DesiredRecord desired =
        detected.desired ? *detected.desired : DesiredRecord{record, {}, {}, {}, {}};
    const Plan plan = plan_record(desired, of_name(page->sets, record.name), false);
    if (plan.kind == PlanKind::refuse) {
      findings_.add(Grade::fail, "route53", compose("{}: {}", record_label(record), plan.reason));
      return;
    }
    findings_.ok("route53", compose("{}: {} in {} ({})", record_label(record),
                                    set == nullptr ? "not published yet" : join(set->values, ","),
                                    zone_id, found->name.display()));
    if (write_) prove_write(aws, zone_id, record, set);
    if (std::ranges::find(zones_checked, zone_id) == zones_checked.end()) {
      zones_checked.push_back(zone_id);
      examine_delegation(zones, *found);
    }
    examine_way_to(record, zones, *found);
  }

  void prove_write(AwsClient& aws, const std::string& zone_id, const RecordConfig& record,
                   const route53::RecordSet* set) {
    if (set == nullptr) {
      findings_.add(Grade::warn, "write",
                    compose("{}: no published record set to write again", record_label(record)),
                    "`wan53 update` creates it");
      return;
    }
    const auto written = aws.call(route53::change_record_sets(zone_id, {set->xml}, "wan53 doctor"));
    if (written) {
      findings_.ok("write", compose("{}: written again as it was", record_label(record)));
    } else {
      findings_.add(Grade::fail, "write",
                    compose("{}: {}", record_label(record), written.error().what), {},
                    written.error().code);
    }
  }

  // Compares the zone's own NS set with what resolvers are told: if they are sent elsewhere, the
  // zone is useless, however right its records are.
  void examine_delegation(Zones& zones, const FoundZone& zone) {
    const auto own = zones.name_servers(zone.id, zone.name);
    if (!own) return;  // reported above
    const std::string name = zone.name.display();
    const auto seen = ports_.dns->name_servers(name);
    if (!seen) {
      findings_.add(Grade::warn, "delegation", seen.error().what,
                    "check this machine's DNS server");
    } else if (std::ranges::is_permutation(*seen, *own)) {
      findings_.ok("delegation", compose("{} is delegated to this hosted zone", name));
    } else {
      findings_.add(Grade::fail, "delegation",
                    compose("{}: resolvers are sent to {}, but the zone is on {}", name,
                            seen->empty() ? "no server" : printable(join(*seen, ", ")),
                            printable(join(*own, ", "))),
                    "at the registrar, set the name servers of this hosted zone");
    }
  }

  // An NS set between the zone's name and the record's sends resolvers elsewhere: nobody sees what
  // the zone holds there.
  void examine_way_to(const RecordConfig& record, Zones& zones, const FoundZone& zone) {
    for (DnsName at = record.name; at != zone.name; at = at.parent()) {
      const auto servers = zones.name_servers(zone.id, at);
      if (!servers || servers->empty()) continue;
      findings_.add(Grade::warn, "delegation",
                    compose("{}: resolvers are sent on to {}", record_label(record),
                            printable(join(*servers, ", "))),
                    compose("remove the NS record set of {}, or write to the zone that is there",
                            at.display()));
    }
  }

  const Ports& ports_;
  const Settings& settings_;
  const Detections& seen_;
  const State& state_;
  const Recent& recent_;
  bool write_;
  Findings& findings_;
  LazyAwsClient client_;
  std::vector<std::string> said_;
};

}  // namespace

void examine_account(const Ports& ports, const Settings& settings, const Detections& seen,
                     const Memory& memory, bool write, Findings& findings) {
  AccountDoctor(ports, settings, seen, memory, write, findings).examine();
}

}  // namespace wan53
