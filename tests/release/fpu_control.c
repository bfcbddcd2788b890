// SPDX-License-Identifier: MIT
// What softfloat.py must be able to find: one instruction for an FPU, in a program that is
// soft-float otherwise.
int main(void) {
  double number = 0;
#ifdef __arm__
  __asm__ volatile(".fpu vfpv3\n\tvldr d0, [%0]" : : "r"(&number) : "memory");
#else
  __asm__ volatile(".set push\n\t.set hardfloat\n\tlwc1 $f0, 0(%0)\n\t.set pop"
                   :
                   : "r"(&number)
                   : "memory");
#endif
  return number != 0;
}
