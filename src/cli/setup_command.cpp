// SPDX-License-Identifier: MIT
// Asks for what wan53 needs, writes credentials and wan53.conf, and ends with a dry run. Nothing is
// written before the last answer. An existing config stays as it is, comments included: then setup
// asks only for the key, and for records to append.
#include "aws/gateway.h"
#include "aws/notify.h"
#include "base/text.h"
#include "cli/cli.h"
#include "daemon/notices.h"
#include "publish/aws_client.h"
#include "settings/credentials.h"
#include "settings/environment.h"
#include "settings/trust.h"

namespace wan53 {
namespace {

// After this many wrong answers the input is probably not interactive.
constexpr int kMaxAnswers = 5;

// `check` judges an answer: Status(std::string_view).
template <class Check>
Result<std::string> ask_until_valid(const Ports& ports, std::string_view question,
                                    std::string_view suggestion, Check check) {
  const std::string prompt = concat(
      {question, suggestion.empty() ? "" : " [", suggestion, suggestion.empty() ? "" : "]", ": "});
  for (int tries = 0; tries < kMaxAnswers; ++tries) {
    TRY_ASSIGN(const std::string line, ports.terminal->ask(prompt, false));
    const std::string_view answer = trim(line).empty() ? suggestion : trim(line);
    const Status good = check(answer);
    if (good) return std::string(answer);
    ports.terminal->err(concat({"  ", good.error().what, "\n"}));
  }
  return fail(Errc::usage, "no usable answer; nothing was changed");
}

std::string records_text(std::string_view names, std::string_view keys) {
  std::string text;
  for (const auto name : words(names)) text += concat({"\n[record ", name, "]\n", keys});
  return text;
}

Status check_names(std::string_view answer) {
  if (words(answer).empty()) {
    return fail(Errc::config, "a name is missing; expected one such as home.example.com");
  }
  return check_config(records_text(answer, ""));
}
Status check_more(std::string_view answer) {
  return answer.empty() ? Status() : check_names(answer);
}
Status check_types(std::string_view answer) {
  return check_config(concat({"[record a.example]\ntype = ", answer, "\n"}));
}
constexpr std::string_view kAnyGateway =
    "[publish]\nvia = gateway\ngateway-url = https://a.example/x\n";
Status check_zone(std::string_view answer) {
  return answer.empty() ? Status()
                        : check_config(concat({"[record a.example]\nzone = ", answer, "\n"}));
}
Status check_way(std::string_view answer) {
  if (answer == "1" || answer == "2") return {};
  return fail(Errc::config, "expected 1 or 2");
}
Status check_url(std::string_view answer) {
  return check_config(
      concat({"[publish]\nvia = gateway\ngateway-url = ", answer, "\n[record a.example]\n"}));
}
Status check_region(std::string_view answer) {
  return check_config(concat({"[aws]\nregion = ", answer, "\n[record a.example]\n"}));
}
Status accept_any(std::string_view) { return {}; }

// Returns the lines of a record's section that say what to publish.
Result<std::string> ask_for_keys(const Ports& ports, Via via) {
  TRY_ASSIGN(const std::string types,
             ask_until_valid(ports, "A, AAAA or A AAAA", "A", check_types));
  const bool router = ports.processes->exists("nvram");
  const std::string start =
      concat({via == Via::gateway ? kAnyGateway : "",
              "[record a.example]\ntype = ", types == "AAAA" ? "AAAA" : "A", "\nsource = "});
  TRY_ASSIGN(const std::string source,
             ask_until_valid(ports,
                             concat({"where the address comes from: wan on a router, else "
                                     "interface NAME",
                                     types == "AAAA" ? ", or prefix ::1:2:3:4 on NAME" : ""}),
                             router ? "wan" : "", [&](std::string_view answer) {
                               return check_config(concat({start, answer, "\n"}));
                             }));
  return concat({"type = ", types, "\nsource = ", source, "\n"});
}

// Appends records to `config`, as long as the user names any. A record that makes the config
// invalid is left out, and the user may try again.
Result<std::string> ask_for_more(const Ports& ports, const Places& places, std::string config) {
  const auto present = parse_config(config, places.config_file);
  const Via via = present ? present->via : Via::route53;
  for (;;) {
    TRY_ASSIGN(const std::string name,
               ask_until_valid(ports, "another record's name, or nothing", "", check_more));
    if (name.empty()) return config;
    TRY_ASSIGN(const std::string keys, ask_for_keys(ports, via));
    std::string longer =
        concat({config, config.ends_with('\n') ? "" : "\n", records_text(name, keys)});
    Status good;
    if (longer.size() > kMaxConfigBytes) good = fail(Errc::config, "the config would be too long");
    if (auto read = parse_config(longer, places.config_file); !read) {
      good = fail(std::move(read).error());
    }
    if (good) {
      config = std::move(longer);
    } else {
      ports.terminal->err(concat({"  ", good.error().what, "\n"}));
    }
  }
}

// Returns the text of a new config.
Result<std::string> ask_for_config(const Ports& ports) {
  ports.terminal->err(
      "How should the records be written?\n"
      "  1  directly: this machine's key may change them in Route 53\n"
      "  2  through an API Gateway or a Lambda function URL, whose companion does it\n");
  TRY_ASSIGN(const std::string way, ask_until_valid(ports, "1 or 2", "1", check_way));
  std::string text;
  if (way == "2") {
    TRY_ASSIGN(const std::string url,
               ask_until_valid(ports, "gateway-url, as the stack prints it", "", check_url));
    TRY_ASSIGN(const std::string region,
               ask_until_valid(ports, "its region", "us-east-1", check_region));
    text = concat(
        {"[aws]\nregion = ", region, "\n\n[publish]\nvia = gateway\ngateway-url = ", url, "\n"});
  }
  TRY_ASSIGN(const std::string names,
             ask_until_valid(ports, "names of the records, separated by spaces", "", check_names));
  TRY_ASSIGN(std::string keys, ask_for_keys(ports, way == "1" ? Via::route53 : Via::gateway));
  if (way == "1") {
    TRY_ASSIGN(const std::string zone,
               ask_until_valid(ports, "hosted zone id, or nothing to find it by the name", "",
                               check_zone));
    if (!zone.empty()) keys += concat({"zone = ", zone, "\n"});
  }
  text += records_text(names, keys);
  TRY(check_config(text));
  return std::string(trim(text)) + "\n";
}

// Fails if AWS refuses the key. If AWS cannot be reached, the key may be good all the same.
Status try_key(const Ports& ports, const std::string& ca_pem, AwsAccess access) {
  const auto http = ports.http->make({ca_pem});
  AwsClient aws(*http, ports.clock, ports.random, std::move(access));
  const auto body = aws.call(get_caller_identity());
  if (!body && body.error().code == Errc::user) return fail(body.error());
  const auto who = body ? read_caller_identity(*body) : fail(Errc::retry, {});
  ports.terminal->err(who ? concat({"  AWS knows this key: ", who->arn, "\n"})
                          : concat({"  the key could not be tested: ",
                                    body ? who.error().what : body.error().what, "\n"}));
  return {};
}

// Returns nothing if the present key stays.
Result<std::optional<Credentials>> ask_for_key(const Ports& ports, const Settings& settings,
                                               bool has_one) {
  TRY_ASSIGN(const auto endpoints, load_endpoints(ports.environment, settings.config));
  TRY_ASSIGN(const std::string ca_pem, load_ca(ports, settings));
  for (int tries = 0; tries < kMaxAnswers; ++tries) {
    TRY_ASSIGN(
        std::string id,
        ask_until_valid(
            ports, has_one ? "access key id, or nothing to keep the present one" : "access key id",
            "", accept_any));
    if (id.empty() && has_one) return std::nullopt;
    TRY_ASSIGN(std::string secret,
               ports.terminal->ask("secret access key (it is not shown): ", true));
    Credentials credentials{std::move(id), Secret(trim(secret)), {}};
    wipe(secret);
    Status good = check_credentials(credentials, "the key");
    if (good) {
      good = try_key(ports, ca_pem,
                     {.credentials = credentials,
                      .endpoints = endpoints,
                      .key_is_new = true,
                      .progress = &static_cast<Progress&>(ports.progress)});
    }
    if (good) return credentials;
    ports.terminal->err(concat({"  ", good.error().what, "\n"}));
  }
  return fail(Errc::usage, "no usable key; nothing was changed");
}

Status write_credentials(const Ports& ports, const std::string& path, std::string_view profile,
                         const Credentials& credentials) {
  std::string text =
      concat({"[", profile, "]\naws_access_key_id = ", credentials.access_key_id,
              "\naws_secret_access_key = ", credentials.secret_access_key.reveal(), "\n"});
  Status written = ports.files->replace(path, text);
  wipe(text);
  return written;
}

std::string_view profile_of(const Settings& settings) {
  return settings.config.profile.empty() ? std::string_view("default") : settings.config.profile;
}

// Fails if the file has other profiles: it may be another tool's, and we would lose them.
Status check_replaceable(const Ports& ports, const std::string& path, std::string_view profile) {
  TRY_ASSIGN(auto content, ports.files->read(path, kMaxCredentialsBytes));
  if (!content) return {};
  std::string_view rest = content->text;
  bool others = false;
  while (!rest.empty()) {
    const std::string_view line = trim(take_until(rest, '\n'));
    if (line.starts_with('[') && line != concat({"[", profile, "]"})) others = true;
  }
  wipe(content->text);
  if (!others) return {};
  return fail(Errc::user, {path, ": holds other profiles; edit it by hand"});
}

}  // namespace

Result<ExitStatus> setup_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Places places, find_places(ports, options.config_file));
  const std::string folder = folder_of(places.config_file);
  TRY_ASSIGN(const auto present, ports.files->read(places.config_file, kMaxConfigBytes));
  std::string config;
  Settings settings{places, {}, {}};
  bool has_key = false;
  if (present) {
    TRY_ASSIGN(settings, load_settings(ports, options.config_file));
    has_key = load_credentials(ports, settings).has_value();
    ports.terminal->err(concat({places.config_file, " exists; its content stays.\n"}));
    config = present->text;
  } else {
    TRY_ASSIGN(config, ask_for_config(ports));
    TRY_ASSIGN(settings, read_settings(ports.environment, places, config));
  }
  const std::string credentials_path = credentials_file_of(ports.environment, settings);
  TRY_ASSIGN(const auto key, ask_for_key(ports, settings, has_key));
  if (key) TRY(check_replaceable(ports, credentials_path, profile_of(settings)));
  if (present) {
    TRY_ASSIGN(config, ask_for_more(ports, places, std::move(config)));
  }

  if (!ports.files->is_folder(folder)) TRY(ports.files->make_private_folder(folder));
  if (key) TRY(write_credentials(ports, credentials_path, profile_of(settings), *key));
  if (!present || config != present->text) TRY(ports.files->replace(places.config_file, config));
  ports.bus->send(places.socket(), kReload);
  ports.terminal->err(concat({"Written: ", places.config_file, key ? " and " : "",
                              key ? credentials_path : "", ". What an update would do now:\n"}));
  Options dry_run;
  dry_run.config_file = options.config_file;
  dry_run.dry_run = true;
  return update_command(ports, dry_run);
}

}  // namespace wan53
