// SPDX-License-Identifier: MIT
// Finds, at a record's source, the address that the record should have.
//
// A WAN's IPv4 address comes from nvram; if that one is private (behind NAT), the external address
// counts instead. An IPv6 address is the WAN interface's, else the LAN's.
#pragma once

#include <optional>
#include <string>

#include "ddns/detection.h"
#include "ddns/wan.h"
#include "detect/external.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

class Detector {
 public:
  // `router` is null off a router. All references outlive it.
  Detector(const Ports& ports, const Settings& settings, const RouterView* router,
           const Recent& recent, ExternalAddresses& externals)
      : ports_(ports),
        settings_(settings),
        router_(router),
        recent_(recent),
        externals_(externals) {}

  // `given` (--ip) replaces the source of every record of its family.
  Detection detect_record(const RecordConfig& record, const std::optional<Address>& given);

 private:
  Detection of_router(const RecordConfig& record);
  Detection of_unit(const RecordConfig& record, const WanUnit* unit);
  Detection of_wan(const RecordConfig& record, const WanUnit& unit);
  Detection of_all_wans(const RecordConfig& record);
  // What the companion told in the last five minutes and no event has cast doubt on; empty if it
  // must be asked.
  AddressSet told_lately(const RecordConfig& record) const;
  Result<Address> ipv6_of(const WanUnit& unit);
  Result<Address> with_lan_prefix(const Address& host_id);

  const Ports& ports_;
  const Settings& settings_;
  const RouterView* router_;
  const Recent& recent_;
  ExternalAddresses& externals_;
};

}  // namespace wan53
