// SPDX-License-Identifier: MIT
// Words by mail: which news, once each, and how they reach the script.
#include "cycle/mail.h"

#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kHome = "home.example.com A";

TEST(mail_has_what_is_news_and_what_was_asked_for) {
  using enum OutcomeKind;
  struct Row {
    const char* label;
    std::optional<OutcomeKind> before;  // with the text "why"
    OutcomeKind now;
    const char* text;
    const char* changes;   // the mail with mail = changes
    const char* problems;  // with mail = problems
  };
  const Row rows[] = {
      {"a change", unchanged, changed, "from a to b", "changed: from a to b", ""},
      {"created", std::nullopt, created, "is b", "created: is b", ""},
      {"nothing", unchanged, unchanged, "is b", "", ""},
      {"refused", unchanged, refused, "denied", "refused: denied", "refused: denied"},
      {"refused at first", std::nullopt, refused, "denied", "refused: denied", "refused: denied"},
      {"still refused", refused, refused, "why", "", ""},
      {"refused for another reason", refused, refused, "denied", "refused: denied",
       "refused: denied"},
      {"right again by a change", refused, changed, "from a to b", "right again: from a to b",
       "right again: from a to b"},
      {"right again without one", refused, unchanged, "is b", "right again: is b",
       "right again: is b"},
      {"a fault that passes", changed, retry, "no network", "", ""},
      {"refused, now a fault that passes", refused, retry, "no network", "", ""},
      {"a fault that passed", retry, unchanged, "is b", "", ""},
      {"waiting", unchanged, waiting, "eth0 is down", "", ""},
  };
  for (const Row& row : rows) {
    RecordConfig record;
    record.name = *DnsName::parse("home.example.com");
    Round round;
    round.outcomes.push_back(failed_outcome(record, {Errc::user, row.text}, "wan0", {}));
    round.outcomes[0].kind = row.now;
    Recent before;
    if (row.before) {
      before.records.push_back({.key = key_of(record),
                                .observed = {},
                                .observed_since = Moment(),
                                .outcome = *row.before,
                                .text = "why",
                                .since = UtcTime()});
    }
    const auto line = [](const char* text) {
      return *text == '\0' ? std::string() : compose("{}: {}\n", kHome, text);
    };
    CHECK_TEXT_ROW(row.label, mail_text(Mail::changes, round, before, {}), line(row.changes));
    CHECK_TEXT_ROW(row.label, mail_text(Mail::problems, round, before, {}), line(row.problems));
    CHECK_TEXT_ROW(row.label, mail_text(Mail::no, round, before, {}), "");
  }
}

TEST(mail_tells_once_that_no_round_can_run) {
  Recent good;
  Recent bad;
  bad.blocking_error = "no key";
  CHECK_TEXT(mail_text(Mail::problems, {}, good, bad), "no key\n");
  CHECK_TEXT(mail_text(Mail::problems, {}, bad, bad), "");
  CHECK(has(mail_text(Mail::problems, {}, bad, good), "used again"));
}

TEST(mail_of_very_many_records_is_short) {
  Round round;
  for (int i = 0; i < 3000; ++i) {
    RecordConfig record;
    record.name = *DnsName::parse(compose("host{}.example.com", i));
    round.outcomes.push_back(failed_outcome(record, {Errc::user, "denied"}, "wan0", {}));
  }
  const std::string text = mail_text(Mail::problems, round, {}, {});
  CHECK(text.size() <= 4096);
  CHECK(has(text, " more: `wan53 status` shows all."));
}

struct Mailing : DaemonFixture {
  Mailing() : DaemonFixture(compose("[publish]\nmail = changes\n{}", kRecord)) {
    processes.programs.emplace_back("sh");
  }
  std::string mails() const {
    std::string all;
    for (const auto& call : processes.calls) {
      if (call.starts_with("sh /jffs/addons/wan53/wan53.sh mail ")) all += call.substr(36);
    }
    return all;
  }
};

TEST(mail_goes_to_the_script_once_for_each_change) {
  Mailing f;
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.http.reply(200, home("198.51.101.7"));
  f.steps(2);
  CHECK_TEXT(f.mails(),
             compose("{}: changed: from 198.51.101.6 to 198.51.101.7 with TTL 120\n", kHome));
  CHECK(f.processes.asides == 1);
}

TEST(mail_that_nobody_takes_is_a_warning) {
  Mailing f;
  std::erase(f.processes.programs, "sh");
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.logged("mail: there is no program sh") == 1);
  Mailing full;
  full.processes.aside_result = fail(Errc::retry, "no more processes");
  full.http.reply(200, home("198.51.101.6"));
  full.http.reply(200, change_info());
  full.steps(1);
  CHECK(full.logged("mail: no more processes") == 1);
}

// Such as a Linux box: nobody there would send it.
TEST(mail_needs_a_router) {
  for (const char* word : {"changes", "problems"}) {
    Fixture f(compose(
        "[publish]\n\nmail = {}\n[record home.example.com]\nsource = static 198.51.101.7\n", word));
    CHECK_ROW(word, f.run({"config", "check"}) == 2);
    CHECK_ROW(word, has(f.terminal.err_text, ":3: mail: only the addon of an Asuswrt-Merlin"));
    f.processes.programs = {"nvram"};
    CHECK_ROW(word, f.run({"config", "check"}) == 0);
  }
  Fixture f("[publish]\nmail = no\n[record home.example.com]\nsource = static 198.51.101.7\n");
  CHECK(f.run({"config", "check"}) == 0);
}

}  // namespace
}  // namespace wan53
