// SPDX-License-Identifier: MIT
// The checks of `wan53 doctor`, each after those that it depends on: config, clock, router,
// addresses, keys, Route 53, delegation, hooks, cron, disk, daemon.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "ddns/anonymous.h"
#include "ddns/outcome.h"
#include "detect/detect.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// `fact` says what this machine is; the others, how a test of it ended.
enum class Grade : std::uint8_t { ok, warn, fail, fact };

std::string_view grade_name(Grade grade);  // "ok", "warn", "fail" or "fact"

struct Finding {
  Grade grade = Grade::ok;
  std::string check;   // one or two words: "clock"
  std::string text;    // what was found
  std::string advice;  // what to do; may be empty, always is with ok and fact
};

// What to do if the config or the key cannot be had.
const char* advice_on_settings(const Error& error);

class Findings {
 public:
  // Each finding is shown on `terminal`, unless that is null, as soon as it is made.
  explicit Findings(Terminal* terminal) : terminal_(terminal) {}

  // From now on, makes texts fit for a forum (ddns/anonymous.h) and hides what the config names.
  void share(const Config& config, const Environment& environment);
  // `code` is the class of the fault; it counts only
  // with Grade::fail.
  void add(Grade grade, std::string_view check, Piece text, std::string_view advice = {},
           Errc code = Errc::user);
  void ok(std::string_view check, Piece text) { add(Grade::ok, check, text); }

  const std::vector<Finding>& all() const { return all_; }
  // That of the gravest fault.
  ExitStatus exit() const { return exit_; }

 private:
  Terminal* terminal_;
  std::vector<Finding> all_;
  ExitStatus exit_ = kExitDone;
  std::optional<Anonymous> anonymous_;
};

// Runs the checks listed above. With `write`, also UPSERTs what is published and sends a test
// message, to prove that both are allowed.
void examine(const Ports& ports, const Settings& settings, bool write, Findings& findings);

// Adds the facts about this machine that a report of a fault or of a success needs: the program's
// version and target and the kernel; of a router the model, firmware, busybox, free flash and which
// of the nvram values that wan53 reads are there; elsewhere the distribution and init. None is
// secret. Runs `nvram get` once for each value and three other programs, which takes two seconds
// each at most, and as long in all if nvram hangs.
void describe_machine(const Ports& ports, Findings& findings);

// Checks the program itself on this machine: its arithmetic, random numbers and folders. Uses no
// network and no config: the addon replaces an old binary only if the new one passes this.
void examine_self(const Ports& ports, const Places& places, Findings& findings);

// Checks that wan53's folders can be written to.
void examine_folders(const Ports& ports, const Places& places, Findings& findings);

// Whether this machine's certificate fits its key and is valid, with 45 days' notice of its end;
// and that no access key is left that nothing uses. Asks nobody. `now` is the corrected time.
void examine_proof(const Ports& ports, const Settings& settings, UtcTime now, Findings& findings);

// One finding for why there is no session, with what to do, and one for each check that needs one.
void report_no_session(const Ports& ports, const Settings& settings, const Error& error,
                       Findings& findings);

// The checks that ask AWS: keys, region, announcements, the gateway or the records, delegation.
void examine_account(const Ports& ports, const Settings& settings, const Detections& seen,
                     const Memory& memory, bool write, Findings& findings);

}  // namespace wan53
