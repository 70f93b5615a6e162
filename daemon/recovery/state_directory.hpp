#pragma once

#include "core/base/bytes.hpp"
#include "daemon/files/file_store.hpp"
#include "daemon/files/system_calls.hpp"
#include "daemon/files/unique_fd.hpp"
#include "workers/session_id.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goxel::recovery {

/// The state folder on disk:
///
///   lock                       locked while a service uses the folder; holds its process id
///   version                    "1"
///   sessions/<session id>/     a copy
///   sessions/.new-<id>-<n>/    one being written or deleted; cleared at the next start
///   sessions/.old-<id>-<n>/    an older one aside for a moment, where folders cannot be exchanged
///
/// Files have mode 0600, folders 0700. Messages name what lies in the folder by its path there, and
/// only open()'s say where the folder is. Immutable; any thread; one thread a copy.
class StateDirectory {
 public:
  static constexpr std::int64_t kVersion = 1;

  /// Makes the folder (and its parents, mode 0700) if it is missing, locks it and clears what an
  /// interrupted write left. FileError when it cannot be made or opened, belongs to another user or
  /// may be written to by others, is of a newer version, or is locked: the message then names the
  /// other service's process id. `calls` must outlive this.
  static Result<StateDirectory> open(const std::string& folder, const files::SystemCalls& calls);

  /// A folder that is being filled. Owned by one thread; gone with this unless it was put in place.
  class NewCopy {
   public:
    NewCopy(NewCopy&& other) noexcept;
    NewCopy& operator=(NewCopy&&) = delete;
    ~NewCopy();

    /// Writes and syncs a file of that name, which is a single component.
    Result<void> add(std::string_view name, ByteView bytes);
    /// Of the files so far.
    std::int64_t size_bytes() const { return size_bytes_; }

   private:
    friend class StateDirectory;
    NewCopy(const StateDirectory& directory, const workers::SessionId& id, std::string name,
            files::UniqueFd folder)
        : directory_(&directory), id_(id), name_(std::move(name)), folder_(std::move(folder)) {}

    const StateDirectory* directory_;
    workers::SessionId id_;
    std::string name_;  ///< empty: nothing to clear
    files::UniqueFd folder_;
    std::int64_t size_bytes_ = 0;
  };

  /// Begins a copy; `number` is one that no other under way has.
  Result<NewCopy> begin(const workers::SessionId& id, std::uint64_t number) const;
  /// Puts it in the place of an older one, atomically, and deletes that. On failure, a failing sync
  /// included, the older one is where it was.
  Result<void> commit(NewCopy copy) const;
  /// A file of a copy; LimitExceeded when it is larger than `max_bytes`.
  Result<Bytes> read(const workers::SessionId& id, std::string_view name,
                     std::int64_t max_bytes) const;
  /// Takes a copy out of its place at once, so that a kill leaves no half of it, and gives the name
  /// that it has now: clear() deletes it, or the next open(). Empty when it was gone already.
  /// FileError, and it stays.
  Result<std::string> put_aside(const workers::SessionId& id, std::uint64_t number) const;
  /// Deletes what was put aside. A busy disk may take a second for it.
  void clear(const std::string& aside) const;

  struct Listed {
    workers::SessionId id;
    std::int64_t size_bytes = 0;   ///< of its files
    std::int64_t modified_at = 0;  ///< of the folder, seconds since 1970
  };
  /// The copies that are there, in no order. Reads no file.
  std::vector<Listed> list() const;

 private:
  StateDirectory(const files::SystemCalls& calls, files::UniqueFd lock, files::UniqueFd sessions,
                 files::FileStore files)
      : calls_(&calls),
        lock_(std::move(lock)),
        sessions_(std::move(sessions)),
        files_(std::move(files)) {}

  /// 0 or errno. Sets `had_old` to whether there was an older one, which is at `name` then.
  int exchange(const std::string& name, const std::string& place, bool& had_old) const;

  const files::SystemCalls* calls_;
  files::UniqueFd lock_;
  files::UniqueFd sessions_;
  files::FileStore files_;  ///< with the folder as its root
};

}  // namespace goxel::recovery
