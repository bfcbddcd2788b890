// SPDX-License-Identifier: MIT
#include "sys/files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../unit/test.h"
#include "scratch.h"
#include "sys/clock.h"

namespace wan53 {
namespace {

using test::Scratch;

struct stat facts_of(const std::string& path) {
  struct stat facts {};
  lstat(path.c_str(), &facts);
  return facts;
}

// Its text, or why there is none.
std::string text_of(const std::string& path, std::size_t limit = 1000) {
  SystemFiles files;
  const auto content = files.read(path, limit);
  if (!content) return content.error().what;
  return *content ? (*content)->text : "(no such file)";
}

void write_plainly(const std::string& path, std::string_view text, mode_t mode) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, mode);
  if (fd < 0 || write(fd, text.data(), text.size()) < 0) _exit(1);
  fchmod(fd, mode);
  close(fd);
}

TEST(read_gives_text_mode_and_owner) {
  const Scratch folder;
  write_plainly(folder / "a", "secret", 0640);
  SystemFiles files;
  const auto content = files.read(folder / "a", 6);
  CHECK(content && *content);
  CHECK_TEXT((*content)->text, "secret");
  CHECK((*content)->mode == 0640);
  CHECK((*content)->ours);
  CHECK_TEXT(text_of(folder / "none"), "(no such file)");
  write_plainly(folder / "empty", "", 0600);
  CHECK_TEXT(text_of(folder / "empty", 0), "");
}

TEST(read_keeps_its_limit) {
  const Scratch folder;
  write_plainly(folder / "a", "1234567", 0600);
  CHECK_TEXT(text_of(folder / "a", 6),
             (folder / "a") + ": larger than 6 bytes; check that it is the right file");
  // Files in /proc say that they are empty.
  CHECK(text_of("/proc/self/status", 100'000).find("Name:") == 0);
  CHECK_TEXT(text_of("/proc/self/status", 10),
             "/proc/self/status: larger than 10 bytes; check that it is the right file");
}

TEST(read_refuses_what_is_no_file) {
  const Scratch folder;
  CHECK(mkfifo((folder / "fifo").c_str(), 0600) == 0);
  CHECK_TEXT(text_of(folder / "fifo"),
             (folder / "fifo") + ": not a regular file; name a text file");
  CHECK_TEXT(text_of("/dev/zero"), "/dev/zero: not a regular file; name a text file");
  CHECK_TEXT(text_of(folder / "."), (folder / ".") + ": not a regular file; name a text file");
  write_plainly(folder / "a", "x", 0600);
  CHECK_TEXT(text_of(folder / "a/b"), (folder / "a/b") + ": cannot open: Not a directory");
}

TEST(replace_writes_a_private_file_and_leaves_nothing_else) {
  const Scratch folder;
  SystemFiles files;
  const mode_t before = umask(0);
  const auto done = files.replace(folder / "state.json", "{}");
  umask(before);
  CHECK(done);
  CHECK_TEXT(text_of(folder / "state.json"), "{}");
  CHECK((facts_of(folder / "state.json").st_mode & 07777) == 0600);
  CHECK_TEXT(folder.listing(), "state.json ");
}

TEST(replace_writes_nothing_when_equal) {
  const Scratch folder;
  SystemFiles files;
  CHECK(files.replace(folder / "a", "same"));
  const auto inode = facts_of(folder / "a").st_ino;
  // Holds the inode, or its number could be used again.
  const int held = open((folder / "a").c_str(), O_RDONLY);
  CHECK(files.replace(folder / "a", "same"));
  const auto unchanged = facts_of(folder / "a").st_ino;
  CHECK(files.replace(folder / "a", "samf"));
  const auto changed = facts_of(folder / "a").st_ino;
  close(held);
  CHECK(unchanged == inode);
  CHECK(changed != inode);
  CHECK_TEXT(text_of(folder / "a"), "samf");
  CHECK(files.replace(folder / "a", ""));
  CHECK_TEXT(text_of(folder / "a"), "");
}

TEST(replace_does_not_follow_a_link_laid_in_its_way) {
  const Scratch folder;
  SystemFiles files;
  write_plainly(folder / "victim", "precious", 0600);
  CHECK(symlink("victim", (folder / ".a.new").c_str()) == 0);
  CHECK(symlink("victim", (folder / "a").c_str()) == 0);
  CHECK(files.replace(folder / "a", "new"));
  CHECK_TEXT(text_of(folder / "victim"), "precious");
  CHECK_TEXT(text_of(folder / "a"), "new");
  CHECK(S_ISREG(facts_of(folder / "a").st_mode));
  CHECK_TEXT(folder.listing(), "a victim ");
}

TEST(replace_takes_over_the_leftover_of_a_power_cut) {
  const Scratch folder;
  SystemFiles files;
  write_plainly(folder / ".a.new", "half of a te", 0600);
  CHECK(files.replace(folder / "a", "whole text"));
  CHECK_TEXT(text_of(folder / "a"), "whole text");
  CHECK_TEXT(folder.listing(), "a ");
}

// A file-size limit fails in the middle of a write, as a full disk does.
Status replace_with_little_room(const std::string& path, std::string_view text, rlim_t room) {
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tight{room, before.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &tight);
  SystemFiles files;
  Status status = files.replace(path, text);
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, SIG_DFL);
  return status;
}

TEST(replace_keeps_the_old_text_when_the_new_one_does_not_fit) {
  const Scratch folder;
  SystemFiles files;
  CHECK(files.replace(folder / "a", "old"));
  const auto status = replace_with_little_room(folder / "a", std::string(10'000, 'x'), 4096);
  CHECK(!status);
  CHECK_TEXT(status.error().what, (folder / ".a.new") + ": cannot write: File too large");
  CHECK(status.error().code == Errc::user);
  CHECK_TEXT(text_of(folder / "a"), "old");
  CHECK_TEXT(folder.listing(), "a ");
}

TEST(replace_says_what_stops_it) {
  const Scratch folder;
  SystemFiles files;
  const auto no_folder = files.replace(folder / "none/a", "x");
  CHECK(!no_folder);
  CHECK_TEXT(no_folder.error().what,
             (folder / "none/.a.new") + ": cannot create: No such file or directory");
  CHECK(mkdir((folder / "b").c_str(), 0700) == 0);
  const auto a_folder = files.replace(folder / "b", "x");
  CHECK(!a_folder);
  CHECK_TEXT(a_folder.error().what,
             (folder / "b") +
                 ": cannot replace: Is a directory; remove that folder: a file belongs there");
  CHECK_TEXT(folder.listing(), "b ");
}

TEST(remove_is_content_when_there_is_nothing) {
  const Scratch folder;
  SystemFiles files;
  write_plainly(folder / "a", "x", 0600);
  CHECK(files.remove(folder / "a"));
  CHECK(files.remove(folder / "a"));
  CHECK_TEXT(folder.listing(), "");
  const auto refused = files.remove(folder / ".");
  CHECK(!refused);
  CHECK(refused.error().what.starts_with((folder / ".") + ": cannot remove: "));
}

TEST(private_folder_is_made_with_its_parents) {
  const Scratch folder;
  SystemFiles files;
  CHECK(files.make_private_folder(folder / "a/b/c/"));
  CHECK(files.make_private_folder(folder / "a/b/c"));
  for (const char* part : {"a", "a/b", "a/b/c"}) {
    CHECK_ROW(part, facts_of(folder / part).st_mode == (S_IFDIR | 0700));
    CHECK_ROW(part, files.is_folder(folder / part));
  }
  CHECK(!files.is_folder(folder / "none"));
}

TEST(private_folder_refuses_what_others_can_reach_into) {
  const Scratch folder;
  SystemFiles files;
  const auto refusal = [&](const char* name) -> std::string {
    const auto status = files.make_private_folder(folder / name);
    return status ? "" : status.error().what;
  };
  CHECK(mkdir((folder / "real").c_str(), 0700) == 0);
  CHECK(symlink("real", (folder / "link").c_str()) == 0);
  CHECK_TEXT(refusal("link"),
             (folder / "link") + ": not a folder; remove it or name another folder");
  write_plainly(folder / "file", "", 0600);
  CHECK_TEXT(refusal("file"),
             (folder / "file") + ": not a folder; remove it or name another folder");
  CHECK_TEXT(refusal("file/x"), (folder / "file/x") + ": cannot make the folder: Not a directory");
  const std::string loose = ": others may write to this folder; run chmod 700 on it";
  for (const mode_t mode : {0770U, 0702U, 0777U}) {
    chmod((folder / "real").c_str(), mode);
    CHECK_TEXT(refusal("real"), (folder / "real") + loose);
  }
  chmod((folder / "real").c_str(), 0755);
  CHECK_TEXT(refusal("real"), "");
  if (geteuid() != 0) return;  // only root can give a folder away
  CHECK(chown((folder / "real").c_str(), 1234, 1234) == 0);
  CHECK_TEXT(refusal("real"), (folder / "real") +
                                  ": this folder belongs to another user; change its owner "
                                  "to the user who runs wan53");
}

struct Held {
  std::string path;
  int ready[2];
  Milliseconds length;
};

void hold_lock(void* context) {
  const auto& held = *static_cast<Held*>(context);
  SystemFiles files;
  const auto lock = files.lock(held.path, 0ms);
  if (!lock || write(held.ready[1], "x", 1) != 1) _exit(1);
  SystemClock().sleep(held.length);
}

TEST(lock_is_held_by_one_process) {
  const Scratch folder;
  SystemFiles files;
  Held held{folder / "lock", {}, 60s};
  CHECK(pipe(held.ready) == 0);
  {
    const test::Child child(hold_lock, &held);
    char sign;
    CHECK(read(held.ready[0], &sign, 1) == 1);
    const SystemClock clock;
    const auto before = clock.now();
    const auto refused = files.lock(held.path, 120ms);
    CHECK(!refused);
    CHECK(refused.error().code == Errc::retry);
    CHECK_TEXT(refused.error().what,
               held.path + ": held by another process; try again after that process has ended");
    CHECK(clock.now() - before >= 100ms);
  }
  // The holder was killed: the kernel gave its lock back.
  CHECK(files.lock(held.path, 1000ms));
  close(held.ready[0]);
  close(held.ready[1]);
}

TEST(lock_waits_for_its_turn) {
  const Scratch folder;
  SystemFiles files;
  Held held{folder / "lock", {}, 200ms};
  CHECK(pipe(held.ready) == 0);
  const test::Child child(hold_lock, &held);
  char sign;
  CHECK(read(held.ready[0], &sign, 1) == 1);
  CHECK(files.lock(held.path, 30'000ms));
  close(held.ready[0]);
  close(held.ready[1]);
}

TEST(lock_is_given_back_and_refuses_a_link) {
  const Scratch folder;
  SystemFiles files;
  CHECK(files.lock(folder / "lock", 0ms));
  CHECK(files.lock(folder / "lock", 0ms));
  CHECK((facts_of(folder / "lock").st_mode & 07777) == 0600);
  CHECK(symlink("lock", (folder / "link").c_str()) == 0);
  const auto refused = files.lock(folder / "link", 0ms);
  CHECK(!refused);
  CHECK(refused.error().code == Errc::user);
}

TEST(lock_holds_a_text_that_is_written_in_place) {
  const Scratch folder;
  SystemFiles files;
  const auto lock = files.lock(folder / "pid", 0ms);
  CHECK(lock);
  const auto inode = facts_of(folder / "pid").st_ino;
  CHECK((*lock)->write("12345\n"));
  CHECK_TEXT(text_of(folder / "pid"), "12345\n");
  CHECK((*lock)->write("7\n"));
  CHECK_TEXT(text_of(folder / "pid"), "7\n");
  CHECK((*lock)->write(""));
  CHECK_TEXT(text_of(folder / "pid"), "");
  CHECK(facts_of(folder / "pid").st_ino == inode);
  CHECK(!files.lock(folder / "pid", 0ms));
  if (access("/dev/full", W_OK) != 0) return;
  const auto full = files.lock("/dev/full", 0ms);
  CHECK(full);
  const auto refused = (*full)->write("1\n");
  CHECK(!refused);
  CHECK_TEXT(refused.error().what,
             "/dev/full: cannot write: No space left on device; make room there");
}

}  // namespace
}  // namespace wan53
