# Not shipped: this machine's g++ without optimisation, for the quick loop of `make check`.
CC  := gcc
CXX := g++
AR  := ar
DEBIAN := g++
MODE_FLAGS := -Og -g1
SIZE_LIMIT := 100000000
small = $(2) -c $(1)
# glibc keeps the parser of DNS messages apart; musl, which ships, has it in libc.
link = $(CXX) $(ALL_LDFLAGS) $(WRAP:%=-Wl,%) -o $@ $(1) -lresolv
