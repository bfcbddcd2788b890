// SPDX-License-Identifier: MIT
// A DNS name as Route 53 stores it: lower case, every byte except a-z 0-9 - _ as \ooo (three octal
// digits), so that "*.Example.com.", "*.example.com" and "\052.example.com" are one name.
// Source: "DNS domain name format", Amazon Route 53 Developer Guide.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace wan53 {

// Always valid: labels of 1 to 63 octets, at most 255 octets in all including the length octets
// (RFC 1035, 3.1).
class DnsName {
 public:
  DnsName() = default;  // the root, "."

  // Accepts upper case, \ooo and a final dot. Errc::bad_input says which part is wrong.
  static Result<DnsName> parse(std::string_view text);

  // "\052.example.com": no final dot; the form of IAM's condition keys. Names are equal if these
  // texts are.
  const std::string& text() const { return text_; }
  // "\052.example.com.": the form of requests and replies.
  std::string fully_qualified() const { return text_ + '.'; }
  // "*.example.com": for people and configs. Bytes that are not printable stay escaped.
  std::string display() const;
  // "com.example.*.": labels reversed, each with its dot, bytes not escaped. Route 53 lists names
  // in the order of these texts (ListResourceRecordSets, Amazon Route 53 API Reference). Names with
  // an escaped dot may have the key of another name.
  std::string listing_key() const;
  bool is_root() const { return text_.empty(); }
  // True if the left-most label is "*": only there is it a wildcard.
  bool is_wildcard() const;
  // The name without its left-most label; the root's parent is the root.
  DnsName parent() const;
  // True for equal names too.
  bool is_within(const DnsName& zone) const;

  friend bool operator==(const DnsName&, const DnsName&) = default;

 private:
  explicit DnsName(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace wan53
