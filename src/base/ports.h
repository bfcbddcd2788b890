// SPDX-License-Identifier: MIT
// Every way in which the program reaches the outside world, as interfaces ("ports"). The real
// implementations are in sys/, the unit tests' in-memory ones in tests/unit/fakes/; tests/contract/
// checks both against the comments here. Only one thread uses them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "base/log_level.h"
#include "base/result.h"
#include "base/time.h"

namespace wan53 {

struct Http {
  virtual ~Http() = default;
  // GET or POST (Errc::bug otherwise). One attempt, no retry, no redirect; only a request without a
  // body may be sent once more, if the kept connection turns out to be closed. A reply of any
  // status is a success. An Error (Errc::retry: connection, TLS, time-out, broken or oversized
  // reply; Errc::config: unusable certificates or URL; Errc::user: no right to send over the
  // interface, or the server does not accept the certificate shown to it) means that no trustworthy
  // reply arrived: unless it is `never_sent`, a request that writes may have been carried out. Its
  // `kind` is unresolved, oversized or none. Returns in time whatever the other end does or sends.
  virtual Result<HttpReply> send(const HttpRequest& request) = 0;
};

// Which certificates an Http client accepts.
struct Trust {
  std::string ca_pem;    // empty: the embedded Amazon roots
  Seconds clock_offset;  // added to the wall clock to check certificates' dates
};

struct HttpClients {
  virtual ~HttpClients() = default;
  // Returns a new client, which shares no connection with others. With `shown`, of which it keeps a
  // copy, it proves by that certificate who we are, and refuses every URL but https to that host
  // (Errc::bug, never sent); Errc::config if certificate or key cannot be used.
  virtual std::unique_ptr<Http> make(const Trust& trust,
                                     const ShownCertificate* shown = nullptr) = 0;
};

struct Clock {
  virtual ~Clock() = default;
  // The wall clock, which may be wrong.
  virtual UtcTime wall() const = 0;
  virtual Moment now() const = 0;
  // Sleeps for at least `length`; returns at once if that is not positive.
  virtual void sleep(Milliseconds length) = 0;
};

struct Random {
  virtual ~Random() = default;
  // Uniform in [0, bound); 0 if bound is 0. For jitter, not for keys.
  virtual std::uint64_t below(std::uint64_t bound) = 0;
};

// Held until it is destroyed and all forked children have ended.
struct FileLock {
  virtual ~FileLock() = default;
  // Replaces the content of the locked file (a pid file) in place. Errc::user if that fails.
  virtual Status write(std::string_view text) = 0;
  // False if the path was deleted or replaced.
  virtual bool is_in_place() const = 0;
};

struct Files {
  virtual ~Files() = default;
  // Failures are Errc::user, except for a lock that is held, and Errc::retry if the machine has run
  // out of memory or descriptors. Their text begins with the path of the file, folder or temporary
  // file that caused them.

  struct Content {
    std::string text;
    unsigned mode = 0;  // permission bits
    bool ours = false;  // owned by the user we run as, or by root
  };
  // Nothing if the file does not exist. An error if it is larger than `limit` bytes, unreadable or
  // (after following links) not a regular file.
  virtual Result<std::optional<Content>> read(const std::string& path, std::size_t limit) = 0;
  // Follows links; false if it does not exist or cannot be seen.
  virtual bool is_folder(const std::string& path) = 0;
  // What a power cut leaves of a file that was replaced. A file in RAM is lost anyway, so it is
  // never synced.
  enum class Sync : std::uint8_t {
    none,  // anything: for files that are worthless after a boot
    text,  // the old text or the new one, complete; the new one once `sync_folder` has succeeded
    all,   // the new text
  };
  // The only way to write: a temporary file in the same folder (0600), fsync, rename, fsync of the
  // folder; `sync` says which fsync is left out. A failure or the end of the process leaves the old
  // text or the new one. The folder must
  // exist. With Sync::all, writes nothing if the file already holds `text`. A replacement that is
  // synced may first call `sync_folder` for other folders, and fails if that does.
  virtual Status replace(const std::string& path, std::string_view text, Sync sync) = 0;
  Status replace(const std::string& path, std::string_view text) {
    return replace(path, text, Sync::all);
  }
  // One fsync that makes all earlier replacements with Sync::text in this folder last. Before it, a
  // power cut may undo the later ones of them, never an earlier one alone. Does nothing if there
  // are none, or they last already.
  virtual Status sync_folder(const std::string& folder) = 0;
  // Removes a file; no error if it does not exist.
  virtual Status remove(const std::string& path) = 0;
  // Makes the folder and its missing parents (0700). An error if the folder is not ours or others
  // may write to it.
  virtual Status make_private_folder(const std::string& path) = 0;
  // Creates the file (0600, empty) if it is missing; keeps its content otherwise. A folder can be
  // locked, too, even one that cannot be written to. Waits at most `patience` for another holder,
  // in this process or another; Errc::retry if it is still held then, and for no other reason.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path,
                                                 Milliseconds patience) = 0;
};

// One address of a network interface of this machine.
struct InterfaceAddress {
  std::string text;  // as `ip_text` writes it
  bool ipv6 = false;
  unsigned prefix_length = 0;  // of its network; 0: unknown
  bool global = false;         // scope: neither link- nor host-local
  bool lasting = false;        // not temporary (RFC 8981), deprecated, tentative or a duplicate
  bool permanent = false;      // has no lifetime
  bool alias = false;          // IPv4: has a label of its own, such as "eth0:1"
};

struct Interfaces {
  virtual ~Interfaces() = default;
  // All addresses of the interface with this name or alternative name, else those with this label,
  // in no particular order; Errc::wait if there is none or the interface is down.
  virtual Result<std::vector<InterfaceAddress>> addresses(const std::string& name) = 0;
  // The own names of all interfaces that are up, in no particular order.
  virtual Result<std::vector<std::string>> names() = 0;
};

struct Environment {
  virtual ~Environment() = default;
  // Nothing if unset or empty: every AWS tool treats an empty variable as unset.
  virtual std::optional<std::string> get(const char* name) const = 0;
  // The folder that the program was started in, from which relative paths are taken; empty if the
  // kernel does not tell it.
  virtual std::string folder() const = 0;
};

struct Terminal {
  virtual ~Terminal() = default;
  virtual void out(std::string_view text) = 0;  // stdout: results
  virtual void err(std::string_view text) = 0;  // stderr: errors and progress
  virtual bool err_is_terminal() const = 0;
  // Shows `question` on stderr and reads one line from the terminal at stdin, at most 4,096 bytes.
  // A `secret` answer is not echoed, and Ctrl-Z does not suspend the program meanwhile. A signal
  // that ends the program restores the echo. Errc::usage if stdin has ended or is not a terminal;
  // in the second case the question is not shown.
  virtual Result<std::string> ask(std::string_view question, bool secret) = 0;
  // Reads stdin to its end; Errc::user if that is more than `limit` bytes.
  virtual Result<std::string> read_all(std::size_t limit) = 0;
  // Writes what `out` has buffered. Errc::user if any output was lost (a full disk, a closed pipe);
  // every later call then fails too.
  virtual Status flush() = 0;
};

// Other programs on this machine, and this process itself.
struct Processes {
  virtual ~Processes() = default;

  struct Ended {
    int status = 0;      // exit status; 128 + N after signal N
    std::string output;  // its stdout
  };
  // True if `program` is an executable file: an absolute path, of a file that is ours or root's and
  // that nobody else may write to, or a name (no '/') on PATH or in /bin, /usr/bin, /sbin or
  // /usr/sbin, since hooks are started with a short PATH or none.
  virtual bool exists(const std::string& program) = 0;
  // Runs argv[0], found as above, without a shell, in a process group of its own; its stdin and
  // stderr are /dev/null. If it runs longer than `limit` or writes more than `output_limit` bytes,
  // the group is killed and the result is Errc::retry. Errc::wait if there is no such program. The
  // program does not get our AWS_* variables, which hold keys. A
  // process that survives SIGKILL (hung in the kernel) is left behind; while three of those remain,
  // no further program is started (Errc::retry).
  virtual Result<Ended> run(const std::vector<std::string>& argv, Milliseconds limit,
                            std::size_t output_limit) = 0;

  // Forks. The child gets its own session, "/" as its folder, umask 077 and /dev/null for
  // descriptors 0 to 2. Of the other descriptors it keeps only those of `Bus` and `FileLock`.
  // Returns the child's id to the parent and 0 to the child.
  virtual Result<int> fork_into_background() = 0;
  struct Task {
    virtual ~Task() = default;
    virtual void run() = 0;
  };
  // Runs `task` in a process of its own that nobody waits for. It has /dev/null for descriptors 0
  // to 2 and none of the others, those of `Bus` and `FileLock` included. Errc::retry if there is no
  // room for another process.
  virtual Status run_aside(Task& task) = 0;
  // The id of this process.
  virtual int id() = 0;
  enum class Signal : std::uint8_t { terminate, kill };
  // Errc::wait if there is no such process; Errc::bug if `pid` is not positive: those are groups.
  virtual Status send_signal(int pid, Signal signal) = 0;
};

// Why the daemon woke up.
struct Wake {
  // The set of addresses of this machine, with their interfaces, labels and all fields of
  // InterfaceAddress but `permanent`, has changed since the last wake.
  bool addresses_changed = false;
  std::vector<std::string> notices;  // datagrams, oldest first, made printable; at most 32
  bool hang_up = false;              // SIGHUP
  // The new set has a global, lasting address that no earlier set had: not one that came back, nor
  // one that remains after another has gone.
  bool address_came = false;
};

struct Events {
  virtual ~Events() = default;
  // Returns as soon as there is something to report, or after `longest` with an empty Wake. Events
  // that happen at the same time may be spread over this Wake and the next. Netlink messages that
  // change no address, such as router advertisements, do not end the wait.
  virtual Wake wait(Milliseconds longest) = 0;
  // Why the kernel announces no address changes; empty if it does. Without announcements, changes
  // are noticed only when a wait ends for another reason.
  virtual std::string_view unwatched() const = 0;
};

// Datagrams between processes of one user.
struct Bus {
  virtual ~Bus() = default;
  // Binds `socket` (a path; one left by a dead process is replaced), subscribes to the kernel's
  // address events and handles SIGHUP. Errc::user if another process already listens there, the
  // path is too long for a socket, or the socket cannot be made.
  virtual Result<std::unique_ptr<Events>> listen(const std::string& socket) = 0;

  enum class Sent : std::uint8_t {
    delivered,
    full,    // the listener is busy; the notices in its queue will wake it
    nobody,  // nobody listens
  };
  // Never waits. Sends at most 200 bytes. An empty text only checks whether somebody listens.
  virtual Sent send(const std::string& socket, std::string_view text) = 0;
};

struct Dns {
  virtual ~Dns() = default;
  // The names of the zone's servers (NS records) according to this machine's resolver: lower case,
  // without a final dot. Empty if there are none or the name does not exist; Errc::retry if nobody
  // answers in time, whatever else arrives, or the answer is damaged.
  virtual Result<std::vector<std::string>> name_servers(const std::string& zone) = 0;
};

struct Log {
  virtual ~Log() = default;
  // Writes one line, given without a line end; ignores an empty one. The caller keeps secrets out
  // and makes text from outside printable.
  virtual void write(LogLevel level, std::string_view line) = 0;
};

}  // namespace wan53
