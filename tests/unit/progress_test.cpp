// SPDX-License-Identifier: MIT
// What a cycle in progress tells other processes, and how it ends when it takes too long.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kLock = "/run/wan53/lock";

// Each exchange takes its time; meanwhile other processes look on.
class SlowHttp final : public Http {
 public:
  SlowHttp(Fixture& f, Milliseconds length) : f_(f), length_(length) { f.ports.http = clients_; }
  Result<HttpReply> send(const HttpRequest& request) override {
    if (const auto* lock = f_.files.find(kLock)) seen.push_back(lock->text);
    f_.clock.pass(length_);
    status = f_.run({"status"});
    status_text = f_.terminal.out_text;
    status = std::max(status, f_.run({"status", "--json"}));
    status_json = f_.terminal.out_text;
    ++exchanges;
    return f_.http.send(request);
  }

  std::vector<std::string> seen;  // in the lock's file
  std::string status_text;
  std::string status_json;
  int status = 0;
  int exchanges = 0;

 private:
  Fixture& f_;
  Milliseconds length_;
  FakeHttpClients fakes_{*this};
  SteppingClients clients_{fakes_, f_.progress};
};

TEST(status_tells_what_a_round_in_progress_does) {
  Fixture f;
  f.clock.moment = Moment(100s);
  SlowHttp slow(f, 12s);
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  const std::string step = "GET route53.amazonaws.com/2013-04-01/hostedzone/Z111/rrset";
  CHECK(slow.seen.size() == 1);
  CHECK_TEXT(slow.seen[0], "4711 100000 " + step + "\n");
  CHECK(
      has(slow.status_text, "in progress  since 2033-05-18T03:33:20Z (12 s ago): " + step + "\n"));
  CHECK(!has(slow.status_text, "wrong"));
  CHECK(has(slow.status_json, "\"in_progress\":{\"since\":\"2033-05-18T03:33:20Z\",\"step\":\"" +
                                  step + "\",\"stuck\":false}"));
  // It is over.
  CHECK_TEXT(f.files.find(kLock)->text, "");
  CHECK(f.run({"status"}) == 0 && !has(f.terminal.out_text, "in progress"));
  CHECK(f.run({"status", "--json"}) == 0 && has(f.terminal.out_text, "\"in_progress\":null"));
}

TEST(status_shows_no_secret_of_an_address) {
  Fixture f(
      "[publish]\nvia = gateway\ngateway-url = https://api.example.com/v1/ddns\n"
      "[record home.example.com]\nsource = static 198.51.101.7\n");
  SlowHttp slow(f, 1s);
  f.run({"update"});
  CHECK(!slow.seen.empty());
  CHECK(slow.seen[0].ends_with(" GET api.example.com/v1/ddns\n"));
  // Without a query; nor is a user told.
  f.progress.step("outside of a cycle");
  CHECK_TEXT(f.files.find(kLock)->text, "");
}

TEST(status_says_that_a_round_takes_too_long) {
  Fixture f;
  SlowHttp slow(f, kStuckAfter);
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(has(slow.status_text, "wrong        that takes too long; cron's `wan53 ensure` ends it\n"));
  CHECK(has(slow.status_json, "\"stuck\":true"));
  CHECK(slow.status == 3);
}

TEST(status_ignores_what_is_no_cycle) {
  for (const char* text : {"", "\n", "4711", "4711 100", "0 1 x", "-1 1 x", "x 1 x", "4711 -1 x",
                           "99999999999 1 x", "4711 99999999999999999999999 x"}) {
    Fixture f;
    f.files.put(kLock, text);
    CHECK_ROW(text, f.run({"status"}) == 3);
    CHECK_ROW(text, !has(f.terminal.out_text, "in progress"));
  }
  // Of a process that has died.
  Fixture f;
  f.files.put(kLock, "4711 100 GET example.com\n");
  CHECK(f.run({"status"}) == 3 && !has(f.terminal.out_text, "in progress"));
  f.files.locked = true;
  CHECK(f.run({"status"}) == 3 && has(f.terminal.out_text, "in progress"));
}

// However much there is to do, and however late each reply is.
TEST(cycle_ends_within_its_bound) {
  const struct {
    const char* name;
    const char* publish;
    bool has_zones;
    std::vector<std::string> replies;  // again and again; none: each fails
    int status;
  } rows[] = {
      {"late", "via = route53\n", true, {listing(""), change_info()}, 3},
      {"late, and no companion",
       "via = gateway\ngateway-url = https://api.example.com/v1/{host}\n",
       false,
       {R"({"statusCode":"200","body":"x","result":"unchanged"})"},
       4},
      {"dead companion",
       "via = gateway\ngateway-url = https://api.example.com/v1/{host}\n",
       false,
       {},
       3},
  };
  for (const auto& row : rows) {
    std::string config = compose("[publish]\n{}", row.publish);
    for (int i = 0; i < 30; ++i) {
      config += compose(
          "[record h{}.example.com]\ntype = A AAAA\nsource = static "
          "198.51.101.7\nsource-ipv6 = static 2600::7\n",
          i);
      if (row.has_zones) config += compose("zone = Z{}\n", 100 + i);
    }
    Fixture f(config);
    SlowHttp slow(f, 64s);
    for (int i = 0; i < 100; ++i) {
      for (const auto& reply : row.replies) f.http.reply(200, reply);
    }
    const Moment start = f.clock.moment;
    const int status = f.run({"update"});
    CHECK_ROW(row.name, status == row.status);
    CHECK_ROW(row.name, f.clock.moment - start < kStuckAfter);
    CHECK_ROW(row.name, slow.exchanges <= 10);
    CHECK_ROW(row.name,
              row.replies.empty() || has(f.terminal.err_text, "this round has taken ten minutes"));
    CHECK_ROW(row.name, f.files.find("/run/wan53/volatile.json") != nullptr);
    CHECK_TEXT_ROW(row.name, f.files.find(kLock)->text, "");
  }
}

}  // namespace
}  // namespace wan53
