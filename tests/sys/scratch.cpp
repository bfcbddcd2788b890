// SPDX-License-Identifier: MIT
#include "scratch.h"

#include <dirent.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace wan53::test {

Scratch::Scratch() {
  const char* parent = getenv("TMPDIR");
  path_ = std::string(parent && *parent ? parent : "/tmp") + "/wan53-systest-XXXXXX";
  if (!mkdtemp(path_.data())) {
    perror(path_.c_str());
    abort();
  }
}

Scratch::~Scratch() {
  const auto remove_one = [](const char* path, const struct stat*, int, FTW*) {
    return remove(path);
  };
  nftw(path_.c_str(), remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

std::string Scratch::listing() const {
  std::vector<std::string> names;
  DIR* folder = opendir(path_.c_str());
  while (const dirent* entry = readdir(folder)) {
    if (const std::string name = entry->d_name; name != "." && name != "..") names.push_back(name);
  }
  closedir(folder);
  std::sort(names.begin(), names.end());
  std::string all;
  for (const auto& name : names) all += name + " ";
  return all;
}

Child::Child(void (*body)(void*), void* context) : pid_(fork()) {
  if (pid_ != 0) return;
  body(context);
  _exit(0);
}

Child::~Child() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

}  // namespace wan53::test
