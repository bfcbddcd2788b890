# SPDX-License-Identifier: MIT
# What checks the programs. tests/tally.py runs the steps and adds up their counts.
#: The unit tests and those of the real ports, without optimisation; TARGET=mipsel: what ships, under qemu.
check: $(O)/unit $(O)/systest
	@python3 tests/tally.py \
	  'sys tests &' '$(EMULATOR) $(O)/systest' \
	  'unit tests'  '$(EMULATOR) $(O)/unit'
#: The signer as a program, one JSON object a line.
signer: $(O)/signer
#: The readers of AWS's replies as a program, one JSON object a line.
reader: $(O)/reader
#: The HTTP client with a certificate of its own, as a program.
shown: $(O)/shown

# The firmware's programs, as tests/router has them.
$(O)/router_programs: tests/router/programs.c $(O)/link.flags
	$(call quiet,CC)$(CC) $(TARGET_FLAGS) -O1 -static -s -Wall -Wextra -Werror -o $@ $<

#: The programs whose allocations a test lets fail: without optimisation, on this machine's C library.
debugging_programs:
	@$(MAKE) --no-print-directory TARGET=dev build/dev/wan53 build/dev/bootstrap

#: All tests but the long ones.
test: all man debugging_programs signer reader shown $(O)/soak $(O)/router_programs $(O)/unit $(O)/systest $(O)/wan53.unstripped $(VENV)/.stamp
	@toolchain/apt.sh curl openssl iproute2 util-linux procps clang-format-14 shellcheck mandoc man-db groff-base lintian
	@toolchain/apt.sh chromium || echo 'no Chromium: the tests of the web page are skipped'
	@python3 tests/tally.py \
	  'integration &' 'WAN53_BUILD=$(O) $(PY) -m pytest -q -m "not long" tests/integration' \
	  'pytest &'   'WAN53_BUILD=$(O) $(PY) -m pytest -q --deselect tests/integration' \
	  'sys tests &' '$(EMULATOR) $(O)/systest' \
	  'unit tests' '$(EMULATOR) $(O)/unit' \
	  'page'       'WAN53_BUILD=$(O) $(PY) -m pytest -q tests/page' \
	  'router'     'WAN53_BUILD=$(O) tests/router/run --shards 5 $(PY) -m pytest -q -m "not long" tests/router' \
	  'addon'      'WAN53_BUILD=$(O) tests/router/run --shards 4 $(PY) -m pytest -q --confcutdir=tests/addon tests/addon'

#: The tests that take minutes each: 10,000 rounds, a watchdog's day, five idle minutes, a day of sessions.
test-long: all $(O)/router_programs $(O)/soak $(VENV)/.stamp
	@toolchain/apt.sh strace iproute2 util-linux procps
	@python3 tests/tally.py \
	  'long' 'WAN53_BUILD=$(O) tests/router/run --shards 4 $(PY) -m pytest -q -s -m long tests/router' \
	  'day of sessions' 'WAN53_BUILD=$(O) $(PY) -m pytest -q -m long tests/integration'

#: Address changes arriving in a local AWS: by hand, by the daemon on a simulated router, by a certificate.
demo: all $(O)/router_programs $(VENV)/.stamp
	@toolchain/apt.sh iproute2 util-linux
	@WAN53_BUILD=$(O) $(PY) tests/demo.py
	@WAN53_BUILD=$(O) tests/router/run $(PY) tests/demo_daemon.py
	@WAN53_BUILD=$(O) $(PY) tests/demo_certificate.py

# Where Go modules can be had; the version is that of the last look at it.
AWS_HELPER_MODULE := github.com/aws/rolesanywhere-credential-helper
AWS_HELPER := build/aws-helper/$(notdir $(AWS_HELPER_MODULE))
$(AWS_HELPER):
	@mkdir -p $(@D)
	@command -v go >/dev/null || { echo 'make aws-helper needs go 1.22 or later; install it from go.dev or your distribution' >&2; exit 1; }
	$(call quiet,GO)GOBIN=$(abspath $(@D)) go install $(AWS_HELPER_MODULE)@v1.4.0 2>$@.log || \
	  { tail -n 3 $@.log >&2; echo "$(AWS_HELPER_MODULE) cannot be had here: see $@.log" >&2; exit 1; }
#: AWS's own helper for IAM Roles Anywhere gets credentials from the local AWS; needs go and its modules.
aws-helper: $(AWS_HELPER) $(VENV)/.stamp
	@AWS_HELPER=$(AWS_HELPER) $(PY) -m pytest -q tests/python/aws/aws_helper.py

#: The rules of the tree; clang-tidy on what the last commit and the edits since then changed.
lint: $(VENV)/.stamp compile_commands.json
	@toolchain/apt.sh clang-format-14 shellcheck
	@$(PY) tests/lint/run --strict
#: clang-tidy on all of src.
tidy: $(VENV)/.stamp compile_commands.json
	@$(PY) tests/lint/tidy

#: The unit tests and those of the real ports under AddressSanitizer and UndefinedBehaviorSanitizer.
asan:
	@$(MAKE) --no-print-directory TARGET=asan check
.PHONY: debugging_programs check signer reader shown test test-long demo aws-helper lint tidy asan
include tests/fuzz/fuzz.mk
-include tests/bench/bench.mk
include tests/addon/addon.mk
include tests/coverage/coverage.mk
include tests/mutants/mutants.mk
