// SPDX-License-Identifier: MIT
#include "base/compose.h"
#include "base/utc.h"
#include "cli/doctor.h"
#include "cli/setup_certificate.h"
#include "cli/setup_stack.h"
#include "cli/setup_steps.h"

namespace wan53 {
namespace {

constexpr Seconds kWarnAhead = 45 * 24h;
constexpr const char* kRotate = "`wan53 key rotate`";

// AWS IoT does not tell why it denies; the certificate's state is what its owner can ask for.
std::string advice_on_session(const Ports& ports, const Settings& settings, const Error& error) {
  if (error.kind != ErrorKind::denied || settings.config.proof != Proof::iot) return {};
  const auto identity = load_identity(ports, settings);
  if (!identity) return {};
  return compose(
      "aws iot describe-certificate --certificate-id {} --region {} --query "
      "certificateDescription.status",
      identity->chain.front().sha256_fingerprint, proof_region(settings.config));
}

}  // namespace

void examine_proof(const Ports& ports, const Settings& settings, UtcTime now, Findings& findings) {
  constexpr const char* kCheck = "certificate";
  if (has_own_certificate(settings.config.proof)) {
    const auto identity = load_identity(ports, settings);
    const Status good = identity ? check_dates(identity->chain.front(), now) : Status();
    if (!identity) {
      findings.add(Grade::fail, kCheck, identity.error().what, advice_on_settings(identity.error()),
                   identity.error().code);
    } else if (!good) {
      // One that is not valid yet waits for the clock.
      findings.add(Grade::fail, kCheck, good.error().what,
                   good.error().code == Errc::user ? kRotate : "set the clock, or run NTP",
                   good.error().code);
    } else {
      const bool ends_soon = identity->chain.front().not_after - now < kWarnAhead;
      findings.add(
          ends_soon ? Grade::warn : Grade::ok, kCheck,
          compose("fits its key, valid until {}", rfc3339(identity->chain.front().not_after)),
          ends_soon ? kRotate : "");
    }
  }
  if (has_unused_key(ports, settings)) {
    findings.add(Grade::warn, "keys", "the credentials file still holds an access key",
                 "`wan53 setup` removes it");
  }
}

void report_no_session(const Ports& ports, const Settings& settings, const Error& error,
                       Findings& findings) {
  findings.add(Grade::fail, "keys", error.what, advice_on_session(ports, settings, error),
               error.code);
  const auto leave_out = [&](std::string_view check) {
    findings.add(Grade::warn, check, "not tested: there are no credentials to sign with");
  };
  const Config& config = settings.config;
  if (!config.sns_topic_arn.empty()) leave_out("message");
  if (!config.metric_namespace.empty()) leave_out("metric");
  leave_out(config.via == Via::gateway ? "gateway" : "route53");
}

}  // namespace wan53
