// SPDX-License-Identifier: MIT
// What this machine's own key pair and certificate cost: pair_bench COUNT makes so many, each as
// `setup` does, and prints one line of JSON with the median time. With 0 it only starts and ends,
// which is what a count of instructions has to leave out.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

#include "base/certificate.h"
#include "base/key_pair.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::uint64_t kMost = 1000;
constexpr UtcTime kFrom = utc_time(1'772'323'199);

std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

bool make_pair_once() {
  const auto key = KeyPair::make();
  return key && self_signed_certificate(*key, "home.example.com", kFrom, kFrom + 3650 * 24h);
}

int run(std::string_view count) {
  const auto wanted = parse_unsigned(count, kMost);
  if (!wanted) return 2;
  std::vector<std::int64_t> took;
  for (std::uint64_t i = 0; i < *wanted; ++i) {
    const std::int64_t start = now_ns();
    if (!make_pair_once()) return 1;
    took.push_back(now_ns() - start);
  }
  std::ranges::sort(took);
  std::printf("{\"pair_ns\": %lld}\n",
              static_cast<long long>(took.empty() ? 0 : took[took.size() / 2]));
  return 0;
}

}  // namespace
}  // namespace wan53

int main(int argc, char** argv) { return argc == 2 ? wan53::run(argv[1]) : 2; }
