// SPDX-License-Identifier: MIT
// Before curl's files: wan53 shows servers no certificate of its own, so no private key is read.
#include <mbedtls/pk.h>
#define mbedtls_pk_parse_key(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_pk_parse_keyfile(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
