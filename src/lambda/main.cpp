// SPDX-License-Identifier: MIT
// The companion's program, `bootstrap`: connects lambda/ to the real ports and serves the Runtime
// API.
#include <signal.h>
#include <time.h>

#include "base/compose.h"
#include "lambda/companion_settings.h"
#include "lambda/handler.h"
#include "lambda/runtime.h"
#include "settings/environment.h"
#include "settings/trust.h"
#include "settings/version.h"
#include "sys/clock.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/http_curl.h"
#include "sys/memory_dumps.h"
#include "sys/out_of_memory.h"
#include "sys/random.h"
#include "sys/terminal.h"

namespace wan53 {
namespace {

// Lambda copies stderr to the function's log, as it does stdout: one entry per line.
class StderrLog final : public Log {
 public:
  explicit StderrLog(Terminal& terminal) : terminal_(terminal) {}
  void write(LogLevel level, std::string_view line) override {
    terminal_.err(compose("{}: {}\n", log_level_name(level), line));
  }

 private:
  Terminal& terminal_;
};

class LimitedCurl final : public LimitedHttp {
 public:
  explicit LimitedCurl(HttpOptions options) : curl_(std::move(options)) {}
  Result<HttpReply> send(const HttpRequest& request) override { return curl_.send(request); }
  void limit(Milliseconds longest) override { curl_.set_total_timeout(longest); }

 private:
  HttpCurl curl_;
};

WallMs wall_ms() {
  timespec t{};
  clock_gettime(CLOCK_REALTIME, &t);
  return WallMs(Seconds(t.tv_sec) + Milliseconds(t.tv_nsec / 1'000'000));
}

struct Start {
  CompanionSettings settings;
  AwsAccess access;
  std::string ca_pem;
};

Result<Start> load(const Environment& environment, Files& files) {
  TRY_ASSIGN(CompanionSettings settings, load_companion_settings(environment));
  TRY_ASSIGN(auto credentials, environment_credentials(environment));
  if (!credentials) {
    return fail(Errc::config, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
  }
  TRY_ASSIGN(auto endpoints, load_endpoints(environment, settings.config));
  std::string ca_pem;
  if (const auto bundle = environment.get("AWS_CA_BUNDLE")) {
    TRY_ASSIGN(auto content, read_ca_file(files, *bundle));
    ca_pem = std::move(content.text);
  }
  return Start{
      std::move(settings), {*std::move(credentials), std::move(endpoints)}, std::move(ca_pem)};
}

int run(const Environment& environment, Terminal& terminal, Log& log) {
  const auto authority = environment.get("AWS_LAMBDA_RUNTIME_API");
  if (!authority) {
    log.write(LogLevel::error,
              "AWS_LAMBDA_RUNTIME_API is not set; only Lambda can run this program");
    return 1;
  }
  const std::string user_agent = compose("wan53/{}", version());
  HttpCurl runtime_http(
      {.user_agent = user_agent, .total_timeout = 0ms, .max_reply_bytes = kMaxEventBytes});
  RuntimeApi api(runtime_http, *authority);
  SystemFiles files;
  auto start = load(environment, files);
  if (!start) {
    log.write(LogLevel::error, start.error().what);
    if (const auto told = api.fail_init(start.error()); !told) {
      log.write(LogLevel::error, told.error().what);
    }
    return 1;
  }
  SystemClock clock;
  SystemRandom random;
  LimitedCurl http({.trust = {std::move(start->ca_pem), 0s}, .user_agent = user_agent});
  Handler handler({clock, random, http, log, terminal, wall_ms}, std::move(start->settings),
                  std::move(start->access));
  return serve_invocations(api, handler, log);
}

}  // namespace
}  // namespace wan53

int main() {
  using namespace wan53;
  end_when_memory_runs_out(1);
  forbid_memory_dumps();
  signal(SIGPIPE, SIG_IGN);
  SystemEnvironment environment;
  SystemTerminal terminal;
  StderrLog log(terminal);
  return run(environment, terminal, log);
}
