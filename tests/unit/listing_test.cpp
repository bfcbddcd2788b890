// SPDX-License-Identifier: MIT
// Reading many names of a zone by pages: what is read is what the zone holds, and it costs no more
// requests than there are names, nor than there are pages in the zone.
#include "publish/listing.h"

#include <random>
#include <set>

#include "listed_zone.h"

namespace wan53 {
namespace {

using namespace test;

constexpr std::size_t kMost = 300;  // of Route 53, in a page

WantedSets wanted_of(std::string_view name) {
  WantedSets wanted{*DnsName::parse(name)};
  wanted.first = Family::ipv4;
  wanted.last = Family::ipv6;
  return wanted;
}

struct Reader {
  FakeClock clock;
  MiddleRandom random;
  ListedZone zone;
  AwsClient aws{zone, clock, random, {{}, {"us-east-1", false}}};
};

// "TYPE VALUE" of each set, or the error.
std::string said(const Result<std::vector<route53::RecordSet>>& sets) {
  if (!sets) return sets.error().what;
  std::string text;
  for (const auto& set : *sets) append_item(text, ", ", set.type + " " + join(set.values, " "));
  return text;
}

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
      for (const auto& set : truth) {
        const auto found = std::ranges::count_if(*listed, [&](const route53::RecordSet& read) {
          return read.name.text() == set.name && read.type == set.type;
        });
        const bool is_of_it = set.name == one.name.text();
        const bool matters = set.type == "A" || set.type == "AAAA" || set.type == "CNAME";
        CHECK_ROW(compose("zone {}, {} {}", seed, set.name, set.type),
                  is_of_it ? found <= 1 && (found == 1 || !matters) : found == 0);
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
  } rows[] = {
      {"none", 1, true}, {"one", 200'000, true}, {"one that fits in no page", 300'000, false}};
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
    CHECK_ROW(row.label, f.zone.lists() == 4 || row.large > 1);
    CHECK_ROW(row.label, f.zone.lists() <= 300);
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

// A page of these names, and where it goes on; empty: it ends.
std::string page_of(std::initializer_list<const char*> names, std::string_view next = {}) {
  std::string sets;
  for (const char* name : names) sets += record_set(name, "A", name);
  std::string page = listing(sets);
  if (next.empty()) return page;
  const std::string_view end = "<IsTruncated>false</IsTruncated>";
  const auto space = next.find(' ');
  page.replace(
      page.find(end), end.size(),
      compose(
          "<IsTruncated>true</IsTruncated><NextRecordName>{}</NextRecordName><NextRecordType>{}</NextRecordType>",
          next.substr(0, space), next.substr(space + 1)));
  return page;
}

// Whatever a page says: it never makes a name absent that it was not asked for, and reading ends.
TEST(listing_trusts_no_page_out_of_order) {
  const struct {
    const char* label;
    std::string page;
    const char* b;  // what is then said of b, of which that page may tell; of a it does
    std::size_t asked;
  } rows[] = {
      {"the last one", page_of({"a.example.com", "b.example.com"}), "A b.example.com", 1},
      {"it ends behind b", page_of({"a.example.com", "b.example.com"}, "c.example.com. A"),
       "A b.example.com", 1},
      {"it ends behind the place of b", page_of({"a.example.com"}, "c.example.com. A"), "", 1},
      {"it ends before b", page_of({"a.example.com"}, "az.example.com. A"), "A asked", 2},
      {"b goes on", page_of({"a.example.com", "b.example.com"}, "b.example.com. AAAA"),
       "A b.example.com, A asked", 2},
      {"b goes on with what does not matter",
       page_of({"a.example.com", "b.example.com"}, "b.example.com. TXT"), "A b.example.com", 1},
      {"b begins the next page", page_of({"a.example.com"}, "b.example.com. A"), "A asked", 2},
      {"b is a CNAME on the next page", page_of({"a.example.com"}, "b.example.com. CNAME"),
       "A asked", 2},
      {"sets out of order", page_of({"a.example.com", "c.example.com", "b.example.com"}), "A asked",
       2},
      {"it begins before what was asked for", page_of({"Z.example.aa", "a.example.com"}), "A asked",
       2},
      {"it goes back", page_of({"a.example.com", "c.example.com"}, "b.example.com. A"), "A asked",
       2},
      {"it goes back to the start", page_of({"a.example.com"}, "example.com. A"), "A asked", 2},
      {"it goes on with a name that is none to us", page_of({"a.example.com"}, "m..x. A"),
       "A asked", 2},
      {"as before, and b was listed",
       page_of({"a.example.com", "b.example.com", "ba.example.com"}, "m..x. A"), "A b.example.com",
       1},
      {"it is empty and goes on", page_of({}, "a.example.com. AAAA"), "A asked", 2},
  };
  for (const auto& row : rows) {
    FakeHttp http;
    FakeClock clock;
    MiddleRandom random;
    AwsClient aws(http, clock, random, {{}, {"us-east-1", false}});
    Listing listing(aws, "Z1", 2);
    http.reply(200, row.page);
    for (int i = 0; i < 3; ++i) {
      http.reply(200, test::listing(record_set("b.example.com", "A", "asked")));
    }
    const std::string a = said(listing.read(wanted_of("a.example.com")));
    CHECK_ROW(row.label,
              a == "A a.example.com" || (a.empty() && !has(row.page, ">a.example.com.</Value")));
    CHECK_TEXT_ROW(row.label, said(listing.read(wanted_of("b.example.com"))), row.b);
    CHECK_ROW(row.label, http.requests.size() == row.asked);
  }
}

TEST(listing_that_does_not_end_is_an_error) {
  const struct {
    const char* label;
    std::vector<std::string> pages;  // in turn
    std::size_t requests;
  } rows[] = {
      {"it points to its own start", {page_of({"a.example.com"}, "a.example.com. A")}, 1},
      {"two in a circle",
       {page_of({"a.example.com"}, "a.example.com. AAAA"),
        page_of({"a.example.com"}, "a.example.com. A")},
       100},
  };
  for (const auto& row : rows) {
    FakeHttp http;
    FakeClock clock;
    MiddleRandom random;
    AwsClient aws(http, clock, random, {{}, {"us-east-1", false}});
    Listing listing(aws, "Z1", 2);
    for (std::size_t i = 0; i < 1'000; ++i) http.reply(200, row.pages[i % row.pages.size()]);
    CHECK_TEXT_ROW(row.label, said(listing.read(wanted_of("a.example.com"))),
                   "Route 53 ListResourceRecordSets: the listing does not end");
    CHECK_ROW(row.label, http.requests.size() == row.requests);
    // It does not hold back the next name.
    CHECK_TEXT_ROW(row.label, said(listing.read(wanted_of("b.example.com"))), "");
    CHECK_ROW(row.label, http.requests.size() == row.requests + 1);
  }
}

// What concerns the zone is not asked for each name again.
TEST(listing_that_is_refused_is_refused_for_all_names) {
  const struct {
    int status;
    const char* code;
    std::size_t lists;  // for three names
  } rows[] = {{403, "AccessDenied", 1},
              {404, "NoSuchHostedZone", 1},
              {400, "InvalidInput", 3},
              {400, "Throttling", 4},
              {503, "ServiceUnavailable", 4}};
  for (const auto& row : rows) {
    Reader f;
    f.zone.refusal_status = row.status;
    f.zone.refusal_code = row.code;
    Listing listing(f.aws, "Z1", 3);
    std::set<std::string> errors;
    for (const char* name : {"a.example.com", "b.example.com", "c.example.com"}) {
      const auto listed = listing.read(wanted_of(name));
      CHECK_ROW(row.code, !listed);
      errors.insert(listed.error().what);
    }
    CHECK_ROW(row.code, errors.size() == 1);
    CHECK_ROW(row.code, f.zone.lists() == row.lists);
  }
}

// Names with an escaped dot may sort like others: each is then asked for.
TEST(listing_tells_names_with_equal_keys_apart) {
  const char* const names[] = {"a.b.example.com", "b\\056a.example.com", "c.example.com"};
  CHECK(wanted_of(names[0]).name.listing_key() == wanted_of(names[1]).name.listing_key());
  for (const bool swapped : {false, true}) {
    Reader f;
    for (const char* name : names) f.zone.sets.push_back({name, "A", name});
    Listing listing(f.aws, "Z1", 3);
    for (const std::size_t i : {swapped ? 1U : 0U, swapped ? 0U : 1U, 2U}) {
      CHECK_TEXT(said(listing.read(wanted_of(names[i]))), compose("A {}", names[i]));
    }
  }
  // A page ends with one of them, and the other is wanted.
  Reader f;
  f.zone.sets = {{"0.example.com", "A", "0"}, {names[0], "A", names[0]}, {names[1], "A", names[1]}};
  f.zone.before_page = [](ListedZone& zone) { zone.most_per_page = zone.lists() == 1 ? 1 : 9; };
  Listing listing(f.aws, "Z1", 2);
  CHECK_TEXT(said(listing.read(wanted_of("0.example.com"))), "A 0");
  CHECK_TEXT(said(listing.read(wanted_of(names[1]))), compose("A {}", names[1]));
}

TEST(listing_in_any_order_is_right_too) {
  Reader f;
  for (const char* name : {"a.example.com", "b.example.com", "c.example.com"}) {
    f.zone.sets.push_back({name, "A", name});
  }
  Listing listing(f.aws, "Z1", 3);
  for (const char* name : {"c.example.com", "a.example.com", "b.example.com"}) {
    CHECK_TEXT(said(listing.read(wanted_of(name))), compose("A {}", name));
  }
}

}  // namespace
}  // namespace wan53
