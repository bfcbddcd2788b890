// SPDX-License-Identifier: MIT
// How a contract test arranges the surroundings of a port. Each program links its own factories: the
// fakes' are in tests/unit/contract_rigs.cpp, the real ones' in tests/sys/*_rig.cpp.
//
// A `story` is told as text because it may be run in a child process (a network of its own, a
// kernel that is not ours): `run` returns it, or "skipped: REASON" where this machine cannot.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "../unit/test.h"
#include "base/ports.h"

namespace wan53::test {

struct HttpStep {
  int status = 0;  // 0: reads the request and closes the connection
  std::string body;
  std::vector<HttpHeader> headers = {};
  bool floods = false;  // sends without end instead
};
struct HttpRig {
  virtual ~HttpRig() = default;
  // A server that answers request after request with these; asked only once.
  virtual void serve(std::vector<HttpStep> steps) = 0;
  virtual std::string url() = 0;
  virtual Http& http() = 0;
  virtual HttpClients& clients() = 0;  // whose requests reach the same server
  virtual void stop_serving() = 0;     // then nobody listens there
  virtual std::size_t requests() = 0;  // that have reached it; ends it
};
std::unique_ptr<HttpRig> make_http_rig();

std::unique_ptr<Clock> make_clock();
std::unique_ptr<Random> make_random();

struct FilesRig {
  virtual ~FilesRig() = default;
  virtual Files& files() = 0;
  // An empty folder of this test's own, mode 0700.
  virtual std::string folder() = 0;
  virtual void put(const std::string& path, const std::string& text, unsigned mode) = 0;
  virtual void make_folder(const std::string& path, unsigned mode) = 0;
  // False where only root could: then the test ends there.
  virtual bool give_to_a_stranger(const std::string& path) = 0;
  virtual void fill_disk() = 0;
  // Another process holds the lock, from now on for so long.
  virtual void hold(const std::string& path, Milliseconds length) = 0;
  // The names in the folder, sorted, each followed by a blank.
  virtual std::string listing() = 0;
};
std::unique_ptr<FilesRig> make_files_rig();

struct InterfacesRig {
  virtual ~InterfacesRig() = default;
  virtual Interfaces& interfaces() = 0;
  virtual std::string name() = 0;  // of the interface, which is up
  virtual void give(const std::string& address, unsigned prefix_length, bool lasting) = 0;
  virtual void take_down() = 0;
};
using InterfacesStory = std::string (*)(InterfacesRig&);
std::string run(InterfacesStory story);

struct EnvironmentRig {
  virtual ~EnvironmentRig() = default;
  virtual Environment& environment() = 0;
  virtual void set(const char* name, const char* value) = 0;
};
std::unique_ptr<EnvironmentRig> make_environment_rig();

struct TerminalRig {
  virtual ~TerminalRig() = default;
  virtual Terminal& terminal() = 0;
  virtual void pipe_in(const std::string& text) = 0;  // is stdin from now on, which then ends
  // stdin is a terminal at which a person types this line as soon as a question is shown; without
  // one, the sign of the end.
  virtual void person_types(const std::string* line) = 0;
  virtual void break_stdout() = 0;
  // Afterwards: what has arrived at stdout, and what stderr and the person's screen have shown.
  virtual std::string out_text() = 0;
  virtual std::string err_text() = 0;
};
std::unique_ptr<TerminalRig> make_terminal_rig();

struct ProcessesRig {
  virtual ~ProcessesRig() = default;
  virtual Processes& processes() = 0;
  // From now on there is such a program: what it prints, and its exit status.
  virtual void install(const std::string& name, const std::string& output, int status) = 0;
  virtual void install_hanging(const std::string& name) = 0;
  // Its absolute path.
  virtual std::string path_of(const std::string& name) = 0;
  virtual int process_that_has_ended() = 0;
};
std::unique_ptr<ProcessesRig> make_processes_rig();

struct BusRig {
  virtual ~BusRig() = default;
  virtual Bus& bus() = 0;
  virtual const Clock& clock() = 0;
  virtual std::string socket() = 0;  // where nobody listens yet
  virtual void hang_up() = 0;        // sends this process SIGHUP
  // An interface gets another address, or the one it has for longer, or that one is deprecated.
  virtual void change_addresses() = 0;
  virtual void refresh_addresses() = 0;
  virtual void deprecate_address() = 0;
};
using BusStory = std::string (*)(BusRig&);
std::string run(BusStory story);

struct DnsRig {
  virtual ~DnsRig() = default;
  virtual Dns& dns() = 0;
  virtual void serve(const std::string& zone, std::vector<std::string> name_servers) = 0;
  virtual void stop_answering() = 0;
};
using DnsStory = std::string (*)(DnsRig&);
std::string run(DnsStory story);

struct LogRig {
  virtual ~LogRig() = default;
  virtual Log& log() = 0;
  // "LEVEL LINE\n" for each line that has arrived; one that came in pieces is put together.
  virtual std::string arrived() = 0;
};
std::unique_ptr<LogRig> make_log_rig();

// Which code an error has, for stories and rows.
inline std::string name_of(Errc code) {
  switch (code) {
    case Errc::bad_input:
      return "bad_input";
    case Errc::usage:
      return "usage";
    case Errc::config:
      return "config";
    case Errc::retry:
      return "retry";
    case Errc::wait:
      return "wait";
    case Errc::absent:
      return "absent";
    case Errc::look_again:
      return "look_again";
    case Errc::unconfirmed:
      return "unconfirmed";
    case Errc::user:
      return "user";
    case Errc::bug:
      return "bug";
  }
  return "?";
}
// "ok", or the code.
template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "ok" : name_of(result.error().code);
}

inline bool was_skipped(const std::string& story) {
  if (!story.starts_with("skipped: ")) return false;
  std::printf("%s\n", story.c_str());
  return true;
}

}  // namespace wan53::test
