# Clang's -Oz, which zig takes for -Os: each file is compiled between two pragmas. The arithmetic of mbedTLS is left out
# (toolchain/libs.mk). $(1) file, $(2) compiler and flags, $(3) ending.
small = printf '\#pragma clang attribute push(__attribute__((minsize)), apply_to=function)\n\#include "%s"\n\#pragma clang attribute pop\n' \
          '$(1)' >$@.small.$(3) && $(2) -I. -c $@.small.$(3)
