// SPDX-License-Identifier: MIT
// What wan53.conf may hold and what it makes. What it may not hold is in config_errors_test.cpp.
#include "ddns/config.h"

#include "base/compose.h"
#include "base/text.h"
#include "test.h"

namespace wan53 {
namespace {

Result<Config> read(std::string_view text) {
  return parse_config(test::Exact(text).view(), "wan53.conf");
}

constexpr std::string_view kRecord = "[record home.example.com]\nsource = interface eth0\n";

// "NAME TYPE TTL zone= id= SOURCE" for each record, or the error.
std::string records_of(std::string_view text) {
  const auto config = read(text);
  if (!config) return config.error().what;
  std::string all;
  for (const auto& r : config->records) {
    all += compose("{} {} {} zone={} id={} {}\n", r.name.display(), record_type(r.family), r.ttl,
                   r.zone_id, r.set_identifier, r.source.text());
  }
  return all;
}

TEST(config_has_defaults_for_all_but_the_record) {
  const auto config = read(kRecord);
  CHECK(config);
  CHECK_TEXT(config->region, "us-east-1");
  CHECK_TEXT(config->credentials_file, "credentials");
  CHECK(config->profile.empty() && config->ca_file.empty() && !config->use_dualstack);
  CHECK(config->check_interval == Seconds(6 * 3'600) && config->notify == Notify::changes);
  CHECK(config->sns_topic_arn.empty() && config->metric_namespace.empty());
  CHECK(!config->allow_private && config->records.size() == 1);
  CHECK(config->daemon && config->log_level == LogLevel::notice);
  CHECK_TEXT(join(config->checkers, " "),
             "https://checkip.amazonaws.com https://checkip.global.api.aws");
  CHECK_TEXT(records_of("[record home.example.com]\ntype = A AAAA\n"),
             "home.example.com A 120 zone= id= wan\nhome.example.com AAAA 120 zone= id= wan\n");
  CHECK_TEXT(records_of(kRecord), "home.example.com A 120 zone= id= interface eth0\n");
}

constexpr std::string_view kEveryKey =
    "# a comment\n"
    "; another\n"
    "[aws]\n"
    "region = eu-central-1\n"
    "credentials-file = /jffs/secrets #not a comment\n"
    "profile = router\n"
    "use-dualstack = yes\n"
    "ca-file = /etc/ssl/cert.pem\n"
    "\n"
    "[publish]\n"
    "via = route53\n"
    "check-interval = 90m\n"
    "sns-topic-arn = arn:aws:sns:us-east-1:111122223333:home\n"
    "metric-namespace = Home/DDNS\n"
    "notify = always\n"
    "allow-private = yes\n"
    "daemon = no\n"
    "checkers = https://a.example/ip  https://[2001:db8::1]:8443 http://127.0.0.1/\n"
    "mail = problems\n"
    "log-level = debug\n"
    "\n"
    "[record *.Home.Example.com.]\n"
    "type = A AAAA\n"
    "ttl = 300\n"
    "zone = /hostedzone/Z0123456789ABC\n"
    "source = static 203.0.113.7\n"
    "source-ipv6 = static 2001:DB8::0001\n"
    "set-identifier = home = 1 ;[x]\n";

TEST(config_takes_every_key) {
  const auto config = read(kEveryKey);
  CHECK(config);
  CHECK_TEXT(config->region, "eu-central-1");
  CHECK_TEXT(config->credentials_file, "/jffs/secrets #not a comment");
  CHECK_TEXT(config->profile, "router");
  CHECK_TEXT(config->ca_file, "/etc/ssl/cert.pem");
  CHECK(config->use_dualstack && config->allow_private && !config->daemon);
  CHECK(config->log_level == LogLevel::debug && config->mail == Mail::problems);
  CHECK_TEXT(join(config->checkers, "|"),
             "https://a.example/ip|https://[2001:db8::1]:8443|http://127.0.0.1/");
  CHECK(config->check_interval == Seconds(5'400) && config->notify == Notify::always);
  CHECK_TEXT(config->sns_topic_arn, "arn:aws:sns:us-east-1:111122223333:home");
  CHECK_TEXT(config->metric_namespace, "Home/DDNS");
  CHECK_TEXT(records_of(kEveryKey),
             "*.home.example.com A 300 zone=Z0123456789ABC id=home = 1 ;[x] static 203.0.113.7\n"
             "*.home.example.com AAAA 300 zone=Z0123456789ABC id=home = 1 ;[x] static "
             "2001:db8::1\n");
}

TEST(config_takes_types_and_sources_together) {
  const std::string name = "interface " + std::string(127, 'x');
  const std::string longest = "source = " + name;
  const struct {
    const char* label;
    std::string keys;
    std::string expected;
  } rows[] = {
      {"A", "type = A\nsource = interface eth0", "a.example A 120 zone= id= interface eth0\n"},
      {"AAAA", "type = AAAA\nsource = interface eth0",
       "a.example AAAA 120 zone= id= interface eth0\n"},
      {"AAAA by its own source", "type = AAAA\nsource-ipv6 = static 2001:db8::1",
       "a.example AAAA 120 zone= id= static 2001:db8::1\n"},
      {"both by one source", "type = A AAAA\nsource = interface eth0",
       "a.example A 120 zone= id= interface eth0\na.example AAAA 120 zone= id= interface eth0\n"},
      {"both with a comma, in the other order",
       "type = AAAA, A\nsource = interface eth0\nsource-ipv6 = interface br0",
       "a.example A 120 zone= id= interface eth0\na.example AAAA 120 zone= id= interface br0\n"},
      {"comma without a blank", "type = A,AAAA\nsource = interface eth0",
       "a.example A 120 zone= id= interface eth0\na.example AAAA 120 zone= id= interface eth0\n"},
      {"tab in the source", "source = interface\teth0",
       "a.example A 120 zone= id= interface eth0\n"},
      {"longest interface name", longest, compose("a.example A 120 zone= id= {}\n", name)},
      {"sub-interface", "source = interface eth0.2:1",
       "a.example A 120 zone= id= interface eth0.2:1\n"},
      {"shortest TTL", "ttl = 1\nsource = interface x", "a.example A 1 zone= id= interface x\n"},
      {"longest TTL", "ttl = 604800\nsource = interface x",
       "a.example A 604800 zone= id= interface x\n"},
      {"TTL with a unit", "ttl = 5m\nsource = interface x",
       "a.example A 300 zone= id= interface x\n"},
      {"keys in capitals", "TTL = 60\nSource = interface x",
       "a.example A 60 zone= id= interface x\n"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.label, records_of(compose("[record a.example]\n{}\n", row.keys)),
                   row.expected);
  }
}

TEST(config_log_levels_have_names) {
  const struct {
    LogLevel level;
    const char* name;
  } rows[] = {
      {LogLevel::error, "error"}, {LogLevel::warning, "warning"}, {LogLevel::notice, "notice"},
      {LogLevel::info, "info"},   {LogLevel::debug, "debug"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.name, log_level_name(row.level), row.name);
    CHECK_ROW(row.name, parse_log_level(test::Exact(row.name).view()) == row.level);
  }
  for (const char* text : {"", "Error", "errors", "warn", "7"}) {
    CHECK_ROW(text, !parse_log_level(test::Exact(text).view()));
  }
}

TEST(config_takes_names_in_every_spelling) {
  const struct {
    const char* name;
    const char* expected;
  } rows[] = {
      {"Home.EXAMPLE.com.", "home.example.com"},
      {"*.example.com", "*.example.com"},
      {"\\052.example.com", "*.example.com"},
      {"_x-1.example.com", "_x-1.example.com"},
      {"xn--bcher-kva.example", "xn--bcher-kva.example"},
      {"example.com", "example.com"},
      {"a\\100b.example.com", "a@b.example.com"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.name, records_of(compose("[record {}]\nsource = interface eth0", row.name)),
                   compose("{} A 120 zone= id= interface eth0\n", row.expected));
  }
}

TEST(config_takes_the_longest_host) {
  const std::string label(63, 'a');
  const std::string host = compose("{}.{}.{}.{}", label, label, label, std::string(61, 'b'));
  CHECK(host.size() == 253);  // 255 octets with the first length octet and the root's
  const std::string expected = host + " A 120 zone= id= interface eth0\n";
  CHECK_TEXT(records_of(compose("[record {}]\nsource = interface eth0", host)), expected);
  CHECK_TEXT(records_of(compose("[record {}.]\nsource = interface eth0", host)), expected);
  CHECK(records_of(compose("[record b.{}]\nsource = interface eth0", host))
            .ends_with("at most 255 are allowed"));
}

TEST(config_takes_several_records_of_several_zones) {
  CHECK_TEXT(
      records_of("[record a.example]\nzone = Z1\nsource = interface eth0\n"
                 "[record *.a.example]\nzone = Z1\nsource = interface eth0\n"
                 "[record b.example.org]\ntype = AAAA\nzone = Z2\nsource = interface eth1\n"),
      "a.example A 120 zone=Z1 id= interface eth0\n"
      "*.a.example A 120 zone=Z1 id= interface eth0\n"
      "b.example.org AAAA 120 zone=Z2 id= interface eth1\n");
}

TEST(config_takes_what_other_editors_write) {
  const char* expected = "a.example A 60 zone= id= interface eth0\n";
  CHECK_TEXT(records_of("[record a.example]\r\nttl = 60\r\nsource = interface eth0\r\n"), expected);
  CHECK_TEXT(records_of("\xef\xbb\xbf[record a.example]\nttl = 60\nsource = interface eth0"),
             expected);
  CHECK_TEXT(records_of("  [record   a.example ]  \n\tttl=60\n  source =  interface   eth0  \n"),
             expected);
}

TEST(config_durations) {
  const struct {
    const char* text;
    std::int64_t seconds;  // -1: none
  } rows[] = {
      {"0", 0},     {"120", 120},   {"90s", 90},        {"90 s", 90},
      {"15m", 900}, {"6h", 21'600}, {"7d", 604'800},    {"1000000000d", 86'400'000'000'000},
      {"", -1},     {"s", -1},      {" ", -1},          {"-1", -1},
      {"+1", -1},   {"1.5h", -1},   {"1h30m", -1},      {"6 hours", -1},
      {"6H", -1},   {"0x10", -1},   {"1000000001", -1}, {"18446744073709551616", -1},
      {"1ss", -1},  {"6w", -1},
  };
  for (const auto& row : rows) {
    CHECK_ROW(row.text,
              parse_duration(test::Exact(row.text).view()).value_or(-1s) == Seconds(row.seconds));
  }
}

TEST(config_text_says_all_and_is_read_back) {
  const struct {
    const char* label;
    std::string_view text;
  } rows[] = {
      {"defaults", kRecord},
      {"every key", kEveryKey},
      {"never",
       "[publish]\nnotify = never\ncheck-interval = 7d\n[record a.example]\nttl = "
       "604800\nsource = static 192.0.2.1\n"},
      {"bracket in a name", "[record a\\135b.example.com]\nsource = interface eth0\n"},
      {"hash, quote and dot in a name",
       "[record \\043\\042\\056\\134.example.com]\nsource = interface eth0\n"},
      {"AWS IoT",
       "[aws]\ncredentials = iot\niot-endpoint = A.Credentials.iot.us-east-1.amazonaws.com:0443\n"
       "iot-role-alias = wan53\niot-thing = home:router\nclient-cert = /etc/my.crt\n"
       "[record a.example]\nsource = interface eth0\n"},
      {"Roles Anywhere",
       "[aws]\nclient-key = my.key\nrole-arn = arn:aws:iam::111122223333:role/path/wan53\n"
       "trust-anchor-arn = arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/1\n"
       "profile-arn = arn:aws:rolesanywhere:us-east-1:111122223333:profile/2\n"
       "credentials = roles-anywhere\n[record a.example]\nsource = interface eth0\n"},
      {"a process",
       "[aws]\ncredentials = process\ncredential-process = /opt/bin/keys  \"my home\" ;\n"
       "[record a.example]\nsource = interface eth0\n"},
      {"bytes above 127",
       "[aws]\nca-file = /\xc3\xa4\n[record a.example]\nsource = interface "
       "\xc3\xa4\n"},
  };
  for (const auto& row : rows) {
    const auto config = read(row.text);
    CHECK_ROW(row.label, config);
    const std::string printed = config_text(*config);
    const auto again = read(printed);
    CHECK_TEXT_ROW(row.label, again ? config_text(*again) : again.error().what, printed);
    CHECK_TEXT_ROW(row.label, records_of(printed), records_of(row.text));
    CHECK_ROW(row.label, *again == *config);
  }
  CHECK_TEXT(config_text(*read(kEveryKey)),
             "[aws]\nregion = eu-central-1\ncredentials-file = /jffs/secrets #not a comment\n"
             "profile = router\nuse-dualstack = yes\nca-file = /etc/ssl/cert.pem\n"
             "credentials = stored\n\n"
             "[publish]\nvia = route53\ncheck-interval = 90m\n"
             "sns-topic-arn = arn:aws:sns:us-east-1:111122223333:home\n"
             "metric-namespace = Home/DDNS\nnotify = always\nallow-private = yes\ndaemon = no\n"
             "checkers = https://a.example/ip https://[2001:db8::1]:8443 http://127.0.0.1/\n"
             "mail = problems\nlog-level = debug\n\n"
             "[record *.home.example.com]\ntype = A AAAA\nttl = 300\nzone = Z0123456789ABC\n"
             "source = static 203.0.113.7\nsource-ipv6 = static 2001:db8::1\n"
             "external = no\nset-identifier = home = 1 ;[x]\n");
}

}  // namespace
}  // namespace wan53
