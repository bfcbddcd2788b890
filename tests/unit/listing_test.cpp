// SPDX-License-Identifier: MIT
// Reading many names of a zone by pages: what is read is what the zone holds, and it costs no more
// requests than there are names, nor than there are pages in the zone.
#include <random>
#include <set>

#include "listing_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr std::size_t kMost = 300;  // of Route 53, in a page

TEST(listing_key_sorts_as_route_53_does) {
  // Each name sorts before the next one.
  const char* const rows[] = {
      "example.com",       "\\000.example.com", "!.example.com",    "z.!.example.com",
      "*.example.com",     "*a.example.com",    "-.example.com",    "0.example.com",
      "9.example.com",     "A.example.com",     "*.a.example.com",  "-.a.example.com",
      "0.a.example.com",   "b.a.example.com",   "a-.example.com",   "a0.example.com",
      "a_.example.com",    "aa.example.com",    "_.aa.example.com", "b.example.com",
      "\\176.example.com", "\\377.example.com", "example-.com",     "example.com.org",
  };
  // The label's end is a dot, and - and * sort before it.
  const std::set<std::string_view> before_the_dot = {"a-.example.com"};
  std::vector<std::string> order;
  for (const char* row : rows) {
    if (before_the_dot.contains(row)) continue;
    order.push_back(DnsName::parse(row)->listing_key());
    CHECK_TEXT_ROW(row, order.back(), route53_order(DnsName::parse(row)->text()));
    CHECK_ROW(row, order.size() < 2 || order[order.size() - 2] < order.back() ||
                       std::string_view(row) == "example-.com");
  }
  const auto key = [](const char* name) { return DnsName::parse(name)->listing_key(); };
  CHECK_TEXT(key("*.Example.com."), "com.example.*.");
  CHECK_TEXT(key("."), "");
  CHECK(key("a-.example.com") < key("a.example.com"));
  CHECK(key("a-.example.com") < key("*.a.example.com"));
  CHECK(key("example-.com") < key("example.com"));
  CHECK(key("a\\377.example.com") > key("az.example.com"));
}

TEST(listing_of_one_name_is_one_request_for_few_sets) {
  Reader f;
  f.zone.sets = {{"home.example.com", "A", "198.51.101.7"}, {"z.example.com", "A", "x"}};
  Listing listing(f.aws, "Z1", 1);
  CHECK_TEXT(said(listing.read(wanted_of("home.example.com"))), "A 198.51.101.7");
  CHECK(f.zone.lists() == 1);
  CHECK_TEXT(ListedZone::parameter(f.zone.requests[0].url, "maxitems"), "4");
}

// The wanted names of a random zone, and how it pages.
class RandomZone {
 public:
  explicit RandomZone(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }
  std::string name() {
    constexpr const char* kBytes[] = {"a",     "b",     "z",     "0",     "9",
                                      "-",     "_",     "\\052", "\\041", "\\057",
                                      "\\100", "\\000", "\\377", "\\134"};
    std::string text;
    for (std::size_t labels = below(4); labels > 0; --labels) {
      for (std::size_t length = 1 + below(3); length > 0; --length) {
        text += kBytes[below(std::size(kBytes))];
      }
      text += '.';
    }
    return text + "example.com";
  }
  std::vector<ListedSet> sets() {
    std::vector<ListedSet> sets = {{"example.com", "NS", "ns"}, {"example.com", "SOA", "soa"}};
    const std::size_t names = below(60);
    for (std::size_t i = 0; i < names; ++i) add_sets(name(), sets);
    return sets;
  }
  // As a config may write it: other case, other escapes.
  std::string spelled(std::string_view name) {
    std::string text;
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (name.substr(i).starts_with("\\052") && below(2) == 0) {
        text += '*';
        i += 3;
      } else {
        text +=
            is_lower(name[i]) && below(3) == 0 ? static_cast<char>(name[i] - ('a' - 'A')) : name[i];
      }
    }
    return text;
  }

 private:
  void add_sets(const std::string& name, std::vector<ListedSet>& sets) {
    const auto taken = [&](const ListedSet& set) { return set.name == name; };
    if (std::ranges::any_of(sets, taken)) return;
    if (below(6) == 0) {
      sets.push_back({name, "CNAME", "x"});
      return;
    }
    const std::size_t which = 1 + below(31);
    constexpr const char* kTypes[] = {"A", "AAAA", "CAA", "MX", "TXT"};
    for (std::size_t i = 0; i < std::size(kTypes); ++i) {
      if ((which >> i & 1) != 0) sets.push_back({name, kTypes[i], kTypes[i]});
    }
  }

  std::mt19937 random_;
};

TEST(listing_of_thousands_of_random_zones_is_the_truth_at_no_more_than_its_price) {
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    RandomZone random(seed);
    Reader f;
    f.zone.sets = random.sets();
    if (seed % 3 != 0) f.zone.most_per_page = 2 + random.below(30);
    std::set<std::string> names;
    for (std::size_t i = random.below(40); i > 0; --i) {
      names.insert(random.below(3) == 0 ? random.name()
                                        : f.zone.sets[random.below(f.zone.sets.size())].name);
    }
    names.insert(random.name());
    std::vector<WantedSets> wanted;
    for (const auto& name : names) wanted.push_back(wanted_of(random.spelled(name)));
    std::ranges::sort(wanted, {}, [](const auto& one) { return one.name.listing_key(); });
    const std::vector<ListedSet> truth = f.zone.sets;
    Listing listing(f.aws, "Z1", wanted.size());
    for (const auto& one : wanted) {
      const auto listed = listing.read(one);
      CHECK_ROW(compose("zone {}", seed), listed);
      const std::string name = one.name.text();
      for (const auto& set : *listed) {
        CHECK_ROW(compose("zone {}, {}: {}", seed, name, set.name.text()), set.name.text() == name);
      }
      for (const auto& set : truth) {
        if (set.name != name) continue;
        const auto found = std::ranges::count(*listed, set.type, &route53::RecordSet::type);
        const bool matters = set.type == "A" || set.type == "AAAA" || set.type == "CNAME";
        CHECK_ROW(compose("zone {}, {} {}", seed, set.name, set.type),
                  found == 1 || (found == 0 && !matters));
      }
    }
    const std::size_t page = std::min(kMost, f.zone.most_per_page);
    const std::size_t pages = (truth.size() + page - 1) / page;
    CHECK_ROW(compose("zone {}: {} lists for {} names in {} pages", seed, f.zone.lists(),
                      wanted.size(), pages),
              f.zone.lists() <= std::min(wanted.size(), pages));
  }
}

TEST(listing_skips_what_lies_between_two_names) {
  Reader f;
  for (std::size_t i = 1'000; i < 3'000; ++i) {
    f.zone.sets.push_back({compose("h{}.example.com", i), "A", to_text(std::int64_t(i))});
  }
  Listing listing(f.aws, "Z1", 3);
  CHECK_TEXT(said(listing.read(wanted_of("h1000.example.com"))), "A 1000");
  CHECK_TEXT(said(listing.read(wanted_of("h1299.example.com"))), "A 1299");
  CHECK_TEXT(said(listing.read(wanted_of("h2900.example.com"))), "A 2900");
  CHECK(f.zone.lists() == 2);
  CHECK_TEXT(ListedZone::parameter(f.zone.requests[1].url, "name"), "h2900.example.com");
}

// A large set of somebody else makes its page too large, and that page alone a shorter one.
TEST(listing_takes_shorter_pages_where_a_reply_does_not_fit) {
  const struct {
    const char* label;
    std::size_t large;  // the value of h1100
    bool own_fits;
    std::size_t most_lists;
  } rows[] = {{"none", 1, true, 4},
              {"one", 200'000, true, 12},
              {"one that fits with few others", 260'000, true, 20},
              {"one that fits in no page", 300'000, false, 24}};
  for (const auto& row : rows) {
    Reader f;
    for (std::size_t i = 1'000; i < 2'000; ++i) {
      f.zone.sets.push_back({compose("h{}.example.com", i), "A",
                             i == 1'100 ? std::string(row.large, 'x') : to_text(std::int64_t(i))});
    }
    Listing listing(f.aws, "Z1", 1'000);
    for (std::size_t i = 1'000; i < 2'000; ++i) {
      const auto listed = listing.read(wanted_of(compose("h{}.example.com", i)));
      const bool is_near = i > 1'096 && i <= 1'100;  // on the smallest page that has it
      CHECK_ROW(compose("{}, {}", row.label, i), row.own_fits || is_near || listed);
      if (i == 1'100) CHECK_ROW(row.label, listed.has_value() == row.own_fits);
      if (listed && i != 1'100) CHECK_TEXT_ROW(row.label, said(listed), compose("A {}", i));
    }
    CHECK_ROW(compose("{}: {} lists", row.label, f.zone.lists()), f.zone.lists() <= row.most_lists);
  }
}

// Large sets everywhere: a longer page is tried now and then, and costs no more than a shorter one.
TEST(listing_grows_its_pages_at_a_bounded_price) {
  for (const std::size_t bytes : {1'500U, 6'000U, 25'000U, 50'000U}) {
    Reader f;
    for (std::size_t i = 1'000; i < 1'400; ++i) {
      f.zone.sets.push_back({compose("h{}.example.com", i), "A", std::string(bytes, 'x')});
    }
    Listing listing(f.aws, "Z1", 400);
    for (std::size_t i = 1'000; i < 1'400; ++i) {
      CHECK_ROW(compose("{}, {}", bytes, i),
                listing.read(wanted_of(compose("h{}.example.com", i))));
    }
    const std::size_t fit = kMaxReplyBytes / bytes;
    CHECK_ROW(compose("{} bytes: {} lists", bytes, f.zone.lists()),
              f.zone.lists() <= 4 * 400 / fit + 4);
  }
}

TEST(listing_takes_what_others_change_between_two_pages) {
  Reader f;
  for (std::size_t i = 10; i < 30; ++i) {
    f.zone.sets.push_back({compose("h{}.example.com", i), "A", "old"});
  }
  f.zone.most_per_page = 5;
  // The page ends before h15, which goes; its place is taken by h145, and h16 changes.
  f.zone.before_page = [](ListedZone& zone) {
    if (zone.lists() != 2) return;
    std::erase_if(zone.sets, [](const ListedSet& set) { return set.name == "h15.example.com"; });
    zone.sets.push_back({"h145.example.com", "A", "new"});
    zone.sets.push_back({"h16.example.com", "AAAA", "new"});
  };
  const struct {
    const char* name;
    const char* says;
  } rows[] = {
      {"h10.example.com", "A old"},
      {"h145.example.com", ""},  // as it was when that page was listed
      {"h15.example.com", ""},
      {"h16.example.com", "A old, AAAA new"},
      {"h29.example.com", "A old"},
  };
  Listing listing(f.aws, "Z1", std::size(rows));
  for (const auto& row : rows)
    CHECK_TEXT_ROW(row.name, said(listing.read(wanted_of(row.name))), row.says);
}

// A name whose sets are on two pages, at every place where they may part.
TEST(listing_reads_a_name_across_pages) {
  for (std::size_t page = 1; page < 12; ++page) {
    Reader f;
    for (const char* name : {"a", "b", "c"}) {
      for (const char* type : {"A", "AAAA"}) {
        for (const char* id : {"1", "2"}) {
          f.zone.sets.push_back({compose("{}.example.com", name), type, id, id});
        }
      }
      f.zone.sets.push_back({compose("{}.example.com", name), "TXT", "x"});
    }
    f.zone.sets.push_back({"d.example.com", "CNAME", "1", "1"});
    f.zone.sets.push_back({"d.example.com", "CNAME", "2", "2"});
    f.zone.most_per_page = page;
    Listing listing(f.aws, "Z1", 4);
    for (const char* name : {"a.example.com", "b.example.com", "c.example.com"}) {
      const std::string text = said(listing.read(wanted_of(name)));
      CHECK_ROW(compose("{} {}: {}", page, name, text),
                text.starts_with("A 1, A 2, AAAA 1, AAAA 2"));
    }
    CHECK(said(listing.read(wanted_of("d.example.com"))).starts_with("CNAME 1"));
  }
}

}  // namespace
}  // namespace wan53
