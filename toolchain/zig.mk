# What all shipped targets share. One optimisation mode everywhere: zig builds libc++ and musl once for each.
CC  := $(ZIG) cc
CXX := $(ZIG) c++
AR  := $(ZIG) ar
TOOLS := $(ZIG)
# No unwind tables, since nothing throws. zig adds UBSan calls to code it does not optimise.
MODE_FLAGS := -Os -flto -g0 -DNDEBUG -fno-sanitize=all -fno-unwind-tables -fno-asynchronous-unwind-tables
# zig defines a macro that brings the std::unexpected of C++03 back, which hides that of C++23.
MODE_CXXFLAGS := -U_LIBCPP_ENABLE_CXX17_REMOVED_UNEXPECTED_FUNCTIONS
MODE_LDFLAGS  := -static -s -Wl,--gc-sections -Wl,--build-id=none
# Runtime stubs that keep 80 KB of libc++abi out of the program.
STUBS := toolchain/stubs.cpp
