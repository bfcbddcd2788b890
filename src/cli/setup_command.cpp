// SPDX-License-Identifier: MIT
// Asks for what wan53 needs or changes it, says which policy that takes, tries the key or the
// certificate, and writes wan53.conf and the credentials: after the last question, and nothing
// before but a certificate and its key. Then, if the person wants, it publishes, starts what keeps
// the records right, and removes a key that is not needed any more.
#include "aws/gateway.h"
#include "base/compose.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/classic_script.h"
#include "cli/cli.h"
#include "cli/iam_policy.h"
#include "cli/setup_certificate.h"
#include "cli/setup_steps.h"
#include "settings/checked_file.h"
#include "settings/credentials.h"
#include "settings/environment.h"

namespace wan53 {
namespace {

constexpr std::string_view kMakeUser = "aws iam create-user --user-name wan53\n";
constexpr std::string_view kMakeKey =
    "aws iam create-access-key --user-name wan53\n"
    "Or in the AWS console:\n"
    "  1  IAM > Users > Create user: wan53, without console access\n"
    "  2  the user > Add permissions > Create inline policy > JSON: the policy above\n"
    "  3  name the policy wan53 > Create policy\n"
    "  4  Security credentials > Create access key > Application running outside AWS\n"
    "  5  keep that page open: both values are asked for next\n";

Status write_credentials(const Ports& ports, const std::string& path, std::string_view profile,
                         const Credentials& credentials) {
  std::string text = compose("[{}]\naws_access_key_id = {}\naws_secret_access_key = {}\n", profile,
                             credentials.access_key_id, credentials.secret_access_key.reveal());
  Status written = ports.files->replace(path, text);
  wipe(text);
  return written;
}

// Fails if the file has other profiles: it may be another tool's, and we would lose them.
Status check_replaceable(const Ports& ports, const std::string& path, std::string_view profile) {
  TRY_ASSIGN(auto content, ports.files->read(path, kMaxCredentialsBytes));
  if (!content) return {};
  std::string_view rest = content->text;
  bool others = false;
  while (!rest.empty()) {
    const std::string_view line = trim(take_until(rest, '\n'));
    if (line.starts_with('[') && line != compose("[{}]", profile)) others = true;
  }
  wipe(content->text);
  if (!others) return {};
  return fail(Errc::user, "{}: holds other profiles; edit it by hand", path);
}

// Empty if the config does not say enough.
std::string policy_text(const Settings& settings) {
  const auto policy = iam_policy(settings, {}, false, false);
  return policy ? json_text(policy->document) : std::string();
}

// For a key, or for another program.
void show_policy(const Ports& ports, const Config& config, const std::string& policy,
                 bool has_key) {
  if (config.proof == Proof::process) {
    ports.terminal->err(
        compose("Its role needs this policy:\n{}", here_document("policy.json", policy)));
  } else if (!has_key && config.via == Via::gateway && !names_host(config.gateway_url)) {
    ports.terminal->err(compose(
        "The gateway's stack makes the user. With the AWS CLI:\n{}aws iam create-access-key "
        "--user-name \"$({})\"\n",
        update_stack(kGatewaysStack, config.region, " RouterUser=yes"),
        stack_output(kGatewaysStack, config.region, "RouterUserName")));
  } else if (policy.empty()) {
    ports.terminal->err("The key needs the policy that the gateway's stack prints.\n");
  } else {
    ports.terminal->err(compose(
        "The key needs {}. With the AWS CLI:\n{}{}aws iam put-user-policy --user-name wan53 "
        "--policy-name wan53 --policy-document "
        "file://policy.json\n{}",
        has_key ? "this policy now, and no more. In the AWS console: IAM > Users > the user > the "
                  "policy > Edit > JSON"
                : "exactly this policy",
        here_document("policy.json", policy), has_key ? "" : kMakeUser, has_key ? "" : kMakeKey));
  }
}

class Setup {
 public:
  // `present` is the config's text, which `settings` is from; null: there is none yet.
  Setup(const Ports& ports, const Options& options, Settings& settings, const std::string* present)
      : ports_(ports),
        options_(options),
        settings_(settings),
        present_(present),
        has_key_(present != nullptr && load_credentials(ports, settings_)),
        dialog_(present != nullptr ? *present : std::string(), look_around(ports), has_key_) {
    if (has_key_ || settings_.config.proof != Proof::stored) shown_policy_ = policy_text(settings_);
  }

  Result<ExitStatus> run() {
    if (Status asked = ask(); !asked) {
      return fail(std::move(asked).error().context(
          has_brought_ ? "the certificate and its key stay for the next `wan53 setup`; nothing "
                         "else was changed"
                       : "nothing was changed"));
    }
    if (!is_changed()) {
      ports_.terminal->err("Nothing changed.\n");
      if (has_unused_key(ports_, settings_)) {
        TRY_ASSIGN(const Trial& trial, try_config(ports_, settings_, {}));
        has_worked_ = trial.has_worked;
        if (trial.objection) ports_.terminal->err(compose("  {}\n", trial.objection->what));
        return publish();
      }
      offer_to_switch_classic_off(ports_, settings_.places);
      return kExitDone;
    }
    TRY(write());
    return publish();
  }

 private:
  bool is_changed() const { return key_ || present_ == nullptr || dialog_.config() != *present_; }

  // Until the draft is complete.
  Status talk() {
    using Step = SetupDialog::Step;
    for (;;) {
      const std::string question = dialog_.question();
      if (question.empty()) return {};
      const Step step = dialog_.step();
      if (step == Step::iot_endpoint) TRY(bring(Proof::iot));
      if (step == Step::arns) TRY(bring(Proof::roles_anywhere));
      TRY_ASSIGN(const std::string& line, ports_.terminal->ask(question, false));
      const Status good = dialog_.answer(line);
      if (!good) ports_.terminal->err(compose("  {}\n", good.error().what));
      if (!dialog_.dropped().empty()) {
        ports_.terminal->err(
            compose("  removed, since it has no effect now: {}\n", join(dialog_.dropped(), ", ")));
      }
    }
  }

  // Once; of a certificate that is in use only what its role lacks now.
  Status bring(Proof proof) {
    if (has_brought_) return {};
    const bool is_new = settings_.config.proof != proof || !load_identity(ports_, settings_);
    TRY_ASSIGN(const Settings& draft,
               read_settings(ports_.environment, settings_.places, dialog_.config()));
    const std::string policy = policy_text(draft);
    if (!is_new && policy == shown_policy_) return {};
    shown_policy_ = policy;
    const std::string& chosen = dialog_.proof_region();
    const Steps steps =
        role_steps(draft.config, proof, chosen.empty() ? proof_region(settings_.config) : chosen,
                   policy, is_new);
    if (is_new) {
      has_brought_ = true;
      return bring_certificate(ports_, draft, proof, steps, false);
    }
    if (!steps.lines.empty()) {
      ports_.terminal->err(compose("The role needs other rights now. {}Run this, then answer:\n{}",
                                   steps.note, steps.lines));
    }
    return {};
  }

  // Until AWS has no objection to the answers, or the person insists on them.
  Status ask() {
    for (;;) {
      TRY(talk());
      TRY_ASSIGN(settings_, read_settings(ports_.environment, settings_.places, dialog_.config()));
      const bool is_stored = settings_.config.proof == Proof::stored;
      const bool has_key = has_key_ || key_;
      std::string policy = policy_text(settings_);
      const bool is_certificate = has_own_certificate(settings_.config.proof);
      if ((is_stored && !has_key) || (!is_certificate && policy != shown_policy_)) {
        show_policy(ports_, settings_.config, policy, has_key);
        shown_policy_ = std::move(policy);
      }
      if (is_stored) {
        TRY_ASSIGN(auto typed, ask_for_key(ports_, settings_, has_key));
        if (typed) key_ = std::move(typed);
      }
      if (!is_changed()) return {};
      TRY_ASSIGN(const Trial& trial, try_config(ports_, settings_, key_));
      has_worked_ = trial.has_worked;
      const auto& objection = trial.objection;
      if (!objection) return {};
      ports_.terminal->err(compose("  {}\n", objection->what));
      TRY_ASSIGN(const bool insists, ask_yes_no(ports_, "Write it anyway?", false));
      if (insists) return {};
      dialog_.ask_again(objection->step, objection->record);
    }
  }

  Status write() {
    const std::string& path = settings_.places.config_file;
    const std::string credentials_path = credentials_file_of(ports_.environment, settings_);
    if (key_) TRY(check_replaceable(ports_, credentials_path, profile_of(settings_)));
    const std::string folder = folder_of(path);
    if (!ports_.files->is_folder(folder)) TRY(ports_.files->make_private_folder(folder));
    if (key_) TRY(write_credentials(ports_, credentials_path, profile_of(settings_), *key_));
    TRY(ports_.files->replace(path, dialog_.config()));
    ports_.terminal->err(
        compose("Written: {}{}{}\n", path, key_ ? " and " : "", key_ ? credentials_path : ""));
    return {};
  }

  Result<ExitStatus> publish() {
    Options update;
    update.config_file = options_.config_file;
    const auto now = ask_yes_no(ports_, "Publish now, and keep the records right?");
    update.dry_run = !now || !*now;
    if (update.dry_run) ports_.terminal->err("What `wan53 update` would do now:\n");
    auto status = update_command(ports_, update);
    // Through a gateway a dry run sends nothing, and so proves nothing.
    const bool is_proven = has_worked_ && status && *status == kExitDone;
    if (update.dry_run) {
      if (is_proven) TRY(offer_to_remove_key(ports_, settings_));
      return status;
    }
    // What was not published yet is no hindrance: the daemon goes on trying.
    if (!status) ports_.terminal->err(compose("  {}\n", status.error().what));
    offer_to_switch_classic_off(ports_, settings_.places);
    keep_running(ports_, options_, settings_);
    if (is_proven) TRY(offer_to_remove_key(ports_, settings_));
    return status ? *status : exit_status(status.error().code);
  }

  const Ports& ports_;
  const Options& options_;
  Settings& settings_;
  const std::string* present_;
  bool has_key_;
  SetupDialog dialog_;
  bool has_brought_ = false;        // a certificate
  bool has_worked_ = false;         // AWS took what the config says
  std::optional<Credentials> key_;  // a new one
  std::string shown_policy_;
};

}  // namespace

Result<ExitStatus> setup_command(const Ports& ports, const Options& options) {
  Settings settings;
  TRY_ASSIGN(settings.places, find_places(ports, options.config_file));
  const std::string& path = settings.places.config_file;
  TRY_ASSIGN(const auto& content, ports.files->read(path, kMaxConfigBytes));
  if (content) {
    TRY(check_access(path, *content, Forbidden::writing));
    TRY_ASSIGN(settings, read_settings(ports.environment, settings.places, content->text));
  }
  return Setup(ports, options, settings, content ? &content->text : nullptr).run();
}

}  // namespace wan53
