// SPDX-License-Identifier: MIT
#include "aws/xml.h"

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

// Keeps a text that is only blanks: it may be a value.
constexpr unsigned kParseOptions = pugi::parse_default | pugi::parse_ws_pcdata_single;

bool is_element(pugi::xml_node node) { return node.type() == pugi::node_element; }
bool is_text(pugi::xml_node node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

class DepthCheck final : public pugi::xml_tree_walker {
 public:
  // The root element's depth is 0.
  bool for_each(pugi::xml_node& node) override {
    return depth() < kMaxXmlDepth || !is_element(node);
  }
};

// What the next parser would take for markup, or, as a carriage return, for something else.
void append_escaped(std::string& text, std::string_view value, bool in_attribute) {
  for (const char c : value) {
    if (c == '&') {
      text += "&amp;";
    } else if (c == '<') {
      text += "&lt;";
    } else if (c == '>') {
      text += "&gt;";
    } else if (c == '"' && in_attribute) {
      text += "&quot;";
    } else if (c < ' ' && (in_attribute || (c != '\t' && c != '\n'))) {
      text += compose("&#{};", static_cast<unsigned>(c));
    } else {
      text += c;
    }
  }
}

// The parser knows elements and texts alone. No deeper than kMaxXmlDepth.
void append_node(std::string& text, pugi::xml_node node) {
  if (!is_element(node)) return append_escaped(text, node.text().get(), false);
  text.append("<").append(node.name());
  for (const pugi::xml_attribute attribute : node.attributes()) {
    text.append(" ").append(attribute.name()).append("=\"");
    append_escaped(text, attribute.as_string(), true);
    text += '"';
  }
  if (!node.first_child()) {
    text += "/>";
    return;
  }
  text += '>';
  for (const pugi::xml_node child : node) append_node(text, child);
  text.append("</").append(node.name()).append(">");
}

}  // namespace

std::string XmlElement::path() const {
  const pugi::xml_node parent = node.parent();
  return compose("{}{}{}", printable(parent.name(), 60), is_element(parent) ? "/" : "",
                 printable(node.name(), 60));
}

Failure XmlElement::fail_here(std::string_view fault) const {
  return fail(Errc::bad_input, "{}: {}", path(), fault);
}

Result<XmlElement> XmlElement::optional_child(const char* name) const {
  const XmlElement element{node.child(name)};
  if (element && element.node.next_sibling(name)) {
    return element.fail_here("appears more than once");
  }
  return element;
}

Result<XmlElement> XmlElement::child(const char* name) const {
  TRY_ASSIGN(const XmlElement element, optional_child(name));
  if (!element) return fail_here(compose("has no <{}>", name));
  return element;
}

Result<std::string> XmlElement::text() const {
  for (const pugi::xml_node part : node) {
    if (is_element(part)) return fail_here("expected text, found an element");
  }
  return text_in(node);
}

Result<std::string> XmlElement::child_text(const char* name) const {
  TRY_ASSIGN(const XmlElement element, child(name));
  return element.text();
}

Result<bool> XmlElement::child_bool(const char* name) const {
  TRY_ASSIGN(const XmlElement element, child(name));
  TRY_ASSIGN(const std::string& text, element.text());
  if (text == "true" || text == "false") return text == "true";
  return element.fail_here(compose("expected true or false, found {}", printable(text, 40)));
}

Result<XmlElement> parse_xml(std::string_view text, pugi::xml_document& document) {
  const pugi::xml_parse_result parsed =
      document.load_buffer(text.data(), text.size(), kParseOptions, pugi::encoding_utf8);
  if (parsed.status == pugi::status_out_of_memory) {
    return fail(Errc::retry, "out of memory while reading the reply");
  }
  // pugixml stops at a NUL, so anything after it would be ignored.
  if (!parsed || text.find('\0') != text.npos) {
    return fail(Errc::bad_input, "not well-formed XML, at byte {}", parsed.offset);
  }
  pugi::xml_node root;
  for (const pugi::xml_node node : document) {
    if (!is_element(node)) continue;
    if (root) return fail(Errc::bad_input, "not XML: more than one root element");
    root = node;
  }
  DepthCheck depth_check;
  if (!document.traverse(depth_check)) {
    return fail(Errc::bad_input, "XML nested deeper than 32 levels");
  }
  return XmlElement{root};
}

Result<XmlElement> parse_xml(std::string_view text, pugi::xml_document& document,
                             std::string_view root_name) {
  TRY_ASSIGN(const XmlElement root, parse_xml(text, document));
  if (root.node.name() == root_name) return root;
  return fail(Errc::bad_input, "expected <{}>, found <{}>", root_name, root.path());
}

std::string text_in(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node part : node) {
    if (is_text(part)) text += part.text().get();
  }
  return text;
}

void set_text(pugi::xml_node node, const std::string& text) {
  node.remove_children();
  node.append_child(pugi::node_pcdata).set_value(text.c_str());
}

std::string print_xml(pugi::xml_node node) {
  std::string text;
  append_node(text, node);
  return text;
}

}  // namespace wan53
