// SPDX-License-Identifier: MIT
#include "aws/sigv4.h"

#include "aws/url.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

struct Field {
  std::string_view name, value;
};

// Stable; for the few items of a request it is both smaller and faster than the library's sort.
template <class T, class Less>
void insertion_sort(std::vector<T>& items, Less less) {
  for (std::size_t i = 1; i < items.size(); ++i) {
    const T item = items[i];
    std::size_t j = i;
    for (; j > 0 && less(item, items[j - 1]); --j) items[j] = items[j - 1];
    items[j] = item;
  }
}

bool less_ignoring_case(std::string_view a, std::string_view b) {
  const std::size_t common = a.size() < b.size() ? a.size() : b.size();
  for (std::size_t i = 0; i < common; ++i) {
    const char x = lower(a[i]);
    const char y = lower(b[i]);
    if (x != y) return x < y;
  }
  return a.size() < b.size();
}

bool is_never_signed(std::string_view name) {
  constexpr std::string_view kNeverSigned[] = {"authorization",     "connection", "expect",
                                               "transfer-encoding", "upgrade",    "user-agent",
                                               "x-amzn-trace-id"};
  for (const auto never : kNeverSigned) {
    if (equal_ignoring_case(name, never)) return true;
  }
  return false;
}

std::vector<Field> fields_to_sign(const RequestView& request) {
  std::vector<Field> fields;
  fields.reserve(request.headers.size() + 1);
  bool host_given = request.host.empty();
  for (const auto& header : request.headers) {
    if (is_never_signed(header.name)) continue;
    host_given = host_given || equal_ignoring_case(header.name, "host");
    fields.push_back({header.name, header.value});
  }
  if (!host_given) fields.push_back({"host", request.host});
  insertion_sort(fields,
                 [](const Field& a, const Field& b) { return less_ignoring_case(a.name, b.name); });
  return fields;
}

bool repeats_name(const std::vector<Field>& fields, std::size_t i) {
  return i > 0 && equal_ignoring_case(fields[i].name, fields[i - 1].name);
}

void append_lower(std::string& to, std::string_view text) {
  std::size_t i = to.size();
  to += text;
  for (; i < to.size(); ++i) to[i] = lower(to[i]);
}

void append_folded(std::string& to, std::string_view value) {
  bool first = true;
  for (std::size_t i = 0;; first = false) {
    while (i < value.size() && is_space(value[i])) ++i;
    if (i == value.size()) return;
    const std::size_t start = i;
    while (i < value.size() && !is_space(value[i])) ++i;
    if (!first) to += ' ';
    to += value.substr(start, i - start);
  }
}

void append_fields(std::string& to, const std::vector<Field>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (repeats_name(fields, i)) {
      to.back() = ',';
    } else {
      append_lower(to, fields[i].name);
      to += ':';
    }
    append_folded(to, fields[i].value);
    to += '\n';
  }
}

void append_names(std::string& to, const std::vector<Field>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (repeats_name(fields, i)) continue;
    if (i > 0) to += ';';
    append_lower(to, fields[i].name);
  }
}

// Unlike RFC 3986, 5.2.4, AWS drops empty segments and resolves "/a/b/.." to "/a".
std::string normalized(std::string_view path) {
  std::string result;
  result.reserve(path.size() + 1);
  const bool ends_in_slash = path.ends_with('/');
  while (!path.empty()) {
    const std::string_view segment = take_until(path, '/');
    if (segment == "..") {
      result.resize(result.empty() ? 0 : result.rfind('/'));
    } else if (!segment.empty() && segment != ".") {
      result += '/';
      result += segment;
    }
  }
  if (result.empty() || ends_in_slash) result += '/';
  return result;
}

void append_path(std::string& to, std::string_view path, const SigningOptions& options) {
  if (path.empty()) path = "/";
  std::string resolved;
  const bool has_dots_or_slashes = path.find("//") != path.npos || path.find("/.") != path.npos;
  if (options.normalize && has_dots_or_slashes) path = resolved = normalized(path);
  if (options.double_encode) {
    append_uri_encoded(to, path, true);
  } else {
    to += path;
  }
}

void append_reencoded(std::string& to, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%' && text.size() - i > 2) {
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        c = static_cast<char>(high * 16 + low);
        i += 2;
      }
    }
    append_uri_encoded(to, {&c, 1});
  }
}

void append_query(std::string& to, std::string_view query) {
  // Encoding at most triples a byte, and each pair adds a separator, so the buffer never grows and
  // the views below stay valid.
  std::string encoded;
  encoded.reserve(3 * (query.size() + 1));
  std::vector<std::string_view> pairs;
  while (!query.empty()) {
    std::string_view value = take_until(query, '&');
    if (value.empty()) continue;
    const std::size_t start = encoded.size();
    append_reencoded(encoded, take_until(value, '='));
    // NUL sorts before every character of a name, so comparing pairs compares names first.
    encoded += '\0';
    append_reencoded(encoded, value);
    pairs.push_back(std::string_view(encoded).substr(start));
  }
  insertion_sort(pairs, [](std::string_view a, std::string_view b) { return a < b; });
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0) to += '&';
    std::string_view value = pairs[i];
    to += take_until(value, '\0');
    to += '=';
    to += value;
  }
}

void append_payload_hash(std::string& to, const RequestView& request,
                         const SigningOptions& options) {
  if (!options.payload_hash.empty()) {
    to += options.payload_hash;
    return;
  }
  for (const auto& header : request.headers) {
    if (equal_ignoring_case(header.name, "x-amz-content-sha256")) {
      to += trim(header.value);
      return;
    }
  }
  append_hex(to, sha256(request.body).view());
}

}  // namespace

RequestView view_of(const HttpRequest& request) {
  UrlParts url = parts_of(request.url);
  const std::string_view own_port = url.scheme == "https" ? ":443" : ":80";
  if (url.authority.ends_with(own_port)) url.authority.remove_suffix(own_port.size());
  return {request.method, url.authority, url.path, url.query, request.headers, request.body};
}

SigningScope scope_of(UtcTime time, std::string_view region, std::string_view service) {
  SigningScope scope{amz_date(time), {}};
  scope.text = compose("{}/{}/{}/aws4_request", scope.day(), region, service);
  return scope;
}

CanonicalRequest canonical_request(const RequestView& request, const SigningOptions& options) {
  const std::vector<Field> fields = fields_to_sign(request);
  // Large enough unless much has to be encoded: usually one allocation.
  std::size_t size = request.method.size() + request.path.size() + request.query.size() + 128;
  for (const auto& field : fields) size += 2 * field.name.size() + field.value.size() + 3;
  CanonicalRequest result;
  std::string& text = result.text;
  text.reserve(size);
  text.append(request.method).append("\n");
  append_path(text, request.path, options);
  text += '\n';
  append_query(text, request.query);
  text += '\n';
  append_fields(text, fields);
  text += '\n';
  result.names_at = text.size();
  append_names(text, fields);
  result.names_size = text.size() - result.names_at;
  text += '\n';
  append_payload_hash(text, request, options);
  return result;
}

std::string signed_headers(const RequestView& request) {
  std::string names;
  append_names(names, fields_to_sign(request));
  return names;
}

std::string string_to_sign(std::string_view canonical_request, const SigningScope& scope,
                           std::string_view algorithm) {
  std::string text;
  text.reserve(algorithm.size() + scope.date.size() + scope.text.size() + 3 + 64);
  text.append(algorithm).append("\n").append(scope.date).append("\n");
  text.append(scope.text).append("\n");
  append_hex(text, sha256(canonical_request).view());
  return text;
}

std::string signature_of(std::string_view string_to_sign, const SigningContext& context,
                         const SigningScope& scope, SigningKeys& keys) {
  const Digest& key = keys.key(context.credentials.secret_access_key.reveal(), scope.day(),
                               context.region, context.service);
  return hmac_sha256(key.view(), string_to_sign).hex();
}

std::string authorization(std::string_view access_key_id, const SigningScope& scope,
                          std::string_view signed_headers, std::string_view signature,
                          std::string_view algorithm) {
  return compose("{} Credential={}/{}, SignedHeaders={}, Signature={}", algorithm, access_key_id,
                 scope.text, signed_headers, signature);
}

void drop_header(std::vector<HttpHeader>& headers, std::string_view name) {
  std::erase_if(headers, [&](const HttpHeader& h) { return equal_ignoring_case(h.name, name); });
}

void set_header(std::vector<HttpHeader>& headers, const char* name, std::string value) {
  drop_header(headers, name);
  headers.push_back({name, std::move(value)});
}

void add_signing_headers(std::vector<HttpHeader>& headers, std::string_view body,
                         const SigningContext& context, const SigningScope& scope,
                         const SigningOptions& options) {
  if (options.add_date) set_header(headers, "x-amz-date", scope.date);
  const std::string_view token = context.credentials.session_token.reveal();
  if (!token.empty()) {
    drop_header(headers, "x-amz-security-token");
    if (!options.omit_session_token) {
      set_header(headers, "x-amz-security-token", std::string(token));
    }
  }
  if (options.add_content_sha256) {
    set_header(
        headers, "x-amz-content-sha256",
        options.payload_hash.empty() ? sha256(body).hex() : std::string(options.payload_hash));
  }
}

void sign(HttpRequest& request, const SigningContext& context, SigningKeys& keys,
          const SigningOptions& options) {
  const SigningScope scope = scope_of(context);
  add_signing_headers(request.headers, request.body, context, scope, options);
  const CanonicalRequest canonical = canonical_request(view_of(request), options);
  const std::string signature =
      signature_of(string_to_sign(canonical.text, scope), context, scope, keys);
  set_header(request.headers, "authorization",
             authorization(context.credentials.access_key_id, scope, canonical.signed_headers(),
                           signature));
  const std::string_view token = context.credentials.session_token.reveal();
  if (options.omit_session_token && !token.empty()) {
    set_header(request.headers, "x-amz-security-token", std::string(token));
  }
}

}  // namespace wan53
