// SPDX-License-Identifier: MIT
#include "access/certificate_providers.h"

#include "access/own_client.h"
#include "aws/iot.h"
#include "aws/roles_anywhere.h"
#include "aws/x509_signature.h"
#include "settings/identity.h"

namespace wan53 {
namespace {

// By AWS's time, since its refusal would not tell the cause. Before any reply, the clock is less
// certain than the certificate.
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
                                   CorrectedClock& time, bool can_wait) {
  TRY_ASSIGN(
      const auto& client,
      make_client(ports, settings,
                  {.clock_offset = time.offset(), .one_try = can_wait, .signer = &signer}, shown));
  auto body = client.aws->call(request);
  time.learn_from(client.aws->time());
  if (!body) TRY(check_dates(identity, client.aws->time()));
  return read_asked(std::move(body), read, display_name(request.service));
}

}  // namespace

Result<Session> IotProvider::ask(CorrectedClock& time, bool can_wait) {
  TRY_ASSIGN(const Identity& identity, load_identity(ports_, settings_));
  const Config& config = settings_.config;
  const ShownCertificate shown = shown_to(config.iot_endpoint, identity);
  IotSigner signer(identity, config.iot_thing);
  return ask_by_certificate(ports_, settings_, identity, &shown, signer,
                            iot_session_request(config.iot_endpoint, config.iot_role_alias),
                            read_iot_session, time, can_wait);
}

Result<Session> RolesAnywhereProvider::ask(CorrectedClock& time, bool can_wait) {
  TRY_ASSIGN(const Identity& identity, load_identity(ports_, settings_));
  const Config& config = settings_.config;
  X509Signer signer(identity);
  return ask_by_certificate(
      ports_, settings_, identity, nullptr, signer,
      create_session({config.trust_anchor_arn, config.profile_arn, config.role_arn}),
      read_roles_anywhere_session, time, can_wait);
}

}  // namespace wan53
