// SPDX-License-Identifier: MIT
// `set` and `get` of a ConfigKey for one member of Config, by the member's type. Errors are
// Errc::config. For config_key_table.cpp alone.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "ddns/config_keys.h"
#include "ddns/config_values.h"

namespace wan53 {

template <bool Config::*member>
Status set_flag(const ConfigKey& key, Draft& to, std::string_view value) {
  TRY_ASSIGN(const std::size_t choice, read_choice(key, value));
  to.config.*member = choice == 0;
  return {};
}
inline std::string yes_or_no(const ConfigKey& key, bool flag) {
  return std::string(key.choices[flag ? 0 : 1]);
}
template <bool Config::*member>
std::string get_flag(const ConfigKey& key, const Configured& from) {
  return yes_or_no(key, from.config.*member);
}

template <auto member>
Status set_choice(const ConfigKey& key, Draft& to, std::string_view value) {
  TRY_ASSIGN(const std::size_t choice, read_choice(key, value));
  auto& choices = to.config.*member;
  choices = static_cast<std::remove_reference_t<decltype(choices)>>(choice);
  return {};
}
template <auto member>
std::string get_choice(const ConfigKey& key, const Configured& from) {
  return std::string(key.choices[static_cast<std::size_t>(from.config.*member)]);
}

template <std::string Config::*member>
Status set_string(const ConfigKey& key, Draft& to, std::string_view value) {
  if (value.empty()) return fail_expected(value, key.expects);
  to.config.*member = value;
  return {};
}
template <std::string Config::*member>
std::string get_string(const ConfigKey&, const Configured& from) {
  return from.config.*member;
}

// `part` is the member of Draft that `member` lies in.
template <auto parse, auto part, auto member>
Status set_parsed(const ConfigKey&, Draft& to, std::string_view value) {
  TRY_ASSIGN(to.*part.*member, parse(value));
  return {};
}

// Sets `to` unless a check in aws/ failed; its error becomes one of the config.
template <class T>
Status set_checked(std::string& to, std::string_view value, const Result<T>& checked) {
  if (!checked) return fail(Errc::config, checked.error().what);
  to = value;
  return {};
}

// A key of [aws] that needs a certain proof.
template <auto check, std::string Config::*member>
constexpr ConfigKey proof_key(std::string_view name, std::string_view label, const KeyNeeds& needs,
                              std::string_view hint = {}, std::string_view otherwise = {},
                              bool ssh_only = false) {
  return {.section = ConfigSection::aws,
          .name = name,
          .label = label,
          .kind = KeyKind::text,
          .ssh_only = ssh_only,
          .set = [](const ConfigKey&, Draft& to, std::string_view value) -> Status {
            if (value.empty()) return fail_expected(value, "a value");
            TRY_ASSIGN(to.config.*member, check(value));
            return {};
          },
          .get = get_string<member>,
          .needs = needs,
          .otherwise = otherwise,
          .hint = hint};
}

// A key of [aws] that names a file.
template <std::string Config::*member>
constexpr ConfigKey path_key(std::string_view name, std::string_view label, const KeyNeeds& needs,
                             std::string_view hint) {
  return {.section = ConfigSection::aws,
          .name = name,
          .label = label,
          .kind = KeyKind::text,
          .ssh_only = true,
          .set = set_string<member>,
          .get = get_string<member>,
          .expects = "a path",
          .needs = needs,
          .hint = hint};
}

}  // namespace wan53
