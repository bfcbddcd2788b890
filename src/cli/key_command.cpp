// SPDX-License-Identifier: MIT
// `wan53 key`: this machine's key pair, and another one in its place.
//
// The next pair stands next to the present one until AWS takes it. Then wan53.conf names the next
// one, which is a single write: at every moment there is one whole pair that the config names, and
// an interrupted rotation goes on with the same pair.
#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/setup_certificate.h"
#include "cli/setup_steps.h"
#include "cycle/memory.h"
#include "daemon/notices.h"
#include "ddns/config_edit.h"
#include "ddns/config_keys.h"

namespace wan53 {
namespace {

constexpr std::string_view kNext = ".next";

// "client.next.crt" of "client.crt", and the other way round.
std::string other_name(std::string_view name) {
  const std::size_t slash = name.rfind('/') + 1;  // 0 if there is none
  const std::size_t dot = std::min(name.rfind('.'), name.size());
  const std::size_t end = dot > slash ? dot : name.size();
  const std::string_view stem = name.substr(0, end);
  const std::string_view rest = name.substr(end);
  if (stem.ends_with(kNext)) {
    return compose("{}{}", stem.substr(0, stem.size() - kNext.size()), rest);
  }
  return compose("{}{}{}", stem, kNext, rest);
}

Status check_has_certificate(const Settings& settings) {
  const Config& config = settings.config;
  if (has_own_certificate(config.proof)) return {};
  return fail(Errc::config, "{}: credentials = {} uses no certificate; `wan53 setup` changes that",
              settings.places.config_file, kProofs[static_cast<std::size_t>(config.proof)]);
}

Status remove_pair(const Ports& ports, const Settings& settings) {
  TRY(ports.files->remove(client_key_file_of(settings)));
  return ports.files->remove(client_cert_file_of(settings));
}

class Rotation {
 public:
  // Both as the config says.
  Rotation(const Ports& ports, const Settings& present, Settings& next)
      : ports_(ports), present_(present), next_(next) {
    next.config.client_cert = other_name(present_.config.client_cert);
    next.config.client_key = other_name(present_.config.client_key);
  }

  Result<ExitStatus> run() {
    const auto present = load_identity(ports_, present_);
    if (present) old_id_ = present->chain.front().sha256_fingerprint;
    TRY(clear_leftover(present ? &present->chain.front() : nullptr));
    if (Status ready = make_ready(); !ready) return stays(std::move(ready).error());
    // A round must not find half of what it needs.
    auto lock = lock_round(ports_, present_.places);
    if (!lock) return stays(std::move(lock).error());
    TRY(change_over());
    return kExitDone;
  }

 private:
  static Failure stays(Error&& error) {
    return fail(std::move(error).context(
        "the present pair stays in use; run `wan53 key rotate` again to go on with the next one"));
  }

  // A rotation that was interrupted at its very end leaves the old pair in the next one's place.
  Status clear_leftover(const Certificate* present) {
    TRY_ASSIGN(auto key, ports_.files->read(client_key_file_of(next_), kMaxCredentialsBytes));
    if (!key) return ports_.files->remove(client_cert_file_of(next_));
    wipe(key->text);
    const auto other = load_identity(ports_, next_);
    if (present == nullptr || !other || other->chain.front().not_before >= present->not_before) {
      return {};
    }
    return remove_pair(ports_, next_);
  }

  // Until AWS takes the next pair.
  Status make_ready() {
    // AWS may know a pair that an earlier run showed.
    if (load_identity(ports_, next_) && try_proof(ports_, next_)) return {};
    const Proof proof = present_.config.proof;
    const Steps steps = proof == Proof::iot ? next_certificate_steps(present_.config) : Steps();
    TRY(bring_certificate(ports_, next_, proof, steps, true));
    for (;;) {
      if (proof == Proof::iot) {
        TRY(ports_.terminal->ask("Press Enter when AWS has the certificate: ", false));
      }
      const Status taken = try_proof(ports_, next_);
      if (taken) return {};
      ports_.terminal->err(compose("  {}\n", taken.error().what));
      if (proof == Proof::roles_anywhere) TRY(bring_certificate(ports_, next_, proof, steps, true));
    }
  }

  Status change_over() {
    const std::string& path = present_.places.config_file;
    TRY_ASSIGN(auto content, ports_.files->read(path, kMaxConfigBytes));
    if (!content)
      return fail(Errc::config, "{}: no such file any more; the present pair stays", path);
    const Config usual;
    std::string text = content->text;
    const auto set = [&](std::string_view key, const std::string& value, const std::string& plain) {
      text = with_value(text, "aws", key, value == plain ? std::string_view() : value);
    };
    set("client-cert", next_.config.client_cert, usual.client_cert);
    set("client-key", next_.config.client_key, usual.client_key);
    TRY(ports_.files->replace(path, text));
    ports_.bus->send(present_.places.socket(), kReload);
    if (Status removed = remove_pair(ports_, present_); !removed) {
      return fail(std::move(removed).error().context(
          compose("{} names the new pair already; remove the old one by hand", path)));
    }
    ports_.terminal->err(compose("{} names the new pair, and the old one is removed.\n", path));
    if (present_.config.proof != Proof::iot || old_id_.empty()) return {};
    ports_.terminal->err(
        compose("To switch the old certificate off, unless a stack has replaced it:\naws iot "
                "update-certificate --new-status INACTIVE --certificate-id {} --region {}\n",
                old_id_, proof_region(present_.config)));
    return {};
  }

  const Ports& ports_;
  const Settings& present_;
  const Settings& next_;
  std::string old_id_;
};

}  // namespace

Result<ExitStatus> key_rotate_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Settings& present, load_settings(ports, options.config_file));
  TRY(check_has_certificate(present));
  TRY_ASSIGN(Settings next, load_settings(ports, options.config_file));
  return Rotation(ports, present, next).run();
}

Result<ExitStatus> key_show_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Settings& settings, load_settings(ports, options.config_file));
  TRY(check_has_certificate(settings));
  TRY_ASSIGN(const auto& identity, load_identity(ports, settings));
  ports.terminal->err(compose("{}\n", certificate_facts(identity)));
  ports.terminal->out(own_certificate(identity));
  return kExitDone;
}

}  // namespace wan53
