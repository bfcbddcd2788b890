// SPDX-License-Identifier: MIT
// Files that belong to others. Only root can make some.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../unit/test.h"
#include "deny_call.h"
#include "scratch.h"
#include "sys/files.h"

namespace wan53 {
namespace {

using test::Scratch;

void write_as(uid_t owner, const std::string& path, mode_t mode) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, mode);
  if (fd < 0 || write(fd, "x", 1) != 1 || fchmod(fd, mode) != 0 || fchown(fd, owner, owner) != 0) {
    abort();
  }
  close(fd);
}

TEST(read_tells_a_stranger_s_file) {
  if (geteuid() != 0) return;
  const Scratch folder;
  write_as(1234, folder / "a", 0600);
  SystemFiles files;
  const auto content = files.read(folder / "a", 10);
  CHECK(content && *content && !(*content)->ours);
}

// Whom each file belongs to, in the eyes of user 1234.
std::string look_as_another_user(void* context) {
  const auto& folder = *static_cast<const Scratch*>(context);
  if (setgid(1234) != 0 || setuid(1234) != 0) return "no other user";
  SystemFiles files;
  std::string told;
  for (const char* name : {"mine", "root's", "stranger's", "closed"}) {
    const auto content = files.read(folder / name, 100);
    told += name;
    if (!content) {
      told += content.error().code == Errc::user ? " refused\n" : " wrong code\n";
    } else {
      told += (*content)->ours ? " ours\n" : " not ours\n";
    }
  }
  // Another's folder, with or without a right to write there.
  for (const char* name : {"root's folder", "stranger's folder"}) {
    told += name;
    told += files.make_private_folder(folder / name) ? " trusted\n" : " refused\n";
  }
  const auto closed = files.replace(folder / "root's folder/a", "x");
  return told + (closed ? "written" : closed.error().what.substr((folder / "").size()));
}

TEST(files_of_others_are_told_apart) {
  if (geteuid() != 0) return;
  const Scratch folder;
  chmod((folder / ".").c_str(), 0755);
  const struct {
    const char* name;
    uid_t owner;
    mode_t mode;
  } rows[] = {{"mine", 1234, 0600},
              {"root's", 0, 0644},
              {"stranger's", 5678, 0644},
              {"closed", 5678, 0600}};
  for (const auto& row : rows) write_as(row.owner, folder / row.name, row.mode);
  CHECK(mkdir((folder / "root's folder").c_str(), 0755) == 0);
  CHECK(mkdir((folder / "stranger's folder").c_str(), 0755) == 0);
  CHECK(chown((folder / "stranger's folder").c_str(), 5678, 5678) == 0);
  const std::string told = test::in_child(look_as_another_user, const_cast<Scratch*>(&folder));
  if (told == "no other user") {
    printf("skipped: no other user can be had\n");
    return;
  }
  CHECK_TEXT(
      told,
      "mine ours\nroot's ours\nstranger's not ours\nclosed refused\n"
      "root's folder trusted\nstranger's folder refused\n"
      "root's folder/.a.new: cannot create: Permission denied; run this as the file's owner, "
      "or with sudo");
}

TEST(replace_takes_over_a_stranger_s_file) {
  if (geteuid() != 0) return;
  const Scratch folder;
  write_as(1234, folder / "a", 0666);
  SystemFiles files;
  CHECK(files.replace(folder / "a", "new"));
  const auto content = files.read(folder / "a", 10);
  CHECK(content && *content && (*content)->ours && (*content)->mode == 0600);
}

}  // namespace
}  // namespace wan53
