// SPDX-License-Identifier: MIT
// Files and folders in memory, on a disk that can be full, with locks that others can hold.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/compose.h"
#include "base/ports.h"
#include "base/text.h"

namespace wan53::test {

class FakeFiles final : public Files {
 public:
  struct File {
    std::string text;
    unsigned mode = 0600;
    bool ours = true;
    int inode = 0;  // another file in the same place has another one
  };
  struct Folder {
    unsigned mode = 0700;
    bool ours = true;
    int inode = 0;  // once it was locked
  };

  Result<std::optional<Content>> read(const std::string& path, std::size_t limit) override {
    if (path == too_many_open) return fail(Errc::retry, path + ": too many open files");
    TRY(check_way(path));
    if (is_folder(path)) return fail(Errc::user, path + ": not a regular file");
    const File* file = find(path);
    if (file == nullptr) return std::nullopt;
    if (file->text.size() > limit) return fail(Errc::user, path + ": too large");
    return Content{file->text, file->mode, file->ours};
  }
  // One that was made, or that a file is in.
  bool is_folder(const std::string& path) override {
    const auto is_under = [&](const auto& entry) { return entry.first.starts_with(path + "/"); };
    return path == "/" || folders.contains(path) || std::ranges::any_of(files, is_under) ||
           std::ranges::any_of(folders, is_under);
  }
  using Files::replace;
  Status replace(const std::string& path, std::string_view text, Sync sync) override {
    const File* old = find(path);
    if (sync == Sync::all && old != nullptr && old->text == text) {
      return sync_folder(folder_of(path));
    }
    TRY(check_place(path));
    TRY(check_room(path, text));
    ++writes;
    Unsynced before{path, old == nullptr ? std::nullopt : std::optional(*old)};
    if (sync != Sync::none) unsynced_.push_back(std::move(before));
    put(path, std::string(text));
    return sync == Sync::all ? sync_folder(folder_of(path)) : Status();
  }
  Status sync_folder(const std::string& folder) override {
    std::erase_if(unsynced_, [&](const Unsynced& each) { return folder_of(each.path) == folder; });
    return {};
  }
  // A power cut: the newest `count` of the replacements that are not synced are undone.
  void lose_unsynced(std::size_t count) {
    for (; count != 0 && !unsynced_.empty(); --count) {
      const Unsynced last = std::move(unsynced_.back());
      unsynced_.pop_back();
      erase(last.path);
      if (last.before) files.emplace_back(last.path, *last.before);
    }
  }
  std::size_t unsynced() const { return unsynced_.size(); }
  Status remove(const std::string& path) override {
    TRY(check_way(path));
    if (is_folder(path)) return fail(Errc::user, path + ": cannot remove: Is a directory");
    if (find(path) != nullptr) TRY(check_writable(path));
    erase(path);
    return {};
  }
  Status make_private_folder(const std::string& path) override {
    TRY(check_way(path));
    if (find(path) != nullptr) return fail(Errc::user, path + ": not a folder");
    if (!is_folder(path)) {
      TRY(check_writable(path));
      folders.emplace(path, Folder{});
    }
    const auto known = folders.find(path);
    const Folder folder = known == folders.end() ? Folder{} : known->second;
    if (!folder.ours) return fail(Errc::user, path + ": this folder belongs to another user");
    if ((folder.mode & 022U) != 0) return fail(Errc::user, path + ": others may write to it");
    return {};
  }
  // A wait for another holder costs no time.
  Result<std::unique_ptr<FileLock>> lock(const std::string& path, Milliseconds patience) override {
    if (!is_folder(path)) {
      TRY(check_place(path));
      TRY(check_writable(path));
    }
    const auto elsewhere = held_elsewhere.find(path);
    const bool is_held = elsewhere != held_elsewhere.end() && elsewhere->second > patience;
    const int inode = inode_of(path);
    if (locked || is_held || held_.contains(inode)) {
      return fail(Errc::retry, path + ": held by another process");
    }
    return std::make_unique<Held>(*this, path, inode);
  }

  void put(const std::string& path, std::string text, unsigned mode = 0600, bool ours = true) {
    erase(path);
    files.emplace_back(path, File{std::move(text), mode, ours, ++last_inode_});
  }
  const File* find(const std::string& path) const {
    const auto entry = std::ranges::find(files, path, &std::pair<std::string, File>::first);
    return entry == files.end() ? nullptr : &entry->second;
  }

  std::vector<std::pair<std::string, File>> files;
  std::map<std::string, Folder> folders;
  int writes = 0;
  bool full = false;
  std::string full_file;                               // this one cannot be written
  std::string full_under;                              // in this folder only empty files fit
  std::string too_many_open;                           // this one cannot be opened now
  std::string read_only;                               // this folder, and all in it
  bool locked = false;                                 // every lock, by another process, for ever
  std::map<std::string, Milliseconds> held_elsewhere;  // path to how long it will be held

 private:
  struct Held final : FileLock {
    Held(FakeFiles& files, std::string path, int inode)
        : files_(files), path_(std::move(path)), inode_(inode) {
      files_.held_.insert(inode_);
    }
    ~Held() override { files_.held_.erase(inode_); }
    Status write(std::string_view text) override {
      TRY(files_.check_room(path_, text));
      for (auto& [path, file] : files_.files) {
        if (file.inode == inode_) file.text = text;
      }
      return {};
    }
    bool is_in_place() const override {
      const File* there = files_.find(path_);
      return there != nullptr && there->inode == inode_;
    }
    FakeFiles& files_;
    std::string path_;
    int inode_;
  };

  // No part of the way there is a file.
  Status check_way(const std::string& path) const {
    for (const auto& [name, file] : files) {
      if (path.starts_with(name + "/")) return fail(Errc::user, path + ": Not a directory");
    }
    return {};
  }
  Status check_writable(const std::string& path) const {
    if (read_only.empty() ||
        !compose("{}/", path).starts_with(compose("{}/", read_only == "/" ? "" : read_only)))
      return {};
    return fail(Errc::user, path + ": read-only file system");
  }
  Status check_room(const std::string& path, std::string_view text) const {
    TRY(check_writable(path));
    const bool fits = text.empty() || full_under.empty() || !path.starts_with(full_under + "/");
    if (!full && path != full_file && fits) return {};
    return fail(Errc::user, path + ": no space left on device");
  }
  // Of a folder that exists, or of a file that is made if it is missing.
  int inode_of(const std::string& path) {
    if (is_folder(path)) {
      int& inode = folders[path].inode;
      if (inode == 0) inode = ++last_inode_;
      return inode;
    }
    if (find(path) == nullptr) put(path, "");
    return find(path)->inode;
  }
  // A file can be there.
  Status check_place(const std::string& path) {
    TRY(check_way(path));
    if (is_folder(path)) return fail(Errc::user, path + ": Is a directory");
    if (is_folder(folder_of(path))) return {};
    return fail(Errc::user, path + ": No such file or directory");
  }
  void erase(const std::string& path) {
    std::erase_if(files, [&](const auto& entry) { return entry.first == path; });
  }

  struct Unsynced {
    std::string path;
    std::optional<File> before;  // what was there
  };

  std::vector<Unsynced> unsynced_;  // oldest first
  std::set<int> held_;
  int last_inode_ = 0;
};

}  // namespace wan53::test
