// SPDX-License-Identifier: MIT
// Files and FileLock.
#include <optional>

#include "rigs.h"

namespace wan53::test {
namespace {

// Its text; "none" where there is none; or the code of the error, which names the path.
std::string text_of(Files& files, const std::string& path, std::size_t limit = 1000) {
  const auto content = files.read(path, limit);
  if (content) return *content ? (*content)->text : "none";
  const bool names_it = content.error().what.find(path) != std::string::npos;
  return code_of(content) + (names_it ? "" : " of what?");
}

// "ok", or the code of the error, which names the file or one next to it.
std::string outcome(const Status& status, const std::string& folder) {
  if (status) return "ok";
  return code_of(status) + (status.error().what.starts_with(folder + "/") ? "" : " of what?");
}

TEST(contract_files_read_gives_text_mode_and_owner) {
  const auto rig = make_files_rig();
  const std::string path = rig->folder() + "/a";
  CHECK_TEXT(text_of(rig->files(), path), "none");
  CHECK_TEXT(text_of(rig->files(), rig->folder() + "/none/a"), "none");
  rig->put(path, "secret", 0640);
  const auto content = rig->files().read(path, 6);
  CHECK(content && *content);
  CHECK_TEXT((*content)->text, "secret");
  CHECK((*content)->mode == 0640 && (*content)->ours);
  if (!rig->give_to_a_stranger(path)) return;
  const auto foreign = rig->files().read(path, 6);
  CHECK(foreign && *foreign && !(*foreign)->ours);
}

TEST(contract_files_read_refuses_what_is_too_large_or_no_file) {
  const auto rig = make_files_rig();
  const std::string folder = rig->folder();
  rig->put(folder + "/a", "1234567", 0600);
  rig->put(folder + "/empty", "", 0600);
  rig->make_folder(folder + "/sub", 0700);
  CHECK_TEXT(text_of(rig->files(), folder + "/a", 7), "1234567");
  CHECK_TEXT(text_of(rig->files(), folder + "/a", 6), "user");
  CHECK_TEXT(text_of(rig->files(), folder + "/empty", 0), "");
  CHECK_TEXT(text_of(rig->files(), folder + "/sub"), "user");
  CHECK_TEXT(text_of(rig->files(), folder + "/a/b"), "user");
}

TEST(contract_files_is_folder_sees_folders_only) {
  const auto rig = make_files_rig();
  const std::string folder = rig->folder();
  rig->put(folder + "/a", "", 0600);
  rig->make_folder(folder + "/sub", 0700);
  CHECK(rig->files().is_folder(folder) && rig->files().is_folder(folder + "/sub"));
  CHECK(!rig->files().is_folder(folder + "/a"));
  CHECK(!rig->files().is_folder(folder + "/a/b"));
  CHECK(!rig->files().is_folder(folder + "/none"));
}

TEST(contract_files_replace_leaves_one_private_file) {
  const auto rig = make_files_rig();
  const std::string path = rig->folder() + "/a";
  CHECK(rig->files().replace(path, "new"));
  CHECK(rig->files().replace(path, "newer"));
  CHECK_TEXT(text_of(rig->files(), path), "newer");
  CHECK_TEXT(rig->listing(), "a ");
  // Another file takes the place of the old one, whatever rights that had ...
  rig->put(path, "old", 0644);
  CHECK(rig->files().replace(path, "new"));
  CHECK((*rig->files().read(path, 100))->mode == 0600);
  // ... unless there is nothing to write.
  rig->put(path, "same", 0644);
  CHECK(rig->files().replace(path, "same"));
  CHECK((*rig->files().read(path, 100))->mode == 0644);
}

TEST(contract_files_replace_gives_the_new_text_whatever_a_power_cut_spares) {
  const auto rig = make_files_rig();
  const std::string folder = rig->folder();
  CHECK(rig->files().sync_folder(folder));  // nothing to sync
  CHECK(rig->files().sync_folder(folder + "/none"));
  for (const auto sync : {Files::Sync::none, Files::Sync::text, Files::Sync::all}) {
    for (const char* text : {"new", "new", "newer"}) {
      CHECK(rig->files().replace(folder + "/a", text, sync));
      CHECK_TEXT(text_of(rig->files(), folder + "/a"), text);
    }
    CHECK(rig->files().sync_folder(folder));
    CHECK_TEXT(text_of(rig->files(), folder + "/a"), "newer");
  }
  CHECK_TEXT(rig->listing(), "a ");
}

// Whatever order they come in, no replacement or sync minds those in other folders.
TEST(contract_files_replacements_in_several_folders_are_all_synced) {
  const auto rig = make_files_rig();
  const std::string a = rig->folder() + "/a";
  const std::string b = rig->folder() + "/b";
  rig->make_folder(a, 0700);
  rig->make_folder(b, 0700);
  for (const auto first : {Files::Sync::none, Files::Sync::text, Files::Sync::all}) {
    for (const auto second : {Files::Sync::none, Files::Sync::text, Files::Sync::all}) {
      for (const char* text : {"new", "newer", "newer"}) {
        CHECK(rig->files().replace(a + "/x", text, first));
        CHECK(rig->files().replace(b + "/x", text, second));
        CHECK(rig->files().replace(a + "/y", text, first));
        CHECK(rig->files().sync_folder(a));
        CHECK(rig->files().sync_folder(b));
        CHECK(rig->files().sync_folder(a));
        for (const auto& path : {a + "/x", a + "/y", b + "/x"}) {
          CHECK_TEXT(text_of(rig->files(), path), text);
        }
      }
    }
  }
}

TEST(contract_files_replace_needs_a_place_for_the_file) {
  const auto rig = make_files_rig();
  const std::string folder = rig->folder();
  rig->make_folder(folder + "/sub", 0700);
  rig->put(folder + "/a", "", 0600);
  CHECK_TEXT(outcome(rig->files().replace(folder + "/none/a", "x"), folder), "user");
  CHECK_TEXT(outcome(rig->files().replace(folder + "/sub", "x"), folder), "user");
  CHECK_TEXT(outcome(rig->files().replace(folder + "/a/b", "x"), folder), "user");
  CHECK_TEXT(rig->listing(), "a sub ");
}

TEST(contract_files_replace_keeps_the_old_text_on_a_full_disk) {
  const auto rig = make_files_rig();
  const std::string path = rig->folder() + "/a";
  rig->put(path, "old", 0600);
  rig->fill_disk();
  CHECK_TEXT(outcome(rig->files().replace(path, "new"), rig->folder()), "user");
  CHECK_TEXT(outcome(rig->files().replace(path + "b", "new"), rig->folder()), "user");
  CHECK(rig->files().replace(path, "old"));
  CHECK_TEXT(text_of(rig->files(), path), "old");
  CHECK_TEXT(rig->listing(), "a ");
}

TEST(contract_files_remove_is_content_when_there_is_nothing) {
  const auto rig = make_files_rig();
  const std::string folder = rig->folder();
  rig->put(folder + "/a", "x", 0600);
  rig->make_folder(folder + "/sub", 0700);
  CHECK(rig->files().remove(folder + "/a"));
  CHECK(rig->files().remove(folder + "/a"));
  CHECK_TEXT(outcome(rig->files().remove(folder + "/sub"), folder), "user");
  CHECK_TEXT(rig->listing(), "sub ");
}

TEST(contract_files_private_folder_is_made_with_its_parents) {
  const auto rig = make_files_rig();
  const std::string folder = rig->folder();
  CHECK(rig->files().make_private_folder(folder + "/a/b/c"));
  CHECK(rig->files().make_private_folder(folder + "/a/b/c"));
  CHECK(rig->files().is_folder(folder + "/a/b"));
  CHECK(rig->files().replace(folder + "/a/b/c/file", "x"));
  CHECK(rig->files().make_private_folder(folder + "/a/b/c"));
}

TEST(contract_files_private_folder_refuses_what_others_can_reach_into) {
  const auto rig = make_files_rig();
  const std::string folder = rig->folder();
  rig->put(folder + "/file", "", 0600);
  rig->make_folder(folder + "/read", 0755);
  rig->make_folder(folder + "/group", 0770);
  rig->make_folder(folder + "/all", 0702);
  const auto made = [&](const char* name) {
    return outcome(rig->files().make_private_folder(folder + name), folder);
  };
  CHECK_TEXT(made("/file"), "user");
  CHECK_TEXT(made("/file/sub"), "user");
  CHECK_TEXT(made("/read"), "ok");
  CHECK_TEXT(made("/group"), "user");
  CHECK_TEXT(made("/all"), "user");
  if (rig->give_to_a_stranger(folder + "/read")) CHECK_TEXT(made("/read"), "user");
}

TEST(contract_lock_has_one_holder) {
  const auto rig = make_files_rig();
  const std::string path = rig->folder() + "/lock";
  {
    const auto lock = rig->files().lock(path, 0ms);
    CHECK(lock && (*lock)->is_in_place());
    CHECK_TEXT(text_of(rig->files(), path), "");
    const auto second = rig->files().lock(path, 20ms);
    CHECK_TEXT(code_of(second), "retry");
    CHECK(second.error().what.starts_with(path));
    CHECK(rig->files().lock(path + "2", 0ms));
  }
  CHECK(rig->files().lock(path, 0ms));
}

TEST(contract_lock_waits_for_another_process_but_not_for_ever) {
  const auto rig = make_files_rig();
  const std::string path = rig->folder() + "/lock";
  rig->hold(path, 300ms);
  CHECK_TEXT(code_of(rig->files().lock(path, 0ms)), "retry");
  CHECK_TEXT(code_of(rig->files().lock(path, 20ms)), "retry");
  CHECK_TEXT(code_of(rig->files().lock(path, 30'000ms)), "ok");
}

TEST(contract_lock_holds_a_text) {
  const auto rig = make_files_rig();
  const std::string path = rig->folder() + "/pid";
  rig->put(path, "left by another", 0600);
  const auto lock = rig->files().lock(path, 0ms);
  CHECK(lock);
  CHECK_TEXT(text_of(rig->files(), path), "left by another");
  for (const char* text : {"12345\n", "7\n", ""}) {
    CHECK((*lock)->write(text));
    CHECK_TEXT(text_of(rig->files(), path), text);
    CHECK((*lock)->is_in_place());
  }
  CHECK(!rig->files().lock(path, 0ms));
  rig->fill_disk();
  CHECK_TEXT(outcome((*lock)->write("12345\n"), rig->folder()), "user");
}

TEST(contract_lock_knows_when_its_file_is_another_s) {
  const auto rig = make_files_rig();
  const std::string path = rig->folder() + "/pid";
  const auto lock = rig->files().lock(path, 0ms);
  CHECK(lock && (*lock)->is_in_place());
  CHECK(rig->files().remove(path));
  CHECK(!(*lock)->is_in_place());
  CHECK((*lock)->write("1\n"));
  CHECK_TEXT(text_of(rig->files(), path), "none");
  const auto second = rig->files().lock(path, 0ms);
  CHECK(second && (*second)->is_in_place() && !(*lock)->is_in_place());
  CHECK(rig->files().replace(path, "2\n"));
  CHECK(!(*second)->is_in_place());
}

TEST(contract_lock_needs_a_place_for_its_file) {
  const auto rig = make_files_rig();
  const std::string folder = rig->folder();
  rig->make_folder(folder + "/sub", 0700);
  CHECK_TEXT(code_of(rig->files().lock(folder + "/none/lock", 0ms)), "user");
}

TEST(contract_lock_can_be_a_folder) {
  const auto rig = make_files_rig();
  const std::string folder = rig->folder() + "/sub";
  rig->make_folder(folder, 0700);
  const auto lock = rig->files().lock(folder, 0ms);
  CHECK(lock);
  CHECK_TEXT(code_of(rig->files().lock(folder, 20ms)), "retry");
}

}  // namespace
}  // namespace wan53::test
