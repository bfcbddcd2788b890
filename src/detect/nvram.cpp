// SPDX-License-Identifier: MIT
#include "detect/nvram.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr Milliseconds kNvramLimit = 2s;
constexpr std::size_t kMaxValueBytes = 4'096;

}  // namespace

Result<Processes::Ended> Nvram::run_nvram(const std::vector<std::string>& argv) {
  if (hung_) return fail(Errc::look_again, "nvram hangs");
  auto ended = processes_.run(argv, kNvramLimit, kMaxValueBytes);
  if (ended) return ended;
  hung_ = true;
  std::string_view variable = argv.back();
  const std::string_view name = take_until(variable, '=');
  return fail(Errc::look_again,
              std::move(ended).error().context(compose("nvram {} {}", argv[1], name)).what);
}

Result<std::string> Nvram::get(const std::string& name) {
  TRY_ASSIGN(const auto ended, run_nvram({"nvram", "get", name}));
  std::string_view value = ended.output;
  if (value.ends_with('\n')) value.remove_suffix(1);
  if (std::ranges::any_of(value, is_control)) {
    return fail(Errc::look_again, "nvram get {}: {} has control characters; is nvram damaged?",
                name, printable(value, 40));
  }
  return std::string(value);
}

Status Nvram::set(const std::string& name, std::string_view value) {
  TRY(run_nvram({"nvram", "set", compose("{}={}", name, value)}));
  return {};
}

}  // namespace wan53
