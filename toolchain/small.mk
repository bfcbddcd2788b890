# Clang's -Oz, which zig takes for -Os. As a pragma's attribute it would miss what no source declares, such as the moves
# and copies of structs. The arithmetic of mbedTLS is left out (toolchain/libs.mk). $(1) file, $(2) compiler and flags.
small = $(2) -mllvm -force-attribute=minsize -c $(1)
