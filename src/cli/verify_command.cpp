// SPDX-License-Identifier: MIT
// verify KEY SUMS SIGNATURE FILE...: checks that a downloaded release is ours. SUMS is the output
// of sha256sum; it must list each FILE, by its base name, exactly once.
#include "base/digest.h"
#include "base/signature.h"
#include "base/text.h"
#include "cli/cli.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxSums = 64 * 1024;
constexpr std::size_t kMaxFile = 16 * 1024 * 1024;

Result<std::string> read_whole(const Ports& ports, std::string_view path, std::size_t limit) {
  TRY_ASSIGN(auto content, ports.files->read(std::string(path), limit));
  if (!content) return fail(Errc::user, "{}: no such file", printable(path));
  return std::move(content->text);
}

// Lines are "HEX  NAME", or "HEX *NAME" for a file that was read as binary.
Result<std::string_view> sum_of(std::string_view sums, std::string_view name) {
  std::string_view found;
  while (!sums.empty()) {
    const auto parts = words(take_until(sums, '\n'));
    if (parts.size() != 2) continue;
    std::string_view named = parts[1];
    if (named.starts_with('*')) named.remove_prefix(1);
    if (named != name) continue;
    if (!found.empty()) return fail(Errc::user, "is twice in the list of checksums");
    found = parts[0];
  }
  if (found.empty()) return fail(Errc::user, "is not in the list of checksums");
  return found;
}

Status check_sum(const Ports& ports, std::string_view path, std::string_view sums) {
  TRY_ASSIGN(const std::string& text, read_whole(ports, path, kMaxFile));
  auto expected = sum_of(sums, path.substr(path.rfind('/') + 1));
  if (!expected) return fail(std::move(expected).error().context(printable(path)));
  if (sha256(text).hex() == lower(*expected)) return {};
  return fail(Errc::user, "{}: not the file that was released; download it again", printable(path));
}

}  // namespace

Result<ExitStatus> verify_command(const Ports& ports, const Options& options) {
  const auto& arguments = options.arguments;
  if (arguments.size() < 4) {
    return fail(Errc::usage,
                "verify: expected KEY SUMS SIGNATURE FILE...; see `wan53 help verify`");
  }
  TRY_ASSIGN(const std::string& key, read_whole(ports, arguments[0], kMaxSums));
  TRY_ASSIGN(const std::string& sums, read_whole(ports, arguments[1], kMaxSums));
  TRY_ASSIGN(const std::string& signature, read_whole(ports, arguments[2], kMaxSums));
  auto checked = check_signature(key, sums, signature);
  if (!checked) {
    const bool bad_key = checked.error().code == Errc::config;
    return fail(std::move(checked).error().context(printable(arguments[bad_key ? 0 : 1])));
  }
  for (std::size_t i = 3; i < arguments.size(); ++i) TRY(check_sum(ports, arguments[i], sums));
  return kExitDone;
}

}  // namespace wan53
