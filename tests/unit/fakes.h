// SPDX-License-Identifier: MIT
// In-memory twins of the ports, for unit tests: time moves only when somebody sleeps, the network
// answers from a queue, and a power cut can be ordered.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/ports.h"
#include "base/text.h"
#include "settings/ports.h"

namespace wan53::test {

// Answers each request with the next of `answers` and keeps the request; without one it fails as a
// dead network does.
class FakeHttp final : public Http {
 public:
  using Answer = Result<HttpReply>;

  Result<HttpReply> send(const HttpRequest& request) override {
    requests.push_back(request);
    if (answers.empty()) return std::unexpected(failure("no network", true));
    Answer answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
  void reply(int status, std::string body, std::vector<HttpHeader> headers = {}) {
    answers.push_back(HttpReply{status, std::move(headers), std::move(body)});
  }
  void lose_reply() { answers.push_back(std::unexpected(failure("reset", false))); }
  void cannot_connect() { answers.push_back(std::unexpected(failure("no route", true))); }
  std::size_t count(std::string_view method) const {
    return static_cast<std::size_t>(std::ranges::count(requests, method, &HttpRequest::method));
  }

  std::deque<Answer> answers;
  std::vector<HttpRequest> requests;

 private:
  static Error failure(std::string what, bool never_sent) {
    Error error{Errc::retry, std::move(what)};
    error.never_sent = never_sent;
    return error;
  }
};

// All clients are the same `http`.
class FakeHttpClients final : public HttpClients {
 public:
  explicit FakeHttpClients(Http& http) : http_(http) {}
  std::unique_ptr<Http> make(const Trust& trust) override {
    trusts.push_back(trust);
    return std::make_unique<Forward>(http_);
  }

  std::vector<Trust> trusts;  // that clients were made with

 private:
  struct Forward final : Http {
    explicit Forward(Http& http) : http_(http) {}
    Result<HttpReply> send(const HttpRequest& request) override { return http_.send(request); }
    Http& http_;
  };
  Http& http_;
};

class FakeClock final : public Clock {
 public:
  UtcTime wall() const override { return time; }
  Moment now() const override { return moment; }
  void sleep(Milliseconds length) override {
    if (length <= 0ms) return;
    pass(length);
    sleeps.push_back(length);
  }
  void pass(Milliseconds length) {
    time += whole_seconds(moment.time_since_epoch() % 1s + length);
    moment += length;
  }

  UtcTime time = utc_time(2'000'000'000);
  Moment moment;
  std::vector<Milliseconds> sleeps;
};

// The middle of every range.
class MiddleRandom final : public Random {
 public:
  std::uint64_t below(std::uint64_t bound) override { return bound / 2; }
};

class FakeFiles final : public Files {
 public:
  struct File {
    std::string text;
    unsigned mode = 0600;
    bool ours = true;
  };

  Result<std::optional<Content>> read(const std::string& path, std::size_t limit) override {
    const File* file = find(path);
    if (file == nullptr) return std::nullopt;
    if (file->text.size() > limit) return fail(Errc::bad_input, path + ": too large");
    return Content{file->text, file->mode, file->ours};
  }
  bool is_folder(const std::string& path) override {
    return std::ranges::find(folders, path) != folders.end();
  }
  Status replace(const std::string& path, std::string_view text) override {
    if (full || path == full_file) return fail(Errc::retry, path + ": no space left on device");
    const File* file = find(path);
    if (file != nullptr && file->text == text) return {};
    ++writes;
    put(path, std::string(text));
    return {};
  }
  Status remove(const std::string& path) override {
    std::erase_if(files, [&](const auto& entry) { return entry.first == path; });
    return {};
  }
  Status make_private_folder(const std::string& path) override {
    if (!is_folder(path)) folders.push_back(path);
    return {};
  }
  Result<std::unique_ptr<FileLock>> lock(const std::string& path, Milliseconds) override {
    if (locked) return fail(Errc::retry, "held by another process");
    return std::make_unique<Held>(*this, path);
  }

  void put(const std::string& path, std::string text, unsigned mode = 0600) {
    (void)remove(path);
    files.emplace_back(path, File{std::move(text), mode, true});
  }
  const File* find(const std::string& path) const {
    const auto entry = std::ranges::find(files, path, &std::pair<std::string, File>::first);
    return entry == files.end() ? nullptr : &entry->second;
  }

  std::vector<std::pair<std::string, File>> files;
  std::vector<std::string> folders;
  int writes = 0;
  bool full = false;
  std::string full_file;  // this one cannot be written
  bool locked = false;

 private:
  struct Held final : FileLock {
    Held(FakeFiles& files, std::string path) : files_(files), path_(std::move(path)) {}
    Status write(std::string_view text) override {
      if (files_.full) return fail(Errc::user, path_ + ": no space left on device");
      files_.put(path_, std::string(text));
      return {};
    }
    bool is_in_place() const override { return files_.find(path_) != nullptr; }
    FakeFiles& files_;
    std::string path_;
  };
};

class FakeInterfaces final : public Interfaces {
 public:
  Result<std::vector<InterfaceAddress>> addresses(const std::string& name) override {
    if (name != "eth0") return fail(Errc::wait, "there is no interface " + name);
    return on_eth0;
  }

  std::vector<InterfaceAddress> on_eth0;
};

class FakeEnvironment final : public Environment {
 public:
  std::optional<std::string> get(const char* name) const override {
    for (const auto& [key, value] : variables) {
      if (key == name) return value;
    }
    return std::nullopt;
  }

  std::vector<std::pair<std::string, std::string>> variables;
};

class FakeTerminal final : public Terminal {
 public:
  void out(std::string_view text) override { out_text += text; }
  void err(std::string_view text) override { err_text += text; }
  bool err_is_terminal() const override { return false; }
  Result<std::string> ask(std::string_view question, bool secret) override {
    err_text += question;
    if (secret) ++secrets;
    if (answers.empty()) return fail(Errc::usage, "the answers ended; nothing was changed");
    std::string answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
  Result<std::string> read_all(std::size_t limit) override {
    if (in_text.size() > limit) return fail(Errc::user, "standard input: larger than it may be");
    return in_text;
  }
  Status flush() override {
    if (broken) return fail(Errc::retry, "stdout: no space left on device");
    return {};
  }

  std::string in_text;
  std::deque<std::string> answers;
  int secrets = 0;  // questions whose answers are not shown
  std::string out_text;
  std::string err_text;
  bool broken = false;
};

// Answers a command line (argv joined by blanks) from `answers`; a program in `programs` without an
// answer ends with status 0 and says nothing, any other does not exist.
class FakeProcesses final : public Processes {
 public:
  bool exists(const std::string& program) override {
    return std::ranges::find(programs, program) != programs.end();
  }
  Result<Ended> run(const std::vector<std::string>& argv, Milliseconds, std::size_t) override {
    calls.push_back(join(argv, " "));
    if (const auto answer = answers.find(calls.back()); answer != answers.end()) {
      return answer->second;
    }
    if (exists(argv.front())) return Ended{};
    return fail(Errc::wait, "there is no program " + argv.front());
  }
  Result<int> fork_into_background() override {
    ++forks;
    return fork_result;
  }
  int id() override { return 4711; }
  Status send_signal(int pid, Signal signal) override {
    signals.emplace_back(pid, signal);
    return signal_result;
  }

  std::vector<std::string> programs;
  std::map<std::string, Result<Ended>> answers;
  std::vector<std::string> calls;
  int forks = 0;
  Result<int> fork_result = 0;  // the child's side
  std::vector<std::pair<int, Signal>> signals;
  Status signal_result = {};
};

// What happens while the daemon waits. Time passes on the clock it is given.
struct FakeHappening {
  Milliseconds after{0};  // the one before
  Wake wake;
};

class FakeEvents final : public Events {
 public:
  FakeEvents(FakeClock& clock, std::deque<FakeHappening>& script)
      : clock_(clock), script_(script) {}

  // Without a script all waits last their whole time.
  Wake wait(Milliseconds longest) override {
    if (script_.empty() || script_.front().after > longest) {
      if (!script_.empty()) script_.front().after -= longest;
      clock_.pass(longest);
      return {};
    }
    clock_.pass(script_.front().after);
    Wake wake = std::move(script_.front().wake);
    script_.pop_front();
    return wake;
  }
  std::string_view unwatched() const override { return ""; }

 private:
  FakeClock& clock_;
  std::deque<FakeHappening>& script_;
};

class FakeBus final : public Bus {
 public:
  explicit FakeBus(FakeClock& clock) : clock_(clock) {}

  Result<std::unique_ptr<Events>> listen(const std::string& socket) override {
    if (!listen_result) return std::unexpected(listen_result.error());
    listening_on = socket;
    return std::make_unique<FakeEvents>(clock_, script);
  }
  Sent send(const std::string& socket, std::string_view text) override {
    sends.emplace_back(socket, text);
    return answer;
  }

  Status listen_result = {};
  std::string listening_on;
  std::deque<FakeHappening> script;
  std::vector<std::pair<std::string, std::string>> sends;
  Sent answer = Sent::nobody;

 private:
  FakeClock& clock_;
};

// Knows the zones of `servers`; asked for any other, it is a dead resolver.
class FakeDns final : public Dns {
 public:
  Result<std::vector<std::string>> name_servers(const std::string& zone) override {
    const auto known = servers.find(zone);
    if (known == servers.end()) return fail(Errc::retry, "no name server answers for " + zone);
    return known->second;
  }

  std::map<std::string, std::vector<std::string>> servers;
};

class FakeLog final : public Log {
 public:
  void write(LogLevel level, std::string_view line) override {
    lines.emplace_back(level, std::string(line));
  }

  std::vector<std::pair<LogLevel, std::string>> lines;
};

// All ports at once.
struct FakeWorld {
  FakeClock clock;
  MiddleRandom random;
  FakeFiles files;
  FakeInterfaces interfaces;
  FakeEnvironment environment;
  FakeTerminal terminal;
  FakeProcesses processes;
  FakeBus bus{clock};
  FakeDns dns;
  FakeLog log;
  FakeHttp http;
  FakeHttpClients http_clients{http};
  Ports ports{.clock = clock,
              .random = random,
              .files = files,
              .interfaces = interfaces,
              .environment = environment,
              .terminal = terminal,
              .processes = processes,
              .bus = bus,
              .dns = dns,
              .http = http_clients,
              .log = log};
};

}  // namespace wan53::test
