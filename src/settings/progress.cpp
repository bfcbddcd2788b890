// SPDX-License-Identifier: MIT
#include "settings/progress.h"

#include "aws/url.h"
#include "base/compose.h"
#include "settings/ports.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxStepBytes = 200;
constexpr std::size_t kMaxFileBytes = 4096;
constexpr std::size_t kMaxShownBytes = 66;  // a terminal's line has at least 80

// "GET host/path"; without a user or a query, which may be secret.
std::string step_of(const HttpRequest& request) {
  const UrlParts url = parts_of(request.url);
  return compose("{} {}{}", request.method, url.authority, url.path);
}

class SteppingHttp final : public Http {
 public:
  SteppingHttp(std::unique_ptr<Http> next, Progress& progress)
      : next_(std::move(next)), progress_(progress) {}
  Result<HttpReply> send(const HttpRequest& request) override {
    if (Status in_time = progress_.check_time(); !in_time) {
      in_time.error().never_sent = true;
      return pass_on(in_time);
    }
    const std::string step = step_of(request);
    const Moment start = progress_.now();
    auto reply = exchange(request, step);
    const std::string spent = compose(" after {} ms", (progress_.now() - start).count());
    if (reply) {
      progress_.note("{}: {}, {} bytes{}, {} connection", step, reply->status, reply->body.size(),
                     spent, reply->on_kept_connection ? "kept" : "new");
    } else {
      progress_.note("{}: no reply{}: {}", step, spent, reply.error().what);
    }
    return reply;
  }

 private:
  Result<HttpReply> exchange(const HttpRequest& request, std::string_view step) {
    const Progress::Wait wait(progress_, step);
    return next_->send(request);
  }

  std::unique_ptr<Http> next_;
  Progress& progress_;
};

}  // namespace

Progress::Cycle::Cycle(const Ports& ports, FileLock* file, Log& log) : progress_(ports.progress) {
  progress_.log_ = &log;
  progress_.file_ = file;
  progress_.pid_ = ports.processes->id();
  progress_.start_ = ports.clock->now();
  progress_.step("looking at the addresses");
}

Progress::Cycle::~Cycle() {
  // If this fails, the lock, which is given back, tells the same.
  if (progress_.file_ != nullptr) static_cast<void>(progress_.file_->write({}));
  progress_.log_ = nullptr;
  progress_.file_ = nullptr;
}

Progress::Wait::Wait(Progress& progress, std::string_view what) {
  progress.step(what);
  if (!progress.terminal_.err_is_terminal()) return;
  shown_on_ = &progress.terminal_;
  shown_on_->err(
      compose("\r\x1b[Kwaiting: {}", printable(progress.with_purpose(what), kMaxShownBytes)));
}

Progress::Wait::~Wait() {
  if (shown_on_ != nullptr) shown_on_->err("\r\x1b[K");
}

std::string Progress::with_purpose(std::string_view step) const {
  return compose("{}{}{}", purpose_, purpose_.empty() ? "" : ": ", step);
}

void Progress::step(std::string_view what) {
  if (file_ == nullptr) return;
  static_cast<void>(file_->write(compose("{} {} {}\n", pid_, start_.time_since_epoch().count(),
                                         printable(with_purpose(what), kMaxStepBytes))));
}

void Progress::note_pieces(const char* pattern, std::initializer_list<Piece> line) {
  Log* log = told_ != nullptr ? told_ : log_;
  if (log != nullptr) log->write(LogLevel::debug, compose_pieces(pattern, line));
}

Status Progress::check_time() const {
  if (log_ == nullptr || now() - start_ < kLongestCycle) return {};
  return fail(Errc::retry, "this round has taken ten minutes; the next one goes on");
}

std::unique_ptr<Http> SteppingClients::make(const Trust& trust, const ShownCertificate* shown) {
  return std::make_unique<SteppingHttp>(next_.make(trust, shown), progress_);
}

std::optional<SeenCycle> find_cycle(const Ports& ports, const Places& places) {
  const auto file = ports.files->read(places.lock_file(), kMaxFileBytes);
  if (!file || !*file) return std::nullopt;
  std::string_view rest = trim((*file)->text);
  const auto pid = parse_unsigned(take_until(rest, ' '), 1U << 30);
  const auto start = parse_unsigned(take_until(rest, ' '), 1ULL << 60);
  if (!pid || !start || *pid == 0) return std::nullopt;
  const auto lock = ports.files->lock(places.lock_file(), 0ms);
  return SeenCycle{static_cast<int>(*pid), Moment(Milliseconds(*start)), std::string(rest),
                   !lock && lock.error().code == Errc::retry};
}

}  // namespace wan53
