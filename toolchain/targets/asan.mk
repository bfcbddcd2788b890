# Not shipped: this machine's g++ with AddressSanitizer and UndefinedBehaviorSanitizer, for the tests.
CC  := gcc
CXX := g++
AR  := ar
DEBIAN := g++
TARGET_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all
MODE_FLAGS   := -Og -g1
SIZE_LIMIT   := 100000000
PRECOMPILED := yes
small = $(2) -c $(1)
# glibc keeps the parser of DNS messages apart; musl, which ships, has it in libc.
link = $(CXX) $(ALL_LDFLAGS) $(WRAP:%=-Wl,%) -o $@ $(1) -lresolv
