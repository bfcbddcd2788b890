// SPDX-License-Identifier: MIT
#include "cycle/heartbeat.h"

#include "aws/url.h"
#include "base/compose.h"
#include "base/text.h"
#include "ddns/heartbeat.h"
#include "settings/trust.h"

namespace wan53 {
namespace {

Status call(const Ports& ports, const Settings& settings, const std::string& url) {
  TRY_ASSIGN(std::string ca, load_ca_for(ports, settings, url));
  const auto http = ports.http->make({.ca_pem = std::move(ca)});
  const auto reply = http->send({"GET", url, {}, {}});
  if (reply && reply->status / 100 == 2) return {};
  return fail(Errc::retry, "{}: {}", host_of(url),
              reply ? "HTTP status " + to_text(reply->status) : reply.error().what);
}

class Heartbeat final : public Processes::Task {
 public:
  Heartbeat(const Ports& ports, const Settings& settings, const std::string& url, Log& log)
      : ports_(ports), settings_(settings), url_(url), log_(log) {}
  void run() override {
    const Status called = call(ports_, settings_, url_);
    if (called) return;
    log_.write(LogLevel::warning, compose("heartbeat-url: {}", called.error().what));
  }

 private:
  const Ports& ports_;
  const Settings& settings_;
  const std::string& url_;
  Log& log_;
};

}  // namespace

std::optional<std::string> take_heartbeat(const Config& config, bool is_good, Moment now,
                                          RoundMemory& recent) {
  if (config.heartbeat_url.empty()) return std::nullopt;
  if (recent.heartbeat && now - *recent.heartbeat < kHeartbeatPause) return std::nullopt;
  auto url = heartbeat_url_after(config.heartbeat_url, is_good);
  if (url) recent.heartbeat = now;
  return url;
}

void send_heartbeat(const Ports& ports, const Settings& settings, const std::string& url,
                    Log& log) {
  Heartbeat heartbeat(ports, settings, url, log);
  const Status started = ports.processes->run_aside(heartbeat);
  if (!started) log.write(LogLevel::warning, compose("heartbeat-url: {}", started.error().what));
}

}  // namespace wan53
