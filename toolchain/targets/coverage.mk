# Not shipped: `dev` with gcov's counters, for `make coverage`. The libraries are not counted.
include toolchain/targets/dev.mk
MODE_FLAGS    := -O0 -g1
MODE_CXXFLAGS := --coverage -fprofile-update=atomic
MODE_LDFLAGS  := --coverage

# The local AWS ends the companion with a signal.
$(O)/bootstrap: $(O)/tests/coverage/flush_on_term.o
$(O)/tests/coverage/flush_on_term.o: tests/coverage/flush_on_term.c $(O)/link.flags
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) -O1 -Wall -Wextra -Werror -c -o $@ $<
