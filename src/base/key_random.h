// SPDX-License-Identifier: MIT
// Random numbers for keys and signatures: mbedTLS's generator, seeded from the kernel's
// (/dev/urandom), anew after a fork. The port Random is for jitter.
#pragma once

#include <cstddef>

namespace wan53 {

// Fills `to`; 0, or an error of mbedTLS. In the form that mbedTLS calls it; `unused` is null.
int key_random(void* unused, unsigned char* to, std::size_t size);

}  // namespace wan53
