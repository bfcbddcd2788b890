// SPDX-License-Identifier: MIT
// Strict reading and printing of AWS's XML, with pugixml.
//
// A document has one root element, at most kMaxXmlDepth levels and no NUL byte. Document types are
// ignored and their entities are left as written, so nothing is fetched or expanded. Namespaces are
// ignored: AWS's replies use only the default one.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wan53 {

// pugixml frees a removed element recursively, so depth must be limited; AWS nests fewer than ten
// levels.
inline constexpr int kMaxXmlDepth = 32;

struct XmlElement {
  pugi::xml_node node;

  explicit operator bool() const { return static_cast<bool>(node); }
  // For messages, with the parent's name: "ChangeInfo/Id".
  std::string path() const;
  // Errc::bad_input, "PATH: FAULT".
  Failure fail_here(std::string_view fault) const;

  // The child of that name, which must exist exactly once.
  Result<XmlElement> child(const char* name) const;
  // The same, but an empty element (false) if there is none.
  Result<XmlElement> optional_child(const char* name) const;
  // The element's text, with entities decoded. An error if it contains elements.
  Result<std::string> text() const;
  Result<std::string> child_text(const char* name) const;
  // The child's text must be "true" or "false".
  Result<bool> child_bool(const char* name) const;
};

// Parses `text` into `document` and returns its root element, which points into it. Errc::bad_input
// if `text` is malformed, Errc::retry if memory runs out.
Result<XmlElement> parse_xml(std::string_view text, pugi::xml_document& document);
// The same; Errc::bad_input if the root element's name is not `root_name`.
Result<XmlElement> parse_xml(std::string_view text, pugi::xml_document& document,
                             std::string_view root_name);

// The character data directly in `node`; its child elements are ignored.
std::string text_in(pugi::xml_node node);

// Replaces the content of `node` with a text.
void set_text(pugi::xml_node node, const std::string& text);

// The element as text, without a declaration or added blanks.
std::string print_xml(pugi::xml_node node);

}  // namespace wan53
