# SPDX-License-Identifier: MIT
# What tests/addon needs beside the program; its README says what for.
ADDON := build/addon
$(ADDON)/busybox: $(addprefix tests/addon/busybox/,options.txt sources.lock build cc) $(ZIG)
	@python3 toolchain/fetch.py $(ADDON)/src tests/addon/busybox/sources.lock
	$(call quiet,BUSYBOX)ZIG=$(ZIG) tests/addon/busybox/build $(ADDON)/src/busybox $@
$(ADDON)/powercut: tests/addon/powercut.c $(ZIG)
	@mkdir -p $(@D)
	$(call quiet,CC)$(ZIG) cc -target x86_64-linux-musl -O1 -static -s -Wall -Wextra -Werror -o $@ $<
$(ADDON)/tree/.stamp: $(ADDON)/busybox $(ADDON)/powercut tests/addon/template.py $(shell find tests/addon/firmware -type f)
	@toolchain/apt.sh curl openssl util-linux
	$(call quiet,TREE)python3 -m tests.addon.template $(@D) build
	@touch $@
test: $(ADDON)/tree/.stamp
bench: addon-times
#: How long the addon's script takes on a simulated router.
addon-times: all $(O)/router_programs $(ADDON)/tree/.stamp $(VENV)/.stamp
	@WAN53_BUILD=$(O) tests/router/run $(PY) -m tests.addon.times
.PHONY: addon-times
