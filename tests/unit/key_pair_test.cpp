// SPDX-License-Identifier: MIT
#include "base/key_pair.h"

#include <psa/crypto.h>

#include "base/certificate.h"
#include "base/digest.h"
#include "base/pem.h"
#include "base/signature.h"
#include "keys_fixture.h"
#include "test.h"

namespace wan53::test {
namespace {

KeyPair key_of(std::string_view pem) { return *KeyPair::parse(Secret(pem)); }

std::string public_pem(const KeyPair& key) {
  return pem_block("PUBLIC KEY", public_der(key.context()));
}

TEST(key_pair_every_form_of_a_key_is_the_same_key) {
  constexpr std::string_view kForms[] = {kEcKey, kEcKeyPkcs8, kEcKeyWithParameters,
                                         kEcKeyWithoutPublic, kEcKeyCompressed};
  for (const auto form : kForms) {
    const auto key = KeyPair::parse(Secret(form));
    CHECK_ROW(form, key && !key->is_rsa());
    CHECK_TEXT_ROW(form, public_pem(*key), kEcPublic);
    CHECK_TEXT_ROW(form, key->pem().reveal(), form);
  }
  for (const auto form : {kRsaKey, kRsaKeyPkcs1}) {
    const auto key = KeyPair::parse(Secret(form));
    CHECK_ROW(form, key && key->is_rsa());
    CHECK_TEXT_ROW(form, public_pem(*key), public_pem(key_of(kRsaKey)));
  }
}

TEST(key_pair_says_what_a_text_holds_instead) {
  const std::string key(kEcKey);
  std::string damaged = key;
  damaged[60] = damaged[60] == 'A' ? 'B' : 'A';  // in the number itself
  damaged[40] = '*';
  const struct {
    std::string pem, what;
  } kRows[] = {
      {"", "no PEM"},
      {"a text\n", "no PEM"},
      {std::string(40, '\0'), "no PEM"},
      {key.substr(30), "no PEM"},
      {key.substr(0, key.size() - 5), "a PEM block that is cut short"},
      {key.substr(0, 90), "a PEM block that is cut short"},
      {"-----BEGIN ", "a PEM block that is cut short"},
      {"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
       "a damaged key, or one that is neither EC P-256 nor RSA"},
      {damaged, "a damaged key, or one that is neither EC P-256 nor RSA"},
      {std::string(kEcKeyEncrypted), "an encrypted key"},
      {std::string(kEcKeyEncryptedOld), "an encrypted key"},
      {std::string(kEcCertificate), "a certificate"},
      {std::string(kEcRequest), "a certificate request"},
      {std::string(kEcPublic), "no private key"},
      {key + std::string(kEcCertificate), "a certificate, too"},
      {std::string(kEcCertificate) + key, "a certificate, too"},
      {std::string(kEcRequest) + key, "a certificate request, too"},
      {key + std::string(kEcPublic), "more than a private key"},
      {key + std::string(kRsaKey), "more than one private key"},
      {std::string(kP384Key), "a key of another curve than P-256"},
      {std::string(kK1Key), "a key of another curve than P-256"},
      {std::string(kEd25519Key), "a damaged key, or one that is neither EC P-256 nor RSA"},
      {std::string(kRsa1024), "an RSA key under 2048 bits"},
      {std::string(kRsa4104), "an RSA key over 4096 bits"},
  };
  for (const auto& row : kRows) {
    const auto parsed = KeyPair::parse(Secret(row.pem));
    CHECK_ROW(row.pem, !parsed && parsed.error().code == Errc::config);
    CHECK_TEXT_ROW(row.pem, parsed.error().what,
                   "holds " + row.what + "; expected one private key in PEM, not encrypted");
  }
}

TEST(key_pair_a_new_one_signs_and_can_be_read_back) {
  const auto made = KeyPair::make();
  CHECK(made && !made->is_rsa());
  const auto other = KeyPair::make();
  CHECK(other && public_pem(*made) != public_pem(*other));
  const KeyPair again = key_of(made->pem().reveal());
  CHECK_TEXT(public_pem(again), public_pem(*made));
  const auto signature = again.sign("text");
  CHECK(signature && check_signature(public_pem(*made), "text", *signature));
  CHECK(!check_signature(public_pem(*made), "tex", *signature));
  CHECK(!check_signature(public_pem(*other), "text", *signature));
}

TEST(key_pair_signs_after_libcurl_has_ended_the_random_numbers) {
  const auto key = KeyPair::make();
  mbedtls_psa_crypto_free();
  const auto signature = key->sign("text");
  CHECK(signature && check_signature(public_pem(*key), "text", *signature));
  mbedtls_psa_crypto_free();
  CHECK(KeyPair::make());
  mbedtls_psa_crypto_free();
  CHECK(KeyPair::parse(Secret(kEcKey)));
  mbedtls_psa_crypto_free();
  CHECK(self_signed_certificate(*key, "a", UtcTime(), UtcTime()));
}

// RSA PKCS#1 v1.5 has no random part.
TEST(key_pair_signs_with_rsa_as_openssl_does) {
  const auto signature = key_of(kRsaKey).sign("text");
  CHECK(signature && signature->size() == 256);
  CHECK_TEXT(sha256(*signature).hex().substr(0, 32), "e36252f52969c5114b3328e2e708f569");
}

// A damaged file would else pass for one that fits its certificate.
TEST(key_pair_trusts_the_private_half_alone) {
  CHECK_TEXT(public_pem(key_of(kEcKeyOfTwo)), kEcPublic);
}

TEST(pem_base64_is_padded) {
  constexpr struct {
    std::string_view bytes, text;
  } kRows[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& row : kRows) {
    std::string text = ">";
    append_base64(text, row.bytes);
    CHECK_TEXT_ROW(row.bytes, text, ">" + std::string(row.text));
  }
}

}  // namespace
}  // namespace wan53::test
