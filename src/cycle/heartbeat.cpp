// SPDX-License-Identifier: MIT
#include "cycle/heartbeat.h"

#include "aws/url.h"
#include "base/compose.h"
#include "base/text.h"
#include "ddns/heartbeat.h"
#include "settings/trust.h"

namespace wan53 {
namespace {

Status make_call(const Ports& ports, const Settings& settings, const HeartbeatCall& call) {
  const std::string& url = call.url;
  TRY_ASSIGN(std::string ca, load_ca_for(ports, settings, url));
  const auto http = ports.http->make({std::move(ca), call.clock_offset});
  const auto reply = http->send({"GET", url, {}, {}});
  if (reply && reply->status / 100 == 2) return {};
  return fail(Errc::retry, "{}: {}", host_of(url),
              reply ? "HTTP status " + to_text(reply->status) : reply.error().what);
}

class Heartbeat final : public Processes::Task {
 public:
  Heartbeat(const Ports& ports, const Settings& settings, const HeartbeatCall& call, Log& log)
      : ports_(ports), settings_(settings), call_(call), log_(log) {}
  void run() override {
    const Status called = make_call(ports_, settings_, call_);
    if (called) return;
    log_.write(LogLevel::warning, compose("heartbeat-url: {}", called.error().what));
  }

 private:
  const Ports& ports_;
  const Settings& settings_;
  const HeartbeatCall& call_;
  Log& log_;
};

}  // namespace

std::optional<HeartbeatCall> take_heartbeat(const Config& config, bool is_good, Moment now,
                                            Recent& recent) {
  if (config.heartbeat_url.empty()) return std::nullopt;
  if (recent.heartbeat && now - *recent.heartbeat < kHeartbeatPause) return std::nullopt;
  auto url = heartbeat_url_after(config.heartbeat_url, is_good);
  if (!url) return std::nullopt;
  recent.heartbeat = now;
  return HeartbeatCall{*std::move(url), recent.clock_offset};
}

void send_heartbeat(const Ports& ports, const Settings& settings, const HeartbeatCall& call,
                    Log& log) {
  Heartbeat heartbeat(ports, settings, call, log);
  const Status started = ports.processes->run_aside(heartbeat);
  if (!started) log.write(LogLevel::warning, compose("heartbeat-url: {}", started.error().what));
}

}  // namespace wan53
