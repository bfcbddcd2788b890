// SPDX-License-Identifier: MIT
#include "sys/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/compose.h"
#include "base/secret.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/descriptor.h"

namespace wan53 {
namespace {

constexpr Milliseconds kLockPoll = 50ms;

bool is_owned_by_us(const struct stat& facts) {
  return facts.st_uid == 0 || facts.st_uid == geteuid();
}

std::string temporary_for(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::size_t name = slash == path.npos ? 0 : slash + 1;
  return compose("{}.{}.new", std::string_view(path).substr(0, name), path.substr(name));
}

Failure fail_too_large(const std::string& path, std::size_t limit) {
  return fail(Errc::user, "{}: larger than {} bytes; check that it is the right file",
              printable(path), limit);
}

// First buffer for a file that does not report its size, as in /proc.
constexpr std::size_t kUsualSize = 255;

// The text may be secret, so buffers are wiped when they are dropped.
Result<std::string> read_descriptor(const std::string& path, int fd, std::size_t expected,
                                    std::size_t limit) {
  std::string text(std::min(std::max(expected, kUsualSize), limit) + 1, '\0');
  std::size_t have = 0;
  for (;;) {
    if (have == text.size()) {  // its size was not reported, or it has grown since
      if (have > limit) {
        wipe(text);
        return fail_too_large(path, limit);
      }
      std::string larger(std::min(2 * have, limit + 1), '\0');
      text.copy(larger.data(), have);
      wipe(text);
      text = std::move(larger);
    }
    const long n = read_some(fd, text.data() + have, text.size() - have);
    if (n < 0) {
      wipe(text);
      return fail_with_errno(path, "read");
    }
    have += static_cast<std::size_t>(n);
    // Less than was asked for, and as much as the file is said to have.
    if (n == 0 || (have == expected && have < text.size())) break;
  }
  text.resize(have);
  return text;
}

// There the kernel has nothing to sync; leaving the calls out saves their time.
bool is_in_ram(int fd) {
  // linux/magic.h: TMPFS_MAGIC and RAMFS_MAGIC.
  struct statfs facts;
  if (fstatfs(fd, &facts) != 0) return false;
  const auto type = static_cast<std::uint32_t>(facts.f_type);
  return type == 0x01021994 || type == 0x858458f6;
}

Status sync_to_folder(const std::string& folder) {
  const Descriptor fd = open_file(folder, O_RDONLY | O_DIRECTORY);
  // EINVAL: this file system does not sync folders.
  if (!fd.ok() || (!sync_to_disk(fd.get()) && errno != EINVAL)) {
    return fail_with_errno(folder, "sync the folder");
  }
  return {};
}

Descriptor create_file(const std::string& path) {
  return open_file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
}

// Lowers `sync` to none if the file lies in RAM.
Status write_new_file(const std::string& path, std::string_view text, Files::Sync& sync) {
  Descriptor fd = create_file(path);
  // A leftover of a power cut, or a link that somebody planted.
  if (!fd.ok() && errno == EEXIST) {
    if (unlink(path.c_str()) != 0) return fail_with_errno(path, "remove");
    fd = create_file(path);
  }
  if (!fd.ok()) return fail_with_errno(path, "create");
  if (!write_all(fd.get(), text)) return fail_with_errno(path, "write");
  if (sync == Files::Sync::none) return {};
  if (is_in_ram(fd.get())) {
    sync = Files::Sync::none;
  } else if (!sync_to_disk(fd.get())) {
    return fail_with_errno(path, "sync");
  }
  return {};
}

// With its missing parents.
Status make_folders(const std::string& folder) {
  for (std::size_t end = folder.find('/', 1);; end = folder.find('/', end + 1)) {
    const std::string part = folder.substr(0, end);
    if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) {
      return fail_with_errno(part, "make the folder");
    }
    if (end == folder.npos) return {};
  }
}

// Errc::retry would mean that another process holds it.
Failure fail_to_lock(const std::string& path, std::string_view doing) {
  auto failure = fail_with_errno(path, doing);
  failure.error().code = Errc::user;
  return failure;
}

class FlockLock final : public FileLock {
 public:
  FlockLock(Descriptor fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  // Writes in place: a new file would not be locked.
  Status write(std::string_view text) override {
    const bool may_be_longer = text.size() < longest_;
    longest_ = text.size();
    if (write_in_place(fd_.get(), text, may_be_longer)) return {};
    longest_ = kUnknown;
    return fail_with_errno(path_, "write");
  }

  bool is_in_place() const override {
    struct stat ours;
    struct stat there;
    return fstat(fd_.get(), &ours) == 0 && lstat(path_.c_str(), &there) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
  }

 private:
  static constexpr std::size_t kUnknown = std::string::npos;
  Descriptor fd_;  // closing it gives the lock back
  std::string path_;
  std::size_t longest_ = kUnknown;  // no text in the file is longer
};

}  // namespace

Result<std::optional<Files::Content>> SystemFiles::read(const std::string& path,
                                                        std::size_t limit) {
  // Non-blocking, so that opening a FIFO does not hang before it can be refused.
  const Descriptor fd = open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!fd.ok() && errno == ENOENT) return std::nullopt;
  struct stat facts;
  if (!fd.ok() || fstat(fd.get(), &facts) != 0) return fail_with_errno(path, "open");
  if (!S_ISREG(facts.st_mode)) {
    return fail(Errc::user, "{}: not a regular file; name a text file", printable(path));
  }
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  if (size > limit) return fail_too_large(path, limit);
  TRY_ASSIGN(auto text, read_descriptor(path, fd.get(), static_cast<std::size_t>(size), limit));
  return Content{std::move(text), facts.st_mode & 07777U, is_owned_by_us(facts)};
}

Status SystemFiles::replace(const std::string& path, std::string_view text, Sync sync) {
  const std::string folder = folder_of(path);
  // A file that is unreadable or larger than `text` is replaced.
  if (sync == Sync::all) {
    if (const auto old = read(path, text.size()); old && *old && (*old)->text == text) {
      return sync_folder(folder);
    }
  }
  const std::string temporary = temporary_for(path);
  Status written = write_new_file(temporary, text, sync);
  if (written && sync != Sync::none && folder != unsynced_) written = sync_folder(unsynced_);
  if (written && std::rename(temporary.c_str(), path.c_str()) != 0) {
    written = fail_with_errno(path, "replace");
  }
  if (!written) {
    unlink(temporary.c_str());
    return written;
  }
  if (sync == Sync::none) return {};
  unsynced_ = folder;
  return sync == Sync::all ? sync_folder(folder) : Status();
}

Status SystemFiles::sync_folder(const std::string& folder) {
  if (unsynced_.empty() || unsynced_ != folder) return {};
  TRY(sync_to_folder(folder));
  unsynced_.clear();
  return {};
}

Status SystemFiles::remove(const std::string& path) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return fail_with_errno(path, "remove");
  return {};
}

Status SystemFiles::make_private_folder(const std::string& path) {
  std::string folder = path;
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  struct stat facts;
  if (lstat(folder.c_str(), &facts) != 0) {
    TRY(make_folders(folder));
    if (lstat(folder.c_str(), &facts) != 0) return fail_with_errno(folder, "look at the folder");
  }
  std::string_view wrong;
  if (!S_ISDIR(facts.st_mode)) {
    wrong = "not a folder; remove it or name another folder";
  } else if (!is_owned_by_us(facts)) {
    wrong = "this folder belongs to another user; change its owner to the user who runs wan53";
  } else if ((facts.st_mode & 022U) != 0) {
    wrong = "others may write to this folder; run chmod 700 on it";
  }
  if (!wrong.empty()) return fail(Errc::user, "{}: {}", printable(folder), wrong);
  return {};
}

bool SystemFiles::is_folder(const std::string& path) {
  struct stat facts;
  return stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

Result<std::unique_ptr<FileLock>> SystemFiles::lock(const std::string& path,
                                                    Milliseconds patience) {
  constexpr int kFlags = O_NOFOLLOW | O_NONBLOCK;
  Descriptor fd = open_file(path, kFlags | O_RDWR | O_CREAT, 0600);
  if (!fd.ok() && errno == EISDIR) fd = open_file(path, kFlags | O_RDONLY | O_DIRECTORY);
  if (!fd.ok()) return fail_to_lock(path, "open the lock file");
  for (Milliseconds left = patience; flock(fd.get(), LOCK_EX | LOCK_NB) != 0;) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return fail_to_lock(path, "lock");
    if (left <= 0ms) {
      return fail(Errc::retry,
                  "{}: held by another process; try again after that process has ended",
                  printable(path));
    }
    const Milliseconds pause = std::min(left, kLockPoll);
    SystemClock().sleep(pause);
    left -= pause;
  }
  return std::make_unique<FlockLock>(std::move(fd), path);
}

}  // namespace wan53
