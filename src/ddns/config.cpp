// SPDX-License-Identifier: MIT
#include "ddns/config.h"

#include <algorithm>

#include "aws/gateway.h"
#include "aws/ini.h"
#include "base/compose.h"
#include "base/text.h"
#include "ddns/config_keys.h"
#include "ddns/config_values.h"
#include "ddns/mask.h"
#include "ddns/proof_keys.h"

namespace wan53 {
namespace {

// In other places than the left-most label, DNS takes '*' literally, which nobody wants. Nobody
// owns "*.com".
bool has_good_asterisks(const DnsName& name) {
  const DnsName rest = name.is_wildcard() ? name.parent() : name;
  return rest.text().find("\\052") == std::string::npos && !rest.parent().is_root();
}

// Why `name` cannot be a host name, though DNS would accept it; empty if it may be one.
std::string_view fault_of_host(std::string_view name) {
  if (name.starts_with('"') || name.starts_with('\'')) return "remove the quotes";
  if (name.find(':') != name.npos || name.find('/') != name.npos) {
    return "a host name, unlike a URL, has no : and no /; expected one such as home.example.com";
  }
  if (Address::parse(name)) return "an address; expected a name such as home.example.com";
  return {};
}

bool other_type_of(const RecordConfig& a, const RecordConfig& b) {
  return a.family != b.family && a.zone_id == b.zone_id && a.name == b.name;
}

void mark_both_types(std::vector<RecordConfig>& records) {
  for (auto& record : records) {
    record.both_types = std::ranges::any_of(
        records, [&](const RecordConfig& other) { return other_type_of(record, other); });
  }
}

class ConfigReader final : public IniVisitor {
 public:
  ConfigReader(std::string_view path, std::string_view no_wan) : path_(path), no_wan_(no_wan) {}

  Status section(std::string_view name, unsigned line) override {
    end_record();
    if (name == "aws") {
      section_ = ConfigSection::aws;
    } else if (name == "publish") {
      section_ = ConfigSection::publish;
    } else if (name.starts_with("record ") || name.starts_with("record\t")) {
      return start_record(trim(name.substr(7)), line);
    } else {
      return fail(Errc::config,
                  "[{}]: no such section; expected [aws], [publish] or [record NAME] such as "
                  "[record home.example.com]",
                  printable(name));
    }
    return {};
  }

  Status entry(const IniEntry& entry) override {
    TRY(refuse_repeated_key(entry));
    // Messages and logs name files and profiles that do not exist.
    if (is_secret(entry.value)) {
      return fail(Errc::config, "{}: looks like a secret key; those belong in the credentials file",
                  entry.key);
    }
    const ConfigKey* key = find_config_key(section_, entry.key);
    if (key != nullptr && has_remark(entry.value)) {
      return fail(Errc::config, "{}: a comment needs a line of its own", entry.key);
    }
    TRY(set_config_key(section_, draft_, entry));
    if (entry.key == "mail" && draft_.config.mail != Mail::no && !no_wan_.empty()) {
      return fail(Errc::config,
                  "mail: only the addon of an Asuswrt-Merlin router sends mail; expected no");
    }
    if (entry.key == kNeedsGateway.key) via_line_ = entry.line;
    proof_.see(*key, entry.line);
    if (gateway_line_ == 0 && key->needs == kNeedsGateway) gateway_line_ = entry.line;
    if (companions_key_.empty() && key->needs == kNeedsRoute53) {
      companions_key_ = entry.key;
      companions_line_ = entry.line;
    }
    return {};
  }

  Result<Config> finish() {
    end_record();
    TRY(proof_.check(draft_.config, path_));
    if (draft_.config.via == Via::gateway) {
      TRY(check_gateway_keys());
    } else if (gateway_line_ != 0) {
      return fail_at_line(gateway_line_,
                          "this key needs via = gateway; add that line, or remove this one");
    }
    for (const auto& record : records_) TRY(add_section(record));
    if (draft_.config.records.empty()) {
      return fail_at_line(0, "no record; add a section such as [record home.example.com]");
    }
    mark_both_types(draft_.config.records);
    return std::move(draft_.config);
  }

 private:
  Status start_record(std::string_view text, unsigned line) {
    auto name = DnsName::parse(text);
    if (!name) return fail(Errc::config, "[record]: {}", name.error().what);
    // A name of one label is a top-level domain, which nobody owns.
    if (name->is_root() || name->parent().is_root()) {
      return fail(Errc::config, "[record]: {}; expected a full name such as home.example.com",
                  printable(text));
    }
    if (!has_good_asterisks(*name)) {
      return fail(Errc::config, "[record]: {}; expected a wildcard such as *.example.com",
                  printable(text));
    }
    if (const auto fault = fault_of_host(name->display()); !fault.empty()) {
      return fail(Errc::config, "[record]: {}; {}", printable(text), fault);
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

  Failure fail_at_line(unsigned line, std::string what) const {
    return fail(at_ini_place(path_, line, {Errc::config, std::move(what)}));
  }

  // For errors of a section as a whole, which are found after the last line is read.
  Failure fail_section(const RecordDraft& draft, std::string_view what) const {
    return fail_at_line(draft.line, compose("[record {}]: {}", draft.common.name.display(), what));
  }

  Status check_gateway_keys() const {
    if (draft_.config.gateway_url.empty()) {
      return fail_at_line(via_line_,
                          "via: gateway; expected gateway-url too, as the stack prints it");
    }
    if (companions_key_.empty()) return {};
    return fail_at_line(companions_line_,
                        compose("{}: with via = gateway the companion decides this; remove it here",
                                companions_key_));
  }

  Status check_for_gateway(const RecordDraft& draft) const {
    if (draft.common.name.is_wildcard() && names_host(draft_.config.gateway_url)) {
      return fail_section(draft,
                          "a wildcard, but IAM lets * in a path match anything; expected "
                          "a gateway-url without {host}");
    }
    const auto& records = draft_.config.records;
    if (!names_host(draft_.config.gateway_url) && !records.empty() &&
        records.front().name != draft.common.name) {
      return fail_section(
          draft, compose("a second name after {}, but a gateway-url without {{host}} updates only "
                         "one; expected a gateway-url that ends in /{{host}}, with a stack of this "
                         "machine's own (wan53-router.yaml)",
                         records.front().name.display()));
    }
    for (const auto& source : {draft.source, draft.source_ipv6}) {
      if (source && source->kind == Source::Kind::wan_all) {
        return fail_section(draft,
                            "wan-all with via = gateway, which takes one address per record; "
                            "expected wan, wan0 or wan1");
      }
    }
    return {};
  }

  Status add_section(const RecordDraft& draft) {
    if (draft_.config.via == Via::gateway) TRY(check_for_gateway(draft));
    if (draft.source_ipv6 && !draft.wants[1]) {
      return fail_section(draft,
                          "source-ipv6 without type AAAA; add AAAA to type, or remove source-ipv6");
    }
    if (draft.source && draft.source_ipv6 && !draft.wants[0]) {
      return fail_section(draft,
                          "source and source-ipv6 with type AAAA alone; keep one of the two");
    }
    if (draft.common.external && !(draft.wants[0] && draft.source.value_or(Source()).is_wan())) {
      return fail_section(
          draft,
          "external = yes asks for a WAN's IPv4 address; expected type A and source "
          "wan, wan0, wan1 or wan-all");
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
    if (source.kind == Source::Kind::companion && draft_.config.via != Via::gateway) {
      return fail_section(
          draft,
          compose("{} = companion with via = route53, where no companion is called; expected "
                  "via = gateway",
                  key));
    }
    if (source.is_wan() && !no_wan_.empty()) {
      return fail_section(draft, compose("{} = {}{}", key, source.text(), no_wan_));
    }
    if (has_address && source.address.family() != family) {
      return fail_section(draft, compose("{}{}{} address for type {}; set {}", source.text(),
                                         is_prefix ? " gives no " : " is not an ",
                                         family_name(family), record_type(family), key));
    }
    RecordConfig record = draft.common;
    record.family = family;
    record.source = source;
    auto& records = draft_.config.records;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (records[i].name == record.name && records[i].family == family &&
          records[i].set_identifier == record.set_identifier) {
        return fail_section(
            draft,
            compose("the same record as on line {}, spelled differently; keep one", lines_[i]));
      }
    }
    if (records.size() == kMaxRecords) {
      return fail_section(draft, compose("more than {} records; use two configs", kMaxRecords));
    }
    records.push_back(std::move(record));
    lines_.push_back(draft.line);
    return {};
  }

  std::string_view path_;
  std::string_view no_wan_;
  Draft draft_;
  ConfigSection section_ = ConfigSection::none;
  std::vector<RecordDraft> records_;
  std::vector<unsigned> lines_;  // of config.records
  ProofKeys proof_;
  unsigned via_line_ = 0;
  unsigned gateway_line_ = 0;   // of the first key that needs via = gateway; 0: none
  std::string companions_key_;  // the first key that via = gateway does not allow
  unsigned companions_line_ = 0;
};

}  // namespace

bool Source::is_wan() const {
  switch (kind) {
    case Kind::wan:
    case Kind::wan_unit:
    case Kind::wan_all:
      return true;
    case Kind::prefix:
      return interface_name.empty();
    case Kind::interface:
    case Kind::internet:
    case Kind::fixed:
    case Kind::companion:
      break;
  }
  return false;
}

std::string Source::text() const {
  const std::string_view on = interface_name.empty() ? "" : " on ";
  switch (kind) {
    case Kind::wan:
      return "wan";
    case Kind::wan_unit:
      return "wan" + to_text(unit);
    case Kind::wan_all:
      return "wan-all";
    case Kind::prefix:
      return compose("prefix {}{}{}", address.text(), on, interface_name);
    case Kind::interface:
      return "interface " + interface_name;
    case Kind::internet:
      return compose("internet{}{}", on, interface_name);
    case Kind::companion:
      return "companion";
    case Kind::fixed:
      break;
  }
  return "static " + address.text();
}

bool share_statement(const RecordConfig& a, const RecordConfig& b) {
  return a.zone_id == b.zone_id && a.both_types == b.both_types &&
         (a.both_types || a.family == b.family);
}

Result<Config> parse_config(std::string_view text, std::string_view path, std::string_view no_wan) {
  ConfigReader reader(path, no_wan);
  Status read = read_ini(text, path, reader);
  auto config = read ? reader.finish() : Result<Config>(fail(std::move(read).error()));
  // An error quotes what it found where it expected something else: it may be a misplaced secret.
  if (!config) config.error().what = without_secrets(config.error().what);
  // The defaults make a record at most four times as long.
  if (config && text.size() > kMaxConfigBytes / 8 &&
      config_text(*config).size() > kMaxConfigBytes) {
    return fail(at_ini_place(
        path, 0,
        {Errc::config,
         "too many records: with its defaults, as `config show` writes it, the config is longer "
         "than 256 KB; use two configs"}));
  }
  return config;
}

Status check_config(std::string_view text) {
  TRY(parse_config(text, {}));
  return {};
}

}  // namespace wan53
