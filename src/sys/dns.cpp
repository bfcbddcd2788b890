// SPDX-License-Identifier: MIT
#include "sys/dns.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>

#include "base/text.h"

namespace wan53 {
namespace {

// A damaged answer must not be used: part of one could look like a zone delegated elsewhere.
std::unexpected<Error> fail_damaged(const std::string& zone) {
  return fail(Errc::retry, concat({"the name server's answer for ", zone, " is damaged"}));
}

}  // namespace

Result<std::vector<std::string>> SystemDns::name_servers(const std::string& zone) {
  unsigned char answer[4'096];
  const int length = res_query(zone.c_str(), ns_c_in, ns_t_ns, answer, sizeof answer);
  if (length < 0) {
    if (h_errno == HOST_NOT_FOUND || h_errno == NO_DATA) return std::vector<std::string>();
    return fail(Errc::retry, concat({"no name server answers for ", zone}));
  }
  ns_msg message;
  if (ns_initparse(answer, std::min<int>(length, sizeof answer), &message) != 0) {
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
