// SPDX-License-Identifier: MIT
#include "base/certificate.h"

#include "keys_fixture.h"
#include "test.h"

namespace wan53::test {
namespace {

constexpr UtcTime kFrom = utc_time(1'795'000'000);

KeyPair key_of(std::string_view pem) { return *KeyPair::parse(Secret(pem)); }

TEST(certificate_tells_its_facts) {
  const struct {
    std::string_view pem, serial, name, from, to;
  } kRows[] = {
      {kEcCertificate, "787863202369650344969597979470342250047130898963", "router.example.com",
       "2026-11-28T16:40:57Z", "2036-11-25T16:40:57Z"},
      {kRsaCertificate, "7", "rsa-router", "2026-11-28T16:40:57Z", "2036-11-25T16:40:57Z"},
      {kCaCertificate, "128", "Home CA", "2026-11-28T16:40:57Z", "2046-11-23T16:40:57Z"},
      {kCaIssued, "255", "router.example.com", "2026-11-28T16:40:57Z", "2126-11-04T16:40:57Z"},
  };
  for (const auto& row : kRows) {
    const auto found = parse_certificates(row.pem);
    CHECK_ROW(row.name, found && found->size() == 1);
    const Certificate& first = found->front();
    CHECK_TEXT_ROW(row.name, first.serial_decimal, row.serial);
    CHECK_TEXT_ROW(row.name, first.common_name, row.name);
    CHECK_TEXT_ROW(row.name, rfc3339(first.not_before), row.from);
    CHECK_TEXT_ROW(row.name, rfc3339(first.not_after), row.to);
  }
  CHECK_TEXT(parse_certificates(kEcCertificate)->front().sha256_fingerprint,
             "0b6813386ca1ece47ab2d45fdea95b65f6f3d66f172fa3836e3e0df186ce1230");
}

TEST(certificate_chain_keeps_its_order) {
  const auto chain = parse_certificates(std::string(kCaIssued) + std::string(kCaCertificate));
  CHECK(chain && chain->size() == 2);
  CHECK_TEXT((*chain)[0].common_name, "router.example.com");
  CHECK_TEXT((*chain)[1].common_name, "Home CA");
  const auto with_words = parse_certificates("Certificate:\n" + std::string(kCaIssued) + "\n");
  CHECK(with_words && with_words->front().der == chain->front().der);
}

TEST(certificate_says_what_a_text_holds_instead) {
  const std::string good(kEcCertificate);
  std::string damaged = good;
  damaged[200] = '*';
  std::string other_version = good;
  other_version[40] = other_version[40] == 'A' ? 'B' : 'A';
  const struct {
    std::string pem, what;
  } kRows[] = {
      {"", "no PEM"},
      {"<html>", "no PEM"},
      {good.substr(40), "no PEM"},
      {good.substr(0, good.size() - 3), "a PEM block that is cut short"},
      {good + good.substr(0, 100), "a PEM block that is cut short"},
      {std::string(kEcKey), "a private key"},
      {std::string(kEcKeyEncrypted), "a private key"},
      {good + std::string(kEcKey), "the private key, too"},
      {std::string(kEcKey) + good, "the private key, too"},
      {std::string(kEcRequest), "a certificate request, which no CA has signed yet"},
      {good + std::string(kEcRequest), "a certificate request, which no CA has signed yet"},
      {std::string(kEcPublic), "no certificate"},
      {good + std::string(kEcPublic), "more than certificates"},
      {damaged, "a damaged certificate, or one of a kind that wan53 does not know"},
      {good + damaged, "a damaged certificate, or one of a kind that wan53 does not know"},
      {other_version, "a damaged certificate, or one of a kind that wan53 does not know"},
  };
  for (const auto& row : kRows) {
    const auto parsed = parse_certificates(row.pem);
    CHECK_ROW(row.pem, !parsed && parsed.error().code == Errc::config);
    CHECK_TEXT_ROW(
        row.pem, parsed.error().what,
        "holds " + row.what + "; expected certificates in PEM, this machine's own first");
  }
}

TEST(certificate_fits_its_key_alone) {
  const struct {
    std::string_view key, certificate;
    bool fits;
  } kRows[] = {
      {kEcKey, kEcCertificate, true},   {kEcKeyCompressed, kEcCertificate, true},
      {kEcKey, kCaIssued, true},        {kRsaKey, kRsaCertificate, true},
      {kEcKey, kRsaCertificate, false}, {kRsaKey, kEcCertificate, false},
      {kEcKey, kCaCertificate, false},
  };
  for (const auto& row : kRows) {
    const Status fit = check_fit(key_of(row.key), parse_certificates(row.certificate)->front());
    CHECK_ROW(row.key, fit.has_value() == row.fits);
    if (!row.fits)
      CHECK_TEXT_ROW(row.key, fit.error().what, "the certificate does not belong to the key");
  }
}

TEST(certificate_signed_by_its_own_key_says_what_it_was_given) {
  const std::string longest(64, 'x');
  const struct {
    std::string_view key, name;
    UtcTime to;
  } kRows[] = {
      {kEcKey, "a", kFrom + 24h},
      {kEcKey, longest, utc_time(2'524'607'999)},  // the last second of 2049
      {kEcKey, "router.example.com", utc_time(2'524'608'000)},
      {kRsaKey, "b", utc_time(253'402'300'799)},  // no end
  };
  std::string last_serial;
  for (const auto& row : kRows) {
    const KeyPair key = key_of(row.key);
    const auto pem = self_signed_certificate(key, row.name, kFrom, row.to);
    const auto found = parse_certificates(*pem);
    CHECK_ROW(row.name, found && found->size() == 1);
    const Certificate& made = found->front();
    CHECK_TEXT_ROW(row.name, made.common_name, row.name);
    CHECK_TEXT_ROW(row.name, rfc3339(made.not_before), rfc3339(kFrom));
    CHECK_TEXT_ROW(row.name, rfc3339(made.not_after), rfc3339(row.to));
    CHECK_ROW(row.name, made.serial_decimal.size() >= 48 && made.serial_decimal != last_serial);
    CHECK_ROW(row.name, check_fit(key, made));
    last_serial = made.serial_decimal;
  }
}

TEST(certificate_name_must_be_one) {
  const KeyPair key = key_of(kEcKey);
  for (const std::string& name : {std::string(), std::string(65, 'x'), std::string("a\nb"),
                                  std::string("caf\xc3\xa9"), std::string(1, '\0')}) {
    const auto made = self_signed_certificate(key, name, kFrom, kFrom);
    CHECK_ROW(name, !made && made.error().code == Errc::bad_input);
    const auto request = certificate_request(key, name);
    CHECK_ROW(name, !request && request.error().code == Errc::bad_input);
  }
}

}  // namespace
}  // namespace wan53::test
