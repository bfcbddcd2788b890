// SPDX-License-Identifier: MIT
#include "settings/checked_file.h"

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {

Result<Files::Content> read_required_file(Files& files, const std::string& path, std::size_t limit,
                                          std::string_view missing, ErrorKind kind) {
  auto content = files.read(path, limit);
  if (!content) {
    // Errc::retry: the machine has too little of something now; the file is not at fault.
    if (content.error().code != Errc::retry) content.error().code = Errc::config;
    return pass_on(content);
  }
  if (!*content) {
    return fail(
        Error{Errc::config, compose("{}: no such file; {}", printable(path), missing), kind});
  }
  return **std::move(content);
}

Status check_access(const std::string& path, const Files::Content& content, Forbidden forbidden) {
  const bool is_reading = forbidden == Forbidden::reading;
  if (!content.ours) {
    return fail(Errc::config, "{}: belongs to another user; run: chown $(id -u) {}", path, path);
  }
  if ((content.mode & (is_reading ? 0077U : 0022U)) != 0) {
    return fail(Errc::config, "{}: mode {} lets others {} it; run: chmod 600 {}", path,
                octal(content.mode & 0777U), is_reading ? "read" : "write to", path);
  }
  return {};
}

Result<std::string> read_guarded_file(Files& files, const std::string& path, std::size_t limit,
                                      Forbidden forbidden, std::string_view missing,
                                      ErrorKind kind) {
  TRY_ASSIGN(auto content, read_required_file(files, path, limit, missing, kind));
  if (Status good = check_access(path, content, forbidden); !good) {
    wipe(content.text);
    return pass_on(good);
  }
  return std::move(content.text);
}

std::string path_from(const std::string& file, const std::string& name) {
  return name.starts_with('/') ? name : compose("{}/{}", folder_of(file), name);
}

}  // namespace wan53
