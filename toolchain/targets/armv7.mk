# Every ARM router: Cortex-A7 and A9, the latter without VFP or NEON, kernel 2.6.36 on. Thumb-2 is 30 % smaller
# than ARM code. Each feature is switched off by name, or the attributes still claim an FPU.
include toolchain/zig.mk
TARGET_FLAGS := -target thumb-linux-musleabi \
                -mcpu=cortex_a9-vfp2-vfp2sp-vfp3-vfp3d16-vfp3d16sp-vfp3sp-neon-fp16-fpregs+soft_float
EMULATOR     := qemu-arm-static -cpu cortex-a9,vfp=off,neon=off
SIZE_LIMIT   := 600000
# A definition that link-time optimisation cannot see; stack_guard.c says why.
LEAN         := stack_guard
LLD_FLAGS    += --defsym=__stack_chk_guard=lean_stack_guard
# Sequences that stand twice become functions. Only once: a second time (-machine-outliner-reruns) makes code that hangs.
LLD_FLAGS    += -mllvm -enable-machine-outliner=always
