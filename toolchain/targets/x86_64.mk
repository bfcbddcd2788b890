# Linux boxes, tests and Lambda.
include toolchain/zig.mk
TARGET_FLAGS := -target x86_64-linux-musl
EMULATOR     := $(if $(filter x86_64,$(HOST)),,qemu-x86_64-static)
SIZE_LIMIT   := 850000
# Sequences that stand twice become functions.
LLD_FLAGS    += -mllvm -enable-machine-outliner=always
