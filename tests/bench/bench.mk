# SPDX-License-Identifier: MIT
# `make bench` measures what a round costs, on this machine. A missed limit fails it.
$(O)/peak: tests/bench/peak.c $(O)/link.flags
	$(call quiet,CC)$(CC) $(ALL_LDFLAGS) $(WARNINGS) -o $@ $<
$(O)/minimal: tests/bench/minimal.c $(O)/libdeps.a $(O)/link.flags
	$(call quiet,CC)$(CC) $(ALL_LDFLAGS) $(LIB_FLAGS) $(WARNINGS) -o $@ $< $(O)/libdeps.a

test: $(O)/peak $(O)/minimal $(O)/pair_bench
#: What a round costs on this machine, beside others: PEERS=FOLDER, BEFORE=FOLDER with another wan53.
bench: all $(addprefix $(O)/,peak minimal signing_bench pair_bench router_programs) $(VENV)/.stamp
	@toolchain/apt.sh strace iproute2 util-linux qemu-user-static
	@WAN53_BUILD=$(O) tests/router/run $(PY) -m tests.bench.bench $(PEERS:%=--peers %) $(BEFORE:%=--before %) $(SHIPPED)
.PHONY: bench
