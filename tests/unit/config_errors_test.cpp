// SPDX-License-Identifier: MIT
// Whatever is wrong with wan53.conf is said once, with its place and what was expected.
#include "base/compose.h"
#include "base/text.h"
#include "ddns/config.h"
#include "test.h"

namespace wan53 {
namespace {

using std::string_view_literals::operator""sv;

std::string error_of(std::string_view text) {
  const auto config = parse_config(test::Exact(text).view(), "f.conf");
  if (config) return "no error";
  return config.error().code == Errc::config ? config.error().what : "wrong code";
}

// `line` in its section, with a good record.
std::string with_aws(std::string_view line) {
  return compose("[aws]\n{}\n[record a.example]\nsource = interface eth0\n", line);
}
std::string with_publish(std::string_view line) {
  return compose("[publish]\n{}\n[record a.example]\nsource = interface eth0\n", line);
}
std::string with_record(std::string_view line) {
  return compose("[record a.example]\n{}\nsource-ipv6 = interface eth0\ntype = A AAAA\n", line);
}

struct Row {
  std::string_view line;
  const char* error;
};

#define KEYS_OF_AWS                                                                               \
  "region, credentials-file, profile, use-dualstack, ca-file, credentials, iot-endpoint, "        \
  "iot-role-alias, iot-thing, trust-anchor-arn, profile-arn, role-arn, client-cert, client-key, " \
  "credential-process"

TEST(config_refuses_values_of_aws) {
  const Row rows[] = {
      {"region =", "region: empty; expected a region such as eu-central-1"},
      {"region = Frankfurt", "region: Frankfurt; expected a region such as eu-central-1"},
      {"region = eu-central-1.evil.example",
       "region: eu-central-1.evil.example; expected a region such as eu-central-1"},
      {"region = us-east-1 # home", "region: a comment needs a line of its own"},
      {"credentials-file = keys  ; mine", "credentials-file: a comment needs a line of its own"},
      {"aws_secret_access_key = SECRET # mine",
       "aws_secret_access_key: no such key in [aws]; expected one of " KEYS_OF_AWS},
      {"credentials-file =", "credentials-file: empty; expected a path"},
      {"profile =", "profile: empty; expected a profile's name, such as default"},
      {"use-dualstack = true", "use-dualstack: true; expected yes or no"},
      {"use-dualstack = YES", "use-dualstack: YES; expected yes or no"},
      {"use-dualstack =", "use-dualstack: empty; expected yes or no"},
      {"ca-file =", "ca-file: empty; expected the path of a PEM bundle"},
      {"regions = x", "regions: no such key in [aws]; did you mean region?"},
      {"aws_secret_access_key = SECRET",
       "aws_secret_access_key: no such key in [aws]; expected one of " KEYS_OF_AWS},
      {"via = route53", "via: no such key in [aws]; expected one of " KEYS_OF_AWS},
      {"region = us-east-1\nregion = us-east-2",
       "region appears twice in [aws], first on line 2; keep one"},
  };
  for (const auto& row : rows) {
    const char* place = row.line.find('\n') == row.line.npos ? "f.conf:2: " : "f.conf:3: ";
    CHECK_TEXT_ROW(row.error, error_of(with_aws(row.line)), compose("{}{}", place, row.error));
  }
}

// A path that does not exist, and a name that nobody knows, are told in messages and logs.
TEST(config_refuses_a_secret_key_as_a_value) {
  constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  constexpr const char* kError = "looks like a secret key; those belong in the credentials file";
  for (const char* key : {"credentials-file", "ca-file", "profile"}) {
    CHECK_TEXT_ROW(key, error_of(with_aws(compose("{} = {}", key, kSecret))),
                   compose("f.conf:2: {}: {}", key, kError));
  }
  CHECK_TEXT(error_of(with_publish(compose("metric-namespace = {}", kSecret))),
             compose("f.conf:2: metric-namespace: {}", kError));
  CHECK_TEXT(error_of(with_record(compose("set-identifier = {}", kSecret))),
             compose("f.conf:2: set-identifier: {}", kError));
  for (const char* path : {"/home/Ada/certificates/of/home/router/ca", "/home/Ada/keys.of/home",
                           "keys/of-Ada/in-a-folder-with-a-long-name", "wan53/keys/of/ada",
                           "wan53/keys/of/ada/and/of/nobody/else/ever"}) {
    CHECK_TEXT_ROW(path, error_of(with_aws(compose("ca-file = {}", path))), "no error");
  }
}

TEST(config_refuses_values_of_publish) {
  const char* all =
      "no such key in [publish]; expected one of via, gateway-url, gateway-api-arn, "
      "check-interval, "
      "sns-topic-arn, metric-namespace, notify, allow-private, daemon, checkers, heartbeat-url, "
      "mail, log-level";
  const struct {
    std::string_view line;
    std::string error;
  } rows[] = {
      {"via = lambda", "via: lambda; expected route53 or gateway"},
      {"via =", "via: empty; expected route53 or gateway"},
      {"check-interval = 59s", "check-interval: 59s; expected 1m to 7d, such as 6h"},
      {"check-interval = 604801", "check-interval: 604801; expected 1m to 7d, such as 6h"},
      {"check-interval = 8d", "check-interval: 8d; expected 1m to 7d, such as 6h"},
      {"check-interval = 1000000000d",
       "check-interval: 1000000000d; expected 1m to 7d, such as 6h"},
      {"check-interval = often", "check-interval: often; expected 1m to 7d, such as 6h"},
      {"check-interval =", "check-interval: empty; expected 1m to 7d, such as 6h"},
      {"notify = yes", "notify: yes; expected changes, always or never"},
      {"allow-private = 1", "allow-private: 1; expected yes or no"},
      {"gateway-url = http://api.example.com",
       "gateway-url: plain http is allowed only to this machine itself (localhost, 127.0.0.1, "
       "[::1]); use https"},
      {"gateway-url = https://api.example.com?ip=",
       "gateway-url: not a plain URL; expected https://HOST[:PORT][/PATH] without user, query or "
       "fragment"},
      {"gateway-api-arn = arn:aws:execute-api:x",
       "gateway-api-arn: arn:aws:execute-api:x; expected the ARN that the stack prints, such as "
       "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod"},
      {"daemon = on", "daemon: on; expected yes or no"},
      {"daemon =", "daemon: empty; expected yes or no"},
      {"mail = yes", "mail: yes; expected changes, problems or no"},
      {"log-level = warn", "log-level: warn; expected error, warning, notice, info or debug"},
      {"log-level =", "log-level: empty; expected error, warning, notice, info or debug"},
      {"notifi = never", "notifi: no such key in [publish]; did you mean notify?"},
      {"check-intreval = 6h",
       "check-intreval: no such key in [publish]; did you mean check-interval?"},
      {"chck-intreval = 6h", compose("chck-intreval: {}", all)},
      {"allow_private = yes",
       "allow_private: no such key in [publish]; did you mean allow-private?"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.error, error_of(with_publish(row.line)), compose("f.conf:2: {}", row.error));
  }
}

TEST(config_refuses_topics_and_namespaces_that_the_services_would) {
  for (const char* line :
       {"sns-topic-arn =", "sns-topic-arn = home",
        "sns-topic-arn = arn:aws:sqs:us-east-1:111122223333:home",
        "sns-topic-arn = arn:aws:sns:us-east-1:1111:home",
        "sns-topic-arn = arn:aws:sns:cn-north-1:111122223333:home",
        "sns-topic-arn = arn:aws:sns:us-east-1:111122223333:home.fifo",
        "metric-namespace =", "metric-namespace = AWS/Route53", "metric-namespace = a\"b"}) {
    const std::string_view key = trim(std::string_view(line).substr(0, 16));
    const std::string said = error_of(with_publish(line));
    CHECK_ROW(line, said.starts_with("f.conf:2: "));
    CHECK_ROW(line,
              said.substr(10).starts_with(compose("{}: ", trim(key.substr(0, key.find(' '))))));
    CHECK_ROW(line, said.find("expected") != said.npos || said.find("use a") != said.npos ||
                        said.find("belongs to") != said.npos);
  }
}

TEST(config_refuses_values_of_a_record) {
  const char* types = "expected A, AAAA or A AAAA";
  const struct {
    std::string_view line;
    std::string error;
  } rows[] = {
      {"type =", compose("type: empty; {}", types)},
      {"type = a", compose("type: a; {}", types)},
      {"type = CNAME", compose("type: CNAME; {}", types)},
      {"type = A AAAA TXT", compose("type: A AAAA TXT; {}", types)},
      {"type = ,", compose("type: ,; {}", types)},
      {"type = A;AAAA", compose("type: A;AAAA; {}", types)},
      {"type = A A", "type: A A; expected each type once: A, AAAA or A AAAA"},
      {"ttl =", "ttl: empty; expected seconds from 1 to 604800, such as 120"},
      {"ttl = 0", "ttl: 0; expected seconds from 1 to 604800, such as 120"},
      {"ttl = 604801", "ttl: 604801; expected seconds from 1 to 604800, such as 120"},
      {"ttl = -1", "ttl: -1; expected seconds from 1 to 604800, such as 120"},
      {"ttl = 1.5", "ttl: 1.5; expected seconds from 1 to 604800, such as 120"},
      {"ttl = 4294967416", "ttl: 4294967416; expected seconds from 1 to 604800, such as 120"},
      {"ttl = two", "ttl: two; expected seconds from 1 to 604800, such as 120"},
      {"zone =", "zone: empty; expected a hosted zone id such as Z0123456789ABC"},
      {"zone = example.com", "zone: example.com; expected a hosted zone id such as Z0123456789ABC"},
      {"zone = /hostedzone/",
       "zone: /hostedzone/; expected a hosted zone id such as Z0123456789ABC"},
      {"zone = Z1/../Z2", "zone: Z1/../Z2; expected a hosted zone id such as Z0123456789ABC"},
      {"zone = z0123", "zone: z0123; expected a hosted zone id such as Z0123456789ABC"},
      {"external = maybe", "external: maybe; expected yes or no"},
      {"source_ipv6 = interface eth0",
       "source_ipv6: no such key in [record a.example]; did you mean source-ipv6?"},
      {"weight = 1",
       "weight: no such key in [record a.example]; expected one of type, ttl, zone, source, "
       "source-ipv6, external, set-identifier"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.error, error_of(with_record(row.line)), compose("f.conf:2: {}", row.error));
  }
}

TEST(config_holds_its_limits_exactly) {
  const std::string record = "[record a.example]\nsource = interface eth0\nset-identifier = ";
  CHECK_TEXT(error_of(record + std::string(128, 'x')), "no error");
  CHECK(
      error_of(record + std::string(129, 'x')).ends_with("expected 1 to 128 printable characters"));
  CHECK_TEXT(error_of(with_publish("check-interval = 60")), "no error");
  CHECK_TEXT(error_of(with_publish("check-interval = 604800")), "no error");
}

TEST(config_refuses_sections) {
  const char* sections =
      "no such section; expected [aws], [publish] or [record NAME] such as [record "
      "home.example.com]";
  const char* source = "\nsource = interface eth0\n";
  const struct {
    std::string_view name;
    std::string error;
  } rows[] = {
      {"default", compose("[default]: {}", sections)},
      {"AWS", compose("[AWS]: {}", sections)},
      {"record", compose("[record]: {}", sections)},
      {"record:a.example", compose("[record:a.example]: {}", sections)},
      {"\xc3\xa4", compose("[\\xc3\\xa4]: {}", sections)},
      {"record com", "[record]: com; expected a full name such as home.example.com"},
      {"record .", "[record]: .; expected a full name such as home.example.com"},
      {"record *", "[record]: *; expected a full name such as home.example.com"},
      {"record *.com", "[record]: *.com; expected a wildcard such as *.example.com"},
      {"record *x.example.com",
       "[record]: *x.example.com; expected a wildcard such as *.example.com"},
      {"record x*.example.com",
       "[record]: x*.example.com; expected a wildcard such as *.example.com"},
      {"record x.*.example.com",
       "[record]: x.*.example.com; expected a wildcard such as *.example.com"},
      {"record *.*.example.com",
       "[record]: *.*.example.com; expected a wildcard such as *.example.com"},
      {"record x.\\052.example.com",
       "[record]: x.\\052.example.com; expected a wildcard such as *.example.com"},
      {"record a..example",
       "[record]: a..example is not a DNS name: an empty label; put one dot between labels"},
      {"record \"home.example.com\"", "[record]: \"home.example.com\"; remove the quotes"},
      {"record https://home.example.com/",
       "[record]: https://home.example.com/; a host name, unlike a URL, has no : and no /; "
       "expected one such as home.example.com"},
      {"record a\\072b.example.com",
       "[record]: a\\072b.example.com; a host name, unlike a URL, has no : and no /; "
       "expected one such as home.example.com"},
      {"record 198.51.100.7",
       "[record]: 198.51.100.7; an address; expected a name such as home.example.com"},
      {"record a b.example",
       "[record]: a b.example is not a DNS name: a blank or control character; remove it"},
      {"record \xc3\xa4.example",
       "[record]: \\xc3\\xa4.example is not a DNS name: a character outside ASCII; write the name "
       "in Punycode (xn--...)"},
      {"record a\\9.example",
       "[record]: a\\9.example is not a DNS name: expected three octal digits up to 377 after "
       "'\\', such as \\052 for '*'"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.error, error_of(compose("[{}]{}", row.name, source)),
                   compose("f.conf:1: {}", row.error));
  }
}

TEST(config_judges_a_record_as_a_whole) {
  const char* external =
      "external = yes asks for a WAN's IPv4 address; expected type A and source wan, wan0, wan1 or "
      "wan-all";
  const struct {
    const char* keys;
    std::string error;
  } rows[] = {
      {"source-ipv6 = wan",
       "source-ipv6 without type AAAA; add AAAA to type, or remove source-ipv6"},
      {"source = prefix ::1", "prefix ::1 gives no IPv4 address for type A; set source"},
      {"type = A AAAA\nsource = prefix ::1",
       "prefix ::1 gives no IPv4 address for type A; set source"},
      {"type = AAAA\nsource = interface eth0\nsource-ipv6 = interface eth1",
       "source and source-ipv6 with type AAAA alone; keep one of the two"},
      {"source = interface eth0\nsource-ipv6 = interface eth0",
       "source-ipv6 without type AAAA; add AAAA to type, or remove source-ipv6"},
      {"source = static 2001:db8::1",
       "static 2001:db8::1 is not an IPv4 address for type A; set source"},
      {"type = AAAA\nsource = static 203.0.113.7",
       "static 203.0.113.7 is not an IPv6 address for type AAAA; set source"},
      {"type = A AAAA\nsource = static 203.0.113.7",
       "static 203.0.113.7 is not an IPv6 address for type AAAA; set source-ipv6"},
      {"type = A AAAA\nsource = static 203.0.113.7\nsource-ipv6 = static 203.0.113.8",
       "static 203.0.113.8 is not an IPv6 address for type AAAA; set source-ipv6"},
      {"type = A AAAA\nsource = static 2001:db8::1",
       "static 2001:db8::1 is not an IPv4 address for type A; set source"},
      {"source = prefix ::1 on br1",
       "prefix ::1 on br1 gives no IPv4 address for type A; set source"},
      {"external = yes\nsource = interface eth0", external},
      {"external = yes\nsource = static 203.0.113.7", external},
      {"external = yes\ntype = AAAA", external},
      {"external = yes\ntype = A AAAA\nsource = interface eth0\nsource-ipv6 = wan", external},
  };
  for (const auto& row : rows) {
    const std::string expected = compose("f.conf:2: [record a.example]: {}", row.error);
    CHECK_TEXT_ROW(row.error, error_of(compose("\n[record A.example.]\n{}", row.keys)), expected);
  }
}

TEST(config_finds_a_record_under_its_other_spelling) {
  const struct {
    const char* first;
    const char* second;
  } rows[] = {
      {"home.example.com", "HOME.example.com"},
      {"home.example.com", "home.example.com."},
      {"*.example.com", "\\052.example.com"},
      {"home.example.com", " home.example.com"},
  };
  for (const auto& row : rows) {
    const std::string said =
        error_of(compose("[record {}]\nsource = interface eth0\n\n[record {}]\nsource = interface "
                         "eth1\n",
                         row.first, row.second));
    CHECK_ROW(row.second, said.starts_with("f.conf:4: [record "));
    CHECK_ROW(row.second,
              said.ends_with("]: the same record as on line 1, spelled differently; keep one"));
  }
  CHECK_TEXT(error_of("[record a.example]\nsource = interface eth0\n[record a.example]\n"),
             "f.conf:3: [record a.example] appears twice, first on line 1; merge the two sections");
  CHECK_TEXT(
      error_of("[record a.example]\ntype = A AAAA\nsource = interface eth0\n"
               "[record A.example]\ntype = AAAA\nsource = interface eth0\n"),
      "f.conf:4: [record a.example]: the same record as on line 1, spelled differently; keep one");
}

TEST(config_refuses_what_is_no_ini) {
  const struct {
    const char* label;
    std::string_view text;
    const char* place;
  } rows[] = {
      {"NUL", "[aws]\nregion = us-east-1\0\n"sv, "f.conf:2: "},
      {"text behind ]", "[aws] # mine\n", "f.conf:1: "},
      {"section twice", "[aws]\n[publish]\n[aws]\n", "f.conf:3: "},
      {"key before a section", "region = us-east-1\n", "f.conf:1: "},
      {"no =", "[aws]\nregion us-east-1\n", "f.conf:2: "},
      {"another UTF", "\xff\xfe[\0a\0w\0s\0]\0"sv, "f.conf:1: "},
  };
  for (const auto& row : rows) CHECK_ROW(row.label, error_of(row.text).starts_with(row.place));
}

TEST(config_without_a_record_does_nothing_and_says_so) {
  for (const char* text : {"", "\n", "[aws]\nregion = us-east-1\n", "# [record a.example]\n"}) {
    CHECK_TEXT_ROW(text, error_of(text),
                   "f.conf: no record; add a section such as [record home.example.com]");
  }
}

}  // namespace
}  // namespace wan53
