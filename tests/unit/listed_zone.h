// SPDX-License-Identifier: MIT
// A hosted zone that lists its record sets by pages, in Route 53's order as its API Reference has
// it: labels reversed, each with its dot, by the bytes of the ASCII table; then by type.
#pragma once

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "base/compose.h"
#include "base/text.h"
#include "round_fixture.h"

namespace wan53::test {

// What a name sorts by. It has escapes, no final dot and no capitals.
inline std::string route53_order(std::string_view name) {
  std::vector<std::string> labels(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '.') {
      labels.emplace_back();
    } else if (name[i] == '\\') {
      const auto digit = [&](std::size_t at) { return name[i + at] - '0'; };
      labels.back() += static_cast<char>(digit(1) * 64 + digit(2) * 8 + digit(3));
      i += 3;
    } else {
      labels.back() += name[i];
    }
  }
  std::string key;
  for (; !labels.empty(); labels.pop_back()) key += labels.back() + ".";
  return key;
}

struct ListedSet {
  std::string name;  // as listed: "\052.example.com"
  std::string type;
  std::string value;
  std::string identifier = {};

  using Key = std::tuple<std::string, std::string, std::string>;
  Key key() const { return {route53_order(name), type, identifier}; }
};

class ListedZone final : public Http {
 public:
  Result<HttpReply> send(const HttpRequest& request) override {
    requests.push_back(request);
    if (request.method == "POST") return HttpReply{200, {}, change_info()};
    if (before_page != nullptr) before_page(*this);
    if (refusal_status != 0) return HttpReply{refusal_status, {}, refusal(refusal_code)};
    const auto keys = sort();
    const std::string name = lower(parameter(request.url, "name"));
    ListedSet start{name, parameter(request.url, "type"), {}, parameter(request.url, "identifier")};
    const auto asked = *parse_unsigned(parameter(request.url, "maxitems"), 300);
    const auto first = sets.begin() + (std::ranges::lower_bound(keys, start.key()) - keys.begin());
    const auto rest = static_cast<std::size_t>(sets.end() - first);
    const auto end = first + static_cast<std::ptrdiff_t>(
                                 std::min({static_cast<std::size_t>(asked), rest, most_per_page}));
    std::string body = listing(elements({first, end}));
    if (end != sets.end()) {
      const std::string_view last = "<IsTruncated>false</IsTruncated>";
      body.replace(body.find(last), last.size(), next_of(*end));
    }
    if (body.size() > max_reply_bytes) {
      return fail(Error{Errc::retry, "the reply is too large", ErrorKind::oversized});
    }
    return HttpReply{200, {}, body};
  }
  std::size_t lists() const {
    return static_cast<std::size_t>(std::ranges::count(requests, "GET", &HttpRequest::method));
  }
  static std::string parameter(std::string_view url, std::string_view name) {
    std::size_t at = url.find(compose("?{}=", name));
    if (at == url.npos) at = url.find(compose("&{}=", name));
    if (at == url.npos) return {};
    std::string_view rest = url.substr(at + name.size() + 2);
    rest = rest.substr(0, rest.find('&'));
    std::string text;
    for (std::size_t i = 0; i < rest.size(); ++i) {
      const bool is_escape = rest[i] == '%';
      text += is_escape ? static_cast<char>(hex_value(rest[i + 1]) * 16 + hex_value(rest[i + 2]))
                        : rest[i];
      if (is_escape) i += 2;
    }
    if (name == "name" && text.ends_with('.')) text.pop_back();
    return text;
  }

  std::vector<ListedSet> sets;
  std::vector<HttpRequest> requests;
  std::size_t most_per_page = 300;  // fewer than what is asked for
  std::size_t max_reply_bytes = kMaxReplyBytes;
  int refusal_status = 0;  // of every listing
  const char* refusal_code = "";
  void (*before_page)(ListedZone&) = nullptr;

 private:
  // Brings the sets into order, and returns their keys, each made once: it is dear.
  std::vector<ListedSet::Key> sort() {
    using Keyed = std::pair<ListedSet::Key, ListedSet>;
    std::vector<Keyed> keyed;
    for (auto& set : sets) {
      ListedSet::Key key = set.key();
      keyed.emplace_back(std::move(key), std::move(set));
    }
    std::ranges::sort(keyed, {}, &Keyed::first);
    sets.clear();
    std::vector<ListedSet::Key> keys;
    for (auto& [key, set] : keyed) {
      keys.push_back(std::move(key));
      sets.push_back(std::move(set));
    }
    return keys;
  }
  static std::string elements(const std::vector<ListedSet>& sets) {
    std::string text;
    for (const auto& set : sets) {
      const std::string id =
          set.identifier.empty()
              ? ""
              : compose("<SetIdentifier>{}</SetIdentifier><Weight>1</Weight>", set.identifier);
      text += record_set(set.name, set.type, set.value, id);
    }
    return text;
  }
  static std::string next_of(const ListedSet& set) {
    const std::string id =
        set.identifier.empty()
            ? ""
            : compose("<NextRecordIdentifier>{}</NextRecordIdentifier>", set.identifier);
    return compose(
        "<IsTruncated>true</IsTruncated><NextRecordName>{}.</NextRecordName><NextRecordType>{}</NextRecordType>{}",
        set.name, set.type, id);
  }
};

struct ListedZoneFixture : Fixture {
  explicit ListedZoneFixture(std::string_view config = kRecord) : Fixture(config) {
    ports.http = clients;
  }
  int run(std::initializer_list<std::string_view> arguments) {
    listed.requests.clear();
    return Fixture::run(arguments);
  }

  ListedZone listed;
  FakeHttpClients clients{listed};
};

}  // namespace wan53::test
