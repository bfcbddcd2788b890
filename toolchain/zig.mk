# What all shipped targets share. One optimisation mode everywhere: zig builds libc++ and musl once for each.
CC  := $(ZIG) cc
CXX := $(ZIG) c++
AR  := $(ZIG) ar
TOOLS := $(ZIG)
# No unwind tables, since nothing throws. zig adds UBSan calls to code it does not optimise.
MODE_FLAGS := -Os -flto -g0 -DNDEBUG -fno-sanitize=all -fno-unwind-tables -fno-asynchronous-unwind-tables \
              -fPIE -fstack-protector-strong
# zig defines a macro that brings the std::unexpected of C++03 back, which hides that of C++23.
MODE_CXXFLAGS := -U_LIBCPP_ENABLE_CXX17_REMOVED_UNEXPECTED_FUNCTIONS
# zig's cache outlives a checkout, which dates the same headers anew.
HEADER_FLAGS := -Xclang -fno-pch-timestamp
# zig's linker asks for stacks of 16 MiB, which musl takes for the size of every thread's stack.
MODE_LDFLAGS  := -static -pie -s -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,relro -Wl,-z,now -Wl,-z,stack-size=262144
# Runtime stubs that keep 80 KB of libc++abi out of the program.
STUBS := toolchain/lean/cxxabi.cpp
include toolchain/small.mk
# zig's driver refuses these, hence toolchain/link.py. Folding spares functions whose address is taken. Relative
# relocations, of which a position-independent program has thousands, take two bytes each instead of 8 to 24. Nothing
# unwinds, so nobody searches the unwind tables of zig's libraries. lean/pages.c has the allocator's pages.
LLD_FLAGS = --icf=safe -mllvm -inline-threshold=-25 -mllvm -inlinehint-threshold=-25 --pack-dyn-relocs=relr \
            --no-eh-frame-hdr --wrap=__mmap --wrap=munmap
link = toolchain/link.py $(O)/link.memo $@ '$(LLD_FLAGS) $(WRAP)' $(1) -- $(CXX) $(ALL_LDFLAGS)
