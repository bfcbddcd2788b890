// SPDX-License-Identifier: MIT
// What happens when memory runs out: the process ends, with one line on stderr and in the system's
// log.
//
// No library reports a failed allocation well enough to go on: cJSON leaves out what it could not
// make, mbedTLS's failures look like bad certificates, and `new` cannot report one without
// exceptions. So the linker puts functions of this file in place of malloc, calloc and realloc
// (--wrap, in the Makefile), for our code and for every library. They never return null.
//
// Ending is safe at any moment, as it is after a power cut: files are only ever replaced whole, the
// kernel gives the locks back, and the next round reads what is published before it writes.
#pragma once

namespace wan53 {

// Both mains call this first. `status` is the exit status; 3 until then, "will be retried".
void end_when_memory_runs_out(int status);

// Does not allocate. Only the first of several threads writes the line.
[[noreturn]] void end_out_of_memory();

}  // namespace wan53
