// SPDX-License-Identifier: MIT
// A companion on fakes: its environment, its services and a Runtime API that hands out one event.
#pragma once

#include "base/compose.h"
#include "base/json.h"
#include "lambda/handler.h"
#include "round_fixture.h"

namespace wan53::test {

// Remembers what each exchange was allowed to take, and takes it all where it `hangs`.
class FakeLimitedHttp final : public LimitedHttp {
 public:
  FakeLimitedHttp(FakeHttp& next, FakeClock& clock) : next_(next), clock_(clock) {}
  Result<HttpReply> send(const HttpRequest& request) override {
    if (!has_part(request.url + request.body, hangs)) return next_.send(request);
    next_.requests.push_back(request);
    clock_.pass(limits.back());
    return fail(Errc::retry, "did not answer in time");
  }
  void limit(Milliseconds longest) override { limits.push_back(longest); }

  std::vector<Milliseconds> limits;
  std::string hangs;  // requests that hold this text; empty: none

 private:
  static bool has_part(std::string_view text, std::string_view part) {
    return !part.empty() && text.find(part) != text.npos;
  }
  FakeHttp& next_;
  FakeClock& clock_;
};

inline FakeEnvironment environment_of(
    std::initializer_list<std::pair<std::string, std::string>> extra = {}) {
  FakeEnvironment environment;
  environment.variables = {{"AWS_REGION", "us-east-1"},
                           {"WAN53_HOST", "home.example.com"},
                           {"WAN53_ZONE_ID", "Z111"},
                           {"WAN53_METRIC_NAMESPACE", "Home/DDNS"}};
  for (const auto& each : extra) {
    std::erase_if(environment.variables, [&](const auto& old) { return old.first == each.first; });
    if (!each.second.empty()) environment.variables.push_back(each);
  }
  return environment;
}

inline CompanionSettings settings_of(
    std::initializer_list<std::pair<std::string, std::string>> extra = {}) {
  auto settings = load_companion_settings(environment_of(extra));
  if (!settings) note_failure(__FILE__, __LINE__, settings.error().what, "");
  return settings ? *std::move(settings) : CompanionSettings();
}

struct Companion : FakeWorld {
  explicit Companion(std::initializer_list<std::pair<std::string, std::string>> extra = {})
      : handler({clock, random, limited, log, terminal, [] { return kNow; }}, settings_of(extra),
                {{"AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI"), Secret("token")},
                 {"us-east-1", false}}) {}

  Answer call(std::string_view event, Milliseconds left = 10s) {
    http.requests.clear();
    terminal.out_text.clear();
    return handler.handle({"r-1", kNow + left, trace_id, std::string(event)});
  }
  // The requests' operations: the Action of a form, "List" or "Change".
  std::string operations() const {
    std::string all;
    for (const auto& request : http.requests) {
      std::string_view body = request.body;
      const bool form = body.starts_with("Action=");
      if (form) body.remove_prefix(7);
      if (!all.empty()) all += ' ';
      all += form ? body.substr(0, body.find('&'))
                  : std::string_view(request.method == "GET" ? "List" : "Change");
    }
    return all;
  }

  // What stdout's lines count: "VALUE", or "VALUE HOST".
  std::string counted() const {
    std::string all;
    std::string_view rest = terminal.out_text;
    while (!rest.empty()) {
      const Json line = parse_json(take_until(rest, '\n'));
      const auto value = number_member(line.get(), "Change");
      const auto host = text_member(line.get(), "Host");
      all += compose("{}{}{}{}", all.empty() ? "" : ", ", value ? to_text(*value) : "no metric",
                     host ? " " : "", host.value_or(""));
    }
    return all;
  }

  static constexpr WallMs kNow{Milliseconds(2'000'000'000'000)};
  std::string trace_id;
  FakeLimitedHttp limited{http, clock};
  Handler handler;
};

inline std::string member_of(std::string_view json, const char* name) {
  const Json tree = parse_json(json);
  return std::string(text_member(tree.get(), name).value_or("(none)"));
}

}  // namespace wan53::test
