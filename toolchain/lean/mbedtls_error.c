// SPDX-License-Identifier: MIT
// Stands in for mbedTLS's error.c, whose texts are 12 KB: the number, which its documentation explains.
// sys/curl_error says what a user needs to know.
#include <mbedtls/error.h>
#include <stdio.h>

void mbedtls_strerror(int code, char* text, size_t size) {
  if (size > 0) snprintf(text, size, "mbedTLS -0x%04x", (unsigned)-code);
}
