// SPDX-License-Identifier: MIT
#include "app/doctor.h"

#include <algorithm>

#include "app/background.h"
#include "app/look.h"
#include "app/pass.h"
#include "app/version.h"
#include "app/zones.h"
#include "aws/notify.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::int64_t kDeadline_ms = 5'000;
constexpr const char* kHooks[] = {"services-start", "wan-event", "dhcpc-event"};

// In whatever order.
bool are_same(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return a.size() == b.size() && std::ranges::all_of(a, [&](const std::string& text) {
           return std::ranges::find(b, text) != b.end();
         });
}

class Doctor {
 public:
  Doctor(World& world, const Setup& setup, bool write, std::vector<Finding>& findings)
      : world_(world),
        setup_(setup),
        write_(write),
        findings_(findings),
        memory_(load_memory(world, setup.places)),
        nvram_(world.processes),
        session_(world, setup) {}

  void examine() {
    ok("config", setup_.places.config_file);
    look_ = look(world_, setup_, nvram_, {std::nullopt, true, false}, memory_);
    check_clock();
    if (look_.router) check_router();
    for (const auto& outcome : look_.outcomes) check_address(outcome);
    check_account();
    if (look_.router) check_firmware();
    check_disk();
    check_daemon();
    check_last_success();
  }

 private:
  void add(Grade grade, std::string_view check, std::string text, std::string mend = {}) {
    findings_.push_back({grade, std::string(check), std::move(text), std::move(mend)});
  }
  void ok(std::string_view check, std::string text) { add(Grade::ok, check, std::move(text)); }

  void check_clock() {
    const UtcSeconds now = world_.clock.wall();
    if (look_.router && !look_.router->clock_set.value_or(true)) {
      add(Grade::fail, "clock", rfc3339(now) + ", and NTP has not set it (ntp_ready is 0)",
          "check the NTP server under Administration > System");
    } else if (now < earliest_time()) {
      add(Grade::fail, "clock", rfc3339(now) + " is before this program was built",
          "set the clock, or run NTP");
    } else {
      ok("clock", rfc3339(now));
    }
  }

  void check_router() {
    const RouterView& router = *look_.router;
    if (!router.trouble.empty()) {
      add(Grade::fail, "nvram", router.trouble, "restart the router if this stays");
      return;
    }
    for (const auto& unit : router.units) {
      const auto address = ipv4_of(unit);
      const std::string where = concat({unit.name(), " on ", unit.interface_name});
      if (!address) {
        add(Grade::warn, "wan", concat({unit.name(), " ", address.error().why}),
            "look at the router's WAN page");
      } else if (!address->special_range().empty()) {
        add(Grade::warn, "wan",
            concat({where, " has ", address->text(), ", ", address->special_range()}),
            "the internet sees another address: the checkers ask for it; hosts behind this router "
            "are reached only if the provider forwards");
      } else {
        ok("wan", concat({where, " has ", address->text()}));
      }
    }
  }

  void check_address(const Outcome& outcome) {
    const std::string who = label(outcome.record);
    if (!outcome.plan.addresses.empty()) {
      ok("address", concat({who, ": ", outcome.observed, " from ", outcome.from}));
    } else {
      add(outcome.kind == OutcomeKind::refused ? Grade::fail : Grade::warn, "address",
          concat({who, ": ", outcome.text}), "see `source` in the config");
    }
  }

  void check_account() {
    const auto aws = session_.open(memory_.recent.clock_offset_s);
    if (!aws) {
      add(Grade::fail, "keys", aws.error().what, "`wan53 config check`");
      return;
    }
    const auto body = (*aws)->call(get_caller_identity());
    const auto who = body ? read_caller_identity(*body) : fail(Errc::retry, {});
    if (!body) {
      // Denied or unreachable: Route 53 itself tells more.
      add(body.error().error.code == Errc::user ? Grade::fail : Grade::warn, "keys",
          body.error().error.what, "the keys are in the credentials file");
    } else {
      ok("keys", who ? who->arn : std::string("accepted"));
    }
    const Config& config = setup_.config;
    if (!config.metric_namespace.empty()) check_endpoint(Service::cloudwatch, config.region);
    const auto topic = parse_topic_arn(config.sns_topic_arn);
    if (topic) check_endpoint(Service::sns, topic->region);
    Zones zones(**aws);
    std::vector<std::string> seen;
    for (const auto& outcome : look_.outcomes) check_record(**aws, zones, outcome, seen);
  }

  // Nothing is sent to a topic or a metric for a test: any answer proves the name, the way and TLS.
  void check_endpoint(Service service, const std::string& region) {
    const auto urls = load_endpoint_urls(world_.environment);
    const auto ca_pem = load_ca(world_, setup_);
    auto endpoint = endpoint_for(service, region, setup_.config.use_dualstack);
    if (!urls || !ca_pem || !endpoint) return;  // told above
    const std::string& own = (*urls)[static_cast<std::size_t>(service)];
    const auto http = world_.make_http(*ca_pem, memory_.recent.clock_offset_s);
    const auto reply = http->send({"GET", (own.empty() ? endpoint->url : own) + "/", {}, {}});
    const std::string name(display_name(service));
    if (reply) {
      ok("endpoint", name + " answers over TLS");
    } else {
      add(Grade::fail, "endpoint", concat({name, ": ", reply.error().error.what}),
          "`use-dualstack` and `ca-file` decide how it is reached");
    }
  }

  void check_record(AwsClient& aws, Zones& zones, const Outcome& outcome,
                    std::vector<std::string>& seen) {
    const RecordConfig& record = outcome.record;
    std::string zone_id = record.zone_id;
    if (zone_id.empty()) {
      auto found = zones.find(record.name);
      if (!found) {
        add(Grade::fail, "zone", found.error().error.what, "set zone = ID");
        return;
      }
      zone_id = *std::move(found);
    }
    // From the listing to the write: a round in between would be undone.
    std::unique_ptr<FileLock> lock;
    if (write_) {
      auto locked = lock_round(world_, setup_.places);
      if (!locked) {
        add(Grade::fail, "write", locked.error().what, "try again when the other round is over");
        return;
      }
      lock = *std::move(locked);
    }
    const std::string_view type = record_type(record.family);
    const auto body = aws.call(route53::list_record_sets(
        zone_id, {record.name, std::string(type), record.set_identifier}, 1));
    const auto page = body ? route53::read_record_sets(*body) : fail(Errc::retry, {});
    if (!page) {
      add(Grade::fail, "route53",
          concat({label(record), ": ",
                  body ? page.error().what : std::string_view(body.error().error.what)}),
          "attach what `wan53 iam-policy` prints");
      return;
    }
    const route53::RecordSet* set = nullptr;
    for (const auto& listed : page->sets) {
      if (listed.name == record.name && listed.type == type &&
          listed.set_identifier == record.set_identifier) {
        set = &listed;
      }
    }
    ok("route53",
       concat({label(record), ": ", set == nullptr ? "not published yet" : join(set->values, ","),
               " in ", zone_id}));
    if (write_) prove_write(aws, zone_id, record, set);
    if (std::ranges::find(seen, zone_id) == seen.end()) {
      seen.push_back(zone_id);
      check_delegation(aws, zone_id, record.name);
    }
  }

  void prove_write(AwsClient& aws, const std::string& zone_id, const RecordConfig& record,
                   const route53::RecordSet* set) {
    if (set == nullptr || set->alias || set->traffic_policy) {
      add(Grade::warn, "write", concat({label(record), ": there is nothing to write again"}),
          "`wan53 update` creates it");
      return;
    }
    const auto written = aws.call(route53::change_record_sets(zone_id, {set->xml}, "wan53 doctor"));
    if (written) {
      ok("write", concat({label(record), ": written again as it was"}));
    } else {
      add(Grade::fail, "write", written.error().error.what,
          "attach what `wan53 iam-policy` prints");
    }
  }

  // The zone's own NS set against what the world is told: a zone that nobody is sent to may be
  // perfect and useless.
  void check_delegation(AwsClient& aws, const std::string& zone_id, DnsName name) {
    for (; !name.is_root(); name = name.parent()) {
      const auto body = aws.call(route53::list_record_sets(zone_id, {name, "NS", {}}, 1));
      const auto page = body ? route53::read_record_sets(*body) : fail(Errc::retry, {});
      if (!page) return;  // told above
      if (page->sets.empty() || page->sets[0].name != name || page->sets[0].type != "NS") continue;
      std::vector<std::string> own;
      for (const auto& value : page->sets[0].values) {
        std::string server = lower(value);
        if (server.ends_with('.')) server.pop_back();
        own.push_back(std::move(server));
      }
      compare_delegation(name.display(), own);
      return;
    }
  }

  void compare_delegation(const std::string& zone, const std::vector<std::string>& own) {
    const auto seen = world_.dns.name_servers(zone);
    if (!seen) {
      add(Grade::warn, "delegation", seen.error().what, "check this machine's DNS server");
    } else if (are_same(*seen, own)) {
      ok("delegation", concat({zone, " is delegated to this hosted zone"}));
    } else {
      add(Grade::fail, "delegation",
          concat({zone, ": the world is sent to ",
                  seen->empty() ? "no server" : printable(join(*seen, ", ")), ", the zone is on ",
                  printable(join(own, ", "))}),
          "at the registrar, name the servers of this hosted zone");
    }
  }

  void check_firmware() {
    const auto scripts = nvram_.get("jffs2_scripts");
    if (!scripts || *scripts != "1") {
      add(Grade::warn, "hooks", "custom scripts are off (jffs2_scripts)",
          "Administration > System > Enable JFFS custom scripts and configs");
    }
    std::string missing;
    for (const char* hook : kHooks) {
      const auto content = world_.files.read(concat({"/jffs/scripts/", hook}), 256 * 1024);
      const bool there = content && *content && (*content)->text.find("wan53") != std::string::npos;
      if (!there) {
        missing += concat({missing.empty() ? "" : ", ", hook});
      } else if (((*content)->mode & 0100) == 0) {
        add(Grade::warn, "hooks", concat({"/jffs/scripts/", hook, " is not executable"}),
            concat({"chmod +x /jffs/scripts/", hook}));
      }
    }
    const Volatile& recent = memory_.recent;
    if (!missing.empty()) {
      add(Grade::warn, "hooks", concat({"not in ", missing}),
          "each calls `wan53 notify`; without them only netlink and the checks are left");
    } else {
      ok("hooks", recent.last_event.empty() ? std::string("in place; none has fired since boot")
                                            : concat({"in place; the last was ", recent.last_event,
                                                      " at ", rfc3339(recent.last_event_at)}));
    }
    const auto jobs = world_.processes.run({"cru", "l"}, kDeadline_ms, 64 * 1024);
    if (jobs && jobs->output.find("wan53") != std::string::npos) {
      ok("cron", "calls wan53");
    } else {
      add(Grade::warn, "cron", "no job of cru calls wan53",
          setup_.config.daemon ? "*/5 * * * * wan53 ensure" : "*/5 * * * * wan53 update --if-due");
    }
  }

  void check_disk() {
    for (const std::string& folder : {setup_.places.state_folder, setup_.places.run_folder}) {
      const std::string probe = folder + "/doctor";
      Status written = world_.files.make_private_folder(folder);
      if (written) written = world_.files.replace(probe, "may be removed\n");
      if (written) written = world_.files.remove(probe);
      if (written) {
        ok("disk", folder + " can be written to");
      } else {
        add(Grade::fail, "disk", written.error().what, "make room, or mount it for writing");
      }
    }
  }

  void check_daemon() {
    if (is_running(world_, setup_.places)) {
      ok("daemon", "runs");
    } else if (!setup_.config.daemon) {
      ok("daemon", "none, as the config wants");
    } else {
      add(Grade::warn, "daemon",
          is_stopped(world_, setup_.places) ? "was stopped by the user" : "does not run",
          "`wan53 start`");
    }
  }

  void check_last_success() {
    const Volatile& recent = memory_.recent;
    const std::int64_t age_s = world_.clock.wall() + recent.clock_offset_s - recent.last_success;
    if (recent.last_success == 0) {
      add(Grade::warn, "last round", "no round has succeeded since boot", "`wan53 update`");
    } else if (age_s > 2 * setup_.config.check_interval_s) {
      add(Grade::warn, "last round",
          concat({"the last good one was ", duration_text(age_s), " ago"}),
          "`wan53 status` says what is wrong");
    } else {
      ok("last round", concat({"good, ", duration_text(std::max<std::int64_t>(age_s, 0)), " ago"}));
    }
  }

  World& world_;
  const Setup& setup_;
  bool write_;
  std::vector<Finding>& findings_;
  Memory memory_;
  Nvram nvram_;
  Session session_;
  Look look_;
};

}  // namespace

void examine(World& world, const Setup& setup, bool write, std::vector<Finding>& findings) {
  Doctor(world, setup, write, findings).examine();
}

}  // namespace wan53
