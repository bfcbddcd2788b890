// SPDX-License-Identifier: MIT
// printf's formatting, which musl's own programs of the library need (inet_ntop, syslog), by curl's
// formatter, which is linked in any case: musl's is 6 KB, half of it for floating point, and curl's
// own asks for that one again. What is longer than the buffer is cut; nothing here is.
#include <curl/mprintf.h>
#include <stdarg.h>
#include <stdio.h>

int vfprintf(FILE* restrict file, const char* restrict format, va_list arguments) {
  char text[1024];
  const int size = curl_mvsnprintf(text, sizeof text, format, arguments);
  return fwrite(text, 1, (size_t)size, file) == (size_t)size ? size : -1;
}

// For curl's floating point, which nobody here prints.
int never_snprintf(char* text, size_t size, const char* format, ...) {
  (void)format;
  if (size > 0) text[0] = '\0';
  return 0;
}
