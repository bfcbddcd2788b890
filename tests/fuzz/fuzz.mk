# SPDX-License-Identifier: MIT
# `make fuzz` runs each target over its corpus and then for FUZZ_SECONDS. clang-19 builds them, in build/fuzz.
FUZZ_SECONDS ?= 20
FUZZ_TARGETS := $(patsubst tests/fuzz/%.cpp,%,$(sort $(wildcard tests/fuzz/*_fuzz.cpp)))

#: Every parser of outside text, for FUZZ_SECONDS each (20).
fuzz:
	@$(MAKE) --no-print-directory TARGET=fuzz fuzz-programs-here
	@python3 tests/fuzz/run --seconds $(FUZZ_SECONDS) build/fuzz

ifeq ($(TARGET),fuzz)
fuzz-programs-here: $(FUZZ_TARGETS:%=$(O)/%)
$(FUZZ_TARGETS:%=$(O)/%): $(O)/%: $(O)/tests/fuzz/%.o $(call lib,lambda ddns aws base deps) $(O)/link.flags
	$(call quiet,LD)$(CXX) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o %.a,$^)
endif
.PHONY: fuzz fuzz-programs-here
