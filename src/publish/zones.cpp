// SPDX-License-Identifier: MIT
#include "publish/zones.h"

#include "aws/route53.h"
#include "base/text.h"

namespace wan53 {
namespace {

// Zones of one name are listed together. Nobody has more than this; a page of them has 8 KB.
constexpr unsigned kZonesPerPage = 20;

std::unexpected<Error> must_choose(const DnsName& zone_name, std::string_view what) {
  return fail(Errc::user, concat({"there are ", what, " hosted zones named ", zone_name.display(),
                                  "; set zone = ID in the record's section"}));
}

}  // namespace

Result<std::string> Zones::find(const DnsName& name) {
  for (DnsName suffix = name; !suffix.is_root(); suffix = suffix.parent()) {
    TRY_ASSIGN(auto id, id_of_zone(suffix));
    if (id) return *std::move(id);
  }
  return fail(
      Errc::user,
      concat({"no public hosted zone holds ", name.display(),
              "; create the zone in Route 53, or check the account that the key belongs to"}));
}

Result<std::optional<std::string>> Zones::id_of_zone(const DnsName& zone_name) {
  for (const auto& answer : answers_) {
    if (answer.zone_name == zone_name) return answer.id;
  }
  TRY_ASSIGN(const auto body,
             aws_.call(route53::list_hosted_zones_by_name(zone_name, kZonesPerPage)));
  auto page = route53::read_hosted_zones(body);
  if (!page) return fail(Errc::retry, std::move(page).error().what);
  std::optional<std::string> id;
  for (auto& zone : page->zones) {
    if (zone.name != zone_name || zone.is_private) continue;
    if (id) return must_choose(zone_name, "several public");
    id = std::move(zone.id);
  }
  if (!id && page->truncated && !page->zones.empty() && page->zones.back().name == zone_name) {
    return must_choose(zone_name, "very many private");
  }
  answers_.push_back({zone_name, id});
  return id;
}

}  // namespace wan53
