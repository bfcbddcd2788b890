// SPDX-License-Identifier: MIT
#include <optional>

#include "../contract/rigs.h"
#include "scripted_server.h"
#include "sys/curl_clients.h"
#include "sys/http_curl.h"

namespace wan53::test {
namespace {

Answer answer_of(const HttpStep& step) {
  if (step.floods) return {"HTTP/1.1 103 Early Hints\r\n\r\n", true, true};
  if (step.status == 0) return {"", true};
  std::string bytes = "HTTP/1.1 " + std::to_string(step.status) + " Status\r\n";
  for (const auto& [name, value] : step.headers) bytes += name + ": " + value + "\r\n";
  if (step.status != 204) {
    bytes += "Content-Length: " + std::to_string(step.body.size()) + "\r\n";
  }
  return {bytes + "\r\n" + step.body};
}

class RealHttpRig final : public HttpRig {
 public:
  void serve(std::vector<HttpStep> steps) override {
    std::vector<Answer> answers;
    for (const auto& step : steps) answers.push_back(answer_of(step));
    server_.emplace(std::move(answers));
    url_ = server_->url() + "/";
  }
  std::string url() override { return url_; }
  Http& http() override { return http_; }
  HttpClients& clients() override { return clients_; }
  void stop_serving() override { server_.reset(); }
  std::size_t requests() override {
    const std::string journal = server_->journal();
    std::size_t count = 0;
    for (std::size_t at = 0; (at = journal.find("connection ", at)) != journal.npos; ++at) ++count;
    return count;
  }

 private:
  std::optional<ScriptedServer> server_;
  CurlClients clients_{"wan53/test"};
  std::string url_;
  HttpCurl http_{{.user_agent = "wan53/test", .connect_timeout = 5000ms, .total_timeout = 5000ms}};
};

}  // namespace

std::unique_ptr<HttpRig> make_http_rig() { return std::make_unique<RealHttpRig>(); }

}  // namespace wan53::test
