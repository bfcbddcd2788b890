// SPDX-License-Identifier: MIT
#include "../unit/keys_fixture.h"
#include "base/http.h"
#include "rigs.h"

namespace wan53::test {
namespace {

HttpRequest post(const std::string& url) { return {"POST", url, {}, "x"}; }

// "CODE", and whether anything may have been sent.
std::string failure(const Result<HttpReply>& reply) {
  if (reply) return "a reply";
  return name_of(reply.error().code) + (reply.error().never_sent ? ", never sent" : ", maybe sent");
}

TEST(contract_http_any_status_is_a_reply) {
  const int statuses[] = {200, 204, 301, 404, 429, 500, 503};
  const auto rig = make_http_rig();
  std::vector<HttpStep> steps;
  for (const int status : statuses) {
    steps.push_back({status, status == 204 ? "" : "text", {{"Location", "http://127.0.0.1:1/"}}});
  }
  rig->serve(steps);
  for (const int status : statuses) {
    const auto reply = rig->http().send({"GET", rig->url(), {}, ""});
    CHECK_ROW(std::to_string(status), reply && reply->status == status);
    CHECK_TEXT_ROW(std::to_string(status), reply->body, status == 204 ? "" : "text");
    CHECK(reply->header("location") == "http://127.0.0.1:1/");  // and nobody went there
  }
  CHECK(rig->requests() == std::size(statuses));
}

TEST(contract_http_a_lost_reply_may_have_been_carried_out) {
  const auto rig = make_http_rig();
  rig->serve({{}, {200, "ok"}});
  CHECK_TEXT(failure(rig->http().send(post(rig->url()))), "retry, maybe sent");
  CHECK(rig->requests() == 1);  // one attempt
}

TEST(contract_http_knows_when_nothing_was_sent) {
  const auto rig = make_http_rig();
  rig->serve({{200, "ok"}});
  CHECK(rig->http().send(post(rig->url())));
  rig->stop_serving();
  CHECK_TEXT(failure(rig->http().send(post(rig->url()))), "retry, never sent");
  CHECK_TEXT(failure(rig->http().send(post("ftp://127.0.0.1/"))), "config, never sent");
  CHECK_TEXT(failure(rig->http().send(post("no url"))), "config, never sent");
  CHECK_TEXT(failure(rig->http().send({"DELETE", rig->url(), {}, ""})), "bug, never sent");
}

TEST(contract_http_tells_whether_a_connection_was_kept) {
  const auto rig = make_http_rig();
  rig->serve({{200, "1"}, {404, "2"}, {}, {200, "4"}, {200, "5"}});
  const bool kept[] = {false, true, false, false, true};
  for (const bool expected : kept) {
    const auto reply = rig->http().send(post(rig->url()));
    const std::string which = reply ? reply->body : "lost";
    CHECK_ROW(which, (reply && reply->on_kept_connection) == expected);
  }
}

TEST(contract_http_refuses_a_reply_over_the_limit) {
  const auto rig = make_http_rig();
  rig->serve(
      {{200, std::string(kMaxReplyBytes, 'x')}, {200, std::string(kMaxReplyBytes + 1, 'x')}});
  const auto most = rig->http().send(post(rig->url()));
  CHECK(most && most->body.size() == kMaxReplyBytes);
  const auto more = rig->http().send(post(rig->url()));
  CHECK_TEXT(failure(more), "retry, maybe sent");
  CHECK(more.error().kind == ErrorKind::oversized);
}

TEST(contract_http_ends_whatever_the_server_sends) {
  const auto rig = make_http_rig();
  rig->serve({{0, "", {}, true}});
  CHECK_TEXT(failure(rig->http().send(post(rig->url()))), "retry, maybe sent");
}

TEST(contract_http_shows_a_certificate_to_its_host_alone) {
  const auto rig = make_http_rig();
  rig->serve({{200, "ok"}});
  const std::string host = rig->url().substr(7, rig->url().size() - 8);
  const ShownCertificate shown{host, std::string(kEcCertificate), Secret(kEcKey)};
  const auto http = rig->clients().make({}, &shown);
  const std::string refused[] = {
      rig->url(),  // without TLS nothing is shown
      "https://other.example/",
      "https://" + host + ".other.example/",
      "https://other.example/" + host,
      "https://" + host + "@other.example/",
      "https://" + host.substr(0, host.find(':')) + "/",
      "ftp://" + host + "/",
  };
  for (const auto& url : refused) {
    CHECK_TEXT_ROW(url, failure(http->send({"GET", url, {}, ""})), "bug, never sent");
  }
  CHECK(rig->clients().make({})->send({"GET", rig->url(), {}, ""}));
  CHECK(rig->requests() == 1);
}

}  // namespace
}  // namespace wan53::test
