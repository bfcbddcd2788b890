// SPDX-License-Identifier: MIT
// Finds, at a record's source, the address that the record should have.
//
// A WAN's IPv4 address comes from nvram; if the internet does not see that one (behind NAT), the
// external address counts instead. An IPv6 address is the WAN interface's, else the LAN's. For
// `internet` the external address counts in any case.
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
           const Memory& memory, ExternalAddresses& externals, bool asks_nobody)
      : ports_(ports),
        settings_(settings),
        router_(router),
        memory_(memory),
        externals_(externals),
        asks_nobody_(asks_nobody) {}

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
  Result<Address> internet_address(const RecordConfig& record);
  Result<Address> ipv6_of(const RecordConfig& record, const WanUnit& unit);
  Result<Address> address_on(const std::string& interface_name, const RecordConfig& record);
  Status read_addresses(const std::string& interface_name);

  const Ports& ports_;
  const Settings& settings_;
  const RouterView* router_;
  const Memory& memory_;
  ExternalAddresses& externals_;
  bool asks_nobody_;
  std::optional<std::string> addresses_of_;  // the interface that was read last
  std::vector<InterfaceAddress> addresses_;
};

}  // namespace wan53
