// SPDX-License-Identifier: MIT
// Finds the hosted zone of a name. `update`, `doctor`, `setup` and the companion all ask here.
//
// One ListHostedZonesByName for each suffix that can be a public zone: not for a wildcard label,
// nor for a top-level domain, which Route 53 hosts for nobody (CreateHostedZone, Amazon Route 53
// API Reference). If there is no zone of that name, the service lists the zones that come *next*,
// so each name is compared. Since they come in the order of DnsName::listing_key, the reply also
// says which other names have zones, and those need no request. Private zones never count.
//
// If several zones hold the name, a longer one is taken only if the world is sent to it, as a
// resolver would go from zone to zone: one that was made but is not delegated yet does not take
// over. Only then are name servers asked for: those that DNS tells, and those in the zone above,
// which knows of a new delegation before caches do. The zone's own must be among them. While DNS
// tells nothing, the zone that was found earlier is kept; without one, the zone above decides.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/aws_client.h"
#include "aws/dns_name.h"
#include "aws/route53.h"
#include "base/ports.h"

namespace wan53 {

// A zone that was found is looked up again after this time.
inline constexpr Milliseconds kZonesKnownFor = 24h;

struct FoundZone {
  std::string id;
  DnsName name;
};

// For one round: keeps what was told, so that nothing is asked for twice.
class Zones {
 public:
  // `dns` may be null. Both outlive it.
  Zones(AwsClient& aws, Dns* dns) : aws_(aws), dns_(dns) {}

  // `before` is the id that was found earlier, or empty. Errc::user if no zone holds the name, or
  // if several zones of one name do and the user must choose.
  Result<FoundZone> find(const DnsName& name, std::string_view before);

  // The zone that the config names by its id. Errc::user if it does not hold `name`.
  Result<FoundZone> configured(const std::string& id, const DnsName& name);

  // Of all that was found: why zones with longer names that hold a name, too, were not taken, one
  // sentence each.
  const std::vector<std::string>& notes() const { return notes_; }
  // False if DNS told nothing where it mattered: look again soon.
  bool is_certain() const { return is_certain_; }

  // The NS records of `name` in the zone, lower case, without a final dot; empty if there are none.
  Result<std::vector<std::string>> name_servers(const std::string& id, const DnsName& name);

 private:
  // The public zones of one name.
  struct Namesakes {
    DnsName name;
    std::vector<std::string> ids = {};
    bool asked = false;                       // whether they are delegated: sets the members below
    std::vector<std::string> delegated = {};  // of `ids`; at most one, if all is well
    std::string dns_error = {};               // why DNS told nothing; empty if it did
  };

  // A range of listing keys, `end` excluded: `listed_` has all zones whose names' keys are in it.
  struct Span {
    std::string from;
    std::string end;
    bool is_last;  // there are no further ones: `end` does not count
  };

  Result<std::optional<std::size_t>> look_up(const DnsName& zone_name);
  Status list_from(const DnsName& zone_name, const std::string& key);
  Result<FoundZone> find_at(const DnsName& suffix, std::string_view before);
  Status ask_delegation(Namesakes& zone, const std::string& above);
  Result<std::vector<route53::RecordSet>> first_set(const std::string& id,
                                                    const route53::ListStart& start);

  AwsClient& aws_;
  Dns* dns_;
  std::vector<Span> spans_;
  std::vector<route53::HostedZone> listed_;  // the public ones
  std::vector<Namesakes> looked_up_;
  std::vector<std::string> notes_;
  bool is_certain_ = true;
  FoundZone named_;  // what `configured` asked for last
};

}  // namespace wan53
