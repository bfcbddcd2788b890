// SPDX-License-Identifier: MIT
#include "base/compose.h"
#include "base/text.h"
#include "manual/pages.h"
#include "manual/roff.h"
#include "manual/words.h"
#include "settings/version.h"

namespace wan53::manual {
namespace {

// `%` in the text of a key as its number.
std::string filled(const KeyWords& key) {
  std::string text(key.text);
  const std::size_t place = text.find('%');
  if (place != text.npos) text.replace(place, 1, to_text(static_cast<std::int64_t>(key.number)));
  return text;
}

std::string taken_values(const ConfigKey& key) {
  if (!key.range().empty()) return key.range();
  if (key.choices.empty()) return std::string(key.expects);
  std::string text;
  for (const auto choice : key.choices) {
    text += compose("{}{}`", text.empty() ? "`" : ", `", choice);
  }
  return text;
}

void add_fact(Roff& page, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  page.term(name);
  page.text(value);
}

void add_key(Roff& page, const ConfigKey& key) {
  page.macro(compose(".It Ic {}", escaped(key.name)));
  const KeyWords* more = nullptr;
  for (const auto& words : key_words()) {
    if (words.section == key.section && words.key == key.name) more = &words;
  }
  if (key.kind != KeyKind::source) page.text(key.hint);
  if (more != nullptr && !more->text.empty()) page.text(filled(*more));
  page.begin_list(true);
  add_fact(page, "takes", taken_values(key));
  const std::string standard = key.standard();
  add_fact(page, "default", standard.empty() ? key.otherwise : standard);
  if (!key.needs.key.empty()) add_fact(page, "needs", key.needs.text());
  if (more != nullptr) {
    page.term("example");
    page.macro(unbroken(compose("{} = {}", key.name, more->example)));
  }
  page.end_list();
}

void add_keys(Roff& page, std::string_view heading, ConfigSection section) {
  page.subsection(heading);
  page.begin_list();
  for (const auto& key : config_keys()) {
    if (key.section == section) add_key(page, key);
  }
  page.end_list();
}

void add_examples(Roff& page) {
  page.section("EXAMPLES");
  page.text("The address of an interface, in a zone that is found by the name:");
  page.literal("[record home.example.com]\nsource = interface eth0\n");
  page.text("A wildcard, and the domain itself over IPv4 and IPv6, with a message of each change:");
  page.literal(
      "[publish]\nsns-topic-arn = arn:aws:sns:us-east-1:111122223333:home\n\n"
      "[record *.example.com]\nsource = interface eth0\nttl = 300\n\n"
      "[record example.com]\ntype = A AAAA\nsource = interface eth0\nzone = Z0123456789ABC\n");
  page.text("A router's WAN, and a machine behind it over IPv6:");
  page.literal(
      "[record home.example.com]\nsource = wan\n\n"
      "[record nas.example.com]\ntype = AAAA\nsource = prefix ::1:2:3:4\n");
  page.text("Through a gateway, whose companion sees the address:");
  page.literal(
      "[publish]\nvia = gateway\ngateway-url = https://api.example.com/v100/ddns/{host}\n\n"
      "[record home.example.com]\nsource = companion\n");
}

}  // namespace

std::string config_page() {
  Roff page("WAN53.CONF", "5", built_at(), version(), "wan53.conf", "the settings of wan53");
  page.section("DESCRIPTION");
  page.text(
      "Lines of the form `key = value` in sections. A comment has a line of its own, which begins "
      "with `#` or `;`. An unknown or repeated key or section is an error. `wan53 config "
      "check` says what is wrong, and in which line.\n\n"
      "A running daemon reads a changed file before its next round, or at once on `wan53 reload`. "
      "A section that is removed leaves its record in Route 53 as it is.");
  page.section("KEYS");
  add_keys(page, "[aws]", ConfigSection::aws);
  add_keys(page, "[publish]", ConfigSection::publish);
  add_keys(page, "[record NAME]", ConfigSection::record);
  page.section("SOURCES");
  page.text("Where a record's address comes from:");
  page.begin_list();
  for (const auto& [form, text] : sources()) {
    page.term(form);
    page.text(text);
  }
  page.end_list();
  page.section("FILES");
  page.text("See `wan53`(8) for where the file is.");
  add_examples(page);
  page.section("SEE ALSO");
  page.macro(".Xr wan53 8");
  return page.page();
}

}  // namespace wan53::manual
