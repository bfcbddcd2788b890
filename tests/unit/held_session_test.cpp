// SPDX-License-Identifier: MIT
// When a provider is asked for a session, and what signs while it does not answer.
#include "held_session_fixture.h"

namespace wan53 {
namespace {

using namespace test;

TEST(held_session_is_asked_for_once_and_then_held) {
  World f;
  for (int round = 0; round < 4; ++round) {
    f.begin_round();
    CHECK(f.signs() == 1 && f.signs() == 1);
    f.clock.pass(10min);
  }
  CHECK(f.script.asked == 1);
}

TEST(held_session_is_renewed_when_a_quarter_of_its_life_is_left) {
  for (const Seconds life : {Seconds(15min), Seconds(1h), Seconds(12h)}) {
    World f;
    f.script.life = life;
    f.begin_round();
    CHECK(f.signs() == 1);
    f.clock.pass(life / 4 * 3 - 1s);
    CHECK_ROW(duration_text(life), f.signs() == 1);
    f.clock.pass(1s);
    f.begin_round();
    // Not before the round's requests are sent, and with one try.
    CHECK_ROW(duration_text(life), f.session.prepare(f.time) && f.signs() == 1);
    f.session.renew(f.time);
    CHECK_ROW(duration_text(life), f.script.can_wait && f.signs() == 2);
    CHECK_ROW(duration_text(life), f.script.asked == 2);
  }
}

TEST(held_session_without_an_end_is_never_renewed) {
  World f;
  f.script.endless = true;
  f.begin_round();
  CHECK(f.signs() == 1);
  f.clock.pass(std::chrono::days(30));
  f.begin_round();
  CHECK(f.signs() == 1);
  CHECK(!f.session.report(f.time).until);
}

TEST(held_session_is_used_while_it_lives_if_asking_fails) {
  for (const Error& fault : {transient(), denied()}) {
    World f;
    f.begin_round();
    CHECK(f.signs() == 1);
    f.script.fault = fault;
    f.clock.pass(kLife - 10min);
    f.begin_round();
    f.session.renew(f.time);
    CHECK_ROW(fault.what, f.signs() == 1 && f.signs() == 1);
    CHECK_ROW(fault.what, f.script.asked == 2);
    CHECK_TEXT(f.error(), fault.what);
    CHECK_ROW(fault.what, f.session.report(f.time).until.has_value());
    f.clock.pass(10min);
    f.begin_round();
    CHECK_ROW(fault.what, f.signs() == 0);
    CHECK_ROW(fault.what, !f.session.report(f.time).until);
    CHECK_ROW(fault.what, !f.script.can_wait);
    // Right again as soon as the provider is.
    f.script.fault.reset();
    f.begin_round();
    CHECK_ROW(fault.what, f.signs() > 1);
    CHECK_TEXT(f.error(), "");
  }
}

TEST(held_session_asks_again_after_its_back_off_alone) {
  World f;
  f.begin_round();
  CHECK(f.signs() == 1);
  f.script.fault = transient();
  f.clock.pass(kLife / 4 * 3);
  for (Seconds passed = 0s; passed < kLife / 4 - 1s; passed += 1s) {
    f.begin_round();
    CHECK(f.signs() == 1);
    f.session.renew(f.time);
    f.clock.pass(1s);
  }
  // 30 s doubling, as rounds do: not once a second.
  CHECK(f.script.asked >= 4 && f.script.asked <= 8);
}

TEST(held_session_asks_once_in_a_round_if_there_is_none) {
  World f;
  f.script.fault = denied();
  f.begin_round();
  for (int record = 0; record < 5; ++record) CHECK(f.signs() == 0);
  CHECK(f.script.asked == 1);
  f.begin_round();
  CHECK(f.signs() == 0);
  CHECK(f.script.asked == 2);
}

TEST(held_session_lives_by_the_monotonic_clock) {
  for (const Seconds step : {Seconds(-24h), Seconds(-2h), Seconds(2h), Seconds(24h * 365)}) {
    World f;
    f.begin_round();
    CHECK(f.signs() == 1);
    f.clock.time += step;
    f.begin_round();
    CHECK_ROW(to_text(step.count()), f.signs() == 1);
    f.clock.pass(kLife / 4 * 3);
    f.begin_round();
    f.session.renew(f.time);
    CHECK_ROW(to_text(step.count()), f.signs() == 2);
  }
}

TEST(held_session_takes_the_providers_time_for_its_end) {
  for (const Seconds off :
       {Seconds(-2h), Seconds(-100s), Seconds(0s), Seconds(100s), Seconds(3h)}) {
    World f;
    f.script.clock_off = off;
    f.begin_round();
    CHECK_ROW(to_text(off.count()), f.signs() == 1);
    // Beyond two minutes, signatures follow it, too.
    CHECK_ROW(to_text(off.count()), f.time.offset() == (std::chrono::abs(off) > 2min ? off : 0s));
    f.clock.pass(kLife / 4 * 3 - 1s);
    f.begin_round();
    f.session.renew(f.time);
    CHECK_ROW(to_text(off.count()), f.signs() == 1);
    f.clock.pass(1s);
    f.session.renew(f.time);
    CHECK_ROW(to_text(off.count()), f.signs() == 2);
  }
}

TEST(held_session_refuses_one_that_ends_at_once) {
  for (const Seconds life : {Seconds(-1h), Seconds(-1s), Seconds(0s), Seconds(59s)}) {
    World f;
    f.script.life = life;
    f.begin_round();
    CHECK_ROW(to_text(life.count()), f.signs() == 0);
    CHECK_ROW(f.error(), has(f.error(), "AWS IoT gave credentials that end at 2033-05-18T"));
  }
  World f;
  f.script.life = 60s;
  f.begin_round();
  CHECK(f.signs() == 1);
}

TEST(held_session_of_another_proof_is_let_go) {
  World f;
  f.begin_round("one");
  CHECK(f.signs() == 1);
  f.begin_round("two");
  CHECK(f.signs() == 2);
  f.script.fault = transient();
  f.begin_round("one");
  CHECK(f.signs() == 0);
}

// However long a round takes, a provider that fails delays it once.
TEST(held_session_that_was_denied_and_is_old_is_asked_for_once_in_a_round) {
  World f;
  f.begin_round();
  CHECK(f.signs() == 1);
  CHECK(!f.session.refused(ErrorKind::denied));
  f.clock.pass(kLife / 4 * 3);
  f.script.fault = transient();
  f.begin_round();
  CHECK(f.session.prepare(f.time) && f.script.asked == 2 && f.script.can_wait);
  f.clock.pass(5min);
  CHECK(f.signs() == 1);
  f.session.renew(f.time);
  CHECK(f.script.asked == 2);
  f.begin_round();
  CHECK(f.signs() == 1 && f.script.asked == 3);
}

// The user set those credentials and must set others.
TEST(held_session_is_none_where_the_environment_has_expired_credentials) {
  Fixture f;
  f.files.put("/etc/wan53/credentials", compose("{}aws_session_token = IQoJtoken\n", kKey));
  f.http.reply(403, expired());
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() == 1);
  CHECK(has(f.terminal.err_text, "renew the temporary credentials"));
}

TEST(held_session_names_what_it_does_while_it_asks) {
  class Looking final : public Provider {
   public:
    explicit Looking(Progress& progress) : progress_(progress) {}
    Result<Session> ask(CorrectedClock&, bool) override {
      const Progress::Wait wait(progress_, "GET example.com/x");
      return fail(Errc::retry, "no");
    }

   private:
    Progress& progress_;
  };
  World f;
  f.terminal.err_is_a_terminal = true;
  f.session.use({"x", "y", "AWS IoT", std::make_unique<Looking>(f.progress)});
  CHECK(f.signs() == 0);
  CHECK(has(f.terminal.err_text, "waiting: asking AWS IoT for credentials: GET example.com/x"));
}

}  // namespace
}  // namespace wan53
