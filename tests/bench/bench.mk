# SPDX-License-Identifier: MIT
# `make bench` measures what a round costs, on this machine. Only counts and sizes can fail it.
$(O)/peak: tests/bench/peak.c $(O)/link.flags
	$(call quiet,CC)$(CC) $(ALL_LDFLAGS) $(WARNINGS) -o $@ $<
$(O)/minimal: tests/bench/minimal.c $(O)/libdeps.a $(O)/link.flags
	$(call quiet,CC)$(CC) $(ALL_LDFLAGS) $(LIB_FLAGS) $(WARNINGS) -o $@ $< $(O)/libdeps.a

test: $(O)/peak $(O)/minimal $(O)/pair_bench
#: What a round costs on this machine: CPU, memory, requests.
bench: all $(O)/peak $(O)/minimal $(O)/signing_bench $(O)/pair_bench $(VENV)/.stamp
	@toolchain/apt.sh strace iproute2 util-linux qemu-user-static
	@WAN53_BUILD=$(O) tests/router/run $(PY) -m tests.bench.bench $(SHIPPED)
.PHONY: bench
