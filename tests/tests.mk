# What checks the programs. Each target is one step of tests/tally.py, which adds up their counts.
check: $(O)/unit $(O)/systest
	$(EMULATOR) $(O)/unit
	$(EMULATOR) $(O)/systest
signer: $(O)/signer
.PHONY: check signer
include tests/fuzz/fuzz.mk
