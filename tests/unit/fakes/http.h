// SPDX-License-Identifier: MIT
// The network: answers from a queue.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "base/ports.h"

namespace wan53::test {

// Answers each request with the next of `answers` and keeps the request; without one it fails as a
// dead network does.
class FakeHttp final : public Http {
 public:
  using Answer = std::expected<HttpReply, Failure>;

  std::expected<HttpReply, Failure> send(const HttpRequest& request) override {
    if (request.method != "GET" && request.method != "POST") {
      return std::unexpected(Failure{{Errc::bug, "cannot send " + request.method}, true});
    }
    if (!request.url.starts_with("http://") && !request.url.starts_with("https://")) {
      return std::unexpected(Failure{{Errc::config, request.url + " is no URL"}, true});
    }
    requests.push_back(request);
    if (answers.empty()) return std::unexpected(Failure{{Errc::retry, "no network"}, true});
    Answer answer = std::move(answers.front());
    answers.pop_front();
    if (answer && answer->body.size() > max_reply_bytes) {
      return std::unexpected(Failure{{Errc::retry, "the reply is too large"}, false});
    }
    return answer;
  }
  void reply(int status, std::string body, std::vector<HttpHeader> headers = {}) {
    answers.push_back(HttpReply{status, std::move(headers), std::move(body)});
  }
  void lose_reply() { answers.push_back(std::unexpected(Failure{{Errc::retry, "reset"}, false})); }
  void cannot_connect() {
    answers.push_back(std::unexpected(Failure{{Errc::retry, "no route"}, true}));
  }
  std::size_t count(std::string_view method) const {
    return static_cast<std::size_t>(std::ranges::count(requests, method, &HttpRequest::method));
  }

  std::deque<Answer> answers;
  std::vector<HttpRequest> requests;
  std::size_t max_reply_bytes = kMaxReplyBytes;
};

}  // namespace wan53::test
