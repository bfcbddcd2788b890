// SPDX-License-Identifier: MIT
// Folders that are still to be synced are not forgotten.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "../unit/test.h"
#include "base/text.h"
#include "deny_call.h"
#include "scratch.h"
#include "sys/files.h"

namespace wan53 {
namespace {

using test::Scratch;

void write_plainly(const std::string& path, std::string_view text, mode_t mode) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, mode);
  if (fd < 0 || write(fd, text.data(), text.size()) < 0) _exit(1);
  fchmod(fd, mode);
  close(fd);
}

// A pending sync fails where a file has taken the folder's place.
TEST(replace_elsewhere_does_not_forget_a_pending_sync) {
  const Scratch folder;
  SystemFiles files;
  const std::string a = folder / "a";
  const auto replace_in_a = [&] {
    unlink(a.c_str());
    mkdir(a.c_str(), 0700);
    return files.replace(a + "/x", "x", Files::Sync::text);
  };
  const auto lose_a = [&] {
    unlink((a + "/x").c_str());
    rmdir(a.c_str());
    write_plainly(a, "", 0600);
  };
  CHECK(replace_in_a());
  lose_a();
  if (files.sync_folder(a)) return;  // it lies in RAM, where nothing is synced
  const std::string error = a + ": cannot sync the folder: Not a directory";
  for (const auto sync : {Files::Sync::text, Files::Sync::all}) {
    CHECK(replace_in_a());
    lose_a();
    const auto refused = files.replace(folder / "b", "new", sync);
    CHECK(!refused);
    CHECK(refused.error().what.starts_with(error));
    CHECK_TEXT(folder.listing(), "a ");
    CHECK(!files.sync_folder(a));
    CHECK(files.replace(folder / "c", "", Files::Sync::none));
    CHECK(!files.sync_folder(a));
    // Once it is there, all is well again, and nothing is left to sync.
    CHECK(replace_in_a());
    CHECK(files.replace(folder / "b", "new", sync));
    lose_a();
    CHECK(files.sync_folder(a));
    CHECK(files.remove(folder / "b"));
    CHECK(files.remove(folder / "c"));
  }
}

// What is written may still have to be synced.
std::string replace_the_same_without_fsync(void* context) {
  const auto& path = *static_cast<const std::string*>(context);
  SystemFiles files;
  if (!files.replace(path, "same", Files::Sync::text)) return "cannot write";
  if (!test::deny_call(SYS_fsync, EIO)) return "no seccomp";
  const auto pending = files.replace(path, "same");
  if (!files.sync_folder(folder_of(path))) return pending ? "forgotten" : "kept";
  return "in RAM";
}

TEST(replace_with_an_equal_text_does_not_forget_a_pending_sync) {
  const Scratch folder;
  std::string path = folder / "a";
  const std::string said = test::in_child(replace_the_same_without_fsync, &path);
  CHECK_TEXT(said, said == "no seccomp" || said == "in RAM" ? said : "kept");
}

}  // namespace
}  // namespace wan53
