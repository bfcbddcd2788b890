// SPDX-License-Identifier: MIT
// Before curl's files: what curl never needs of the C library.
#include <stdio.h>

// No fraction is written, which takes musl's printf, the only use that curl has for it.
#define snprintf(text, ...) ((text)[0] = '\0')
