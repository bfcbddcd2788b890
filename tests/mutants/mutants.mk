# SPDX-License-Identifier: MIT
# `make mutants` seeds faults into the sources and says which ones the unit tests do not see.
#: Seeds faults and says which ones the unit tests do not see; MUTANTS="--only TEXT" for some.
mutants:
	@$(MAKE) --no-print-directory TARGET=dev mutants-here
mutants-here: $(O)/unit
	@tests/mutants/run $(MUTANTS) $(O) $(CXX) $(ALL_LDFLAGS) $(UNIT)
.PHONY: mutants mutants-here
