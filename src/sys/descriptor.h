// SPDX-License-Identifier: MIT
// A file descriptor that closes itself, and the system calls on one that signals may interrupt.
//
// All return what the system call returns: below zero on failure, with errno set.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace wan53 {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor();

  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

// Always close-on-exec.
Descriptor open_file(const std::string& path, int flags, unsigned mode = 0);
// As many bytes as there are, up to `size`.
long read_some(int fd, char* to, std::size_t size);
// All of `text`, waiting where the descriptor is non-blocking.
bool write_all(int fd, std::string_view text);
// Makes `text` all that is in the file, in place.
bool write_in_place(int fd, std::string_view text);
bool sync_to_disk(int fd);

// "PATH: cannot DOING: REASON; NEXT STEP", from errno.
std::unexpected<Error> fail_with_errno(const std::string& path, std::string_view doing);

}  // namespace wan53
