// SPDX-License-Identifier: MIT
#include "base/compose.h"
#include "base/digest.h"
#include "base/text.h"
#include "cli/doctor.h"
#include "cycle/memory.h"
#include "settings/version.h"

namespace wan53 {
namespace {

// FIPS 180-4's own example and RFC 4231's second test case.
void examine_arithmetic(Findings& findings) {
  const bool digest =
      sha256("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const bool keyed = hmac_sha256("Jefe", "what do ya want for nothing?").hex() ==
                     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  if (digest && keyed) {
    findings.ok("program", compose("wan53 {} computes digests and signatures", version()));
  } else {
    findings.add(Grade::fail, "program", "digests come out wrong on this processor",
                 "this binary is for another router; install the one for yours");
  }
}

void examine_random(Random& random, Findings& findings) {
  const std::uint64_t first = random.below(UINT64_MAX);
  if (first != random.below(UINT64_MAX)) {
    findings.ok("random", "numbers differ");
  } else {
    findings.add(Grade::fail, "random", "the same number came twice",
                 "check that /dev/urandom exists");
  }
}

}  // namespace

void examine_self(const Ports& ports, const Places& places, Findings& findings) {
  examine_arithmetic(findings);
  examine_random(ports.random, findings);
  examine_folders(ports, places, findings);
}

void examine_folders(const Ports& ports, const Places& places, Findings& findings) {
  for (const std::string& folder : {places.state_folder, places.run_folder}) {
    if (const Status written = check_writable(ports, folder); written) {
      findings.ok("disk", compose("{} can be written to", folder));
    } else {
      findings.add(Grade::fail, "disk", written.error().what);
    }
  }
}

}  // namespace wan53
