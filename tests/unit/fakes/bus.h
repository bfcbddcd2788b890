// SPDX-License-Identifier: MIT
// What wakes the daemon: a script of happenings, and the notices that are sent to it.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/ports.h"
#include "base/text.h"
#include "clock.h"

namespace wan53::test {

// Something to do, with what it needs for that.
struct FakeAction {
  virtual ~FakeAction() = default;
  virtual void run() = 0;
};
template <class Body>
std::shared_ptr<FakeAction> make_action(Body body) {
  struct Made final : FakeAction {
    explicit Made(Body made_of) : body(std::move(made_of)) {}
    void run() override { body(); }
    Body body;
  };
  return std::make_shared<Made>(std::move(body));
}

// What happens while the daemon waits. Time passes on the clock it is given.
struct FakeHappening {
  Milliseconds after{0};  // the one before
  Wake wake;
  std::shared_ptr<FakeAction> does = {};  // right before the daemon hears of it
};

// The socket of the process that listens, as both ends know it.
struct FakeSocket {
  std::string path;  // empty: nobody listens
  std::deque<std::string> queue;
};

class FakeEvents final : public Events {
 public:
  FakeEvents(FakeClock& clock, std::deque<FakeHappening>& script, FakeSocket& socket)
      : clock_(clock), script_(script), socket_(socket) {}
  ~FakeEvents() override { socket_ = {}; }
  FakeEvents(const FakeEvents&) = delete;
  FakeEvents& operator=(const FakeEvents&) = delete;

  // Without a script and a notice all waits last their whole time.
  Wake wait(Milliseconds longest) override {
    if (!socket_.queue.empty()) return take_notices();
    if (script_.empty() || script_.front().after > longest) {
      if (!script_.empty()) script_.front().after -= longest;
      clock_.pass(longest);
      return {};
    }
    clock_.pass(script_.front().after);
    const FakeHappening happening = std::move(script_.front());
    script_.pop_front();
    if (happening.does) happening.does->run();
    return happening.wake;
  }
  std::string_view unwatched() const override { return ""; }

 private:
  Wake take_notices() {
    Wake wake;
    while (!socket_.queue.empty() && wake.notices.size() < 32) {
      wake.notices.push_back(printable(socket_.queue.front(), 200));
      socket_.queue.pop_front();
    }
    return wake;
  }

  FakeClock& clock_;
  std::deque<FakeHappening>& script_;
  FakeSocket& socket_;
};

class FakeBus final : public Bus {
 public:
  explicit FakeBus(FakeClock& clock) : clock_(clock) {}

  Result<std::unique_ptr<Events>> listen(const std::string& socket) override {
    if (!listen_result) return fail(listen_result.error());
    if (socket == socket_.path || answer != Sent::nobody) {
      return fail(Errc::user, socket + ": another process listens there");
    }
    socket_ = {socket, {}};
    return std::make_unique<FakeEvents>(clock_, script, socket_);
  }
  Sent send(const std::string& socket, std::string_view text) override {
    sends.emplace_back(socket, text);
    if (socket != socket_.path || socket.empty()) return answer;
    if (text.empty()) return Sent::delivered;
    if (socket_.queue.size() == kRoom) return Sent::full;
    socket_.queue.emplace_back(text.substr(0, 200));
    return Sent::delivered;
  }

  Status listen_result = {};
  std::deque<FakeHappening> script;
  std::vector<std::pair<std::string, std::string>> sends;
  Sent answer = Sent::nobody;  // of another process; that this one listens is known

 private:
  static constexpr std::size_t kRoom = 40;

  FakeClock& clock_;
  FakeSocket socket_;
};

}  // namespace wan53::test
