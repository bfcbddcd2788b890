// SPDX-License-Identifier: MIT
// Every way the program touches the ports, as interfaces: the real ones live in sys/, the unit
// tests' in-memory ones in tests/unit/fakes/. tests/contract/ checks both against what is said
// here. All are used by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "base/result.h"
#include "base/time.h"

namespace wan53 {

struct Http {
  virtual ~Http() = default;
  // GET or POST (Errc::bug otherwise). One attempt, no retry, no redirect; only a request without a
  // body may be sent once more if the kept connection turns out to be closed. Any status is a
  // reply. An Error (Errc::retry: connection, TLS, time-out, broken or oversized reply;
  // Errc::config: certificates or a URL that cannot be used; Errc::user: no right to send over the
  // interface) means that no trustworthy reply came back, so a request that writes may still have
  // been carried out, unless it was `never_sent`.
  virtual Result<HttpReply> send(const HttpRequest& request) = 0;
};

// Whose certificates an Http client accepts.
struct Trust {
  std::string ca_pem;       // empty: the embedded Amazon roots
  Seconds clock_offset{0};  // added to the wall clock where certificates' dates are checked
};

struct HttpClients {
  virtual ~HttpClients() = default;
  // A client of its own, with its own connections.
  virtual std::unique_ptr<Http> make(const Trust& trust) = 0;
};

struct Clock {
  virtual ~Clock() = default;
  // The wall clock, which may be wrong.
  virtual UtcTime wall() const = 0;
  virtual Moment now() const = 0;
  // At least so long; not at all for 0 and below.
  virtual void sleep(Milliseconds length) = 0;
};

struct Random {
  virtual ~Random() = default;
  // Uniform in [0, bound); 0 when bound is 0. For jitter, not for keys.
  virtual std::uint64_t below(std::uint64_t bound) = 0;
};

// Held until destroyed, and by forked children until they too have ended.
struct FileLock {
  virtual ~FileLock() = default;
  // Makes `text` the content of the locked file, in place: a pid file. Errc::user when it cannot.
  virtual Status write(std::string_view text) = 0;
  // False if the path was deleted or replaced.
  virtual bool is_in_place() const = 0;
};

struct Files {
  virtual ~Files() = default;
  // Failures are Errc::user, except that of a lock which another holds; their text begins with the
  // path, or with that of the folder or temporary file that is at fault.

  struct Content {
    std::string text;
    unsigned mode = 0;  // permission bits
    bool ours = false;  // owned by the user we run as, or by root
  };
  // Nothing when the file does not exist. Larger than `limit` bytes, unreadable or not a regular
  // file (after links) is an error.
  virtual Result<std::optional<Content>> read(const std::string& path, std::size_t limit) = 0;
  // After links; false when it does not exist or cannot be seen.
  virtual bool is_folder(const std::string& path) = 0;
  // The only way to write: a temporary file beside it (0600), fsync, rename, fsync of the folder.
  // After a power cut or a failure there is the old text or the new one. The folder must exist.
  // Writes nothing when the text is already there.
  virtual Status replace(const std::string& path, std::string_view text) = 0;
  // A file; no error when there is none.
  virtual Status remove(const std::string& path) = 0;
  // Makes the folder and its missing parents (0700). Refuses one that is not ours or that others
  // may write to.
  virtual Status make_private_folder(const std::string& path) = 0;
  // Creates the file (0600, empty) when there is none; what is in it stays. Waits at most
  // `patience` for another holder, in this process or another; Errc::retry when it is still held
  // then.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path,
                                                 Milliseconds patience) = 0;
};

// One address of a network interface of this machine.
struct InterfaceAddress {
  std::string text;  // as inet_ntop writes it
  bool ipv6 = false;
  unsigned prefix_length = 0;  // of its network; 0 when unknown
  bool global = false;         // scope: neither link- nor host-local
  bool lasting = false;  // not temporary (RFC 8981), deprecated, tentative or a failed duplicate
};

struct Interfaces {
  virtual ~Interfaces() = default;
  // All addresses, IPv4 before IPv6, each in the kernel's order; Errc::wait when there is no such
  // interface or it is down.
  virtual Result<std::vector<InterfaceAddress>> addresses(const std::string& name) = 0;
};

struct Environment {
  virtual ~Environment() = default;
  // Nothing when unset or empty: an empty variable means unset to every AWS tool.
  virtual std::optional<std::string> get(const char* name) const = 0;
};

struct Terminal {
  virtual ~Terminal() = default;
  virtual void out(std::string_view text) = 0;  // stdout: results
  virtual void err(std::string_view text) = 0;  // stderr: errors and progress
  virtual bool err_is_terminal() const = 0;
  // Shows `question` on stderr and reads one line from the terminal at stdin, at most 4,096 bytes;
  // a `secret` one is not echoed and cannot be suspended. A signal that ends the program puts the
  // echo back. Errc::usage when stdin has ended, or, without a question, when it is no terminal.
  virtual Result<std::string> ask(std::string_view question, bool secret) = 0;
  // stdin to its end; Errc::user when that is more than `limit` bytes.
  virtual Result<std::string> read_all(std::size_t limit) = 0;
  // Everything that was written with `out` has arrived; Errc::user otherwise (a full disk, a closed
  // pipe), from then on for ever.
  virtual Status flush() = 0;
};

// Other programs of this machine, and this one's own life as a process.
struct Processes {
  virtual ~Processes() = default;

  struct Ended {
    int status = 0;      // exit status; 128 + N after signal N
    std::string output;  // its stdout
  };
  // True when `program` (no '/') is an executable file on PATH or in /bin, /usr/bin, /sbin or
  // /usr/sbin: hooks are started with little or no PATH.
  virtual bool exists(const std::string& program) = 0;
  // Runs argv[0], found as above, without a shell: stdin and stderr are /dev/null, its own process
  // group. After `limit`, or more than `output_limit` bytes, the group is killed and the
  // result is Errc::retry; Errc::wait when there is no such program. A process that survives
  // SIGKILL (hung in the kernel) is left behind; with three of them left no more are started
  // (Errc::retry).
  virtual Result<Ended> run(const std::vector<std::string>& argv, Milliseconds limit,
                            std::size_t output_limit) = 0;

  // Forks. The child gets its own session, "/" as its folder, umask 077, /dev/null for descriptors
  // 0 to 2, and keeps none above them but those that `Bus` and `FileLock` hold. Returns the child's
  // id to the parent and 0 to the child.
  virtual Result<int> fork_into_background() = 0;
  // Of this process.
  virtual int id() = 0;
  enum class Signal : std::uint8_t { terminate, kill };
  // Errc::wait when there is no such process; Errc::bug for 0 and below, which are groups.
  virtual Status send_signal(int pid, Signal signal) = 0;
};

// What may wake the daemon.
struct Wake {
  // The set of (interface, address, prefix length, scope, lasting flags) of this machine has
  // changed since the last wake.
  bool addresses_changed = false;
  std::vector<std::string> notices;  // datagrams, oldest first, made printable; at most 32 are kept
  bool hang_up = false;              // SIGHUP
};

struct Events {
  virtual ~Events() = default;
  // Returns when one of Wake's things has happened, or after `longest` with an empty Wake. What
  // happened at the same time is in this one or in the next. Router advertisements and other
  // netlink messages that
  // leave the addresses as they were do not end the wait.
  virtual Wake wait(Milliseconds longest) = 0;
  // Why the kernel announces no address changes, which are then seen only when a wait ends anyway;
  // empty when it does announce them.
  virtual std::string_view unwatched() const = 0;
};

// Datagrams between processes of one user.
struct Bus {
  virtual ~Bus() = default;
  // Binds `socket` (a path; one left by a dead process is replaced), subscribes to the kernel's
  // address events and takes over SIGHUP. Errc::user when somebody listens there already, when the
  // path is too long for a socket, or when it cannot be made.
  virtual Result<std::unique_ptr<Events>> listen(const std::string& socket) = 0;

  enum class Sent : std::uint8_t {
    delivered,
    full,  // somebody listens but is busy, and has notices enough to be woken by
    nobody,
  };
  // Never waits. At most 200 bytes are sent. An empty text only asks whether somebody listens.
  virtual Sent send(const std::string& socket, std::string_view text) = 0;
};

struct Dns {
  virtual ~Dns() = default;
  // The names of the zone's servers (NS records), as this machine's resolver answers: lower case,
  // without a final dot. Empty when there are none or there is no such name; Errc::retry when nobody
  // answers, or what came cannot be read.
  virtual Result<std::vector<std::string>> name_servers(const std::string& zone) = 0;
};

enum class LogLevel : std::uint8_t { error, warning, notice, info, debug };

struct Log {
  virtual ~Log() = default;
  // One line without its end; nothing when it is empty. Never a secret; outside text made printable
  // by the caller.
  virtual void write(LogLevel level, std::string_view line) = 0;
};

}  // namespace wan53
