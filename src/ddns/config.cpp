// SPDX-License-Identifier: MIT
#include "ddns/config.h"

#include <algorithm>

#include "aws/endpoint.h"
#include "aws/ini.h"
#include "aws/notify.h"
#include "aws/route53.h"
#include "base/text.h"
#include "ddns/suggest.h"

namespace wan53 {
namespace {

constexpr std::int64_t kShortestCheck_s = 60;
constexpr std::int64_t kLongestCheck_s = 7 * 86'400;
constexpr std::int64_t kLongestTtl_s = 7 * 86'400;
constexpr std::size_t kMaxInterfaceName = 15;   // IFNAMSIZ, without its NUL
constexpr std::size_t kMaxSetIdentifier = 128;  // Route 53 API Reference, ResourceRecordSet

// A [record] section until its end is reached and it can be judged as a whole.
struct RecordDraft {
  RecordConfig common;
  unsigned line = 0;
  bool wants[2] = {true, false};  // by Family
  std::optional<Source> source;
  std::optional<Source> source_ipv6;
};

struct Draft {
  Config config;
  RecordDraft record;
};

std::unexpected<Error> expected(std::string_view value, std::string_view what) {
  return fail(Errc::config, concat({value.empty() ? "empty" : printable(value, 80), "; expected ", what}));
}

Status set_yes_no(bool& to, std::string_view value) {
  if (value != "yes" && value != "no") return expected(value, "yes or no");
  to = value == "yes";
  return {};
}

Status set_text(std::string& to, std::string_view value, std::string_view what) {
  if (value.empty()) return expected(value, what);
  to = value;
  return {};
}

Result<Source> parse_source(std::string_view value) {
  constexpr std::string_view kForms = "`interface NAME` such as `interface eth0`, or `static ADDRESS`";
  const auto parts = words(value);
  if (parts.size() != 2) return expected(value, kForms);
  Source source;
  if (parts[0] == "interface") {
    const std::string_view name = parts[1];
    if (name.size() > kMaxInterfaceName || name.find('/') != std::string_view::npos) {
      return expected(value, "an interface name of at most 15 bytes, such as `interface eth0`");
    }
    source.interface_name = name;
    return source;
  }
  if (parts[0] != "static") return expected(value, kForms);
  const auto address = Address::parse(parts[1]);
  if (!address) return expected(value, "`static` and an address such as 198.51.100.7");
  source.kind = Source::Kind::fixed;
  source.address = *address;
  return source;
}

Status set_type(RecordDraft& record, std::string_view value) {
  record.wants[0] = record.wants[1] = false;
  std::string blanks(value);
  std::ranges::replace(blanks, ',', ' ');
  for (const auto word : words(blanks)) {
    if (word != "A" && word != "AAAA") return expected(value, "A, AAAA or A AAAA");
    bool& wanted = record.wants[word == "AAAA" ? 1 : 0];
    if (wanted) return expected(value, "each type once: A, AAAA or A AAAA");
    wanted = true;
  }
  if (!record.wants[0] && !record.wants[1]) return expected(value, "A, AAAA or A AAAA");
  return {};
}

Status set_source(std::optional<Source>& to, std::string_view value) {
  TRY_ASSIGN(to, parse_source(value));
  return {};
}

struct Key {
  std::string_view name;
  Status (*set)(Draft&, std::string_view value);
};

constexpr Key kAwsKeys[] = {
    {"region",
     [](Draft& d, std::string_view value) -> Status {
       if (!is_region(value)) return expected(value, "a region such as eu-central-1");
       d.config.region = value;
       return {};
     }},
    {"credentials-file",
     [](Draft& d, std::string_view value) {
       return set_text(d.config.credentials_file, value, "a path");
     }},
    {"profile",
     [](Draft& d, std::string_view value) {
       return set_text(d.config.profile, value, "a profile's name, such as default");
     }},
    {"use-dualstack",
     [](Draft& d, std::string_view value) { return set_yes_no(d.config.use_dualstack, value); }},
    {"ca-file",
     [](Draft& d, std::string_view value) {
       return set_text(d.config.ca_file, value, "the path of a PEM bundle");
     }},
};

constexpr Key kPublishKeys[] = {
    {"via",
     [](Draft&, std::string_view value) -> Status {
       if (value != "route53") return expected(value, "route53");
       return {};
     }},
    {"check-interval",
     [](Draft& d, std::string_view value) -> Status {
       const auto seconds = parse_duration(value);
       if (!seconds || *seconds < kShortestCheck_s || *seconds > kLongestCheck_s) {
         return expected(value, "1m to 7d, such as 6h");
       }
       d.config.check_interval_s = *seconds;
       return {};
     }},
    {"sns-topic-arn",
     [](Draft& d, std::string_view value) -> Status {
       if (const auto arn = parse_topic_arn(value); !arn) {
         return fail(Errc::config, arn.error().what);
       }
       d.config.sns_topic_arn = value;
       return {};
     }},
    {"metric-namespace",
     [](Draft& d, std::string_view value) -> Status {
       if (const auto checked = check_metric_namespace(value); !checked) {
         return fail(Errc::config, checked.error().what);
       }
       d.config.metric_namespace = value;
       return {};
     }},
    {"notify",
     [](Draft& d, std::string_view value) -> Status {
       if (value == "changes") {
         d.config.notify = Notify::changes;
       } else if (value == "always") {
         d.config.notify = Notify::always;
       } else if (value == "never") {
         d.config.notify = Notify::never;
       } else {
         return expected(value, "changes, always or never");
       }
       return {};
     }},
    {"allow-private",
     [](Draft& d, std::string_view value) { return set_yes_no(d.config.allow_private, value); }},
};

constexpr Key kRecordKeys[] = {
    {"type", [](Draft& d, std::string_view value) { return set_type(d.record, value); }},
    {"ttl",
     [](Draft& d, std::string_view value) -> Status {
       const auto seconds = parse_duration(value);
       if (!seconds || *seconds < 1 || *seconds > kLongestTtl_s) {
         return expected(value, "seconds from 1 to 604800, such as 120");
       }
       d.record.common.ttl = static_cast<std::uint32_t>(*seconds);
       return {};
     }},
    {"zone",
     [](Draft& d, std::string_view value) -> Status {
       const auto id = route53::parse_zone_id(value);
       if (!id) return expected(value, "a hosted zone id such as Z0123456789ABC");
       d.record.common.zone_id = *id;
       return {};
     }},
    {"source", [](Draft& d, std::string_view value) { return set_source(d.record.source, value); }},
    {"source-ipv6",
     [](Draft& d, std::string_view value) { return set_source(d.record.source_ipv6, value); }},
    {"set-identifier",
     [](Draft& d, std::string_view value) -> Status {
       if (value.empty() || value.size() > kMaxSetIdentifier || printable(value) != value) {
         return expected(value, "1 to 128 printable characters");
       }
       d.record.common.set_identifier = value;
       return {};
     }},
};

template <std::size_t N>
Status set_key(const Key (&keys)[N], Draft& draft, const IniEntry& entry) {
  std::vector<std::string_view> names;
  for (const auto& key : keys) {
    if (key.name != entry.key) {
      names.push_back(key.name);
      continue;
    }
    auto set = key.set(draft, entry.value);
    if (!set) return std::unexpected(std::move(set).error().context(entry.key));
    return {};
  }
  return fail(Errc::config, concat({printable(entry.key), ": no such key in [",
                                    printable(entry.section), "]; ", suggest(entry.key, names)}));
}

class ConfigReader final : public IniVisitor {
 public:
  explicit ConfigReader(std::string_view path) : path_(path) {}

  Status section(std::string_view name, unsigned line) override {
    TRY(finish_record());
    keys_ = Keys::none;
    if (name == "aws") {
      keys_ = Keys::aws;
    } else if (name == "publish") {
      keys_ = Keys::publish;
    } else if (name.starts_with("record ") || name.starts_with("record\t")) {
      return start_record(trim(name.substr(7)), line);
    } else {
      return fail(Errc::config, concat({"[", printable(name),
                                        "]: no such section; expected [aws], [publish] or "
                                        "[record NAME] such as [record home.example.com]"}));
    }
    return {};
  }

  Status entry(const IniEntry& entry) override {
    TRY(refuse_repeated_key(entry));
    switch (keys_) {
      case Keys::aws: return set_key(kAwsKeys, draft_, entry);
      case Keys::publish: return set_key(kPublishKeys, draft_, entry);
      case Keys::record: return set_key(kRecordKeys, draft_, entry);
      case Keys::none: break;
    }
    return fail(Errc::bug, "a key outside of every section");
  }

  Result<Config> finish() {
    if (auto last = finish_record(); !last) return std::unexpected(std::move(last).error());
    if (draft_.config.records.empty()) {
      return fail(Errc::config, concat({path_, ": no record; add a section such as "
                                               "[record home.example.com] with a source"}));
    }
    return std::move(draft_.config);
  }

 private:
  enum class Keys : std::uint8_t { none, aws, publish, record };

  Status start_record(std::string_view text, unsigned line) {
    auto name = DnsName::parse(text);
    if (!name) return fail(Errc::config, concat({"[record]: ", name.error().what}));
    // A name of one label is a top-level domain: nobody's own.
    if (name->is_root() || name->parent().is_root()) {
      return fail(Errc::config, concat({"[record]: ", text.empty() ? "empty" : printable(text),
                                        "; expected a whole name such as home.example.com"}));
    }
    if (text.starts_with('*') ? !name->is_wildcard() || name->parent().parent().is_root() : false) {
      return fail(Errc::config, concat({"[record]: ", printable(text),
                                        "; expected a wildcard such as *.example.com"}));
    }
    keys_ = Keys::record;
    draft_.record = {};
    draft_.record.common.name = *std::move(name);
    draft_.record.line = line;
    return {};
  }

  // Errors here are about the section as a whole, so they name its line, not the one being read.
  std::unexpected<Error> refuse_record(std::string_view what) {
    return fail(Errc::config,
                concat({ini_place(path_, draft_.record.line), ": [record ",
                        draft_.record.common.name.display(), "]: ", what}));
  }

  Status finish_record() {
    if (keys_ != Keys::record) return {};
    keys_ = Keys::none;
    const RecordDraft& draft = draft_.record;
    if (draft.source_ipv6 && !draft.wants[1]) {
      return refuse_record("source-ipv6 without type AAAA; add AAAA to type, or remove it");
    }
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      if (!draft.wants[static_cast<int>(family)]) continue;
      const auto& source =
          family == Family::ipv6 && draft.source_ipv6 ? draft.source_ipv6 : draft.source;
      TRY(add_record(family, source));
    }
    return {};
  }

  Status add_record(Family family, const std::optional<Source>& source) {
    const std::string_view key = family == Family::ipv6 && draft_.record.wants[0]
                                     ? "source-ipv6"
                                     : "source";
    if (!source) {
      return refuse_record(concat({key, " is missing; expected `interface NAME` or `static ADDRESS`"}));
    }
    if (source->kind == Source::Kind::fixed && source->address.family() != family) {
      return refuse_record(concat({source->text(), " is no ", family_name(family),
                                   " address for type ", record_type(family), "; set ", key}));
    }
    RecordConfig record = draft_.record.common;
    record.family = family;
    record.source = *source;
    auto& records = draft_.config.records;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (records[i].name == record.name && records[i].family == family &&
          records[i].set_identifier == record.set_identifier) {
        return refuse_record(concat({"the same record as in line ", to_text(lines_[i]),
                                     ", spelled otherwise; keep one"}));
      }
    }
    records.push_back(std::move(record));
    lines_.push_back(draft_.record.line);
    return {};
  }

  std::string_view path_;
  Draft draft_;
  Keys keys_ = Keys::none;
  std::vector<unsigned> lines_;  // of config.records
};

}  // namespace

std::string Source::text() const {
  return kind == Kind::fixed ? "static " + address.text() : "interface " + interface_name;
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  std::int64_t unit = 1;
  if (!text.empty()) {
    switch (text.back()) {
      case 's': break;
      case 'm': unit = 60; break;
      case 'h': unit = 3'600; break;
      case 'd': unit = 86'400; break;
      default: unit = 0; break;
    }
  }
  if (unit == 0) {
    unit = 1;
  } else {
    text.remove_suffix(text.empty() ? 0 : 1);
    text = trim(text);
  }
  const auto number = parse_unsigned(text, 1'000'000'000);
  if (!number) return std::nullopt;
  return static_cast<std::int64_t>(*number) * unit;
}

Result<Config> parse_config(std::string_view text, std::string_view path) {
  ConfigReader reader(path);
  TRY(read_ini(text, path, reader));
  return reader.finish();
}

}  // namespace wan53
