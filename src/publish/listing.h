// SPDX-License-Identifier: MIT
// Reads the record sets of many names in a hosted zone, with as few pages as possible.
//
// A page tells of the name that it was asked for. Since Route 53 lists sets in the order of
// DnsName::listing_key, it also tells of every later name up to the page's end, whether that name
// has sets or not. The next page starts at the first name that is still open: n names cost no more
// pages than n, nor than the zone has. Names with many sets and replies that are too large cost
// further ones.
//
// A page in another order tells only of the name that it was asked for. All sets of a name come
// from one reply, unless a page ends between them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/aws_client.h"
#include "aws/dns_name.h"
#include "aws/route53.h"
#include "ddns/address.h"

namespace wan53 {

// A name whose record sets are asked for.
struct WantedSets {
  DnsName name;
  Family first = Family::ipv6;   // the types from this one on
  Family last = Family::ipv4;    // up to this one, and a CNAME
  bool has_identifiers = false;  // there may be many: one for each set identifier
};

class Listing {
 public:
  // `names` is how often `read` will be called. `aws` outlives it.
  Listing(AwsClient& aws, std::string zone_id, std::size_t names)
      : aws_(aws), zone_id_(std::move(zone_id)), names_left_(names) {}

  // All record sets of the name and of these types, and perhaps others of the name. Costs least in
  // the order of the names' listing keys. An error that may concern more than this name is returned
  // by all further calls, too, without a request.
  Result<std::vector<route53::RecordSet>> read(const WantedSets& wanted);
  // True if what was listed so far shows that `name` lies outside the zone.
  bool lies_outside(const DnsName& name) const;

 private:
  struct Entry {
    std::string key;
    route53::RecordSet set;
  };
  bool covers(const DnsName& name, const std::string& key) const;
  Status turn_page(const route53::ListStart& start, unsigned per_page);
  Result<route53::RecordSetPage> ask(const route53::ListStart& start, unsigned per_page);

  AwsClient& aws_;
  std::string zone_id_;
  std::size_t names_left_;
  // Fewer once a reply was too large; then twice as many after each page.
  unsigned most_per_page_ = route53::kMaxSetsPerPage;
  unsigned grows_to_ = route53::kMaxSetsPerPage;  // fewer for a server that sorts in another way
  std::optional<Error> failed_;
  DnsName witness_;       // a name that lies in the zone; the root if none is known
  bool is_apex_ = false;  // it is the zone's own
  std::string last_key_;  // of the last `read`
  // The page:
  std::vector<Entry> entries_;
  std::size_t at_ = 0;  // entries before this one are read
  std::optional<route53::ListStart> next_;
  bool is_last_ = false;
  // If there are further ones: this page tells of all names before that key, and of that name.
  std::string end_key_;
  DnsName end_name_;
};

}  // namespace wan53
