// SPDX-License-Identifier: MIT
// What the tests of whole rounds share: replies as Route 53 writes them, and fake ports with a
// config and keys, on which the command line runs.
#pragma once

#include "base/compose.h"
#include "cli/cli.h"
#include "fakes.h"
#include "test.h"

namespace wan53::test {

inline constexpr const char* kConfigPath = "/etc/wan53/wan53.conf";
inline constexpr const char* kRecord =
    "[record home.example.com]\nsource = static 198.51.101.7\nzone = Z111\nttl = 120\n";
inline constexpr const char* kKey =
    "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n";

inline constexpr std::string_view kNamespace =
    "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";

inline std::string record_set(std::string_view name, std::string_view type, std::string_view value,
                              std::string_view extra = {}) {
  return compose(
      "<ResourceRecordSet><Name>{}.</Name><Type>{}</Type>{}<TTL>120</TTL><ResourceRecords><ResourceRecord><Value>{}</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>",
      name, type, extra, value);
}

inline std::string listing(std::string_view sets) {
  return compose(
      "<?xml version=\"1.0\"?>\n<ListResourceRecordSetsResponse "
      "{}><ResourceRecordSets>{}</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>4</MaxItems></ListResourceRecordSetsResponse>",
      kNamespace, sets);
}

inline std::string home(std::string_view value) {
  return listing(record_set("home.example.com", "A", value));
}

inline std::string change_info(std::string_view status = "PENDING") {
  return compose(
      "<?xml version=\"1.0\"?>\n<ChangeResourceRecordSetsResponse "
      "{}><ChangeInfo><Id>/change/C1</Id><Status>{}</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>",
      kNamespace, status);
}

inline std::string zones(std::string_view entries) {
  return compose(
      "<?xml version=\"1.0\"?>\n<ListHostedZonesByNameResponse "
      "{}><HostedZones>{}</HostedZones><IsTruncated>false</IsTruncated><MaxItems>20</MaxItems></ListHostedZonesByNameResponse>",
      kNamespace, entries);
}

inline std::string zone(std::string_view id, std::string_view name, bool is_private = false) {
  return compose(
      "<HostedZone><Id>/hostedzone/{}</Id><Name>{}.</Name><CallerReference>r</CallerReference><Config><PrivateZone>{}</PrivateZone></Config><ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone>",
      id, name, is_private ? "true" : "false");
}

inline std::string refusal(std::string_view code, std::string_view message = "no") {
  return compose(
      "<ErrorResponse "
      "{}><Error><Type>Sender</Type><Code>{}</Code><Message>{}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>",
      kNamespace, code, message);
}

struct Fixture : test::FakeWorld {
  explicit Fixture(std::string_view config = kRecord) {
    files.put(kConfigPath, std::string(config));
    files.put("/etc/wan53/credentials", kKey);
  }
  int run(std::initializer_list<std::string_view> arguments) {
    terminal.out_text.clear();
    terminal.err_text.clear();
    http.requests.clear();
    return run_cli(ports, arguments);
  }
  std::string state() const {
    const auto* file = files.find("/var/lib/wan53/state.json");
    return file == nullptr ? "" : file->text;
  }
};

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace wan53::test
