// SPDX-License-Identifier: MIT
#include "ddns/config.h"

#include <algorithm>

#include "aws/gateway.h"
#include "aws/ini.h"
#include "base/text.h"
#include "ddns/config_keys.h"

namespace wan53 {
namespace {

// Anywhere but in front, DNS takes '*' for a letter, which nobody means. "*.com" is nobody's own.
bool has_good_asterisks(const DnsName& name) {
  const DnsName rest = name.is_wildcard() ? name.parent() : name;
  return rest.text().find("\\052") == std::string::npos && !rest.parent().is_root();
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// "home   # the office": inline comments are none here, and some keys take any text.
bool has_remark(std::string_view value) {
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    const bool mark = value[i] == '#' || value[i] == ';';
    if (mark && is_blank(value[i - 1]) && is_blank(value[i + 1])) return true;
  }
  return false;
}

// What is no host's name for sure, though DNS would take it; empty: it may be one.
std::string_view fault_of_host(std::string_view name) {
  if (name.starts_with('"') || name.starts_with('\'')) return "remove the quotes";
  if (name.find(':') != name.npos || name.find('/') != name.npos) {
    return "a host's name has no : and no /, as URLs have; expected one such as home.example.com";
  }
  if (Address::parse(name)) return "an address; expected a name such as home.example.com";
  return {};
}

class ConfigReader final : public IniVisitor {
 public:
  explicit ConfigReader(std::string_view path) : path_(path) {}

  Status section(std::string_view name, unsigned line) override {
    end_record();
    if (name == "aws") {
      section_ = ConfigSection::aws;
    } else if (name == "publish") {
      section_ = ConfigSection::publish;
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
    if (has_remark(entry.value)) {
      // Without the value: the key may be unknown, and then it may be a secret.
      return fail(Errc::config, concat({entry.key, ": a comment needs a line of its own"}));
    }
    TRY(set_config_key(section_, draft_, entry));
    if (entry.key == kNeedsGateway.key) via_line_ = entry.line;
    const KeyNeeds needs = find_config_key(section_, entry.key)->needs;
    if (gateway_line_ == 0 && needs == kNeedsGateway) gateway_line_ = entry.line;
    if (companions_key_.empty() && needs == kNeedsRoute53) {
      companions_key_ = entry.key;
      companions_line_ = entry.line;
    }
    return {};
  }

  Result<Config> finish() {
    end_record();
    if (draft_.config.via == Via::gateway) {
      TRY(check_gateway());
    } else if (gateway_line_ != 0) {
      return fault(gateway_line_,
                   "a gateway's key without via = gateway; add that line, or remove this one");
    }
    for (const auto& record : records_) TRY(add_section(record));
    if (draft_.config.records.empty()) {
      return fault(0, "no record; add a section such as [record home.example.com]");
    }
    return std::move(draft_.config);
  }

 private:
  Status start_record(std::string_view text, unsigned line) {
    auto name = DnsName::parse(text);
    if (!name) return fail(Errc::config, concat({"[record]: ", name.error().what}));
    // A name of one label is a top-level domain: nobody's own.
    if (name->is_root() || name->parent().is_root()) {
      return fail(Errc::config, concat({"[record]: ", printable(text),
                                        "; expected a whole name such as home.example.com"}));
    }
    if (!has_good_asterisks(*name)) {
      return fail(Errc::config, concat({"[record]: ", printable(text),
                                        "; expected a wildcard such as *.example.com"}));
    }
    if (const auto fault = fault_of_host(name->display()); !fault.empty()) {
      return fail(Errc::config, concat({"[record]: ", printable(text), "; ", fault}));
    }
    section_ = ConfigSection::record;
    draft_.record = {};
    draft_.record.common.name = *std::move(name);
    draft_.record.line = line;
    return {};
  }

  void end_record() {
    if (section_ == ConfigSection::record) records_.push_back(std::move(draft_.record));
    section_ = ConfigSection::none;
  }

  std::unexpected<Error> fault(unsigned line, std::string what) const {
    return std::unexpected(at_ini_place(path_, line, {Errc::config, std::move(what)}));
  }

  // Errors here are about the section as a whole, so they are found after the last line is read.
  std::unexpected<Error> refuse(const RecordDraft& draft, std::string_view what) const {
    return fault(draft.line, concat({"[record ", draft.common.name.display(), "]: ", what}));
  }

  Status check_gateway() const {
    if (draft_.config.gateway_url.empty()) {
      return fault(via_line_,
                   "via: gateway; expected gateway-url beside it, as the stack prints it");
    }
    if (companions_key_.empty()) return {};
    return fault(
        companions_line_,
        concat({companions_key_, ": belongs to the companion with via = gateway; remove it here"}));
  }

  Status check_for_gateway(const RecordDraft& draft) const {
    if (draft.common.name.is_wildcard() && names_host(draft_.config.gateway_url)) {
      return refuse(draft,
                    "a wildcard, and IAM takes * in a path for anything; expected a "
                    "gateway-url without {host}");
    }
    for (const auto& source : {draft.source, draft.source_ipv6}) {
      if (source && source->kind == Source::Kind::wan_all) {
        return refuse(draft,
                      "wan-all with via = gateway, which takes one address for a record; "
                      "expected wan, wan0 or wan1");
      }
    }
    return {};
  }

  Status add_section(const RecordDraft& draft) {
    if (draft_.config.via == Via::gateway) TRY(check_for_gateway(draft));
    if (draft.source_ipv6 && !draft.wants[1]) {
      return refuse(draft, "source-ipv6 without type AAAA; add AAAA to type, or remove it");
    }
    if (draft.source && draft.source_ipv6 && !draft.wants[0]) {
      return refuse(draft, "source and source-ipv6 with type AAAA alone; keep one of the two");
    }
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      if (!draft.wants[static_cast<int>(family)]) continue;
      const auto& source =
          family == Family::ipv6 && draft.source_ipv6 ? draft.source_ipv6 : draft.source;
      TRY(add_record(draft, family, source.value_or(Source())));
    }
    return {};
  }

  Status add_record(const RecordDraft& draft, Family family, const Source& source) {
    const std::string_view key =
        family == Family::ipv6 && draft.wants[0] ? "source-ipv6" : "source";
    const bool is_prefix = source.kind == Source::Kind::prefix;
    const bool has_address = is_prefix || source.kind == Source::Kind::fixed;
    if (has_address && source.address.family() != family) {
      return refuse(
          draft, concat({source.text(), is_prefix ? " makes no " : " is no ", family_name(family),
                         " address for type ", record_type(family), "; set ", key}));
    }
    RecordConfig record = draft.common;
    record.family = family;
    record.source = source;
    auto& records = draft_.config.records;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (records[i].name == record.name && records[i].family == family &&
          records[i].set_identifier == record.set_identifier) {
        return refuse(draft, concat({"the same record as in line ", to_text(lines_[i]),
                                     ", spelled otherwise; keep one"}));
      }
    }
    records.push_back(std::move(record));
    lines_.push_back(draft.line);
    return {};
  }

  std::string_view path_;
  Draft draft_;
  ConfigSection section_ = ConfigSection::none;
  std::vector<RecordDraft> records_;
  std::vector<unsigned> lines_;  // of config.records
  unsigned via_line_ = 0;
  unsigned gateway_line_ = 0;   // of the first of the gateway's keys; 0: there is none
  std::string companions_key_;  // the first that via = gateway does not take
  unsigned companions_line_ = 0;
};

}  // namespace

bool Source::is_wan() const {
  switch (kind) {
    case Kind::wan:
    case Kind::wan_unit:
    case Kind::wan_all:
    case Kind::prefix:
      return true;
    case Kind::interface:
    case Kind::fixed:
      break;
  }
  return false;
}

std::string Source::text() const {
  switch (kind) {
    case Kind::wan:
      return "wan";
    case Kind::wan_unit:
      return "wan" + to_text(unit);
    case Kind::wan_all:
      return "wan-all";
    case Kind::prefix:
      return "prefix " + address.text();
    case Kind::interface:
      return "interface " + interface_name;
    case Kind::fixed:
      break;
  }
  return "static " + address.text();
}

Result<Config> parse_config(std::string_view text, std::string_view path) {
  ConfigReader reader(path);
  TRY(read_ini(text, path, reader));
  return reader.finish();
}

Status check_config(std::string_view text) {
  TRY(parse_config(text, {}));
  return {};
}

}  // namespace wan53
