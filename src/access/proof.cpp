// SPDX-License-Identifier: MIT
#include "access/proof.h"

#include "access/certificate_providers.h"
#include "access/other_providers.h"
#include "aws/credential_process.h"
#include "aws/roles_anywhere.h"
#include "base/compose.h"
#include "base/digest.h"
#include "settings/checked_file.h"
#include "settings/credentials.h"
#include "settings/identity.h"

namespace wan53 {
namespace {

// By which a proof is remembered.
std::string short_digest(std::string_view text) { return sha256(text).hex().substr(0, 16); }

// The certificate identifies its key, so the digest covers the certificate alone. If it cannot be
// read now, a session that it brought stays in use.
Result<ChosenProof> chosen_by_certificate(const Ports& ports, const Settings& settings) {
  const Config& config = settings.config;
  const bool is_iot = config.proof == Proof::iot;
  std::string digest =
      short_digest(compose("{} {} {} {} {} {}", config.iot_endpoint, config.iot_role_alias,
                           config.iot_thing, config.trust_anchor_arn, config.profile_arn,
                           config.role_arn))
          .substr(0, 8);
  const auto certificate = ports.files->read(client_cert_file_of(settings), kMaxCredentialsBytes);
  if (certificate && *certificate && parse_certificates((*certificate)->text)) {
    digest += short_digest((*certificate)->text).substr(0, 8);
  } else {
    ports.progress->note("client-cert cannot be read now");
  }
  const std::string_view provider = display_name(is_iot ? Service::iot : Service::roles_anywhere);
  ChosenProof chosen{compose("its certificate at {} (role {}{})", provider, is_iot ? "alias " : "",
                             is_iot ? config.iot_role_alias : config.role_arn),
                     std::move(digest), provider};
  if (is_iot) {
    chosen.provider = std::make_unique<IotProvider>(ports, settings);
  } else {
    chosen.provider = std::make_unique<RolesAnywhereProvider>(ports, settings);
  }
  return chosen;
}

Result<ChosenProof> chosen_process(const Ports& ports, const std::string& command) {
  TRY_ASSIGN(auto argv, parse_credential_process(command));
  // Its arguments may be secret.
  ChosenProof chosen{compose("what {} prints", argv.front()), short_digest(command),
                     "the credential process"};
  chosen.provider = std::make_unique<ProcessProvider>(ports, std::move(argv));
  return chosen;
}

Result<ChosenProof> chosen_roles(const Ports& ports, const Settings& settings,
                                 FoundCredentials found, std::string_view settled_key) {
  std::string all = found.credentials.access_key_id;
  for (const auto& role : found.roles) {
    all += compose(" {} {} {} {}", role.arn, role.session_name, role.external_id,
                   role.duration.count());
  }
  ChosenProof chosen{
      compose("the role {} and the key from {}", found.roles.back().arn, found.place),
      short_digest(all), display_name(Service::sts)};
  chosen.provider =
      std::make_unique<AssumedRoleProvider>(ports, settings, std::move(found.credentials),
                                            std::move(found.roles), chosen.digest != settled_key);
  return chosen;
}

}  // namespace

Result<ChosenProof> choose_proof(const Ports& ports, const Settings& settings,
                                 std::string_view settled_key) {
  switch (settings.config.proof) {
    case Proof::iot:
    case Proof::roles_anywhere:
      return chosen_by_certificate(ports, settings);
    case Proof::process:
      return chosen_process(ports, settings.config.credential_process);
    case Proof::stored:
      break;
  }
  TRY_ASSIGN(auto found, load_credentials(ports, settings));
  if (!found.roles.empty()) return chosen_roles(ports, settings, std::move(found), settled_key);
  ChosenProof chosen{std::move(found.place), short_digest(found.credentials.access_key_id)};
  chosen.credentials = std::move(found.credentials);
  return chosen;
}

Result<ChosenProof> check_proof(const Ports& ports, const Settings& settings) {
  const Proof proof = settings.config.proof;
  if (proof == Proof::iot || proof == Proof::roles_anywhere) TRY(load_identity(ports, settings));
  return choose_proof(ports, settings);
}

}  // namespace wan53
