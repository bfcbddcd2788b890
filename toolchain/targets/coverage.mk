# Not shipped: `dev` with gcov's counters, for `make coverage`. The libraries are not counted.
include toolchain/targets/dev.mk
MODE_FLAGS    := -O0 -g1
MODE_CXXFLAGS := --coverage -fprofile-update=atomic
MODE_LDFLAGS  := --coverage
