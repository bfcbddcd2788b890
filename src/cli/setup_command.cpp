// SPDX-License-Identifier: MIT
// Asks for what wan53 needs, writes credentials and wan53.conf, and ends with a dry run. Nothing is
// written before the last answer. What is in a config that is there stays as it is, comments and
// all: then only the key is asked for, and records to put behind the others.
#include "aws/gateway.h"
#include "aws/notify.h"
#include "base/text.h"
#include "cli/cli.h"
#include "daemon/notices.h"
#include "publish/aws_client.h"
#include "settings/settings.h"

namespace wan53 {
namespace {

// Whoever types the same mistake again and again is no person.
constexpr int kMostTries = 5;

using Check = Status (*)(std::string_view answer);

Result<std::string> ask(World& world, std::string_view question, std::string_view suggestion,
                        Check check) {
  const std::string prompt = concat(
      {question, suggestion.empty() ? "" : " [", suggestion, suggestion.empty() ? "" : "]", ": "});
  for (int tries = 0; tries < kMostTries; ++tries) {
    TRY_ASSIGN(const std::string line, world.terminal.ask(prompt, false));
    const std::string_view answer = trim(line).empty() ? suggestion : trim(line);
    const Status good = check(answer);
    if (good) return std::string(answer);
    world.terminal.err(concat({"  ", good.error().what, "\n"}));
  }
  return fail(Errc::usage, "no answer that can be used; nothing was changed");
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
Status check_source(std::string_view answer) {
  return check_config(concat({"[record a.example]\ntype = A\nsource = ", answer, "\n"}));
}
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
Status accept(std::string_view) { return {}; }

// The keys of a record that say what is published.
Result<std::string> ask_for_keys(World& world) {
  TRY_ASSIGN(const std::string types, ask(world, "A, AAAA or A AAAA", "A", check_types));
  const bool router = world.processes.exists("nvram");
  TRY_ASSIGN(const std::string source,
             ask(world, "where the address comes from: wan on a router, else interface NAME",
                 router ? "wan" : "", check_source));
  return concat({"type = ", types, "\nsource = ", source, "\n"});
}

// `config` with more records, as far as they go with it.
Result<std::string> ask_for_more(World& world, const Places& places, std::string config) {
  for (;;) {
    TRY_ASSIGN(const std::string name,
               ask(world, "another record's name, or nothing", "", check_more));
    if (name.empty()) return config;
    TRY_ASSIGN(const std::string keys, ask_for_keys(world));
    std::string longer =
        concat({config, config.ends_with('\n') ? "" : "\n", records_text(name, keys)});
    Status good;
    if (longer.size() > kMaxConfigBytes) good = fail(Errc::config, "the config gets too long");
    if (auto read = parse_config(longer, places.config_file); !read) {
      good = std::unexpected(std::move(read).error());
    }
    if (good) {
      config = std::move(longer);
    } else {
      world.terminal.err(concat({"  ", good.error().what, "\n"}));
    }
  }
}

// The text of a new config.
Result<std::string> ask_for_config(World& world) {
  world.terminal.err(
      "How shall the records be written?\n"
      "  1  directly: this machine's key may change them in Route 53\n"
      "  2  through an API Gateway or a Lambda function URL, whose companion does it\n");
  TRY_ASSIGN(const std::string way, ask(world, "1 or 2", "1", check_way));
  std::string text;
  if (way == "2") {
    TRY_ASSIGN(const std::string url,
               ask(world, "gateway-url, as the stack prints it", "", check_url));
    TRY_ASSIGN(const std::string region, ask(world, "its region", "us-east-1", check_region));
    text = concat(
        {"[aws]\nregion = ", region, "\n\n[publish]\nvia = gateway\ngateway-url = ", url, "\n"});
  }
  TRY_ASSIGN(const std::string names,
             ask(world, "names of the records, apart by blanks", "", check_names));
  TRY_ASSIGN(std::string keys, ask_for_keys(world));
  if (way == "1") {
    TRY_ASSIGN(const std::string zone,
               ask(world, "hosted zone id, or nothing: it is found by itself", "", check_zone));
    if (!zone.empty()) keys += concat({"zone = ", zone, "\n"});
  }
  text += records_text(names, keys);
  TRY(check_config(text));
  return std::string(trim(text)) + "\n";
}

// Whether AWS takes the key. Without a network it may be right all the same.
Status prove(World& world, const std::string& ca_pem, AwsSetup aws_setup) {
  const auto http = world.make_http(ca_pem, 0);
  AwsClient aws(*http, world.clock, world.random, std::move(aws_setup));
  const auto body = aws.call(get_caller_identity());
  if (!body && body.error().error.code == Errc::user) return std::unexpected(body.error().error);
  const auto who = body ? read_caller_identity(*body) : fail(Errc::retry, {});
  world.terminal.err(who ? concat({"  AWS knows this key: ", who->arn, "\n"})
                         : concat({"  the key could not be tried: ",
                                   body ? who.error().what : body.error().error.what, "\n"}));
  return {};
}

// Nothing: the key that is there stays.
Result<std::optional<Credentials>> ask_for_key(World& world, const Setup& setup, bool has_one) {
  TRY_ASSIGN(const auto urls, load_endpoint_urls(world.environment));
  TRY_ASSIGN(const std::string ca_pem, load_ca(world, setup));
  for (int tries = 0; tries < kMostTries; ++tries) {
    TRY_ASSIGN(
        std::string id,
        ask(world, has_one ? "access key id, or nothing to keep the present one" : "access key id",
            "", accept));
    if (id.empty() && has_one) return std::nullopt;
    TRY_ASSIGN(std::string secret,
               world.terminal.ask("secret access key (it is not shown): ", true));
    Credentials credentials{std::move(id), Secret(trim(secret)), {}};
    wipe(secret);
    Status good = check_credentials(credentials, "the key");
    if (good) {
      good = prove(world, ca_pem,
                   AwsSetup{credentials, setup.config.region, setup.config.use_dualstack, urls});
    }
    if (good) return credentials;
    world.terminal.err(concat({"  ", good.error().what, "\n"}));
  }
  return fail(Errc::usage, "no key that can be used; nothing was changed");
}

Status write_credentials(World& world, const std::string& path, std::string_view profile,
                         const Credentials& credentials) {
  std::string text =
      concat({"[", profile, "]\naws_access_key_id = ", credentials.access_key_id,
              "\naws_secret_access_key = ", credentials.secret_access_key.reveal(), "\n"});
  Status written = world.files.replace(path, text);
  wipe(text);
  return written;
}

std::string_view profile_of(const Setup& setup) {
  return setup.config.profile.empty() ? std::string_view("default") : setup.config.profile;
}

// Of another tool's file nothing may be lost.
Status check_replaceable(World& world, const std::string& path, std::string_view profile) {
  TRY_ASSIGN(auto content, world.files.read(path, kMaxCredentialsBytes));
  if (!content) return {};
  std::string_view rest = content->text;
  bool others = false;
  while (!rest.empty()) {
    const std::string_view line = trim(take_until(rest, '\n'));
    if (line.starts_with('[') && line != concat({"[", profile, "]"})) others = true;
  }
  wipe(content->text);
  if (!others) return {};
  return fail(Errc::user, concat({path, ": holds other profiles; edit it by hand"}));
}

}  // namespace

Result<ExitStatus> setup_command(World& world, const Options& options) {
  TRY_ASSIGN(const Places places, find_places(world, options.config_file));
  const std::string folder = folder_of(places.config_file);
  TRY_ASSIGN(const auto present, world.files.read(places.config_file, kMaxConfigBytes));
  std::string config;
  Setup setup{places, {}, {}};
  bool has_key = false;
  if (present) {
    TRY_ASSIGN(setup, load_setup(world, options.config_file));
    has_key = load_credentials(world, setup).has_value();
    world.terminal.err(concat({places.config_file, " is there; what is in it stays.\n"}));
    config = present->text;
  } else {
    TRY_ASSIGN(config, ask_for_config(world));
    TRY_ASSIGN(setup, read_setup(world.environment, places, config));
  }
  const std::string credentials_path = credentials_file_of(world.environment, setup);
  TRY_ASSIGN(const auto key, ask_for_key(world, setup, has_key));
  if (key) TRY(check_replaceable(world, credentials_path, profile_of(setup)));
  if (present) {
    TRY_ASSIGN(config, ask_for_more(world, places, std::move(config)));
  }

  if (!world.files.is_folder(folder)) TRY(world.files.make_private_folder(folder));
  if (key) TRY(write_credentials(world, credentials_path, profile_of(setup), *key));
  if (!present || config != present->text) TRY(world.files.replace(places.config_file, config));
  world.bus.send(places.socket(), kReload);
  world.terminal.err(concat({"Written: ", places.config_file, key ? " and " : "",
                             key ? credentials_path : "", ". What an update would do now:\n"}));
  Options dry_run;
  dry_run.config_file = options.config_file;
  dry_run.dry_run = true;
  return update_command(world, dry_run);
}

}  // namespace wan53
