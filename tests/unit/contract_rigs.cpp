// SPDX-License-Identifier: MIT
// The fakes' rigs, for tests/contract/.
#include <algorithm>

#include "../contract/rigs.h"
#include "fakes.h"

namespace wan53::test {
namespace {

class FakeHttpRig final : public HttpRig {
 public:
  void serve(std::vector<HttpStep> steps) override {
    for (auto& step : steps) {
      if (step.status == 0) {  // a flood among them
        http_.lose_reply();
      } else {
        http_.reply(step.status, std::move(step.body), std::move(step.headers));
      }
    }
  }
  std::string url() override { return "http://127.0.0.1:8080/"; }
  Http& http() override { return http_; }
  HttpClients& clients() override { return clients_; }
  void stop_serving() override { http_.answers.clear(); }
  std::size_t requests() override { return http_.requests.size(); }

 private:
  FakeHttp http_;
  FakeHttpClients clients_{http_};
};

class FakeFilesRig final : public FilesRig {
 public:
  FakeFilesRig() { files_.folders.emplace(folder(), FakeFiles::Folder{}); }
  Files& files() override { return files_; }
  std::string folder() override { return "/tmp/contract"; }
  void put(const std::string& path, const std::string& text, unsigned mode) override {
    files_.put(path, text, mode);
  }
  void make_folder(const std::string& path, unsigned mode) override {
    files_.folders[path] = {mode, true};
  }
  bool give_to_a_stranger(const std::string& path) override {
    if (files_.folders.contains(path)) files_.folders[path].ours = false;
    for (auto& [name, file] : files_.files) {
      if (name == path) file.ours = false;
    }
    return true;
  }
  void fill_disk() override { files_.full = true; }
  void hold(const std::string& path, Milliseconds length) override {
    files_.held_elsewhere[path] = length;
  }
  std::string listing() override {
    std::set<std::string> names;
    const std::string start = folder() + "/";
    const auto note = [&](const std::string& path) {
      if (path.starts_with(start)) names.insert(path.substr(start.size()));
    };
    for (const auto& entry : files_.files) note(entry.first);
    for (const auto& entry : files_.folders) note(entry.first);
    std::string all;
    for (const auto& name : names) all += name + " ";
    return all;
  }

 private:
  FakeFiles files_;
};

class FakeInterfacesRig final : public InterfacesRig {
 public:
  Interfaces& interfaces() override { return interfaces_; }
  std::string name() override { return "eth0"; }
  void give(const std::string& address, unsigned prefix_length, bool lasting) override {
    const bool ipv6 = address.find(':') != address.npos;
    interfaces_.on_eth0.push_back({address, ipv6, prefix_length, true, lasting});
  }
  void take_down() override { interfaces_.is_down = true; }

 private:
  FakeInterfaces interfaces_;
};

class FakeEnvironmentRig final : public EnvironmentRig {
 public:
  Environment& environment() override { return environment_; }
  void set(const char* name, const char* value) override {
    environment_.variables = {{name, value}};
  }

 private:
  FakeEnvironment environment_;
};

class FakeTerminalRig final : public TerminalRig {
 public:
  Terminal& terminal() override { return terminal_; }
  void pipe_in(const std::string& text) override {
    terminal_.in_is_terminal = false;
    terminal_.in_text = text;
  }
  void person_types(const std::string* line) override {
    if (line != nullptr) terminal_.answers.push_back(*line);
  }
  void break_stdout() override { terminal_.broken = true; }
  std::string out_text() override { return terminal_.out_text; }
  std::string err_text() override { return terminal_.err_text; }

 private:
  FakeTerminal terminal_;
};

class FakeProcessesRig final : public ProcessesRig {
 public:
  Processes& processes() override { return processes_; }
  void install(const std::string& name, const std::string& output, int status) override {
    for (const auto& program : {name, path_of(name)}) {
      processes_.answers.insert_or_assign(program, Processes::Ended{status, output});
    }
  }
  std::string path_of(const std::string& name) override { return "/opt/bin/" + name; }
  void install_hanging(const std::string& name) override {
    processes_.programs.push_back(name);
    processes_.hanging.insert(name);
  }
  int process_that_has_ended() override {
    processes_.signal_result = fail(Errc::wait, "there is no process 4712");
    return 4712;
  }

 private:
  FakeProcesses processes_;
};

class FakeBusRig final : public BusRig {
 public:
  Bus& bus() override { return bus_; }
  const Clock& clock() override { return clock_; }
  std::string socket() override { return "/run/wan53/sock"; }
  void hang_up() override { bus_.script.push_back({0ms, {.notices = {}, .hang_up = true}}); }
  void change_addresses() override {
    const bool came = !std::exchange(has_come_, true);
    bus_.script.push_back({0ms, {.addresses_changed = true, .notices = {}, .address_came = came}});
  }
  void deprecate_address() override {
    bus_.script.push_back({0ms, {.addresses_changed = true, .notices = {}}});
  }
  void refresh_addresses() override {}  // the kernel says so, and nobody hears of it

 private:
  FakeClock clock_;
  FakeBus bus_{clock_};
  bool has_come_ = false;
};

class FakeDnsRig final : public DnsRig {
 public:
  Dns& dns() override { return dns_; }
  void serve(const std::string& zone, std::vector<std::string> name_servers) override {
    dns_.servers[zone] = std::move(name_servers);
  }
  void stop_answering() override { dns_.servers.clear(); }

 private:
  FakeDns dns_;
};

class FakeLogRig final : public LogRig {
 public:
  Log& log() override { return log_; }
  std::string arrived() override {
    static constexpr const char* kNames[] = {"error", "warning", "notice", "info", "debug"};
    std::string text;
    for (const auto& [level, line] : log_.lines) {
      text += kNames[static_cast<int>(level)] + (" " + line + "\n");
    }
    return text;
  }

 private:
  FakeLog log_;
};

}  // namespace

std::unique_ptr<HttpRig> make_http_rig() { return std::make_unique<FakeHttpRig>(); }
std::unique_ptr<Clock> make_clock() { return std::make_unique<FakeClock>(); }
std::unique_ptr<Random> make_random() { return std::make_unique<MiddleRandom>(); }
std::unique_ptr<FilesRig> make_files_rig() { return std::make_unique<FakeFilesRig>(); }
std::unique_ptr<EnvironmentRig> make_environment_rig() {
  return std::make_unique<FakeEnvironmentRig>();
}
std::unique_ptr<TerminalRig> make_terminal_rig() { return std::make_unique<FakeTerminalRig>(); }
std::unique_ptr<ProcessesRig> make_processes_rig() { return std::make_unique<FakeProcessesRig>(); }
std::unique_ptr<LogRig> make_log_rig() { return std::make_unique<FakeLogRig>(); }

std::string run(InterfacesStory story) {
  FakeInterfacesRig rig;
  return story(rig);
}
std::string run(BusStory story) {
  FakeBusRig rig;
  return story(rig);
}
std::string run(DnsStory story) {
  FakeDnsRig rig;
  return story(rig);
}

}  // namespace wan53::test
