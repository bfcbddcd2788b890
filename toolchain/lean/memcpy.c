// SPDX-License-Identifier: MIT
// memcpy for what ships. zig has none of musl's, and its own copies byte by byte when it builds for
// size: that was a quarter of a TLS handshake. This one is found first.
//
// tests/unit compiles it for every target under another name, because the sanitizers replace memcpy.
#include <stddef.h>

#ifdef LEAN_UNDER_TEST
#define LEAN_MEMCPY lean_memcpy
#define OWN
#else
#define LEAN_MEMCPY memcpy
// Its loops must not become calls of itself.
#define OWN __attribute__((no_builtin("memcpy")))
#endif

// At any address, of anything: every target can, or the compiler knows how.
typedef size_t Word __attribute__((may_alias, aligned(1)));

OWN void* LEAN_MEMCPY(void* restrict to, const void* restrict from, size_t size) {
  unsigned char* out = to;
  const unsigned char* in = from;
  for (; size >= 4 * sizeof(Word); size -= 4 * sizeof(Word)) {
    const Word* words = (const Word*)in;
    const Word a = words[0];
    const Word b = words[1];
    const Word c = words[2];
    const Word d = words[3];
    Word* target = (Word*)out;
    target[0] = a;
    target[1] = b;
    target[2] = c;
    target[3] = d;
    in += 4 * sizeof(Word);
    out += 4 * sizeof(Word);
  }
  for (; size >= sizeof(Word); size -= sizeof(Word)) {
    *(Word*)out = *(const Word*)in;
    in += sizeof(Word);
    out += sizeof(Word);
  }
  while (size-- != 0) *out++ = *in++;
  return to;
}
