// SPDX-License-Identifier: MIT
#include "access/certificate_providers.h"

#include "access/aws_client.h"
#include "aws/iot.h"
#include "aws/roles_anywhere.h"
#include "aws/x509_signature.h"
#include "settings/environment.h"
#include "settings/identity.h"
#include "settings/trust.h"

namespace wan53 {
namespace {

// By the time as it is corrected now: AWS's refusal would not tell the cause.
Status check_dates(const Identity& identity, const CorrectedClock& time) {
  return check_dates(identity.chain.front(), time.now(), time.has_heard());
}

class IotSigner final : public Signer {
 public:
  IotSigner(const Identity& identity, const std::string& thing)
      : identity_(identity), thing_(thing) {}
  Status sign(HttpRequest& request, Service, std::string_view, CorrectedClock& time) override {
    if (!thing_.empty()) request.headers.push_back({kThingHeader, thing_});
    return check_dates(identity_, time);
  }

 private:
  const Identity& identity_;
  const std::string& thing_;
};

class X509Signer final : public Signer {
 public:
  explicit X509Signer(const Identity& identity) : identity_(identity) {}
  Status sign(HttpRequest& request, Service service, std::string_view region,
              CorrectedClock& time) override {
    TRY(check_dates(identity_, time));
    return sign_x509(request,
                     {identity_.key, identity_.chain, region, signing_name(service), time.now()});
  }

 private:
  const Identity& identity_;
};

Result<Session> ask_by_certificate(const Ports& ports, const Settings& settings,
                                   const Identity& identity, const ShownCertificate* shown,
                                   Signer& signer, const AwsRequest& request, SessionReader* read,
                                   CorrectedClock& time) {
  TRY_ASSIGN(Endpoints endpoints, load_endpoints(ports.environment, settings.config));
  TRY_ASSIGN(std::string ca_pem, load_ca(ports, settings));
  const auto http = ports.http->make({std::move(ca_pem), time.offset()}, shown);
  AwsClient aws(*http, ports.clock, ports.random,
                {.endpoints = std::move(endpoints),
                 .clock_offset = time.offset(),
                 .progress = &static_cast<Progress&>(ports.progress),
                 .signer = &signer});
  auto body = aws.call(request);
  if (aws.time().has_heard()) time = aws.time();
  if (!body) TRY(check_dates(identity, aws.time()));
  return read_asked(std::move(body), read, display_name(request.service));
}

}  // namespace

Result<Session> IotProvider::ask(CorrectedClock& time) {
  TRY_ASSIGN(const Identity& identity, load_identity(ports_, settings_));
  const Config& config = settings_.config;
  const ShownCertificate shown = shown_to(config.iot_endpoint, identity);
  IotSigner signer(identity, config.iot_thing);
  return ask_by_certificate(ports_, settings_, identity, &shown, signer,
                            iot_session_request(config.iot_endpoint, config.iot_role_alias),
                            read_iot_session, time);
}

Result<Session> RolesAnywhereProvider::ask(CorrectedClock& time) {
  TRY_ASSIGN(const Identity& identity, load_identity(ports_, settings_));
  const Config& config = settings_.config;
  X509Signer signer(identity);
  return ask_by_certificate(
      ports_, settings_, identity, nullptr, signer,
      create_session({config.trust_anchor_arn, config.profile_arn, config.role_arn}),
      read_roles_anywhere_session, time);
}

}  // namespace wan53
