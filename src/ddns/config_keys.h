// SPDX-License-Identifier: MIT
// The keys of wan53.conf: what each may hold and where it goes. Only ddns/config.cpp, which reads
// the file, needs this.
#pragma once

#include <optional>
#include <string_view>

#include "aws/ini.h"
#include "base/result.h"
#include "ddns/config.h"

namespace wan53 {

// A [record] section until all is read and it can be judged as a whole.
struct RecordDraft {
  RecordConfig common;
  unsigned line = 0;
  bool wants[2] = {true, false};  // by Family
  std::optional<Source> source;
  std::optional<Source> source_ipv6;
};

// What the keys are put into.
struct Draft {
  Config config;
  RecordDraft record;  // the section being read
};

enum class ConfigSection : std::uint8_t { none, aws, publish, record };

// Errc::config: "KEY: VALUE; expected ...", or what the nearest key of the section is called.
Status set_config_key(ConfigSection section, Draft& draft, const IniEntry& entry);

}  // namespace wan53
