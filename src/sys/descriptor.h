// SPDX-License-Identifier: MIT
// A file descriptor that closes itself, and system calls on it that are repeated after a signal.
//
// On failure errno is set: `get` and `read_some` are then negative, the bool functions return
// false.
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
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();

  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

// Always close-on-exec.
Descriptor open_file(const std::string& path, int flags, unsigned mode = 0);
// Reads up to `size` bytes and returns their number; 0 at the end.
long read_some(int fd, char* to, std::size_t size);
// Writes all of `text`; waits if the descriptor is non-blocking.
bool write_all(int fd, std::string_view text);
// Replaces the content of the file with `text`, in place. `cut` must be true if the old
// content may be longer.
bool write_in_place(int fd, std::string_view text, bool cut);
bool sync_to_disk(int fd);

// "PATH: cannot DOING: REASON; NEXT STEP", with the reason from errno. Errc::retry if the machine
// has run out of something that other processes give back: memory, descriptors, processes.
// Otherwise Errc::user.
Failure fail_with_errno(const std::string& path, std::string_view doing);

}  // namespace wan53
