// SPDX-License-Identifier: MIT
// A change is told once, by message, metric and history, even if the round that made it could not.
#include "base/compose.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kVolatile = "/run/wan53/volatile.json";
constexpr const char* kState = "/var/lib/wan53/state.json";
constexpr const char* kHistory = "/var/lib/wan53/history";

std::string with_ttl_60(std::string listing) {
  constexpr std::string_view kTtl = "<TTL>120<";
  return listing.replace(listing.find(kTtl), kTtl.size(), "<TTL>60<");
}

std::string with_topic() {
  return compose("[publish]\nsns-topic-arn = arn:aws:sns:eu-west-1:111122223333:ddns\n{}", kRecord);
}

struct Told : Fixture {
  Told() : Fixture(with_topic()) {}

  // Rounds without a change, so that the files hold `address`.
  void publish_before(std::string_view address) {
    http.reply(200, home(address));
    run({"update", "--ip", address});
  }
  // A write that Route 53 takes while its reply, and all that would follow it, is lost.
  void lose_a_write(std::string_view listed) {
    http.reply(200, std::string(listed));
    http.lose_reply();
    for (int i = 0; i < 4; ++i) http.cannot_connect();
    run({"update"});
  }
  std::string text_of(const char* path) const {
    const auto* file = files.find(path);
    return file == nullptr ? "" : file->text;
  }
  int lines(std::string_view change) const {
    const std::string history = text_of(kHistory);
    int count = 0;
    for (auto at = history.find(change); at != std::string::npos; at = history.find(change, at + 1))
      ++count;
    return count;
  }
  // A round that finds the address published; returns the messages it sent.
  std::size_t update_when_published(std::initializer_list<std::string_view> arguments) {
    http.reply(200, home("198.51.101.7"));
    http.reply(200, "<PublishResponse/>");
    run(arguments);
    const auto sent = http.count("POST");
    http.answers.clear();
    return sent;
  }
};

TEST(told_once_whatever_was_published_before) {
  struct Row {
    const char* name;
    std::string listed;
    const char* outcome;
    const char* line;
  };
  const Row rows[] = {
      {"another address", home("198.51.101.6"), "changed", "\t198.51.101.6\t198.51.101.7\t"},
      {"no record set", listing(""), "created", "\tnone\t198.51.101.7\t"},
      {"another TTL", with_ttl_60(home("198.51.101.7")), "changed",
       "\t198.51.101.7\t198.51.101.7\t"},
  };
  for (const auto& row : rows) {
    Told f;
    f.lose_a_write(row.listed);
    CHECK_ROW(row.name, has(f.text_of(kVolatile), "\"outcome\":\"unconfirmed\""));
    CHECK_ROW(row.name, f.lines("198.51.101.7") == 0);
    CHECK_ROW(row.name, f.update_when_published({"update"}) == 1);
    CHECK_ROW(row.name, has(f.terminal.out_text, row.outcome));
    CHECK_ROW(row.name, f.lines(row.line) == 1);
    CHECK_ROW(row.name, f.update_when_published({"update"}) == 0);
    CHECK_ROW(row.name, has(f.terminal.out_text, "unchanged"));
    CHECK_ROW(row.name, f.lines(row.line) == 1);
  }
}

TEST(told_once_after_a_power_cut) {
  Told f;
  f.publish_before("198.51.101.6");
  f.files.put(kVolatile, "");
  CHECK(f.update_when_published({"update"}) == 1);
  CHECK(f.lines("\t198.51.101.6\t198.51.101.7\t") == 1);
  CHECK(f.update_when_published({"update"}) == 0);
}

TEST(told_once_if_the_files_lag_behind_the_history) {
  for (const bool keeps_ram : {true, false}) {
    Told f;
    f.publish_before("198.51.101.6");
    const std::string state = f.text_of(kState);
    f.lose_a_write(home("198.51.101.6"));
    const std::string recent = f.text_of(kVolatile);
    CHECK(f.update_when_published({"update"}) == 1);
    // As if the process had ended between the history and the other files.
    f.files.put(kState, state);
    f.files.put(kVolatile, keeps_ram ? recent : "");
    CHECK_ROW(keeps_ram ? "kill" : "power cut", f.update_when_published({"update"}) == 0);
    CHECK(f.lines("\t198.51.101.6\t198.51.101.7\t") == 1);
    CHECK(has(f.text_of(kState), "198.51.101.7"));
  }
}

TEST(told_after_a_round_that_could_not_read) {
  Told f;
  f.lose_a_write(listing(""));
  for (int i = 0; i < 4; ++i) f.http.cannot_connect();
  CHECK(f.run({"update"}) == 3);
  CHECK(f.update_when_published({"update"}) == 1);
  CHECK(f.lines("\tnone\t198.51.101.7\t") == 1);
}

TEST(told_by_no_dry_run) {
  Told f;
  f.lose_a_write(listing(""));
  CHECK(f.update_when_published({"update", "--dry-run"}) == 0);
  CHECK(has(f.terminal.out_text, "unchanged"));
  CHECK(f.update_when_published({"update"}) == 1);
}

TEST(told_with_the_values_that_a_later_write_replaced) {
  Told f;
  f.lose_a_write(home("198.51.101.6"));
  // It never arrived, and somebody else wrote another address.
  f.http.reply(200, home("198.51.101.5"));
  f.http.reply(200, change_info());
  f.http.reply(200, "<PublishResponse/>");
  CHECK(f.run({"update"}) == 0);
  CHECK(f.lines("\t198.51.101.5\t198.51.101.7\t") == 1);
  CHECK(f.lines("\t198.51.101.6\t198.51.101.7\t") == 0);
}

TEST(told_by_the_router_if_the_companion_had_done_it_before) {
  Fixture f(
      "[aws]\nregion = eu-west-1\n[publish]\nvia = gateway\n"
      "gateway-url = https://api.example.com/v100/ddns/{host}\n"
      "[record home.example.com]\nsource = static 198.51.101.7\n");
  const auto reply = [&](std::string_view verb, std::string_view old_value,
                         std::string_view new_value) {
    f.http.reply(200, compose("{}{} from {} to {}{}",
                              R"({"statusCode":"200","body":"IP for home.example.com )", verb,
                              old_value, new_value, R"( via request from 198.51.101.7"})"));
  };
  reply("unchanged", "198.51.101.6", "198.51.101.6");
  CHECK(f.run({"update", "--ip", "198.51.101.6"}) == 0);
  reply("unchanged", "198.51.101.7", "198.51.101.7");
  CHECK(f.run({"update", "--json"}) == 0);
  CHECK(has(f.terminal.out_text, "\"outcome\":\"changed\""));
  CHECK(has(f.files.find(kHistory)->text, "\t198.51.101.6\t198.51.101.7\t"));
  reply("unchanged", "198.51.101.7", "198.51.101.7");
  CHECK(f.run({"update", "--json"}) == 0);
  CHECK(has(f.terminal.out_text, "\"outcome\":\"unchanged\""));
}

}  // namespace
}  // namespace wan53
