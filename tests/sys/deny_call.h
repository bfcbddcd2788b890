// SPDX-License-Identifier: MIT
// A kernel that lacks a system call, or forbids it: seccomp(2) makes one fail in a child of a
// test's own. Emulators do not have it.
#pragma once

#include <string>

namespace wan53::test {

// What `body` returns when it is run in a forked child; " and died" is added when that ended badly.
std::string in_child(std::string (*body)(void*), void* context);

// From now on, in this process and its children, the call does nothing and fails with `error`; 0
// makes it pretend success. With `first_argument`, only calls that have it. False where there is no
// seccomp.
bool deny_call(long number, int error, long first_argument = -1);

}  // namespace wan53::test
