// SPDX-License-Identifier: MIT
// The headers that most unit tests include, compiled once for each target. Only a file's own
// includes count.

#include "../../toolchain/include/standard.h"
#include "fakes.h"
#include "test.h"
