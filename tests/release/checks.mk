# SPDX-License-Identifier: MIT
# Checks of the finished binaries; README.md beside this file says what each of them shows.
RELEASE := tests/release

# The compiler and the sources come once, before the targets are built side by side.
#: The program for all that ship, and its size against the limits.
release: $(SHIPPED:%=release-%)
	@toolchain/apt.sh binutils
	@python3 $(RELEASE)/sizes.py $(SHIPPED)
	@python3 $(RELEASE)/hardening.py $(SHIPPED)
$(SHIPPED:%=release-%): release-%: $(S)/.stamp $(ZIG)
	+@$(MAKE) --no-print-directory TARGET=$* build/$*/wan53 build/$*/wan53.unstripped

#: What each library and each folder of src takes in the program of one target.
sizes: $(O)/wan53
	@toolchain/apt.sh binutils
	@python3 $(RELEASE)/parts.py $(TARGET) $(ZIG) ld.lld

# What people, routers and Lambda download, signed with WAN53_SIGNING_KEY (a file); without it a release for trials.
DIST := build/dist
#: What people, routers and Lambda download, signed with WAN53_SIGNING_KEY.
dist: release lambda $(WORDS)
	@toolchain/apt.sh openssl
	@toolchain/dist.py --out $(DIST) --version $(VERSION) --epoch $(EPOCH) $(if $(WAN53_SIGNING_KEY),--key '$(WAN53_SIGNING_KEY)')
.PHONY: dist

#: No instruction of an FPU in armv7 and mipsel.
softfloat: softfloat-armv7 softfloat-mipsel
#: No system call that the oldest kernels lack, in armv7 and mipsel.
syscalls: syscalls-armv7 syscalls-mipsel
#: The finished daemons on a simulated router, under qemu.
cycle: cycle-armv7 cycle-aarch64 cycle-mipsel
here = $(subst -, ,$@)
softfloat-armv7 softfloat-mipsel syscalls-armv7 syscalls-mipsel cycle-armv7 cycle-aarch64 cycle-mipsel: $(S)/.stamp $(ZIG) $(VENV)/.stamp
	+@$(MAKE) --no-print-directory TARGET=$(lastword $(here)) $(firstword $(here))-here

softfloat-here: $(addprefix $(O)/,wan53 wan53.unstripped fpu_control fpu_control.o)
	@toolchain/apt.sh qemu-user-static binutils $(FPU_BINUTILS)
	@echo '  CHECK	soft float of $(TARGET)'
	@$(PY) $(RELEASE)/softfloat.py $(TARGET) $(O) $(EMULATOR)
# The simulated router is this machine's.
ON_ROUTER := WAN53_BUILD=build/$(HOST) tests/router/run $(PY)
router-here:
	+@$(MAKE) --no-print-directory TARGET=$(HOST) build/$(HOST)/router_programs
	@toolchain/apt.sh qemu-user-static iproute2 util-linux
syscalls-here: $(O)/wan53 router-here
	@echo '  CHECK	system calls of $(TARGET)'
	@$(ON_ROUTER) $(RELEASE)/syscalls.py $(RELEASE)/syscalls-$(TARGET).allow $< $(EMULATOR)
cycle-here: $(O)/wan53 router-here
	@echo '  CHECK	the daemon of $(TARGET)'
	@$(ON_ROUTER) $(RELEASE)/cycle.py $< $(EMULATOR)

FPU_BINUTILS := $(if $(filter armv7,$(TARGET)),binutils-arm-linux-gnueabi,binutils-mipsel-linux-gnu)
HARD_FLAGS   := $(if $(filter armv7,$(TARGET)),-target arm-linux-musleabihf,-target mipsel-linux-musleabihf)
$(O)/fpu_control: $(RELEASE)/fpu_control.c $(O)/link.flags
	$(call quiet,CC)$(CC) $(TARGET_FLAGS) -Os -static -o $@ $<
$(O)/fpu_control.o: $(RELEASE)/fpu_control.c $(O)/link.flags
	$(call quiet,CC)$(CC) $(HARD_FLAGS) -Os -c -o $@ $<

#: Two builds of one commit are the same, byte for byte.
reproducible:
	@$(RELEASE)/reproducible.sh armv7 lambda
.PHONY: release sizes softfloat syscalls cycle softfloat-here syscalls-here cycle-here router-here reproducible
