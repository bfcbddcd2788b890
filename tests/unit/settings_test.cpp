// SPDX-License-Identifier: MIT
// How environment, start folder and config give the paths of files.
#include "settings/settings.h"

#include "base/compose.h"
#include "round_fixture.h"
#include "settings/credentials.h"

namespace wan53 {
namespace {

TEST(settings_take_paths_as_awss_tools_do) {
  const struct {
    const char* name;
    const char* value;
    const char* ca_file;
    const char* credentials;
  } rows[] = {
      {"AWS_CA_BUNDLE", "ca.pem", "/start/ca.pem", "/etc/wan53/keys"},
      {"AWS_CA_BUNDLE", "../ca.pem", "/start/../ca.pem", "/etc/wan53/keys"},
      {"AWS_CA_BUNDLE", "/ca.pem", "/ca.pem", "/etc/wan53/keys"},
      {"AWS_CA_BUNDLE", "~/ca.pem", "/start/~/ca.pem", "/etc/wan53/keys"},
      {"AWS_SHARED_CREDENTIALS_FILE", "keys.ini", "own.pem", "/start/keys.ini"},
      {"AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", "own.pem", "/h/.aws/credentials"},
      {"AWS_SHARED_CREDENTIALS_FILE", "~other/keys", "own.pem", "/start/~other/keys"},
      {"AWS_SHARED_CREDENTIALS_FILE", "/keys", "own.pem", "/keys"},
  };
  for (const auto& row : rows) {
    test::Fixture f(
        "[aws]\nca-file = own.pem\ncredentials-file = keys\n[record a.example]\nsource = internet\n");
    f.environment.variables = {{"HOME", "/h"}, {row.name, row.value}};
    const auto settings = load_settings(f.ports, "");
    CHECK_ROW(row.value, settings);
    CHECK_TEXT_ROW(row.value, settings->config.ca_file, row.ca_file);
    CHECK_TEXT_ROW(row.value, credentials_file_of(f.ports.environment, *settings), row.credentials);
  }
}

TEST(settings_name_a_config_that_the_daemon_finds_again) {
  test::Fixture f;
  f.files.put("/start/a.conf", test::kRecord);
  CHECK_TEXT(load_settings(f.ports, "a.conf")->places.config_file, "/start/a.conf");
  f.environment.start_folder = "";
  f.files.put("a.conf", test::kRecord);
  CHECK_TEXT(load_settings(f.ports, "a.conf")->places.config_file, "a.conf");
}

TEST(settings_need_no_home_if_all_places_are_given) {
  using Variables = std::vector<std::pair<std::string, std::string>>;
  const struct {
    const char* what;
    Variables variables;
    const char* config_file;
    const char* config;  // nullptr: refused
    const char* state;
    const char* run;
  } rows[] = {
      {"home",
       {{"HOME", "/h"}},
       "",
       "/h/.config/wan53/wan53.conf",
       "/h/.local/state/wan53",
       "/tmp/wan53-1000"},
      {"all moved",
       {{"XDG_CONFIG_HOME", "/c"}, {"XDG_STATE_HOME", "/s"}, {"XDG_RUNTIME_DIR", "/r"}},
       "",
       "/c/wan53/wan53.conf",
       "/s/wan53",
       "/r/wan53"},
      {"-c", {{"XDG_STATE_HOME", "/s"}}, "/a.conf", "/a.conf", "/s/wan53", "/tmp/wan53-1000"},
      {"-c goes first",
       {{"XDG_CONFIG_HOME", "/c"}, {"XDG_STATE_HOME", "/s"}},
       "/a.conf",
       "/a.conf",
       "/s/wan53",
       "/tmp/wan53-1000"},
      {"nothing", {}, "", nullptr, nullptr, nullptr},
      {"no state", {}, "/a.conf", nullptr, nullptr, nullptr},
      {"no config", {{"XDG_STATE_HOME", "/s"}}, "", nullptr, nullptr, nullptr},
      {"a folder of RAM alone", {{"XDG_RUNTIME_DIR", "/r"}}, "/a.conf", nullptr, nullptr, nullptr},
  };
  for (const auto& row : rows) {
    test::Fixture f;
    f.ports.user_id = 1000;
    f.environment.variables = row.variables;
    const auto places = find_places(f.ports, row.config_file);
    CHECK_ROW(row.what, places.has_value() == (row.config != nullptr));
    if (row.config == nullptr) {
      CHECK_ROW(row.what, places.error().code == Errc::config);
      CHECK_ROW(row.what, test::has(places.error().what, "XDG_STATE_HOME"));
      continue;
    }
    CHECK_TEXT_ROW(row.what, places->config_file, row.config);
    CHECK_TEXT_ROW(row.what, places->state_folder, row.state);
    CHECK_TEXT_ROW(row.what, places->run_folder, row.run);
  }
}

// Each command would show it: in "no such file", in "is not a profile", as the config's name.
TEST(settings_show_no_secret_that_stands_for_a_path) {
  const std::string secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  for (const std::string& value : {secret, std::string("a\x1b[2Jb"), std::string("/x\ty")}) {
    for (const char* name : {"AWS_CA_BUNDLE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE",
                             "XDG_CONFIG_HOME", "XDG_STATE_HOME", "-c"}) {
      for (const std::string_view command : {"update", "status", "doctor", "setup", "stop"}) {
        test::Fixture f;
        const std::string_view path = value;
        if (*name != '-') f.environment.variables = {{name, value}};
        const int status = *name == '-' ? f.run({command, "-c", path}) : f.run({command});
        const std::string said = f.terminal.out_text + f.terminal.err_text;
        CHECK_ROW(compose("{} {}: {}", name, command, said), status == 2);
        CHECK_ROW(said, test::has(said, compose("{}: ", name)) && !test::has(said, value));
        CHECK_ROW(said, test::has(said, value == secret ? "secret key" : "control character"));
      }
    }
  }
  test::Fixture f;
  f.environment.start_folder = "/a\x1b[2Jb";
  CHECK(f.run({"status", "-c", "x.conf"}) == 2);
  CHECK(!test::has(f.terminal.err_text, "\x1b"));
  // Long paths are none.
  f.environment = {};
  CHECK(f.run({"status", "-c", "/home/Me/Documents/Network/Router/Records/wan53"}) == 2);
  CHECK(test::has(f.terminal.err_text, "/home/Me/Documents/Network/Router/Records/wan53: no such"));
}

TEST(settings_refuse_from_the_environment_what_no_config_can_hold) {
  for (const char* value : {"a\nregion = x", " a", "a ", "a # b", "a\x7f"}) {
    for (const char* name : {"AWS_PROFILE", "AWS_CA_BUNDLE"}) {
      test::Fixture f;
      f.environment.variables = {
          {name, test::has(name, "CA") ? compose("/{}/x # y", value) : std::string(value)}};
      const auto settings = load_settings(f.ports, "");
      CHECK_ROW(value, !settings && settings.error().code == Errc::config);
      CHECK_ROW(value, settings.error().what.starts_with(name));
    }
  }
}

}  // namespace
}  // namespace wan53
