// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include "../contract/rigs.h"
#include "scratch.h"
#include "sys/clock.h"
#include "sys/files.h"

namespace wan53::test {
namespace {

struct Holding {
  std::string path;
  Milliseconds length;
  int ready[2];
};

void hold_lock(void* context) {
  const auto& holding = *static_cast<Holding*>(context);
  SystemFiles files;
  const auto lock = files.lock(holding.path, 0ms);
  if (!lock || write(holding.ready[1], "x", 1) != 1) _exit(1);
  SystemClock().sleep(holding.length);
}

class RealFilesRig final : public FilesRig {
 public:
  ~RealFilesRig() override {
    if (!is_full_) return;
    setrlimit(RLIMIT_FSIZE, &room_before_);
    signal(SIGXFSZ, SIG_DFL);
  }
  Files& files() override { return files_; }
  std::string folder() override { return scratch_ / "."; }
  void put(const std::string& path, const std::string& text, unsigned mode) override {
    unlink(path.c_str());
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, mode);
    if (fd < 0 || write(fd, text.data(), text.size()) < 0) abort();
    fchmod(fd, mode);
    close(fd);
  }
  void make_folder(const std::string& path, unsigned mode) override {
    if (mkdir(path.c_str(), mode) != 0 || chmod(path.c_str(), mode) != 0) abort();
  }
  bool give_to_a_stranger(const std::string& path) override {
    return geteuid() == 0 && chown(path.c_str(), 1234, 1234) == 0;
  }
  // A limit of the size of files stops a write as a full disk does.
  void fill_disk() override {
    getrlimit(RLIMIT_FSIZE, &room_before_);
    const rlimit none{0, room_before_.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
    is_full_ = true;
  }
  void hold(const std::string& path, Milliseconds length) override {
    Holding holding{path, length, {}};
    if (pipe(holding.ready) != 0) abort();
    holder_.emplace(hold_lock, &holding);
    char sign;
    if (read(holding.ready[0], &sign, 1) != 1) abort();
    close(holding.ready[0]);
    close(holding.ready[1]);
  }
  std::string listing() override { return scratch_.listing(); }

 private:
  Scratch scratch_;
  SystemFiles files_;
  std::optional<Child> holder_;
  bool is_full_ = false;
  rlimit room_before_{};
};

}  // namespace

std::unique_ptr<FilesRig> make_files_rig() { return std::make_unique<RealFilesRig>(); }

}  // namespace wan53::test
