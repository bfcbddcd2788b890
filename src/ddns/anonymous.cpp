// SPDX-License-Identifier: MIT
#include "ddns/anonymous.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "ddns/address.h"
#include "ddns/mask.h"

namespace wan53 {
namespace {

std::string numbered(std::string_view kind, std::ptrdiff_t before) {
  return compose("{}-{}", kind, before + 1);
}

bool is_of_word(char c) { return is_alnum(c) || c == '-'; }
bool is_of_address(char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; }

bool is_public(std::string_view text) {
  const auto address = Address::parse(text);
  return address && address->special_range().empty();
}

}  // namespace

void Anonymous::hide(std::string_view name, std::string_view kind) {
  if (name.empty() || std::ranges::find(names_, name, &Alias::name) != names_.end()) return;
  const auto shorter = std::ranges::find_if(
      names_, [&](const Alias& known) { return known.name.size() < name.size(); });
  const auto of_kind = std::ranges::count_if(
      names_, [&](const Alias& known) { return known.alias.starts_with(kind); });
  names_.insert(shorter, {std::string(name), numbered(kind, of_kind)});
}

std::string Anonymous::without_names(std::string text) const {
  for (const auto& [name, alias] : names_) {
    for (auto at = text.find(name); at != text.npos; at = text.find(name, at)) {
      const std::size_t end = at + name.size();
      const bool is_whole =
          (at == 0 || !is_of_word(text[at - 1])) && (end == text.size() || !is_of_word(text[end]));
      if (is_whole) text.replace(at, name.size(), alias);
      at += is_whole ? alias.size() : 1;
    }
  }
  return text;
}

std::string Anonymous::text(std::string_view text) {
  const std::string named = without_names(std::string(text));
  const auto alias_of = [this](std::string_view address) -> const std::string& {
    const auto known = std::ranges::find(addresses_, address, &Alias::name);
    if (known != addresses_.end()) return known->alias;
    const std::ptrdiff_t before = std::ssize(addresses_);
    return addresses_.emplace_back(std::string(address), numbered("address", before)).alias;
  };
  std::string result;
  for (std::size_t begin = 0; begin < named.size();) {
    std::size_t end = begin;
    while (end < named.size() && is_of_address(named[end])) ++end;
    std::string_view run = std::string_view(named).substr(begin, end - begin);
    begin = end;
    // The end of a sentence is none of an address.
    std::size_t tail = 0;
    while (tail < run.size() && (run[run.size() - 1 - tail] == '.' ||
                                 (run[run.size() - 1 - tail] == ':' && !run.ends_with("::")))) {
      ++tail;
    }
    const std::string_view rest = run.substr(run.size() - tail);
    run.remove_suffix(tail);
    if (is_public(run)) {
      result += compose("{}{}", alias_of(run), rest);
    } else {
      // "198.51.100.7:443", "wan0:198.51.100.7".
      while (!run.empty()) {
        const bool more = run.find(':') != run.npos;
        const std::string_view part = take_until(run, ':');
        result += compose("{}{}", is_public(part) ? std::string_view(alias_of(part)) : part,
                          more ? ":" : "");
      }
      result += rest;
    }
    if (begin < named.size()) result += named[begin++];
  }
  return masked(result);
}

}  // namespace wan53
