// SPDX-License-Identifier: MIT
#include "ddns/proof_keys.h"

#include "aws/notify.h"
#include "base/compose.h"

namespace wan53 {
namespace {

// IAM passes no role to another account, so neither does a profile of Roles Anywhere have one.
Status check_account(std::string_view key, std::string_view text, std::string_view anchor_text) {
  const auto arn = parse_arn(text);
  const auto anchor = parse_arn(anchor_text);
  if (!arn || !anchor) return {};
  const bool same_region = arn->region.empty() || arn->region == anchor->region;
  if (same_region && arn->account == anchor->account && arn->partition == anchor->partition) {
    return {};
  }
  return fail(Errc::config, "{}: {}; expected the trust anchor's region and account, {} and {}",
              key, text, anchor->region, anchor->account);
}

}  // namespace

void ProofKeys::see(const ConfigKey& key, unsigned line) {
  if (key.name == kNeedsIot.key || key.needs.key == kNeedsIot.key) seen_.push_back({&key, line});
}

unsigned ProofKeys::line_of(std::string_view name) const {
  for (const auto& [key, line] : seen_) {
    if (key->name == name) return line;
  }
  return 0;
}

Status ProofKeys::check(const Config& config, std::string_view path) const {
  for (const auto& [key, line] : seen_) {
    if (fits(key->needs, config)) continue;
    return fail(at_ini_place(
        path, line,
        {Errc::config,
         compose("this key needs {}; add that line, or remove this one", key->needs.text())}));
  }
  const RecordConfig none;
  for (const auto& key : config_keys()) {
    if (key.needs.key != kNeedsIot.key || !key.otherwise.empty() || !fits(key.needs, config) ||
        !key.get(key, {config, none, nullptr}).empty()) {
      continue;
    }
    return fail(at_ini_place(path, line_of(kNeedsIot.key),
                             {Errc::config, compose("{} = {} needs {}, too; add that line",
                                                    key.needs.key, key.needs.words, key.name)}));
  }
  for (const auto& [name, arn] :
       {std::pair{"profile-arn", &config.profile_arn}, std::pair{"role-arn", &config.role_arn}}) {
    Status fits_anchor = check_account(name, *arn, config.trust_anchor_arn);
    if (!fits_anchor) {
      return fail(at_ini_place(path, line_of(name), std::move(fits_anchor).error()));
    }
  }
  return {};
}

}  // namespace wan53
