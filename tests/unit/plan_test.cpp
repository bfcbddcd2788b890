// SPDX-License-Identifier: MIT
#include "ddns/plan.h"

#include "base/compose.h"
#include "base/text.h"
#include "test.h"

namespace wan53 {
namespace {

using route53::RecordSet;

DnsName name_of(std::string_view text) {
  auto name = DnsName::parse(text);
  return name ? *std::move(name) : DnsName();
}

RecordConfig record_of(std::string_view name, Family family, std::string_view set_identifier = "") {
  RecordConfig record;
  record.name = name_of(name);
  record.family = family;
  record.set_identifier = set_identifier;
  return record;
}

RecordConfig home(std::string_view set_identifier = "") {
  return record_of("home.example.com", Family::ipv4, set_identifier);
}

// "120 192.0.2.1 192.0.2.2": TTL and values.
std::string ttl_and_values(std::string_view text) {
  std::string xml;
  for (const auto word : words(text)) {
    xml += xml.empty() ? compose("<TTL>{}</TTL><ResourceRecords>", word)
                       : compose("<ResourceRecord><Value>{}</Value></ResourceRecord>", word);
  }
  return xml + "</ResourceRecords>";
}

std::string element(std::string_view name, std::string_view type, std::string_view content) {
  return compose("<ResourceRecordSet><Name>{}</Name><Type>{}</Type>{}</ResourceRecordSet>", name,
                 type, content);
}
std::string a_set(std::string_view content) { return element("home.example.com.", "A", content); }
std::string weighted(std::string_view identifier, std::string_view content) {
  return a_set(
      compose("<SetIdentifier>{}</SetIdentifier><Weight>10</Weight>{}", identifier, content));
}

// As Route 53 would list them.
std::vector<RecordSet> listed(std::string_view elements) {
  auto page = route53::read_record_sets(compose(
      "<ListResourceRecordSetsResponse><ResourceRecordSets>{}</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListResourceRecordSetsResponse>",
      elements));
  return page ? std::move(page->sets) : std::vector<RecordSet>(1);
}

std::string_view plan_name(const Plan& plan) {
  constexpr std::string_view kNames[] = {"keep", "create", "update", "refuse"};
  return kNames[static_cast<std::size_t>(plan.kind)];
}

// "PLAN: REASON"
std::string summary(const Plan& plan) { return compose("{}: {}", plan_name(plan), plan.reason); }

Plan plan_for(const RecordConfig& record, std::string_view address, std::string_view elements,
              bool force = false) {
  const AddressSet addresses = *AddressSet::parse(address);
  return plan_record({record, addresses, addresses, "eth0", ""}, listed(elements), force);
}

TEST(plan_compares_value_and_ttl) {
  const struct {
    const char* label;
    const char* published;  // empty: nothing
    bool force;
    const char* expected;
  } rows[] = {
      {"nothing published", "", false,
       "create: nothing is published yet, wanted 203.0.113.9 with TTL 120"},
      {"nothing published, forced", "", true,
       "create: nothing is published yet, wanted 203.0.113.9 with TTL 120"},
      {"the same", "120 203.0.113.9", false, "keep: 203.0.113.9 with TTL 120 is published"},
      {"the same, forced", "120 203.0.113.9", true,
       "update: 203.0.113.9 with TTL 120 is published and written again, as forced"},
      {"another value", "120 203.0.113.7", false,
       "update: published 203.0.113.7 with TTL 120, wanted 203.0.113.9 with TTL 120"},
      {"another value, forced", "120 203.0.113.7", true,
       "update: published 203.0.113.7 with TTL 120, wanted 203.0.113.9 with TTL 120"},
      {"another TTL", "300 203.0.113.9", false,
       "update: published 203.0.113.9 with TTL 300, wanted 203.0.113.9 with TTL 120"},
      {"both", "300 203.0.113.7", false,
       "update: published 203.0.113.7 with TTL 300, wanted 203.0.113.9 with TTL 120"},
      {"a longer value that starts alike", "120 203.0.113.90", false,
       "update: published 203.0.113.90 with TTL 120, wanted 203.0.113.9 with TTL 120"},
      {"ours among several", "120 203.0.113.7 203.0.113.9", false,
       "update: published 203.0.113.7,203.0.113.9 with TTL 120, wanted 203.0.113.9 with TTL 120, "
       "in place of all of them"},
      {"ours twice", "120 203.0.113.9 203.0.113.9", false,
       "update: published 203.0.113.9,203.0.113.9 with TTL 120, wanted 203.0.113.9 with TTL 120, "
       "in place of all of them"},
      {"a spelling that Route 53 would not take", "120 203.0.113.09", false,
       "update: published 203.0.113.09 with TTL 120, wanted 203.0.113.9 with TTL 120"},
  };
  for (const auto& row : rows) {
    const bool none = *row.published == '\0';
    const Plan plan = plan_for(home(), "203.0.113.9",
                               none ? "" : a_set(ttl_and_values(row.published)), row.force);
    CHECK_TEXT_ROW(row.label, summary(plan), row.expected);
    CHECK_ROW(row.label, plan.record_set.empty() == (plan.kind == PlanKind::keep));
  }
}

TEST(plan_says_what_was_published) {
  CHECK_TEXT(plan_for(home(), "203.0.113.9", "").published, "none");
  CHECK_TEXT(plan_for(home(), "203.0.113.9", a_set(ttl_and_values("60 192.0.2.1"))).published,
             "192.0.2.1");
  CHECK_TEXT(
      plan_for(home(), "203.0.113.9", a_set(ttl_and_values("60 192.0.2.1 192.0.2.2"))).published,
      "192.0.2.1,192.0.2.2");
}

TEST(plan_compares_ipv6_as_addresses) {
  const RecordConfig record = record_of("home.example.com", Family::ipv6);
  for (const char* spelling : {"2001:db8::1", "2001:DB8::0001", "2001:0db8:0:0:0:0:0:1"}) {
    const Plan plan =
        plan_for(record, "2001:db8::1",
                 element("home.example.com.", "AAAA", ttl_and_values(compose("120 {}", spelling))));
    CHECK_TEXT_ROW(spelling, summary(plan), "keep: 2001:db8::1 with TTL 120 is published");
  }
  const Plan other =
      plan_for(record, "2001:db8::1",
               element("home.example.com.", "AAAA", ttl_and_values("120 2001:db8::2")));
  CHECK_TEXT(summary(other),
             "update: published 2001:db8::2 with TTL 120, wanted 2001:db8::1 with TTL 120");
}

TEST(plan_creates_and_edits_whole_record_sets) {
  CHECK_TEXT(plan_for(home(), "203.0.113.9", "").record_set,
             route53::new_record_set(name_of("home.example.com"), "A", 120, {"203.0.113.9"}));
  // Fields that nobody here knows survive.
  const std::string routed = "<SetIdentifier>x</SetIdentifier><Region>eu-west-1</Region>";
  const std::string future =
      a_set(routed + "<Future>kept</Future>" + ttl_and_values("60 192.0.2.1"));
  CHECK_TEXT(plan_for(home("x"), "203.0.113.9", future).record_set,
             a_set(routed + "<Future>kept</Future>" + ttl_and_values("120 203.0.113.9")));
}

// Route 53 wants one TTL for all weighted members of a name, so the config's does not count.
TEST(plan_keeps_the_ttl_of_a_weighted_member) {
  const struct {
    const char* published;
    bool force;
    const char* expected;
    const char* written;  // empty: nothing
  } rows[] = {
      {"300 203.0.113.9", false, "keep: 203.0.113.9 with TTL 300 is published", ""},
      {"300 203.0.113.9", true,
       "update: 203.0.113.9 with TTL 300 is published and written again, as forced",
       "300 203.0.113.9"},
      {"300 203.0.113.7", false,
       "update: published 203.0.113.7 with TTL 300, wanted 203.0.113.9 with TTL 300",
       "300 203.0.113.9"},
      {"0 203.0.113.7", false,
       "update: published 203.0.113.7 with TTL 0, wanted 203.0.113.9 with TTL 0", "0 203.0.113.9"},
  };
  for (const auto& row : rows) {
    const Plan plan =
        plan_for(home("x"), "203.0.113.9", weighted("x", ttl_and_values(row.published)), row.force);
    CHECK_TEXT_ROW(row.expected, summary(plan), row.expected);
    CHECK_TEXT_ROW(row.expected, plan.record_set,
                   *row.written == '\0' ? "" : weighted("x", ttl_and_values(row.written)));
  }
  CHECK(plan_for(home(), "203.0.113.9", a_set(ttl_and_values("300 203.0.113.9"))).ttl == 120);
}

// Route 53 lists the first set at or after the place asked for, which may be anybody's.
TEST(plan_compares_name_type_and_identifier) {
  const std::string same = ttl_and_values("120 203.0.113.9");
  const struct {
    const char* label;
    std::string elements;
    const char* identifier;
    const char* intent;
  } rows[] = {
      {"next name", element("home2.example.com.", "A", same), "", "create"},
      {"name in front of ours", element("www.home.example.com.", "A", same), "", "create"},
      {"parent", element("example.com.", "A", same), "", "create"},
      {"wildcard next to it", element("\\052.example.com.", "A", same), "", "create"},
      {"other family", element("home.example.com.", "AAAA", ttl_and_values("120 2001:db8::1")), "",
       "create"},
      {"other type", element("home.example.com.", "TXT", ttl_and_values("120 203.0.113.9")), "",
       "create"},
      {"ours behind others",
       element("example.com.", "A", same) + a_set(same) + element("z.example.com.", "A", same), "",
       "keep"},
      {"ours by identifier", weighted("a", ttl_and_values("120 192.0.2.1")) + weighted("b", same),
       "b", "keep"},
      {"the identifier in another case", weighted("B", same), "b", "refuse"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.label,
                   plan_name(plan_for(home(row.identifier), "203.0.113.9", row.elements)),
                   row.intent);
  }
}

// Some compare "\052.example.com." with "*.example.com" and write for ever.
TEST(plan_finds_a_wildcard_in_every_spelling) {
  const std::string same = ttl_and_values("120 203.0.113.9");
  for (const char* listed_name : {"\\052.example.com.", "*.example.com.", "\\052.EXAMPLE.com"}) {
    for (const char* name : {"*.example.com", "\\052.example.com."}) {
      CHECK_TEXT_ROW(listed_name,
                     plan_name(plan_for(record_of(name, Family::ipv4), "203.0.113.9",
                                        element(listed_name, "A", same))),
                     "keep");
    }
  }
}

TEST(plan_takes_upper_case_and_a_final_dot_for_the_same_name) {
  const std::string published = a_set(ttl_and_values("120 203.0.113.9"));
  for (const char* name : {"HOME.Example.COM", "home.example.com.", "Home.Example.com."}) {
    CHECK_TEXT_ROW(
        name, plan_name(plan_for(record_of(name, Family::ipv4), "203.0.113.9", published)), "keep");
  }
}

// qdm12's updater asks the resolver, whose answer the router itself rewrites and which keeps an old
// TTL: here a TTL edited by hand is seen, since the listing says it.
TEST(plan_follows_the_listing_down_to_the_ttl) {
  CHECK_TEXT(plan_name(plan_for(home(), "203.0.113.9", a_set(ttl_and_values("86400 203.0.113.9")))),
             "update");
}

TEST(plan_keeps_its_hands_off_what_is_not_ours) {
  const std::string same = ttl_and_values("120 203.0.113.9");
  const std::string alias =
      "<AliasTarget><HostedZoneId>Z2FDTNDATAQYW2</HostedZoneId>"
      "<DNSName>d111.cloudfront.net.</DNSName>"
      "<EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>";
  const struct {
    const char* label;
    std::string elements;
    const char* identifier;
    const char* expected;
  } rows[] = {
      {"alias", a_set(alias), "",
       "refuse: home.example.com A is an alias; remove it in Route 53 if wan53 is to own the name"},
      {"our own weighted set is an alias", weighted("x", alias), "x",
       "refuse: home.example.com A is an alias; remove it in Route 53 if wan53 is to own the name"},
      {"traffic policy", a_set(same + "<TrafficPolicyInstanceId>aa-bb</TrafficPolicyInstanceId>"),
       "",
       "refuse: home.example.com A belongs to a traffic policy; remove that policy record in Route "
       "53 if wan53 is to own the name"},
      {"traffic policy as it is listed",
       a_set("<ResourceRecords><ResourceRecord><Value>a sentence</Value></ResourceRecord>"
             "</ResourceRecords><TrafficPolicyInstanceId>aa-bb</TrafficPolicyInstanceId>"),
       "",
       "refuse: home.example.com A belongs to a traffic policy; remove that policy record in Route "
       "53 if wan53 is to own the name"},
      {"weighted, none named", weighted("home", same) + weighted("office", same), "",
       "refuse: home.example.com A has weighted routing with the identifiers home, office; set "
       "set-identifier to the one that wan53 is to update"},
      {"latency", a_set("<SetIdentifier>eu</SetIdentifier><Region>eu-west-1</Region>" + same), "",
       "refuse: home.example.com A has latency routing with the identifiers eu; set set-identifier "
       "to the one that wan53 is to update"},
      {"two policies at once",
       weighted("home", same) +
           a_set("<SetIdentifier>eu</SetIdentifier><Region>eu-west-1</Region>" + same),
       "",
       "refuse: home.example.com A has weighted routing with the identifiers home, eu; set "
       "set-identifier to the one that wan53 is to update"},
      {"weighted, another named", weighted("home", same) + weighted("office", same), "cabin",
       "refuse: home.example.com A has no record set with the identifier cabin, only home, office; "
       "set set-identifier to one of them"},
      {"simple, an identifier named", a_set(same), "home",
       "refuse: home.example.com A is a simple record set; remove set-identifier from the config"},
      {"nothing, an identifier named", "", "home",
       "refuse: home.example.com A has no record set with the identifier home; create it in Route "
       "53, which needs to know its weight or region"},
      {"an identifier that would draw on the terminal", weighted("\xc3\xa4", same), "",
       "refuse: home.example.com A has weighted routing with the identifiers \\xc3\\xa4; set "
       "set-identifier "
       "to the one that wan53 is to update"},
  };
  for (const auto& row : rows) {
    for (const bool force : {false, true}) {
      const Plan plan = plan_for(home(row.identifier), "203.0.113.9", row.elements, force);
      CHECK_TEXT_ROW(row.label, summary(plan), row.expected);
      CHECK_ROW(row.label, plan.record_set.empty());
    }
  }
}

TEST(plan_leaves_alone_what_it_cannot_edit) {
  std::vector<RecordSet> sets = listed(a_set(ttl_and_values("300 203.0.113.7")));
  sets[0].xml = "<ResourceRecordSet><Name>home";
  const AddressSet addresses = *AddressSet::parse("203.0.113.9");
  const Plan plan = plan_record({home(), addresses, addresses, "eth0", ""}, sets, false);
  CHECK(plan.kind == PlanKind::refuse && !plan.reason.empty());
}

// A failure of one family does not affect the other.
TEST(plan_treats_each_family_alone) {
  const std::string both =
      a_set(ttl_and_values("120 203.0.113.9")) +
      element("home.example.com.", "AAAA", ttl_and_values("120 2001:db8::1 2001:db8::2"));
  CHECK_TEXT(plan_name(plan_for(home(), "203.0.113.9", both)), "keep");
  CHECK_TEXT(plan_name(plan_for(record_of("home.example.com", Family::ipv6), "2001:db8::1", both)),
             "update");
}

}  // namespace
}  // namespace wan53
