// SPDX-License-Identifier: MIT
// The companion's program, `bootstrap`: gives lambda/ the real world and serves the Runtime API.
#include <signal.h>
#include <time.h>

#include "base/text.h"
#include "lambda/handler.h"
#include "lambda/runtime.h"
#include "lambda/settings.h"
#include "settings/settings.h"
#include "settings/version.h"
#include "sys/clock.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/http_curl.h"
#include "sys/memory_dumps.h"
#include "sys/random.h"
#include "sys/terminal.h"

namespace wan53 {
namespace {

// Lambda takes stderr into the function's log, a line as an entry.
class StderrLog final : public Log {
 public:
  explicit StderrLog(Terminal& terminal) : terminal_(terminal) {}
  void write(LogLevel level, std::string_view line) override {
    terminal_.err(concat({log_level_name(level), ": ", line, "\n"}));
  }

 private:
  Terminal& terminal_;
};

class LimitedCurl final : public LimitedHttp {
 public:
  explicit LimitedCurl(HttpSetup setup) : curl_(std::move(setup)) {}
  std::expected<HttpReply, Failure> send(const HttpRequest& request) override {
    return curl_.send(request);
  }
  void limit_ms(std::int64_t ms) override { curl_.set_total_timeout_ms(static_cast<long>(ms)); }

 private:
  HttpCurl curl_;
};

std::int64_t wall_ms() {
  timespec t{};
  clock_gettime(CLOCK_REALTIME, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1000 + t.tv_nsec / 1'000'000;
}

struct Start {
  Settings settings;
  AwsSetup aws;
  std::string ca_pem;
};

Result<Start> load(const Environment& environment, Files& files) {
  Start start;
  TRY_ASSIGN(start.settings, load_settings(environment));
  TRY_ASSIGN(auto found, environment_credentials(environment));
  start.aws.credentials = std::move(found.credentials);
  start.aws.region = start.settings.config.region;
  TRY_ASSIGN(start.aws.endpoint_urls, load_endpoint_urls(environment));
  if (const auto bundle = environment.get("AWS_CA_BUNDLE")) {
    TRY_ASSIGN(start.ca_pem, read_ca_file(files, *bundle));
  }
  return start;
}

int run(const Environment& environment, Log& log) {
  const auto authority = environment.get("AWS_LAMBDA_RUNTIME_API");
  if (!authority) {
    log.write(LogLevel::error, "AWS_LAMBDA_RUNTIME_API is not set; Lambda starts this program");
    return 1;
  }
  const std::string user_agent = concat({"wan53/", version()});
  HttpCurl runtime_http({.ca_pem = {},
                         .user_agent = user_agent,
                         .total_timeout_ms = 0,
                         .max_reply_bytes = kMaxEventBytes});
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
  LimitedCurl http({.ca_pem = std::move(start->ca_pem), .user_agent = user_agent});
  Handler handler({clock, random, http, log, wall_ms}, std::move(start->settings),
                  std::move(start->aws));
  return serve(api, handler, log);
}

}  // namespace
}  // namespace wan53

int main() {
  using namespace wan53;
  forbid_memory_dumps();
  signal(SIGPIPE, SIG_IGN);
  SystemEnvironment environment;
  SystemTerminal terminal;
  StderrLog log(terminal);
  return run(environment, log);
}
