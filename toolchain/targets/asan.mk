# Not shipped: clang with AddressSanitizer and UndefinedBehaviorSanitizer, for the tests. Without optimisation it needs half
# of g++'s time for the sanitizers' code. clang 14, Debian 12's own, has no std::expected.
CC  := clang-19
CXX := clang++-19
AR  := ar
DEBIAN := clang-19 libclang-rt-19-dev g++
TARGET_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all
MODE_FLAGS   := -O1 -g1
MODE_CXXFLAGS := -O0
SIZE_LIMIT   := 100000000
small = $(2) -c $(1)
# glibc keeps the parser of DNS messages apart; musl, which ships, has it in libc.
link = $(CXX) $(ALL_LDFLAGS) $(WRAP:%=-Wl,%) -o $@ $(1) -lresolv
