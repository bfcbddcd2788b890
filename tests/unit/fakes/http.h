// SPDX-License-Identifier: MIT
// The network: answers from a queue.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/ports.h"

namespace wan53::test {

// Answers each request with the next of `answers` and keeps the request; without one it fails as a
// dead network does.
class FakeHttp final : public Http {
 public:
  using Answer = Result<HttpReply>;

  Result<HttpReply> send(const HttpRequest& request) override {
    if (request.method != "GET" && request.method != "POST") {
      return failure(Errc::bug, "cannot send " + request.method, true);
    }
    if (!request.url.starts_with("http://") && !request.url.starts_with("https://")) {
      return failure(Errc::config, request.url + " is no URL", true);
    }
    if (asks_zone_name(request)) return HttpReply{200, {}, apex_listing()};
    requests.push_back(request);
    const std::string before = std::exchange(connected_to_, {});
    if (answers.empty()) return failure(Errc::retry, "no network", true);
    Answer answer = std::move(answers.front());
    answers.pop_front();
    if (answer && answer->body.size() > max_reply_bytes) {
      return fail(Error{Errc::retry, "the reply is too large", ErrorKind::oversized});
    }
    if (answer) {
      const std::string& url = request.url;
      connected_to_ = url.substr(0, url.find_first_of("/?", 8)) + " " + request.interface_name;
      answer->on_kept_connection = connected_to_ == before;
    }
    return answer;
  }
  void reply(int status, std::string body, std::vector<HttpHeader> headers = {}) {
    answers.push_back(HttpReply{status, std::move(headers), std::move(body)});
  }
  void lose_reply() { answers.push_back(failure(Errc::retry, "reset", false)); }
  void cannot_connect() { answers.push_back(failure(Errc::retry, "no route", true)); }
  std::size_t count(std::string_view method) const {
    return static_cast<std::size_t>(std::ranges::count(requests, method, &HttpRequest::method));
  }

  std::deque<Answer> answers;
  std::vector<HttpRequest> requests;
  std::size_t max_reply_bytes = kMaxReplyBytes;
  // Every zone has this name: a request for the name of one is answered without a word in `answers`
  // and `requests`. Empty: it is a request like any other.
  std::string zone_name = "example.com";

 private:
  bool asks_zone_name(const HttpRequest& request) const {
    return !zone_name.empty() && request.url.ends_with("/rrset?maxitems=1");
  }
  std::string apex_listing() const {
    return "<ListResourceRecordSetsResponse><ResourceRecordSets><ResourceRecordSet><Name>" +
           zone_name +
           ".</Name><Type>NS</Type><TTL>172800</TTL><ResourceRecords><ResourceRecord>"
           "<Value>ns-1.awsdns.org.</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>"
           "</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>1</MaxItems>"
           "</ListResourceRecordSetsResponse>";
  }
  std::string connected_to_;  // host and interface
  static Failure failure(Errc code, std::string what, bool never_sent) {
    Error error{code, std::move(what)};
    error.never_sent = never_sent;
    return fail(std::move(error));
  }
};

// All clients are the same `http`, but one that shows a certificate refuses other hosts.
class FakeHttpClients final : public HttpClients {
 public:
  explicit FakeHttpClients(Http& http) : http_(http) {}
  std::unique_ptr<Http> make(const Trust& trust, const ShownCertificate* shown) override {
    trusts.push_back(trust);
    shown_to.push_back(shown != nullptr ? shown->host : "");
    return std::make_unique<Forward>(http_, shown_to.back());
  }

  std::vector<Trust> trusts;          // that clients were made with
  std::vector<std::string> shown_to;  // beside them: the host that sees a certificate, or none

 private:
  struct Forward final : Http {
    Forward(Http& http, std::string only) : http_(http), only_(std::move(only)) {}
    Result<HttpReply> send(const HttpRequest& request) override {
      const std::string& url = request.url;
      if (!only_.empty() && url.substr(0, url.find_first_of("/?", 8)) != "https://" + only_) {
        Error error{Errc::bug, "a certificate is shown to " + only_ + " alone"};
        error.never_sent = true;
        return fail(std::move(error));
      }
      return http_.send(request);
    }
    Http& http_;
    std::string only_;
  };
  Http& http_;
};

}  // namespace wan53::test
