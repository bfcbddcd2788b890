// SPDX-License-Identifier: MIT
// mbedTLS as wan53 needs it: a TLS 1.2 and 1.3 client that verifies certificate chains, and
// SHA-256. What is not named is off, ALPN too: who does not ask for more is
// answered in HTTP/1.1. curl 8.22 insists on PSA_CRYPTO_C, PK_WRITE_C and ERROR_C.
#pragma once

// The machine.
#define MBEDTLS_HAVE_ASM   // the multiplication loops of the bignum code
#define MBEDTLS_HAVE_TIME  // certificates have dates
#define MBEDTLS_HAVE_TIME_DATE
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_TIME_ALT  // a router's clock may be wrong by a known offset
#define MBEDTLS_FS_IO              // reads the device below
#define MBEDTLS_ENTROPY_C
#define MBEDTLS_CTR_DRBG_C
// On musl mbedTLS reads a device, by default /dev/random, which blocks for minutes on a router that
// has just booted (kernels before 5.6).
#define MBEDTLS_PLATFORM_DEV_RANDOM "/dev/urandom"

// Ciphers: what Amazon's endpoints offer. ChaCha20 is two to three times as fast as AES on a CPU
// without AES instructions.
#define MBEDTLS_AES_C
#define MBEDTLS_AES_ROM_TABLES    // 8 KB of RAM for as much flash, and no start-up cost
#define MBEDTLS_AES_FEWER_TABLES  // 2 KB of them do: three quarters are rotations of the first
#define MBEDTLS_BLOCK_CIPHER_NO_DECRYPT  // GCM and the random numbers encrypt both ways
#define MBEDTLS_GCM_C
#define MBEDTLS_CIPHER_C
#define MBEDTLS_CHACHA20_C
#define MBEDTLS_POLY1305_C
#define MBEDTLS_CHACHAPOLY_C
// The CPU's own instructions, if it says at run time that it has them. x86_64's are left out: their assembly jumps to code
// that BLOCK_CIPHER_NO_DECRYPT removes.
#if defined(__aarch64__)
#define MBEDTLS_AESCE_C
#define MBEDTLS_SHA256_USE_ARMV8_A_CRYPTO_IF_PRESENT
#endif

// Hashes: certificates are signed with SHA-256, SHA-384 or SHA-512.
#define MBEDTLS_MD_C
#define MBEDTLS_SHA224_C  // SHA256_C needs it in this series
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C
#define MBEDTLS_SHA512_SMALLER  // it hashes handshakes and certificates only
#define MBEDTLS_HKDF_C          // TLS 1.3's key schedule

// Public keys: RSA up to 4096 and the three curves in use.
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_NIST_OPTIM  // 4 to 8 times as fast on the NIST curves, for 2 KB
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
// P-256, which AWS and we use, is calculated by lean/p256.c.
#define MBEDTLS_ECP_INTERNAL_ALT
#define MBEDTLS_ECP_ADD_MIXED_ALT
#define MBEDTLS_ECP_DOUBLE_JAC_ALT
#define MBEDTLS_ECP_NORMALIZE_JAC_ALT
#define MBEDTLS_ECP_NORMALIZE_JAC_MANY_ALT
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_PKCS1_V21  // RSA-PSS, which TLS 1.3 signs with
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_PK_WRITE_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_OID_C
#define MBEDTLS_BASE64_C  // PEM: the embedded roots and ca-file
#define MBEDTLS_PEM_PARSE_C
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT
#define MBEDTLS_X509_REMOVE_INFO  // curl then tells the flags, whose words sys/tls_cause has
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_CONFIG
#define MBEDTLS_PSA_CRYPTO_CONFIG_FILE "wan53_psa_config.h"

// TLS.
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE
#define MBEDTLS_ERROR_C
// The suites of Amazon's endpoints alone, in the order of what a round costs: ChaCha20 first, or AES-128 where the
// CPU may have instructions for it, and last SHA-384, which costs a 32-bit CPU more than the cipher does.
#define WAN53_AES_128                                                                 \
  MBEDTLS_TLS1_3_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, \
      MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
#define WAN53_CHACHA                                                                              \
  MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, \
      MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
#define WAN53_AES_256                                                                 \
  MBEDTLS_TLS1_3_AES_256_GCM_SHA384, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, \
      MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
#if defined(__aarch64__)
#define MBEDTLS_SSL_CIPHERSUITES WAN53_AES_128, WAN53_CHACHA, WAN53_AES_256
#else
#define MBEDTLS_SSL_CIPHERSUITES WAN53_CHACHA, WAN53_AES_128, WAN53_AES_256
#endif
// A server may send records of 16 KB; ours are small.
#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
#define MBEDTLS_SSL_OUT_CONTENT_LEN 4096
