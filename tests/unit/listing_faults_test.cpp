// SPDX-License-Identifier: MIT
// Listings out of order, without an end or refused: no name is taken for absent because of them.
#include <set>

#include "listing_fixture.h"

namespace wan53 {
namespace {

using namespace test;

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

// However many pages are in order after one that is not.
TEST(listing_of_a_server_in_another_order_stays_at_one_name_a_page) {
  FakeHttp http;
  FakeClock clock;
  MiddleRandom random;
  AwsClient aws(http, clock, random, {{}, {"us-east-1", false}});
  const char* const names[] = {"a.example.com", "b.example.com", "c.example.com", "d.example.com",
                               "e.example.com", "f.example.com", "g.example.com"};
  http.reply(200, page_of({names[0], "z.example.com", names[1]}));
  for (std::size_t i = 1; i < std::size(names); ++i) {
    http.reply(200,
               page_of({names[i]}, compose("{}a.example.com. A", std::string_view(names[i], 1))));
  }
  Listing listing(aws, "Z1", std::size(names) + 1);
  for (const char* name : names) {
    CHECK_TEXT_ROW(name, said(listing.read(wanted_of(name))), compose("A {}", name));
  }
  CHECK(http.requests.size() == std::size(names));
  for (std::size_t i = 0; i < http.requests.size(); ++i) {
    CHECK_TEXT(ListedZone::parameter(http.requests[i].url, "maxitems"), i == 0 ? "300" : "4");
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
