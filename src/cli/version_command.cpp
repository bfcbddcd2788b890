// SPDX-License-Identifier: MIT
// The program's version, and the comparison of two versions, for the addon's script, which looks
// for a newer release.
#include <compare>
#include <optional>

#include "base/compose.h"
#include "base/text.h"
#include "cli/cli.h"
#include "settings/version.h"

namespace wan53 {
namespace {

constexpr std::uint64_t kMaxNumber = 999'999;

struct Version {
  std::uint64_t numbers[3] = {0, 0, 0};
  bool released = true;  // false for a pre-release such as 0.2.0-dev, which comes before 0.2.0
  auto operator<=>(const Version&) const = default;
};

// One to three numbers separated by dots, then perhaps a hyphen and a word.
std::optional<Version> parse_version(std::string_view text) {
  Version version;
  version.released = text.find('-') == text.npos;
  std::string_view numbers = take_until(text, '-');
  if (!version.released && text.empty()) return std::nullopt;
  if (numbers.ends_with('.')) return std::nullopt;
  for (std::uint64_t& number : version.numbers) {
    const auto read = parse_unsigned(take_until(numbers, '.'), kMaxNumber);
    if (!read) return std::nullopt;
    number = *read;
    if (numbers.empty()) return version;
  }
  return std::nullopt;
}

}  // namespace

Result<ExitStatus> version_command(const Ports& ports, const Options&) {
  ports.terminal->out(compose("wan53 {}\n", version()));
  return kExitDone;
}

Result<ExitStatus> version_compare_command(const Ports& ports, const Options& options) {
  if (options.arguments.size() != 2) {
    return fail(Errc::usage, "version compare: expected two versions; see `wan53 help version`");
  }
  Version versions[2];
  for (std::size_t i = 0; i < 2; ++i) {
    const auto version = parse_version(options.arguments[i]);
    if (!version) {
      return fail(Errc::usage, "version compare: {} is not a version; expected one such as 0.2.0",
                  printable(options.arguments[i]));
    }
    versions[i] = *version;
  }
  const auto order = versions[0] <=> versions[1];
  ports.terminal->out(order < 0 ? "older\n" : order > 0 ? "newer\n" : "same\n");
  return kExitDone;
}

}  // namespace wan53
