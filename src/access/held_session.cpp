// SPDX-License-Identifier: MIT
#include "access/held_session.h"

#include "aws/sigv4.h"
#include "base/compose.h"
#include "base/utc.h"
#include "ddns/back_off.h"

namespace wan53 {
namespace {

constexpr Seconds kShortestLife = 1min;

}  // namespace

void HeldSession::use(ChosenProof proof) {
  if (proof_.digest.starts_with(proof.digest)) {
    proof.digest = proof_.digest;
  } else {
    held_.reset();
    failure_.reset();
    next_ask_.reset();
    failures_ = 0;
  }
  proof_ = std::move(proof);
  is_asked_ = false;
  is_renewed_ = false;
  is_doubted_ = held_ && held_->denied;
}

bool HeldSession::is_alive() const {
  return held_ && !held_->refused && (!held_->ends || ports_.clock->now() < *held_->ends);
}

bool HeldSession::is_time_to_ask() const {
  const Moment now = ports_.clock->now();
  if (!is_alive()) return !is_asked_ || !failure_;
  const bool is_old = held_->ends && now >= *held_->ends - held_->life / 4;
  return (is_old || is_doubted_) && now >= next_ask_.value_or(now);
}

Result<std::unique_ptr<HeldSession::Held>> HeldSession::ask(CorrectedClock& time) {
  const std::string step = compose("asking {} for credentials", proof_.asked);
  const Progress::Purpose purpose(ports_.progress, step);
  TRY_ASSIGN(Session session, proof_.provider->ask(time));
  auto held = std::make_unique<Held>();
  held->credentials = std::move(session.credentials);
  if (session.expires) {
    const Seconds life = *session.expires - time.exact();
    if (life < kShortestLife) {
      return fail(Errc::retry,
                  "{} gave credentials that end at {}, but it is {} now; check both clocks",
                  proof_.asked, rfc3339(*session.expires), rfc3339(time.exact()));
    }
    held->life = life;
    held->ends = ports_.clock->now() + life;
    ports_.progress->note("{} hands out credentials for {}", proof_.asked, duration_text(life));
  }
  return held;
}

Status HeldSession::prepare(CorrectedClock& time) {
  if (!is_time_to_ask()) return is_alive() ? Status() : fail(*failure_);
  is_asked_ = true;
  auto fresh = ask(time);
  if (fresh) {
    held_ = *std::move(fresh);
    is_doubted_ = false;
    failure_.reset();
    next_ask_.reset();
    failures_ = 0;
    return {};
  }
  failure_ = fresh.error();
  if (!is_alive()) return pass_on(fresh);
  next_ask_ = ports_.clock->now() +
              wait_before_round(++failures_, failure_->code == Errc::user, ports_.random);
  ports_.progress->note("{}; the present credentials are still valid", failure_->what);
  return {};
}

Status HeldSession::sign(HttpRequest& request, Service service, std::string_view region,
                         CorrectedClock& time) {
  TRY(prepare(time));
  wan53::sign(request, {held_->credentials, region, signing_name(service), time.now()},
              held_->keys);
  return {};
}

bool HeldSession::renew(ErrorKind refusal) {
  if (!held_) return false;
  if (refusal == ErrorKind::denied) held_->denied = true;
  if (is_renewed_ || (refusal != ErrorKind::expired && refusal != ErrorKind::unknown_key)) {
    return false;
  }
  is_renewed_ = true;
  is_asked_ = false;
  held_->refused = true;
  return true;
}

ProofReport HeldSession::report(const CorrectedClock& time) const {
  ProofReport report{proof_.words};
  if (is_alive() && held_->ends) {
    report.until = time.now() + whole_seconds(*held_->ends - ports_.clock->now());
  }
  if (failure_) report.error = failure_->what;
  return report;
}

}  // namespace wan53
