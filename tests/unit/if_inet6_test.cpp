// SPDX-License-Identifier: MIT
#include "base/if_inet6.h"

#include "test.h"

namespace wan53 {
namespace {

constexpr std::string_view kRouter =
    "00000000000000000000000000000001 01 80 10 80       lo\n"
    "fe800000000000000a0027fffe4e66a1 02 40 20 80     eth0\n"
    "20010db8000000010a0027fffe4e66a1 02 40 00 00     eth0\n"
    "20010db8000000019c5d1e2f00112233 02 40 00 01     eth0\n"
    "20010db80000000200000000000000aa 02 40 00 20     eth0\n"
    "20010db80000000200000000000000ab 02 40 00 c0     eth0\n"
    "20010db80000000200000000000000ac 02 80 00 88     eth0\n"
    "fd0000000000000000000000000000ff 10a 40 00 80   br0\n";

std::string summary(std::string_view text, std::string_view name) {
  const test::Exact input(text);
  const auto found = read_if_inet6(input.view(), name);
  if (!found) return found.error().what;
  std::string all;
  for (const auto& a : *found) {
    all += a.text + "/" + std::to_string(a.prefix_length) + (a.ipv6 ? "" : " not-ipv6") +
           (a.global ? " global" : "") + (a.lasting ? " lasting" : "") + "\n";
  }
  return all;
}

TEST(if_inet6_tells_scope_and_what_passes) {
  CHECK_TEXT(summary(kRouter, "eth0"),
             "fe80::a00:27ff:fe4e:66a1/64 lasting\n"
             "2001:db8:0:1:a00:27ff:fe4e:66a1/64 global lasting\n"
             "2001:db8:0:1:9c5d:1e2f:11:2233/64 global\n"  // temporary
             "2001:db8:0:2::aa/64 global\n"                // deprecated
             "2001:db8:0:2::ab/64 global\n"                // tentative
             "2001:db8:0:2::ac/128 global\n");             // failed duplicate
  CHECK_TEXT(summary(kRouter, "lo"), "::1/128 lasting\n");
  CHECK_TEXT(summary(kRouter, "br0"), "fd00::ff/64 global lasting\n");
  CHECK_TEXT(summary(kRouter, "eth"), "");
  CHECK_TEXT(summary("", "eth0"), "");
}

TEST(if_inet6_names_the_interface_of_each) {
  const test::Exact input(kRouter);
  const auto all = read_if_inet6(input.view());
  CHECK(all && all->size() == 8);
  CHECK_TEXT(all->front().interface_name, "lo");
  CHECK_TEXT(all->front().address.text, "::1");
  CHECK_TEXT(all->back().interface_name, "br0");
}

TEST(if_inet6_refuses_other_lines) {
  const struct {
    const char* label;
    std::string_view text;
    std::string_view place;
  } rows[] = {
      {"empty line", "\n", "line 1: "},
      {"short address", "fe80 02 40 20 80 eth0\n", "line 1: "},
      {"long address", "fe800000000000000a0027fffe4e66a100 02 40 20 80 eth0\n", "line 1: "},
      {"no hexadecimal address", "fe800000000000000a0027fffe4e66ag 02 40 20 80 eth0\n", "line 1: "},
      {"a sign", "fe800000000000000a0027fffe4e66a1 02 40 -1 80 eth0\n", "line 1: "},
      {"flags too long", "fe800000000000000a0027fffe4e66a1 02 40 20 800000000 eth0\n", "line 1: "},
      {"no name", "fe800000000000000a0027fffe4e66a1 02 40 20 80\n", "line 1: "},
      {"one more field", "fe800000000000000a0027fffe4e66a1 02 40 20 80 eth0 x\n", "line 1: "},
      {"second line, cut off", "fe800000000000000a0027fffe4e66a1 02 40 20 80 eth0\nfe80",
       "line 2: "},
  };
  for (const auto& row : rows) {
    const test::Exact input(row.text);
    const auto found = read_if_inet6(input.view(), "eth0");
    CHECK_ROW(row.label, !found);
    CHECK_ROW(row.label, found.error().code == Errc::bad_input);
    CHECK_ROW(row.label, found.error().what.starts_with(row.place));
  }
}

}  // namespace
}  // namespace wan53
