// SPDX-License-Identifier: MIT
// Stands in for curl's vtls/cipher_suite.c and vtls/x509asn1.c, 8 KB: the names of cipher suites and
// the fields of certificates, for options that wan53 never sets. Part of curl's one file.
#include "vtls/cipher_suite.h"
#include "vtls/x509asn1.h"

uint16_t Curl_cipher_suite_walk_str(const char** str, const char** end) {
  *end = *str;
  return 0;
}

int Curl_cipher_suite_get_str(uint16_t id, char* buf, size_t buf_size, bool prefer_rfc) {
  (void)id;
  (void)prefer_rfc;
  if (buf_size > 0) buf[0] = '\0';
  return -1;
}

CURLcode Curl_extract_certinfo(struct Curl_easy* data, int certnum, const char* beg,
                               const char* end) {
  (void)data;
  (void)certnum;
  (void)beg;
  (void)end;
  return CURLE_NOT_BUILT_IN;
}
