# SPDX-License-Identifier: MIT
# `make coverage` runs the tests on programs that count the lines they execute.
#: Line coverage of each folder of src; fails below tests/coverage/floors.
coverage:
	@$(MAKE) --no-print-directory TARGET=coverage coverage-here
#: The same, and what was reached becomes the floors.
coverage-floors:
	@$(MAKE) --no-print-directory TARGET=coverage coverage-floors-here
coverage-here: coverage-run-here
	@$(PY) tests/coverage/report.py $(O)
coverage-floors-here: coverage-run-here
	@$(PY) tests/coverage/report.py --write-floors $(O)
# Whether the tests pass is for `make test` to say; these programs are slower than theirs.
coverage-run-here: all $(O)/unit $(O)/systest $(O)/bootstrap $(O)/router_programs $(VENV)/.stamp
	@toolchain/apt.sh curl openssl iproute2 util-linux procps
	@$(PY) tests/coverage/report.py --reset $(O)
	@echo '  TEST	$(O)'
	@env -u WAN53_TALLY python3 tests/tally.py \
	  'integration &' 'WAN53_BUILD=$(O) $(PY) -m pytest -q -m "not long" tests/integration' \
	  'sys tests &'   '$(O)/systest' \
	  'unit tests'    '$(O)/unit' \
	  'router'        'WAN53_BUILD=$(O) tests/router/run --shards 5 $(PY) -m pytest -q -m "not long" tests/router' \
	  >$(O)/tests.log 2>&1 || sed -n 's/^FAILED /  did not pass here: /p' $(O)/tests.log
.PHONY: coverage coverage-floors coverage-here coverage-floors-here coverage-run-here
