# SPDX-License-Identifier: MIT
# What checks the programs. tests/tally.py runs the steps and adds up their counts.
check: $(O)/unit $(O)/systest
	$(EMULATOR) $(O)/unit
	$(EMULATOR) $(O)/systest
signer: $(O)/signer

test: all signer $(O)/unit $(O)/systest $(O)/wan53.unstripped $(VENV)/.stamp
	@toolchain/apt.sh curl openssl
	@python3 tests/tally.py \
	  'unit tests' '$(EMULATOR) $(O)/unit' \
	  'sys tests'  '$(EMULATOR) $(O)/systest' \
	  'pytest'     'WAN53_BUILD=$(O) $(PY) -m pytest -q'

demo: all $(VENV)/.stamp
	@WAN53_BUILD=$(O) $(PY) tests/demo.py

lint: $(VENV)/.stamp
	@toolchain/apt.sh clang-format-14 shellcheck
	@$(PY) tests/lint/run --strict

# The unit tests under AddressSanitizer and UndefinedBehaviorSanitizer.
asan:
	@$(MAKE) --no-print-directory TARGET=asan check
.PHONY: check signer test demo lint asan
include tests/fuzz/fuzz.mk
-include tests/bench/bench.mk
