// SPDX-License-Identifier: MIT
// The headers of the standard library that most of our files include, compiled once for each
// target. Only a file's own includes count: `make tidy` and, for the companion, `make reproducible`
// do without.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <expected>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
