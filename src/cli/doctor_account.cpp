// SPDX-License-Identifier: MIT
#include <algorithm>

#include "aws/gateway.h"
#include "aws/notify.h"
#include "base/text.h"
#include "cli/doctor.h"
#include "cycle/cycle.h"
#include "cycle/memory.h"
#include "ddns/plan.h"
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

// True if both hold the same texts, in any order.
bool are_same(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return a.size() == b.size() && std::ranges::all_of(a, [&](const std::string& text) {
           return std::ranges::find(b, text) != b.end();
         });
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
      findings_.add(Grade::fail, "keys", aws.error().what, "`wan53 config check`");
      return;
    }
    const auto body = (*aws)->call(get_caller_identity());
    const auto who = body ? read_caller_identity(*body) : fail(Errc::retry, {});
    if (!body) {
      // Only a warning if AWS was not reached: the checks of Route 53 below tell more.
      findings_.add(body.error().code == Errc::user ? Grade::fail : Grade::warn, "keys",
                    body.error().what);
    } else {
      findings_.ok("keys", who ? who->arn : std::string("accepted"));
    }
    const Config& config = settings_.config;
    if (!config.metric_namespace.empty()) examine_endpoint(Service::cloudwatch, config.region);
    const auto topic = parse_topic_arn(config.sns_topic_arn);
    if (topic) examine_endpoint(Service::sns, topic->region);
    if (config.via == Via::gateway) return examine_gateway();
    Zones zones(**aws, &static_cast<Dns&>(ports_.dns));
    std::vector<std::string> zones_checked;
    for (const auto& record : seen_.records) examine_record(**aws, zones, record, zones_checked);
    for (const auto& note : zones.notes()) findings_.add(Grade::warn, "zone", note);
  }

 private:
  // Tests the way to the service only: sends no message and no datum.
  void examine_endpoint(Service service, const std::string& region) {
    const auto endpoints = load_endpoints(ports_.environment, settings_.config);
    if (!endpoints) return;  // reported above
    const auto endpoint = endpoints->of(service, region);
    if (!endpoint) return;  // reported above
    probe_endpoint(std::string(display_name(service)), endpoint->url + "/",
                   "`region`, `use-dualstack` and `ca-file` decide how it is reached");
  }

  // Any answer to an unsigned request proves that DNS, routing and TLS work.
  void probe_endpoint(const std::string& name, const std::string& url, std::string advice) {
    const auto ca_pem = load_ca(ports_, settings_);
    if (!ca_pem) return;  // reported above
    const auto http = ports_.http->make({*ca_pem, recent_.clock_offset});
    const auto reply = http->send({"GET", url, {}, {}});
    if (reply) {
      findings_.ok("endpoint", name + " answers over TLS");
    } else {
      findings_.add(Grade::fail, "endpoint", concat({name, ": ", reply.error().what}),
                    std::move(advice));
    }
  }

  // A signed request makes the companion write, so only --write sends one.
  void examine_gateway() {
    std::string url = settings_.config.gateway_url;
    if (names_host(url)) url.resize(url.rfind('/'));
    probe_endpoint("the gateway", url, "`gateway-url` and `ca-file` decide how it is reached");
    if (!write_) {
      if (!recent_.last_success) {
        findings_.add(Grade::warn, "gateway", "path, signature and host are not proven yet",
                      "`wan53 update` asks the companion");
      }
      return;
    }
    for (const auto& detected : seen_.records) {
      const PublishedState* known = state_.find(key_of(detected.record));
      if (known != nullptr && known->addresses == detected.observed()) continue;
      // The companion would change the record, not write it again.
      const bool unknown = detected.detection.by_companion;
      return findings_.add(
          Grade::warn, "write",
          concat({record_label(detected.record), unknown ? ": only the companion sees the address"
                                                         : ": the address is not published yet"}),
          "`wan53 update` publishes it");
    }
    const auto cycle = run_cycle(ports_, settings_,
                                 {.publish = {.force = true}, .because = "wan53 doctor --write"},
                                 client_, ports_.log);
    if (!cycle) return findings_.add(Grade::fail, "write", cycle.error().what, "try again");
    for (const auto& outcome : cycle->round.outcomes) {
      const bool good = !is_failure(outcome.kind);
      findings_.add(good ? Grade::ok : Grade::fail, "write",
                    concat({record_label(outcome.record), ": ", outcome.text}),
                    good ? "" : "see the companion's log in CloudWatch");
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
      findings_.add(Grade::fail, "zone", concat({record_label(record), ": ", found.error().what}));
      return;
    }
    const std::string& zone_id = found->id;
    // Held from the listing to the write, which would undo a round in between.
    RoundLock lock;
    if (write_) {
      auto locked = lock_round(ports_, settings_.places);
      if (!locked) {
        findings_.add(Grade::fail, "write", locked.error().what,
                      "try again when the other round is over");
        return;
      }
      lock = *std::move(locked);
    }
    const std::string_view type = record_type(record.family);
    const auto body = aws.call(route53::list_record_sets(
        zone_id, {record.name, std::string(type), record.set_identifier}, kSetsListed));
    const auto page = body ? route53::read_record_sets(*body) : fail(Errc::retry, {});
    if (!page) {
      findings_.add(Grade::fail, "route53",
                    concat({record_label(record), ": ",
                            body ? page.error().what : std::string_view(body.error().what)}));
      return;
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
    if (const auto* refuse = std::get_if<Refuse>(&plan);
        refuse != nullptr && refuse->why.code == Errc::user) {
      findings_.add(Grade::fail, "route53", concat({record_label(record), ": ", refuse->why.what}));
      return;
    }
    findings_.ok("route53", concat({record_label(record), ": ",
                                    set == nullptr ? "not published yet" : join(set->values, ","),
                                    " in ", zone_id}));
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
                    concat({record_label(record), ": no published record set to write again"}),
                    "`wan53 update` creates it");
      return;
    }
    const auto written = aws.call(route53::change_record_sets(zone_id, {set->xml}, "wan53 doctor"));
    if (written) {
      findings_.ok("write", concat({record_label(record), ": written again as it was"}));
    } else {
      findings_.add(Grade::fail, "write", written.error().what);
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
    } else if (are_same(*seen, *own)) {
      findings_.ok("delegation", concat({name, " is delegated to this hosted zone"}));
    } else {
      findings_.add(Grade::fail, "delegation",
                    concat({name, ": resolvers are sent to ",
                            seen->empty() ? "no server" : printable(join(*seen, ", ")),
                            ", but the zone is on ", printable(join(*own, ", "))}),
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
                    concat({record_label(record), ": resolvers are sent on to ",
                            printable(join(*servers, ", "))}),
                    concat({"remove the NS record set of ", at.display(),
                            ", or write to the zone that is there"}));
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
};

}  // namespace

void examine_account(const Ports& ports, const Settings& settings, const Detections& seen,
                     const Memory& memory, bool write, Findings& findings) {
  AccountDoctor(ports, settings, seen, memory, write, findings).examine();
}

}  // namespace wan53
