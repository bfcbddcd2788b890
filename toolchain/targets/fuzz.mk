# Not shipped: clang's libFuzzer with both sanitizers. clang 14, Debian 12's own, has no std::expected.
CC  := clang-19
CXX := clang++-19
AR  := ar
DEBIAN := clang-19 libclang-rt-19-dev g++
TARGET_FLAGS := -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
MODE_FLAGS   := -O1 -g1
SIZE_LIMIT   := 100000000
# The libraries as they ship.
include toolchain/small.mk
