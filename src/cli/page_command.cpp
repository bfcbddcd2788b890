// SPDX-License-Identifier: MIT
// Prints what the router's web page shows, as one JSON object: the status, the IAM policy, what is
// wrong with the config, the keys that a config may have, the log, the history, and what the
// addon's script left in its files. Everyone who reaches the router's web server may read it, so
// account, key and zone ids are masked. That server also executes the text between <% and %> or <#
// and #> in the files it serves, so the output has no < and no %.
#include "access/proof.h"
#include "base/compose.h"
#include "base/json.h"
#include "base/text.h"
#include "base/utc.h"
#include "cli/cli.h"
#include "cli/iam_policy.h"
#include "cli/page_files.h"
#include "cli/page_renewal.h"
#include "cli/status.h"
#include "ddns/config_keys.h"
#include "ddns/mask.h"
#include "settings/places.h"
#include "settings/settings.h"
#include "settings/version.h"

namespace wan53 {
namespace {

// The longest value that the firmware takes in custom_settings.txt, where the page finds the config
// as base64.
constexpr std::size_t kMaxSettingBytes = 2999;

// There while the addon's page is shown. The web server finds it below /ext/wan53.
constexpr const char* kPageFolder = "/www/user/wan53";

// What is wrong with the config, if anything.
struct Problem {
  std::string_view kind;  // "no config", "config" or "keys"; empty if nothing is wrong
  std::string text;
};

Problem problem_of(const Ports& ports, const Places& places, const Result<Settings>& settings) {
  if (!settings) {
    const auto content = ports.files->read(places.config_file, kMaxConfigBytes);
    return {content && !*content ? "no config" : "config", settings.error().what};
  }
  const std::string text = content_of(ports, places.config_file, kMaxConfigBytes);
  if (const Status shareable = check_shareable(text, places.config_file); !shareable) {
    return {"config", shareable.error().what};
  }
  const auto keys = choose_proof(ports, *settings);
  return keys ? Problem{} : Problem{"keys", keys.error().what};
}

void add_config(cJSON* root, const Ports& ports, const Places& places, const Problem& problem) {
  cJSON* config = add_object(root, "config");
  add_text(config, "problem", masked(problem.text));
  add_text_or_null(config, "problem_kind", problem.kind);
  const std::string text = content_of(ports, places.config_file, kMaxConfigBytes);
  const std::size_t as_base64 = (text.size() + 2) / 3 * 4;
  if (as_base64 > kMaxSettingBytes && problem.kind != "config") add_lines(config, "text", text);
}

// Replaces each string in the tree by what `change` makes of it.
void change_texts(cJSON* tree, std::string (*change)(std::string_view)) {
  if (cJSON_IsString(tree)) cJSON_SetValuestring(tree, change(tree->valuestring).c_str());
  for (cJSON* child = tree->child; child != nullptr; child = child->next) {
    change_texts(child, change);
  }
}

void add_status(cJSON* root, const Ports& ports, const Settings& settings) {
  Json status = status_json(ports, settings);
  change_texts(status.get(), masked);
  cJSON_AddItemToObject(root, "status", status.release());
}

void add_policy(cJSON* root, const Settings& settings) {
  // The page shows no zone ids.
  const auto policy = iam_policy(settings, {}, false, false);
  if (!policy) {
    add_text(root, "policy", "");
    add_lines(root, "policy_note", policy.error().what);
    return;
  }
  change_texts(policy->document.get(), as_form);
  add_text(root, "policy", trim(json_text(policy->document)));
  add_lines(root, "policy_note", join(policy->notes, "\n"));
}

std::string_view kind_name(KeyKind kind) {
  constexpr std::string_view kKindNames[] = {"text",    "yes/no", "choice", "duration",
                                             "seconds", "source", "urls"};
  return kKindNames[static_cast<std::size_t>(kind)];
}

void add_if_any(cJSON* object, const char* name, std::string_view text) {
  if (!text.empty()) add_text(object, name, text);
}

// Adds the config's keys, from which the page makes its settings form, but none that
// `config apply` refuses. A property that a key does not have is left out.
void add_keys(cJSON* root) {
  cJSON* keys = add_array(root, "keys");
  for (const auto& key : config_keys()) {
    if (key.ssh_only) continue;
    cJSON* object = append_object(keys);
    add_text(object, "section", section_name(key.section));
    add_text(object, "name", key.name);
    add_text(object, "label", key.label);
    add_text(object, "kind", kind_name(key.kind));
    add_if_any(object, "default", key.standard());
    add_if_any(object, "otherwise", key.otherwise);
    add_if_any(object, "range", key.range());
    add_if_any(object, "hint", key.hint);
    if (!key.choices.empty()) {
      cJSON* choices = add_array(object, "choices");
      for (const auto choice : key.choices) {
        if (choice != kNeedsProcess.words) append_text(choices, choice);
      }
    }
    if (!key.needs.key.empty()) {
      cJSON* needs = add_object(object, "needs");
      add_text(needs, "key", key.needs.key);
      add_text(needs, "words", key.needs.words);
    }
  }
}

// In JSON both characters occur only in strings, where they may be escaped.
std::string without_asp(std::string_view json) {
  std::string text;
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else if (c == '%') {
      text += "\\u0025";
    } else {
      text += c;
    }
  }
  return text;
}

Result<std::string> page_text(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Places& places, find_places(ports, options.config_file));
  const Json root = json_object();
  add_text(root.get(), "version", version());
  add_text(root.get(), "made_at", rfc3339(ports.clock->wall()));
  const auto settings = load_settings(ports, options.config_file);
  const Problem problem = problem_of(ports, places, settings);
  add_config(root.get(), ports, places, problem);
  if (settings) add_status(root.get(), ports, *settings);
  // The policy quotes the config as it is.
  if (settings && problem.kind != "config") add_policy(root.get(), *settings);
  add_files(root.get(), ports, places);
  change_texts(cJSON_GetObjectItemCaseSensitive(root.get(), "history"), masked);
  add_keys(root.get());
  return without_asp(json_text(root));
}

}  // namespace

Result<ExitStatus> page_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const std::string& text, page_text(ports, options));
  ports.terminal->out(text);
  return kExitDone;
}

void PageRenewal::run() {
  if (ports_.files->is_folder(kPageFolder)) static_cast<void>(ports_.processes->run_aside(writer_));
}

void PageRenewal::Writer::run() {
  const auto text = page_text(ports, options);
  if (text) static_cast<void>(ports.files->replace(compose("{}/page.json", kPageFolder), *text));
}

}  // namespace wan53
