// SPDX-License-Identifier: MIT
// A new folder for one test ($TMPDIR or /tmp), removed with all that is in it when the test ends;
// and a child process that does something with it meanwhile.
#pragma once

#include <sys/types.h>

#include <string>

namespace wan53::test {

class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string operator/(const char* name) const { return path_ + "/" + name; }
  // The names in the folder, sorted, each followed by a blank.
  std::string listing() const;

 private:
  std::string path_;
};

// Runs `body(context)` in a forked child, which is killed when this goes.
class Child {
 public:
  Child(void (*body)(void*), void* context);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

 private:
  pid_t pid_;
};

}  // namespace wan53::test
