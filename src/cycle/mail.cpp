// SPDX-License-Identifier: MIT
#include "cycle/mail.h"

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

// It is an argument of the script.
constexpr std::size_t kMaxText = 4096;
// Longer than the script tries.
constexpr Milliseconds kPatience = 30min;
constexpr const char* kScript = "/jffs/addons/wan53/wan53.sh";

class Send final : public Processes::Task {
 public:
  Send(const Ports& ports, const std::string& text, Log& log)
      : ports_(ports), text_(text), log_(log) {}
  void run() override {
    const auto sent = ports_.processes->run({"sh", kScript, "mail", text_}, kPatience, kMaxText);
    if (sent && sent->status == 0) return;
    log_.write(LogLevel::warning,
               compose("mail: {}", sent ? compose("{} failed", kScript) : sent.error().what));
  }

 private:
  const Ports& ports_;
  const std::string& text_;
  Log& log_;
};

}  // namespace

std::string mail_text(Mail mail, const Round& round, const RoundMemory& before,
                      const RoundMemory& now) {
  if (mail == Mail::no) return {};
  if (!now.blocking_error.empty()) {
    return now.blocking_error == before.blocking_error ? std::string() : now.blocking_error + "\n";
  }
  std::string text;
  const bool was_blocked = !before.blocking_error.empty();
  if (was_blocked) text = "The keys and certificates can be used again.\n";
  std::size_t left_out = 0;
  for (const auto& outcome : round.outcomes) {
    const RecordReport* report = before.find(key_of(outcome.record));
    const bool was_refused = report != nullptr && report->outcome == OutcomeKind::refused;
    const bool is_refused = outcome.kind == OutcomeKind::refused;
    const bool is_news = is_refused                ? !was_refused || report->text != outcome.text
                         : is_change(outcome.kind) ? mail == Mail::changes || was_refused
                                                   : was_refused && !is_failure(outcome.kind);
    if (!is_news) continue;
    const std::string line = compose(
        "{}: {}: {}\n", record_label(outcome.record),
        is_refused || !was_refused ? outcome_name(outcome.kind) : std::string_view("right again"),
        outcome.text);
    if (text.size() + line.size() > kMaxText - 64) {
      ++left_out;
    } else {
      text += line;
    }
  }
  if (left_out > 0) text += compose("and {} more: `wan53 status` shows all.\n", left_out);
  return text;
}

void send_mail(const Ports& ports, const std::string& text, Log& log) {
  Send send(ports, text, log);
  const Status started = ports.processes->run_aside(send);
  if (!started) log.write(LogLevel::warning, compose("mail: {}", started.error().what));
}

}  // namespace wan53
