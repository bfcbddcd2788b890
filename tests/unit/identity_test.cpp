// SPDX-License-Identifier: MIT
#include "settings/identity.h"

#include "../contract/rigs.h"
#include "fakes.h"
#include "keys_fixture.h"
#include "test.h"

namespace wan53::test {
namespace {

constexpr const char* kKeyPath = "/jffs/addons/wan53/client.key";
constexpr const char* kCertificatePath = "/jffs/addons/wan53/client.crt";

Settings settings_at(const std::string& config_file) {
  Settings settings;
  settings.places.config_file = config_file;
  return settings;
}
const Settings kSettings = settings_at("/jffs/addons/wan53/wan53.conf");

TEST(identity_is_read_from_the_two_files) {
  const std::string both = std::string(kCaIssued) + std::string(kCaCertificate);
  FakeWorld f;
  f.files.put(kKeyPath, std::string(kEcKey), 0600);
  f.files.put(kCertificatePath, both, 0644);
  const auto identity = load_identity(f.ports, kSettings);
  CHECK(identity && identity->chain.size() == 2);
  CHECK_TEXT(identity->chain.front().serial_decimal, "255");
  const ShownCertificate shown = shown_to("a.example", *identity);
  CHECK_TEXT(shown.host, "a.example");
  // The CA's stays here: a long chain would not fit into one record.
  const auto sent = parse_certificates(shown.certificate_pem);
  CHECK(sent && sent->size() == 1);
  CHECK_TEXT(sent->front().serial_decimal, "255");
  CHECK_TEXT(shown.key_pem.reveal(), kEcKey);
}

TEST(identity_paths_are_relative_to_the_config) {
  const struct {
    const char *config, *name, *path;
  } kRows[] = {
      {"/jffs/addons/wan53/wan53.conf", "client.key", kKeyPath},
      {"/etc/wan53.conf", "keys/a.pem", "/etc/keys/a.pem"},
      {"/etc/wan53.conf", "/var/a.pem", "/var/a.pem"},
  };
  for (const auto& row : kRows) {
    Settings settings = settings_at(row.config);
    settings.config.client_key = row.name;
    settings.config.client_cert = row.name;
    CHECK_TEXT_ROW(row.path, client_key_file_of(settings), row.path);
    CHECK_TEXT_ROW(row.path, client_cert_file_of(settings), row.path);
  }
}

TEST(identity_error_names_the_file_and_what_to_do) {
  const std::string key(kEcKey), certificate(kEcCertificate);
  const struct {
    std::string key;
    unsigned key_mode;
    std::string certificate;
    unsigned certificate_mode;
    std::string what;
  } kRows[] = {
      {"", 0, certificate, 0644,
       "/jffs/addons/wan53/client.key: no such file; `wan53 setup` makes a pair if both "
       "files are gone"},
      {key, 0600, "", 0,
       "/jffs/addons/wan53/client.crt: no such file; `wan53 setup` makes a pair if both "
       "files are gone"},
      {key, 0640, certificate, 0644,
       "/jffs/addons/wan53/client.key: mode 0640 lets others read it; run: chmod 600 "
       "/jffs/addons/wan53/client.key"},
      {key, 0604, certificate, 0644,
       "/jffs/addons/wan53/client.key: mode 0604 lets others read it; run: chmod 600 "
       "/jffs/addons/wan53/client.key"},
      {key, 0600, certificate, 0664,
       "/jffs/addons/wan53/client.crt: mode 0664 lets others write to it; run: chmod 600 "
       "/jffs/addons/wan53/client.crt"},
      {certificate, 0600, key, 0600,
       "/jffs/addons/wan53/client.key: holds a certificate; expected one private key in PEM, not "
       "encrypted; `wan53 setup` makes a pair if both "
       "files are gone"},
      {std::string(kEcKeyEncrypted), 0600, certificate, 0600,
       "/jffs/addons/wan53/client.key: holds an encrypted key; expected one private key in PEM, "
       "not encrypted; `wan53 setup` makes a pair if both "
       "files are gone"},
      {key, 0600, certificate + key, 0600,
       "/jffs/addons/wan53/client.crt: holds the private key, too; expected certificates in PEM, "
       "this machine's own first; `wan53 setup` makes a pair if both "
       "files are gone"},
      {key, 0600, std::string(kRsaCertificate), 0600,
       "/jffs/addons/wan53/client.crt: the certificate does not belong to the key in "
       "/jffs/addons/wan53/client.key; `wan53 setup` makes a pair if both "
       "files are gone"},
      {key, 0600, std::string(kCaCertificate) + std::string(kCaIssued), 0600,
       "/jffs/addons/wan53/client.crt: the certificate does not belong to the key in "
       "/jffs/addons/wan53/client.key; `wan53 setup` makes a pair if both "
       "files are gone"},
  };
  for (const auto& row : kRows) {
    FakeWorld f;
    if (row.key_mode != 0) f.files.put(kKeyPath, row.key, row.key_mode);
    if (row.certificate_mode != 0) {
      f.files.put(kCertificatePath, row.certificate, row.certificate_mode);
    }
    const auto identity = load_identity(f.ports, kSettings);
    CHECK_ROW(row.what, !identity && identity.error().code == Errc::config);
    CHECK_TEXT_ROW(row.what, identity.error().what, row.what);
  }
}

TEST(identity_dates_are_judged_by_the_time_given) {
  Certificate certificate;
  certificate.not_before = utc_time(1'000);
  certificate.not_after = utc_time(2'000);
  const struct {
    std::int64_t now;
    std::string code, what;
  } kRows[] = {
      {0, "retry",
       "this machine's certificate is not valid before 1970-01-01T00:16:40Z; check the clock"},
      {999, "retry",
       "this machine's certificate is not valid before 1970-01-01T00:16:40Z; check the clock"},
      {1000, "ok", ""},
      {2000, "ok", ""},
      {2001, "user",
       "this machine's certificate expired on 1970-01-01T00:33:20Z; run: wan53 key rotate"},
  };
  for (const auto& row : kRows) {
    const Status dates = check_dates(certificate, utc_time(row.now));
    CHECK_TEXT_ROW(row.code, code_of(dates), row.code);
    if (!dates) CHECK_TEXT_ROW(row.code, dates.error().what, row.what);
    // A clock that AWS has not confirmed may be behind, or ahead by an offset that is outdated.
    CHECK(check_dates(certificate, utc_time(row.now), false));
  }
}

}  // namespace
}  // namespace wan53::test
