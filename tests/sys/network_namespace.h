// SPDX-License-Identifier: MIT
// A network of a test's own: a fresh namespace with nothing in it but `lo`, whose addresses the
// test changes as a PPP daemon or a router advertisement does.
#pragma once

#include <cstdint>
#include <string>

namespace wan53::test {

// Runs `body` in a forked child inside a fresh network namespace with `lo` up. What it returns, or
// "not permitted: REASON" where the kernel refuses one.
std::string in_new_network(std::string (*body)());

// In that namespace, on `lo`; a set one that is there already gets the new lifetime. Aborts when
// the kernel refuses.
inline constexpr std::uint32_t kForEver = 0xffffffff;
void set_address(const std::string& address, unsigned prefix_length, std::uint32_t preferred_s,
                 std::uint32_t valid_s, const std::string& label = {});
void drop_address(const std::string& address, unsigned prefix_length);
// Another name for `lo`; false where the kernel has no such thing (before Linux 5.5).
bool add_alternative_name(const std::string& name);

}  // namespace wan53::test
