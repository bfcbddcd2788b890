# Old routers: MIPS 74K, little-endian, no FPU, kernel 2.6.22 on.
include toolchain/zig.mk
TARGET_FLAGS := -target mipsel-linux-musleabi -mcpu=mips32r2+soft_float
LINK_SCRIPT  := toolchain/mipsel.ld
MODE_LDFLAGS += -Wl,-T,$(LINK_SCRIPT)
EMULATOR     := qemu-mipsel-static -cpu 24Kc
SIZE_LIMIT   := 900000
