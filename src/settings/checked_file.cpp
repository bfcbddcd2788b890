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

Status check_access(const std::string& path, const Files::Content& content, unsigned forbidden,
                    std::string_view danger) {
  if (!content.ours) {
    return fail(Errc::config, "{}: belongs to another user; run: chown $(id -u) {}", path, path);
  }
  if ((content.mode & forbidden) != 0) {
    return fail(Errc::config, "{}: mode {} lets others {} it; run: chmod 600 {}", path,
                octal(content.mode & 0777U), danger, path);
  }
  return {};
}

std::string path_from(const std::string& file, const std::string& name) {
  return name.starts_with('/') ? name : compose("{}/{}", folder_of(file), name);
}

}  // namespace wan53
