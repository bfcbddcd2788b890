// SPDX-License-Identifier: MIT
#include "manual/words.h"

namespace wan53::manual {
namespace {

constexpr CommandWords kCommands[] = {
    {"update",
     "One round: find out each record's address, read what Route 53 holds, write what differs. "
     "A running daemon is told of the result. "
     "`--wait` waits at most five minutes. "
     "`--ip` applies to the records of the address's family."},
    {"status",
     "Nothing is asked over the network: this is what the last rounds left. "
     "The exit status is 0 if all records are right."},
    {"history", "It shows the last 50 changes, the newest last."},
    {"doctor",
     "Says which machine this is, and tests the config, the clock, the key, the zones and records, "
     "the source of each address and the daemon. What fails comes with a way to fix it. "
     "`--self` tests only the program and its folders."},
    {"run", "Without `--foreground` it leaves the terminal and logs to syslog."},
    {"stop", "`ensure` and the hooks leave it stopped until the next `start` or reboot."},
    {"ensure", "It also kills a process of wan53 that is stuck, and says so in the log."},
    {"notify",
     "It returns at once. The option `-c` stands before the event; all words after the event belong "
     "to it. With `daemon = no`, or if no daemon can run, a round is run in the background."},
    {"config apply",
     "The new config comes from standard input, and a running daemon reads it at once. "
     "An invalid one changes nothing."},
    {"config hosts", "Without a config, the hosts that a new one would call."},
    {"setup",
     "The secret access key is not shown while it is typed. Nothing is written before the last "
     "answer, except for a certificate and its key: they are kept as soon as they are made, and "
     "the next `setup` uses them."},
    {"key rotate",
     "The next pair is made beside the present one, in `client.next.crt` and `client.next.key`, "
     "and you are told how to register it in AWS. When AWS accepts it, the config names it and the "
     "present pair is removed. If interrupted, it goes on with the same pair the next time. "
     "Without a terminal, run it twice: if AWS knows the certificate by the second time, nothing "
     "is asked."},
    {"key show", "The id is AWS IoT's, too. The private key is never shown."},
    {"updaters",
     "Lines of the router's scripts or of cron that call Route 53, an API Gateway or "
     "`ddns_custom_updated` by themselves. With `off`, those that you choose become comments, or "
     "`ddns-start` becomes `ddns-start.before-wan53`."},
    {"iam-policy",
     "AWS is not called. The policy allows only the records in the config, by name and type; for a "
     "record without `zone` it must allow the search for the zone and every zone of the account."},
    {"page", "Account, key and zone ids are masked."},
    {"verify",
     "`KEY` is an ECDSA public key and `SIGNATURE` is made with its private half; `SUMS` is what "
     "`sha256sum` prints, and each `FILE` must be in it."},
    {"version compare", "It prints `older`, `newer` or `same`."},
};

constexpr Entry kVariables[] = {
    {"AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN",
     "A key, instead of the credentials file."},
    {"AWS_SHARED_CREDENTIALS_FILE", "The credentials file; `~/` is your home."},
    {"AWS_PROFILE", "The profile in it."},
    {"AWS_REGION", "The region."},
    {"AWS_CA_BUNDLE", "Certificates to trust instead of the built-in Amazon roots."},
    {"AWS_ENDPOINT_URL", "The URL of every service, instead of AWS's own."},
    {"HOME", "Where the folders of a user other than root are."},
    {"PATH", "Where programs are looked for, such as the firmware's `nvram`."},
    {"XDG_CONFIG_HOME", "The folder that holds `wan53/wan53.conf`."},
    {"XDG_STATE_HOME", "The folder that holds `wan53` with state and history."},
    {"XDG_RUNTIME_DIR",
     "The folder that holds `wan53` with what lasts until a reboot, if `XDG_STATE_HOME` is set, too."},
};

constexpr Entry kSignals[] = {
    {"SIGHUP", "The daemon reads the config and runs a round, as on `wan53 reload`."},
    {"SIGTERM, SIGINT",
     "The daemon ends. The next round finishes one that is cut off, and reads first."},
};

}  // namespace

std::span<const CommandWords> command_words() { return kCommands; }
std::span<const Entry> variables() { return kVariables; }
std::span<const Entry> signals() { return kSignals; }

std::string_view exit_words(ExitStatus status) {
  switch (status) {
    case kExitDone:
      return "For `status`: every record is right. For `doctor`: nothing fails.";
    case kExitUsage:
      return "The command line is wrong, or the input ended before the last question.";
    case kExitConfig:
      return "The config, the credentials file or the environment is wrong.";
    case kExitTransient:
      return "The network, AWS or this machine had a fault that passes by itself: no address yet, a "
             "clock that is not set, throttling, a lack of memory. The daemon tries again.";
    case kExitUser:
      return "It does not pass by itself: a key without permission, no such zone, a record set that "
             "is not overwritten, a full disk. The message says what to do.";
    case kExitUnconfirmed:
      return "A write was sent and its reply was lost. The next round reads first.";
    case kExitBug:
      return "wan53 broke one of its own rules. Please report it.";
  }
  return {};
}

}  // namespace wan53::manual
