// SPDX-License-Identifier: MIT
// Strict reading and printing of the XML that AWS sends, over pugixml.
//
// A document has one root element, at most kMaxXmlDepth levels and no NUL byte. Document types are
// passed over and their entities stay as they were written, so nothing can be pulled in or
// expanded. Namespaces are not looked at: AWS's replies use the default one only.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wan53 {

// pugixml frees a removed element by recursion; AWS nests fewer than ten levels.
inline constexpr int kMaxXmlDepth = 32;

// An element, and the way to it for messages: "GetChangeResponse/ChangeInfo/Id".
struct XmlElement {
  pugi::xml_node node;
  std::string path;

  explicit operator bool() const { return static_cast<bool>(node); }
  // Errc::bad_input, "PATH: FAULT".
  std::unexpected<Error> refuse(std::string_view fault) const;

  // The child of that name, which must stand there exactly once.
  Result<XmlElement> child(const char* name) const;
  // The same, but an empty element (false) when there is none.
  Result<XmlElement> optional_child(const char* name) const;
  // The element's text: no elements in it, entities decoded.
  Result<std::string> text() const;
  Result<std::string> child_text(const char* name) const;
  // "true" or "false".
  Result<bool> child_bool(const char* name) const;
};

// Parses `text` into `document`, which the answer points into. Errc::bad_input otherwise.
Result<XmlElement> parse_xml(std::string_view text, pugi::xml_document& document);
// The same, with the root element's name prescribed.
Result<XmlElement> parse_xml(std::string_view text, pugi::xml_document& document,
                             std::string_view root_name);

// All character data right in `node`; elements in it are passed over.
std::string text_in(pugi::xml_node node);

// Replaces all that stands in `node` by a text.
void set_text(pugi::xml_node node, const std::string& text);

// The element as text, without a declaration or added blanks.
std::string print_xml(pugi::xml_node node);

}  // namespace wan53
