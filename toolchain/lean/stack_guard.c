// SPDX-License-Identifier: MIT
// The stack protector's canary on ARM, in the place of musl's own variable, which
// toolchain/targets/armv7.mk lets the linker find here; musl sets it before main. When LLVM 20
// optimises Thumb code for size at link time and knows the variable's definition, it writes its
// address into the code as a constant, which a position-independent program cannot have.
#include <stdint.h>

uintptr_t lean_stack_guard;
