# Old routers: MIPS 74K, little-endian, no FPU, kernel 2.6.22 on.
include toolchain/zig.mk
TARGET_FLAGS := -target mipsel-linux-musleabi -mcpu=mips32r2+soft_float
LINK_SCRIPT  := toolchain/mipsel.ld
# At a fixed address: position-independent code is a fifth larger here, and these kernels would load it at one address
# every time.
MODE_FLAGS   := $(filter-out -fPIE,$(MODE_FLAGS))
MODE_LDFLAGS := $(filter-out -pie,$(MODE_LDFLAGS))
MODE_LDFLAGS += -Wl,-T,$(LINK_SCRIPT)
# LLVM looks for an instruction for a branch's delay slot in front of the branch only, and otherwise spends a nop.
LLD_FLAGS += -mllvm -disable-mips-df-forward-search=false -mllvm -disable-mips-df-succbb-search=false
# A call in the last place is a jump, which LLVM keeps off on MIPS for the sake of lazily bound libraries.
LLD_FLAGS += -mllvm -mips-tail-calls
EMULATOR     := qemu-mipsel-static -cpu 24Kc
SIZE_LIMIT   := 1000000
