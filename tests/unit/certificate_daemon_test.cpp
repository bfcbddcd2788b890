// SPDX-License-Identifier: MIT
// A daemon that authenticates with its certificate: what it keeps between rounds, and when it asks
// again.
#include "certificate_fixture.h"

namespace wan53 {
namespace {

using namespace test;

struct IotDaemon : DaemonFixture {
  explicit IotDaemon(std::string_view proof = kIot)
      : DaemonFixture(compose("{}{}", proof, kRecord)) {
    put_pair(*this);
  }
  void session(int number, Seconds life = 1h) {
    http.reply(200, iot_session(number, clock.time + life));
  }
  // A round at once, and then until the next check.
  void round() {
    happens(1s, {false, {"reload"}, false});
    daemon->step();
  }
  std::vector<int> signers() const {
    std::vector<int> all;
    for (const auto& request : http.requests) {
      if (has(request.url, "route53")) all.push_back(signed_by(request));
    }
    return all;
  }
  std::string recent() const {
    const auto* file = files.find("/run/wan53/volatile.json");
    return file == nullptr ? std::string() : file->text;
  }
  std::size_t asked() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        http.requests, [](const auto& request) { return has(request.url, kIotHost); }));
  }
};

TEST(certificate_daemon_keeps_its_session_between_rounds_and_reloads) {
  IotDaemon f;
  f.session(1);
  for (int i = 0; i < 4; ++i) f.http.reply(200, home("198.51.101.7"));
  for (int i = 0; i < 4; ++i) f.round();
  CHECK(f.asked() == 1);
  CHECK((f.signers() == std::vector<int>{1, 1, 1, 1}));
}

TEST(certificate_daemon_asks_anew_for_another_certificate_or_config) {
  IotDaemon f;
  f.session(1);
  f.http.reply(200, home("198.51.101.7"));
  f.round();
  put_pair(f);
  f.session(2);
  f.http.reply(200, home("198.51.101.7"));
  f.round();
  CHECK((f.signers() == std::vector<int>{1, 2}));
  std::string other = compose("{}{}", kIot, kRecord);
  other.replace(other.find("alias = wan53"), 13, "alias = other");
  f.files.put(kConfigPath, other);
  f.session(3);
  f.http.reply(200, home("198.51.101.7"));
  f.round();
  CHECK((f.signers() == std::vector<int>{1, 2, 3}));
  CHECK(f.asked() == 3);
}

TEST(certificate_daemon_goes_on_with_its_session_when_it_is_switched_off) {
  IotDaemon f;
  f.session(1);
  f.http.reply(200, home("198.51.101.7"));
  f.happens(50min, {false, {"reload"}, false});
  f.daemon->step();
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(403, R"({"message":"Access Denied"})");
  f.happens(5min, {false, {"reload"}, false});
  f.daemon->step();
  CHECK((f.signers() == std::vector<int>{1, 1}) && f.asked() == 2);
  CHECK(f.run({"status"}) == 0);
  CHECK(has(f.terminal.out_text, "no new credentials, so the present ones stay in use: AWS IoT"));
  f.clock.pass(6min);
  CHECK(f.run({"status"}) == 0);
  CHECK(has(f.terminal.out_text, "no new credentials: AWS IoT"));
  f.http.reply(403, R"({"message":"Access Denied"})");
  f.happens(1min, {false, {"reload"}, false});
  f.daemon->step();
  CHECK(f.logged("check that the certificate is active") == 1);
  CHECK(f.run({"status"}) == 4);
  f.session(2);
  f.http.reply(200, home("198.51.101.7"));
  f.daemon->step();
  CHECK(f.run({"status"}) == 0);
  CHECK(!has(f.terminal.out_text, "Access Denied"));
}

// The id of a session's key changes each hour; whoever it proves does not.
TEST(certificate_daemon_looks_up_no_zone_again_for_a_new_session) {
  IotDaemon f;
  std::string config = compose("{}{}", kIot, kRecord);
  config.replace(config.find("zone = Z111\n"), 12, "");
  f.files.put(kConfigPath, config);
  f.session(1);
  // Asked for by both names that it may have.
  for (int i = 0; i < 2; ++i) f.http.reply(200, zones(zone("Z111", "example.com")));
  f.http.reply(200, home("198.51.101.7"));
  f.happens(2h, {false, {"reload"}, false});
  f.daemon->step();
  f.session(2);
  f.http.reply(200, home("198.51.101.7"));
  f.daemon->step();
  CHECK(f.asked() == 2);
  std::size_t searches = 0;
  for (const auto& request : f.http.requests) searches += has(request.url, "hostedzonesbyname");
  CHECK(searches == 2);
}

TEST(certificate_daemon_keeps_the_clocks_offset_when_the_provider_is_silent) {
  const HttpHeader later{"date", "Wed, 18 May 2033 05:33:20 GMT"};
  constexpr const char* kOffset = "\"clock_offset\":720";  // s, all but some
  for (const bool is_iot : {true, false}) {
    IotDaemon f(is_iot ? kIot : kAnywhere);
    const UtcTime until = f.clock.time + 3h;
    f.http.reply(is_iot ? 200 : 201, is_iot ? iot_session(1, until) : anywhere_session(1, until),
                 {later});
    f.http.reply(200, home("198.51.101.7"), {later});
    f.round();
    const auto* recent = f.files.find("/run/wan53/volatile.json");
    CHECK(recent != nullptr && has(recent->text, kOffset));
    f.http.reply(403, refusal("ExpiredToken"), {later});
    f.round();
    CHECK(f.http.requests.size() > 3);
    recent = f.files.find("/run/wan53/volatile.json");
    CHECK_ROW(recent->text, has(recent->text, kOffset));
  }
}

// NTP sets a clock that was a month behind. Nothing that was learnt before may then stand in the
// way.
TEST(certificate_daemon_outlives_a_clock_that_is_set_by_a_month) {
  constexpr Seconds kMonth = 24h * 30;
  const HttpHeader was_right{"date", "Wed, 18 May 2033 03:33:20 GMT"};
  const std::string denied = R"({"message":"Access Denied"})";
  for (const bool is_iot : {true, false}) {
    IotDaemon f(is_iot ? kIot : kAnywhere);
    const int good = is_iot ? 200 : 201;
    const auto hands_out = [&](int number, UtcTime until) {
      f.http.reply(good, is_iot ? iot_session(number, until) : anywhere_session(number, until));
    };
    put_pair(f, -48h, 24h * 20);
    f.clock.time -= kMonth;
    if (!is_iot) f.http.reply(403, denied, {was_right});
    f.http.reply(good,
                 is_iot ? iot_session(1, f.clock.time + kMonth + 1h)
                        : anywhere_session(1, f.clock.time + kMonth + 1h),
                 {was_right});
    f.http.reply(200, home("198.51.101.7"), {was_right});
    f.happens(2h, {false, {"reload"}, false});
    f.daemon->step();
    CHECK_ROW(f.recent(), has(f.recent(), "\"clock_offset\":2592000"));
    f.clock.time += kMonth;
    // A host that is too far off in time cannot be verified, so no reply comes.
    f.round();
    CHECK_ROW(f.recent(), has(f.recent(), "\"clock_offset\":0,"));
    CHECK_ROW(f.recent(), !has(f.recent(), "expired"));
    hands_out(2, f.clock.time + 1h);
    f.http.reply(200, home("198.51.101.7"));
    f.round();
    CHECK((f.signers() == std::vector<int>{1, 2}));
  }
}

// A refusal's Date tells the time, too.
TEST(certificate_daemon_keeps_what_a_refusal_tells_of_the_time) {
  const HttpHeader later{"date", "Wed, 18 May 2033 05:33:20 GMT"};
  for (const char* proof : {kIot, kAnywhere}) {
    IotDaemon f(proof);
    // Roles Anywhere may have meant the time, so it is asked again by the right one.
    for (int i = 0; i < (proof == kIot ? 1 : 2); ++i) {
      f.http.reply(403, R"({"message":"Access Denied"})", {later});
    }
    f.round();
    CHECK_ROW(f.recent(), has(f.recent(), "\"clock_offset\":7200"));
    // Files at fault say nothing about the clock.
    const auto good = *f.files.find("/etc/wan53/client.key");
    static_cast<void>(f.files.remove("/etc/wan53/client.key"));
    f.round();
    CHECK_ROW(f.recent(), has(f.recent(), "client.key") && has(f.recent(), "_offset\":7200"));
    // Without any reply it is forgotten.
    f.files.put("/etc/wan53/client.key", good.text);
    f.round();
    CHECK_ROW(f.recent(), has(f.recent(), "\"clock_offset\":0,"));
  }
}

// The next session can wait, a changed address cannot.
TEST(certificate_daemon_writes_first_and_then_asks_a_dead_provider_once) {
  IotDaemon f;
  f.session(1);
  f.http.reply(200, home("198.51.101.7"));
  f.happens(50min, {false, {"reload"}, false});
  f.daemon->step();
  f.clock.sleeps.clear();
  f.http.reply(200, home("198.51.101.7"));
  f.round();
  CHECK((f.signers() == std::vector<int>{1, 1}));
  CHECK(f.asked() == 2 && f.http.requests.size() == 4);
  CHECK(has(f.http.requests[2].url, "route53") && has(f.http.requests[3].url, kIotHost));
  CHECK(f.clock.sleeps.empty());
  CHECK(f.run({"status"}) == 0);
  CHECK(has(f.terminal.out_text, "no new credentials, so the present ones stay in use"));
}

// Each asking is a request, so an event hastens none.
TEST(certificate_daemon_asks_a_provider_that_refuses_by_its_back_off_alone) {
  constexpr const char* kOtherAlias =
      "[aws]\ncredentials = iot\niot-endpoint = abc.credentials.iot.us-east-1.amazonaws.com\n"
      "iot-role-alias = other\n";
  const struct {
    const char* proof;
    int status;
  } rows[] = {{kIot, 403}, {kAnywhere, 403}, {kOtherAlias, 404}};
  for (const auto& row : rows) {
    IotDaemon f(row.proof);
    for (int i = 0; i < 40; ++i) f.http.reply(row.status, R"({"message":"Access Denied"})");
    for (int i = 0; i < 20; ++i) {
      f.hook(10s, "wan-event 0 connected");
      f.daemon->step();
    }
    CHECK_ROW(row.proof, f.http.requests.size() == 1);
    CHECK_ROW(row.proof, f.logged("home.example.com A: ") == 1);
    CHECK_ROW(row.proof, f.run({"status"}) == 4);
    f.live(12h);
    CHECK_ROW(row.proof, f.http.requests.size() > 1 && f.http.requests.size() < 20);
  }
}

// A file that is being written, or a disk that is away for a moment.
TEST(certificate_daemon_keeps_its_session_while_the_certificate_cannot_be_read) {
  for (const char* damaged : {"", "-----BEGIN CERTIFICATE-----\nMIIB", "no PEM"}) {
    IotDaemon f;
    f.session(1);
    for (int i = 0; i < 3; ++i) f.http.reply(200, home("198.51.101.7"));
    f.round();
    const auto good = *f.files.find("/etc/wan53/client.crt");
    if (*damaged == '\0') {
      static_cast<void>(f.files.remove("/etc/wan53/client.crt"));
    } else {
      f.files.put("/etc/wan53/client.crt", damaged);
    }
    f.round();
    CHECK_ROW(damaged, (f.signers() == std::vector<int>{1, 1}) && f.asked() == 1);
    f.files.put("/etc/wan53/client.crt", good.text);
    f.round();
    CHECK_ROW(damaged, (f.signers() == std::vector<int>{1, 1, 1}) && f.asked() == 1);
    // Another one is another.
    f.files.put("/etc/wan53/client.crt", damaged);
    f.happens(1s, {false, {"reload"}, false});
    f.http.reply(200, home("198.51.101.7"));
    f.daemon->step();
    put_pair(f);
    f.session(2);
    f.http.reply(200, home("198.51.101.7"));
    f.round();
    CHECK_ROW(damaged, f.asked() == 2 && f.signers().back() == 2);
  }
}

TEST(certificate_daemon_lets_go_of_a_session_that_another_config_got) {
  IotDaemon f;
  f.session(1);
  f.http.reply(200, home("198.51.101.7"));
  f.round();
  static_cast<void>(f.files.remove("/etc/wan53/client.crt"));
  std::string other = compose("{}{}", kIot, kRecord);
  other.replace(other.find("alias = wan53"), 13, "alias = other");
  f.files.put(kConfigPath, other);
  f.http.reply(200, home("198.51.101.7"));
  f.round();
  CHECK((f.signers() == std::vector<int>{1}));
}

// Back at the first config within the hour, it is asked for anew: nothing was kept meanwhile.
TEST(certificate_daemon_keeps_no_session_behind_a_stored_key) {
  IotDaemon f;
  f.session(1);
  f.http.reply(200, home("198.51.101.7"));
  f.round();
  const std::string before = f.files.find(kConfigPath)->text;
  f.files.put(kConfigPath, kRecord);
  f.http.reply(200, home("198.51.101.7"));
  f.round();
  CHECK(f.http.requests.size() == 3 && f.signers().back() == 0);
  f.files.put(kConfigPath, before);
  f.session(2);
  f.http.reply(200, home("198.51.101.7"));
  f.round();
  CHECK(f.asked() == 2 && f.signers().back() == 2);
}

}  // namespace
}  // namespace wan53
