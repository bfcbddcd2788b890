// SPDX-License-Identifier: MIT
// An account at Route 53 whose zones, rights and delegations a test sets, for whole command lines.
// It answers what it is asked, in any order; tests of single replies use Fixture's queue.
#pragma once

#include <map>
#include <set>

#include "base/compose.h"
#include "listed_zone.h"

namespace wan53::test {

// A record whose zone must be found.
inline constexpr const char* kNoZone =
    "[record a.home.example.com]\nsource = static 198.51.101.7\n";

struct AccountZone {
  std::string id;
  std::string name;
  bool is_private = false;
};

class Account final : public Http {
 public:
  Result<HttpReply> send(const HttpRequest& request) override {
    const std::string_view url = request.url;
    if (has(url, "https://sts.")) return reply(200, caller());
    if (has(url, "/hostedzonesbyname?")) return search(parameter(url, "dnsname"));
    const std::string_view start = "/hostedzone/";
    const std::size_t at = url.find(start);
    if (at == url.npos) return reply(404, refusal("NoSuchChange"));
    const std::string id(
        url.substr(at + start.size(), url.find('/', at + start.size()) - at - start.size()));
    return in_zone(id, request);
  }

  static std::string server_of(std::string_view id) {
    return lower(compose("ns-{}.awsdns.org", id));
  }
  std::string name_of(std::string_view id) const {
    const auto found = std::ranges::find(zones, id, &AccountZone::id);
    return found == zones.end() ? std::string() : found->name;
  }
  // The zone that was last written to; empty: none.
  const std::string& written_to() const { return written_; }
  // "search", "name ID", "ns ID", "list ID", "write ID", in their order.
  std::string operations() const { return join(operations_, " "); }
  void forget() {
    operations_.clear();
    searched.clear();
    written_.clear();
  }

  std::vector<AccountZone> zones;
  std::set<std::string> denied;  // zones that the key may neither read nor write
  bool may_search = true;
  int unwilling = 0;                                // searches that get a 503 from now on
  std::set<std::string> bad;                        // zones that refuse changes as invalid
  std::map<std::string, std::string> delegated_in;  // zone above: id of the zone that it names
  std::map<std::string, std::string> published;     // "ID NAME": value
  std::vector<std::string> searched;                // names

 private:
  static HttpReply reply(int status, std::string body) { return {status, {}, std::move(body)}; }
  static std::string caller() {
    return "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/x</Arn>"
           "<UserId>A</UserId><Account>1</Account></GetCallerIdentityResult>"
           "</GetCallerIdentityResponse>";
  }
  // Without the final dot of a name.
  static std::string parameter(std::string_view url, std::string_view name) {
    std::size_t at = url.find(compose("?{}=", name));
    if (at == url.npos) at = url.find(compose("&{}=", name));
    if (at == url.npos) return {};
    const std::string_view value = url.substr(at + name.size() + 2);
    std::string text(value.substr(0, value.find('&')));
    if (text.ends_with('.')) text.pop_back();
    return text;
  }

  HttpReply search(std::string name) {
    operations_.emplace_back("search");
    searched.push_back(name);
    if (!may_search) return reply(403, refusal("AccessDenied", "not authorized to search"));
    if (unwilling > 0) {
      --unwilling;
      return reply(503, "");
    }
    // As Route 53: without a zone of that name, others follow.
    std::multimap<std::string, std::string> entries;  // by their places in the listing
    for (const auto& each : zones) {
      entries.emplace(route53_order(each.name), zone(each.id, each.name, each.is_private));
    }
    std::string text;
    for (auto entry = entries.lower_bound(route53_order(name)); entry != entries.end(); ++entry) {
      text += entry->second;
    }
    return reply(200, test::zones(text));
  }

  HttpReply in_zone(const std::string& id, const HttpRequest& request) {
    const std::string name = parameter(request.url, "name");
    const std::string type = parameter(request.url, "type");
    const bool writes = request.method == "POST";
    operations_.push_back(compose("{}{}",
                                  writes         ? "write "
                                  : name.empty() ? "name "
                                  : type == "NS" ? "ns "
                                                 : "list ",
                                  id));
    if (denied.contains(id)) return reply(403, refusal("AccessDenied", "not authorized"));
    const std::string own = name_of(id);
    if (own.empty()) return reply(404, refusal("NoSuchHostedZone", "No hosted zone found"));
    if (writes) return write(id, request.body);
    if (name.empty() || (type == "NS" && name == own)) {
      return reply(200, listing(record_set(own, "NS", server_of(id))));
    }
    if (type == "NS") {
      const auto named = delegated_in.find(id);
      const bool is_named = named != delegated_in.end() && name_of(named->second) == name;
      return reply(200, listing(is_named ? record_set(name, "NS", server_of(named->second)) : ""));
    }
    std::map<std::string, std::string> sets;  // by their places in the listing
    for (const auto& [key, value] : published) {
      const std::string listed = key.substr(key.find(' ') + 1);
      if (!key.starts_with(compose("{} ", id))) continue;
      sets[route53_order(listed)] = record_set(listed, "A", value);
    }
    std::string text;
    for (auto set = sets.lower_bound(route53_order(name)); set != sets.end(); ++set) {
      text += set->second;
    }
    return reply(200, listing(text));
  }

  HttpReply write(const std::string& id, const std::string& body) {
    const auto names_and_values = parts(body);
    for (const auto& [name, value] : names_and_values) {
      const bool holds = DnsName::parse(name)->is_within(*DnsName::parse(name_of(id)));
      if (bad.contains(id) || !holds) {
        return reply(400, refusal("InvalidChangeBatch", "not permitted in zone"));
      }
    }
    written_ = id;
    for (const auto& [name, value] : names_and_values) {
      published[compose("{} {}", id, name)] = value;
    }
    return reply(200, change_info());
  }
  // Name and value of each change of a batch.
  static std::map<std::string, std::string> parts(std::string_view body) {
    std::map<std::string, std::string> found;
    const auto take = [&body](std::string_view from, std::string_view to) {
      body.remove_prefix(body.find(from) + from.size());
      return std::string(body.substr(0, body.find(to)));
    };
    while (has(body, "<Name>")) {
      const std::string name = take("<Name>", ".</Name>");
      found[name] = take("<Value>", "</Value>");
    }
    return found;
  }

  std::vector<std::string> operations_;
  std::string written_;
};

struct AccountFixture : Fixture {
  explicit AccountFixture(std::string_view config) : Fixture(config) {
    ports.http = clients;
    bus.answer = Bus::Sent::delivered;
  }
  // The world's DNS sends to that zone's servers.
  void delegate(const std::string& id) {
    dns.servers[account.name_of(id)] = {"ns.else.example", Account::server_of(id)};
  }

  Account account;
  FakeHttpClients clients{account};
};

}  // namespace wan53::test
