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
  round_ = {.doubted = held_ && held_->denied};
}

bool HeldSession::is_alive() const {
  return held_ && !held_->refused && (!held_->ends || ports_.clock->now() < *held_->ends);
}

HeldSession::Next HeldSession::next(bool is_after_round) const {
  if (!is_alive()) return round_.asked && failure_ ? Next::fail : Next::ask;
  const Moment now = ports_.clock->now();
  const bool is_old = is_after_round && held_->ends && now >= *held_->ends - held_->life / 4;
  const bool may_ask = !round_.asked && now >= next_ask_.value_or(now);
  return (is_old || round_.doubted) && may_ask ? Next::ask : Next::use;
}

Result<std::unique_ptr<HeldSession::Held>> HeldSession::ask(CorrectedClock& time) {
  const std::string step = compose("asking {} for credentials", proof_.provider_name);
  const Progress::Purpose purpose(ports_.progress, step);
  TRY_ASSIGN(Session session, proof_.provider->ask(time, is_alive()));
  auto held = std::make_unique<Held>();
  held->credentials = std::move(session.credentials);
  if (session.expires) {
    const Seconds life = *session.expires - time.exact();
    if (life < kShortestLife) {
      return fail(Errc::retry,
                  "{} gave credentials that end at {}, but it is {} now; check both clocks",
                  proof_.provider_name, rfc3339(*session.expires), rfc3339(time.exact()));
    }
    held->life = life;
    held->ends = ports_.clock->now() + life;
    ports_.progress->note("{} hands out credentials for {}", proof_.provider_name,
                          duration_text(life));
  }
  return held;
}

Status HeldSession::follow(Next next, CorrectedClock& time) {
  if (next == Next::use) return {};
  if (next == Next::fail) return fail(*failure_);
  round_.asked = true;
  auto fresh = ask(time);
  if (fresh) {
    held_ = *std::move(fresh);
    round_.doubted = false;
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

Status HeldSession::prepare(CorrectedClock& time) { return follow(next(false), time); }

void HeldSession::renew(CorrectedClock& time) {
  if (is_alive()) static_cast<void>(follow(next(true), time));
}

Status HeldSession::sign(HttpRequest& request, Service service, std::string_view region,
                         CorrectedClock& time) {
  TRY(prepare(time));
  wan53::sign(request, {held_->credentials, region, signing_name(service), time.now()},
              held_->keys);
  return {};
}

bool HeldSession::refused(ErrorKind kind) {
  if (!held_) return false;
  if (kind == ErrorKind::denied) held_->denied = true;
  if (round_.renewed || (kind != ErrorKind::expired && kind != ErrorKind::unknown_key)) {
    return false;
  }
  round_.renewed = true;
  round_.asked = false;
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
