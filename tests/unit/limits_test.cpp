// SPDX-License-Identifier: MIT
// Rounds at the limits of Route 53: large change batches, listings without an end, many zones.
#include "base/compose.h"
#include "ddns/back_off.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr std::size_t kMostInABatch = 400;

std::string name_of(std::size_t i) { return compose("h{}.example.com", i); }

// One record more than a batch takes; nothing is published yet.
struct LargeFixture : Fixture {
  LargeFixture() : Fixture(config()) { http.reply(200, listing("")); }
  std::vector<std::string> batches() const {
    std::vector<std::string> bodies;
    for (const auto& request : http.requests) {
      if (request.method == "POST") bodies.push_back(request.body);
    }
    return bodies;
  }
  static std::string config() {
    std::string text;
    for (std::size_t i = 0; i <= kMostInABatch; ++i) {
      text += compose("[record {}]\nsource = static 198.51.101.7\nzone = Z111\n", name_of(i));
    }
    return text;
  }
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(limits_split_a_change_batch_at_400) {
  LargeFixture f;
  f.http.reply(200, change_info());
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  const auto batches = f.batches();
  CHECK(batches.size() == 2);
  CHECK(count(batches[0], "<Change>") == kMostInABatch);
  CHECK(count(batches[1], "<Change>") == 1);
  CHECK(has(batches[1], compose("<Name>{}.</Name>", name_of(kMostInABatch))));
  CHECK(count(f.terminal.out_text, " A: created") == kMostInABatch + 1);
}

TEST(limits_refused_batch_fails_its_own_records_only) {
  LargeFixture f;
  f.http.reply(200, change_info());
  f.http.reply(403, refusal("AccessDenied", "not this one"));
  CHECK(f.run({"update"}) == 4);
  CHECK(f.batches().size() == 2);
  CHECK(count(f.terminal.out_text, " A: created") == kMostInABatch);
  CHECK(count(f.terminal.err_text, " A: refused") == 1);
  CHECK(has(f.terminal.err_text, compose("{} A: refused", name_of(kMostInABatch))));
}

TEST(limits_throttled_batch_is_read_and_written_again_alone) {
  LargeFixture f;
  f.http.reply(200, change_info());
  f.http.reply(400, refusal("Throttling"));
  f.http.reply(200, listing(""));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  const auto batches = f.batches();
  CHECK(batches.size() == 3);
  CHECK(batches[2] == batches[1]);
  CHECK(f.http.count("GET") == 2);
}

TEST(limits_bad_record_of_a_large_batch_leaves_the_others) {
  LargeFixture f;
  f.http.reply(400, refusal("InvalidChangeBatch", "a CNAME is there"));
  for (std::size_t i = 0; i < kMostInABatch; ++i) {
    if (i == 250) {
      f.http.reply(400, refusal("InvalidChangeBatch", "a CNAME is there"));
    } else {
      f.http.reply(200, change_info());
    }
  }
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 4);
  CHECK(f.batches().size() == 1 + kMostInABatch + 1);
  CHECK(count(f.terminal.out_text, " A: created") == kMostInABatch);
  CHECK(has(f.terminal.err_text, compose("{} A: refused", name_of(250))));
}

// With a set identifier a page is long, and other names' sets may make it too long to be read. What
// does not fit is no reason to wait, unless less cannot be asked for: then the reply may have been
// a passing fault.
TEST(limits_shorten_a_page_that_cannot_be_read) {
  const std::string own = listing(record_set("home.example.com", "A", "198.51.101.7",
                                             "<SetIdentifier>x</SetIdentifier><Weight>1</Weight>"));
  for (const bool readable : {true, false}) {
    Fixture f(compose("{}set-identifier = x\n", kRecord));
    std::vector<std::string_view> sizes = {"100", "25", "6", "4"};
    if (!readable) sizes.insert(sizes.end(), kMaxTries - 1, "4");
    for (const std::string_view size : sizes) {
      const bool fits = size == "4" && readable;
      f.http.reply(200, fits ? own : std::string(f.http.max_reply_bytes + 1, ' '));
    }
    CHECK(f.run({"update"}) == (readable ? 0 : 3));
    CHECK(f.http.requests.size() == sizes.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      CHECK(f.http.requests[i].url.ends_with(compose("maxitems={}", sizes[i])));
    }
    CHECK((f.clock.moment == Moment()) == readable);
  }
  // What is refused is not asked for again.
  Fixture f(compose("{}set-identifier = x\n", kRecord));
  f.http.reply(403, refusal("AccessDenied"));
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() == 1);
}

// A page that points to itself.
TEST(limits_give_up_a_listing_that_does_not_end) {
  Fixture f;
  std::string page = home("198.51.101.6");
  const std::string_view end = "<IsTruncated>false</IsTruncated>";
  page.replace(page.find(end), end.size(),
               "<IsTruncated>true</IsTruncated><NextRecordName>home.example.com.</NextRecordName>"
               "<NextRecordType>A</NextRecordType>");
  for (int i = 0; i < 1'000; ++i) f.http.reply(200, page);
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.size() == 1);
  CHECK(f.http.count("POST") == 0);
  CHECK(has(f.terminal.err_text,
            "home.example.com A: retry: Route 53 ListResourceRecordSets: the listing does not "
            "end"));
}

// The next zone is `next`.
std::string truncated_zones(std::string_view entries, std::string_view next = "home.example.com") {
  std::string page = zones(entries);
  const std::string_view end = "<IsTruncated>false</IsTruncated>";
  page.replace(
      page.find(end), end.size(),
      compose(
          "<IsTruncated>true</IsTruncated><NextDNSName>{}.</NextDNSName><NextHostedZoneId>ZNEXT</NextHostedZoneId>",
          next));
  return page;
}

std::string private_zones(int count) {
  std::string entries;
  for (int i = 0; i < count; ++i) {
    entries += zone(compose("ZP{}", i), "home.example.com", true);
  }
  return entries;
}

TEST(limits_end_an_endless_listing_of_zones) {
  Fixture f("[record home.example.com]\nsource = static 198.51.101.7\nttl = 120\n");
  for (int i = 0; i < 1'000; ++i) f.http.reply(200, truncated_zones(private_zones(20)));
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.size() == 100);
  CHECK(has(f.http.requests[1].url, "?dnsname=home.example.com.&hostedzoneid=ZNEXT&maxitems=20"));
  CHECK(has(f.terminal.err_text, "ListHostedZonesByName: the listing does not end"));
}

TEST(limits_find_the_public_zone_among_private_ones) {
  const struct {
    const char* label;
    std::vector<std::string> pages;
    const char* id;
  } rows[] = {
      {"public, and more of the name follow",
       {truncated_zones(zone("ZPUB", "home.example.com") + private_zones(19)),
        zones(private_zones(3)), zones("")},
       "ZPUB"},
      {"public, on the third page",
       {truncated_zones(private_zones(20)), truncated_zones(private_zones(20)),
        zones(private_zones(1) + zone("ZPUB", "home.example.com")), zones("")},
       "ZPUB"},
      {"all private, and no more of the name follow",
       {truncated_zones(private_zones(19) + zone("ZNEXT", "zzz.example.com"), "zzz.example.com"),
        zones(zone("ZPARENT", "example.com"))},
       "ZPARENT"},
      // Their ids would be asked for together with this name, again and again.
      {"all private, and other names follow on the next page",
       {truncated_zones(private_zones(20), "zzz.example.com"),
        zones(zone("ZPARENT", "example.com"))},
       "ZPARENT"},
      {"public, and the page ends with it",
       {truncated_zones(private_zones(19) + zone("ZPUB", "home.example.com"), "a.zzz.example.com"),
        zones("")},
       "ZPUB"},
      {"all private, and a name that is none to us follows",
       {truncated_zones(private_zones(20), "home..example.com"),
        zones(zone("ZPARENT", "example.com"))},
       "ZPARENT"},
      {"all private, and nothing follows",
       {zones(private_zones(20)), zones(zone("ZPARENT", "example.com"))},
       "ZPARENT"},
  };
  for (const auto& row : rows) {
    Fixture f("[record home.example.com]\nsource = static 198.51.101.7\nttl = 120\n");
    for (const auto& page : row.pages) f.http.reply(200, page);
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(row.label, f.run({"update"}) == 0);
    CHECK_ROW(row.label, has(f.http.requests.back().url, compose("/hostedzone/{}/rrset", row.id)));
  }
}

}  // namespace
}  // namespace wan53
