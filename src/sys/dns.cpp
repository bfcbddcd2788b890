// SPDX-License-Identifier: MIT
#include "sys/dns.h"

#include <arpa/nameser.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "base/text.h"
#include "sys/descriptor.h"
#include "sys/exchange_alarm.h"

namespace wan53 {
namespace {

// A damaged answer must not be used: part of one could look like a zone delegated elsewhere.
Failure fail_damaged(const std::string& zone) {
  return fail(Errc::retry, "the name server's answer for {} is damaged", zone);
}

// What the resolver says, as a child process writes it; `length` bytes of answer follow.
struct Head {
  int length = -1;
  int reason = TRY_AGAIN;  // h_errno
};

// The child.
[[noreturn]] void ask(const std::string& zone, Milliseconds limit, int output) {
  die_after(limit);
  unsigned char answer[4'096];
  const int length = res_query(zone.c_str(), ns_c_in, ns_t_ns, answer, sizeof answer);
  const Head head{std::min<int>(length, sizeof answer), h_errno};
  const bool written = write_all(output, {reinterpret_cast<const char*>(&head), sizeof head}) &&
                       (length < 0 || write_all(output, {reinterpret_cast<const char*>(answer),
                                                         static_cast<std::size_t>(head.length)}));
  _exit(written ? 0 : 1);
}

// Head and answer; cut if the child died.
Result<std::string> ask_in_child(const std::string& zone, Milliseconds limit) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail_with_errno("a pipe", "make");
  const Descriptor output(ends[0]);
  std::optional<Descriptor> input(ends[1]);
  const pid_t child = fork();
  if (child == 0) ask(zone, limit, input->get());
  if (child < 0) return fail_with_errno("wan53", "fork");
  input.reset();
  std::string text;
  char bytes[512];
  for (long n; (n = read_some(output.get(), bytes, sizeof bytes)) > 0;) {
    text.append(bytes, static_cast<std::size_t>(n));
  }
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return text;
}

}  // namespace

Result<std::vector<std::string>> SystemDns::name_servers(const std::string& zone) {
  const auto told = ask_in_child(zone, limit_);
  if (!told) return fail(Errc::retry, told.error().what);
  Head head;
  if (told->size() >= sizeof head) std::memcpy(&head, told->data(), sizeof head);
  if (head.length < 0) {
    if (head.reason == HOST_NOT_FOUND || head.reason == NO_DATA) return std::vector<std::string>();
    return fail(Errc::retry, "no name server answers for {}", zone);
  }
  const auto* answer = reinterpret_cast<const unsigned char*>(told->data() + sizeof head);
  ns_msg message;
  if (ns_initparse(answer, static_cast<int>(told->size() - sizeof head), &message) != 0) {
    return fail_damaged(zone);
  }
  std::vector<std::string> names;
  for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
    ns_rr record;
    char name[NS_MAXDNAME];
    if (ns_parserr(&message, ns_s_an, i, &record) != 0) return fail_damaged(zone);
    if (ns_rr_type(record) != ns_t_ns) continue;
    if (ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), ns_rr_rdata(record), name,
                           sizeof name) < 0) {
      return fail_damaged(zone);
    }
    std::string text = lower(name);
    if (text.ends_with('.')) text.pop_back();
    names.push_back(std::move(text));
  }
  return names;
}

}  // namespace wan53
