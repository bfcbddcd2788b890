// SPDX-License-Identifier: MIT
#include "sys/descriptor.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace wan53 {
namespace {

template <class Call>
auto uninterrupted(Call call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

}  // namespace

Descriptor::~Descriptor() {
  // Linux frees the descriptor even if close fails with EINTR, so close is never repeated.
  if (fd_ >= 0) close(fd_);
}

Descriptor open_file(const std::string& path, int flags, unsigned mode) {
  // Linux before 2.6.23 ignores O_CLOEXEC. musl's open therefore sets the flag again each time, its
  // openat does not. The first descriptor shows whether this kernel needs that.
  enum class CloseOnExec : std::uint8_t { unknown, works, ignored };
  static CloseOnExec flag = CloseOnExec::unknown;
  Descriptor fd(
      uninterrupted([&] { return openat(AT_FDCWD, path.c_str(), flags | O_CLOEXEC, mode); }));
  if (!fd.ok() || flag == CloseOnExec::works) return fd;
  if (flag == CloseOnExec::unknown) {
    const bool is_set = (fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0;
    flag = is_set ? CloseOnExec::works : CloseOnExec::ignored;
  }
  if (flag == CloseOnExec::ignored) fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
  return fd;
}

long read_some(int fd, char* to, std::size_t size) {
  return uninterrupted([&] { return ::read(fd, to, size); });
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto n = uninterrupted([&] { return ::write(fd, text.data(), text.size()); });
    if (n >= 0) {
      text.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      pollfd writable{fd, POLLOUT, 0};
      if (uninterrupted([&] { return poll(&writable, 1, -1); }) < 0) return false;
    } else {
      return false;
    }
  }
  return true;
}

bool write_in_place(int fd, std::string_view text, bool cut) {
  const auto size = static_cast<off_t>(text.size());
  for (off_t at = 0; at < size;) {
    const auto left = text.substr(static_cast<std::size_t>(at));
    const auto n = uninterrupted([&] { return ::pwrite(fd, left.data(), left.size(), at); });
    if (n < 0) return false;
    at += n;
  }
  return !cut || uninterrupted([&] { return ftruncate(fd, size); }) == 0;
}

bool sync_to_disk(int fd) {
  return uninterrupted([&] { return fsync(fd); }) == 0;
}

namespace {

// Too little of something that other processes use and give back.
bool passes(int code) {
  return code == ENOMEM || code == ENFILE || code == EMFILE || code == EAGAIN || code == ENOBUFS;
}

std::string_view advice_for_errno(int code) {
  switch (code) {
    case EACCES:
    case EPERM:
      return "; run this as the file's owner, or with sudo";
    case EROFS:
      return "; mount it for writing";
    case ENOSPC:
    case EDQUOT:
      return "; make room there";
    case EISDIR:
      return "; remove that folder: a file belongs there";
    default:
      return {};
  }
}

}  // namespace

Failure fail_with_errno(const std::string& path, std::string_view doing) {
  const int code = errno;
  return fail(passes(code) ? Errc::retry : Errc::user, "{}: cannot {}: {}{}", printable(path),
              doing, std::strerror(code), advice_for_errno(code));
}

}  // namespace wan53
