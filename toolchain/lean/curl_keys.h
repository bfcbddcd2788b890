// SPDX-License-Identifier: MIT
// Before curl's files: what wan53 never asks of curl's TLS and of its printf.
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>
#include <stdio.h>

// A certificate of our own and its key go to mbedTLS without libcurl: sys/own_certificate.
#define mbedtls_pk_parse_key(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_pk_parse_keyfile(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
// No public key is pinned.
#define mbedtls_pk_write_pubkey_der(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
// Roots are handed over, not named: a file named to curl would be refused.
#define mbedtls_x509_crt_parse_file(...) MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE
#define mbedtls_x509_crt_parse_path(...) MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE
// No fraction is written, which takes musl's printf, the only use that curl has for it.
#define snprintf(text, ...) ((text)[0] = '\0')
