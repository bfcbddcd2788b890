# Routers with Broadcom BCM4908 and later in 64-bit firmware; Lambda on Graviton.
include toolchain/zig.mk
TARGET_FLAGS := -target aarch64-linux-musl
EMULATOR     := $(if $(filter aarch64,$(HOST)),,qemu-aarch64-static)
SIZE_LIMIT   := 850000
# Sequences that stand twice become functions.
LLD_FLAGS    += -mllvm -enable-machine-outliner=always
