#pragma once

#include "core/base/limits.hpp"
#include "core/base/parallel.hpp"
#include "core/base/result.hpp"
#include "daemon/recovery/copy_index.hpp"
#include "daemon/recovery/copy_info.hpp"
#include "daemon/recovery/state_directory.hpp"
#include "workers/mutex.hpp"
#include "workers/session.hpp"
#include "workers/session_id.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::recovery {

/// Copies of sessions in the state folder, one folder a session, so that unsaved work outlives its
/// session's memory and the process. A copy holds what a client was told is kept: the image with
/// its active layer, named snapshots, selection, clipboard, palette, size, path and name; the undo
/// history does not survive.
///
///   sessions/<session id>/project.gox     the image; opens in an editor
///                         snapshot-0.gox  and so on: the named snapshots
///                         selection.gox, clipboard.gox, unless empty
///                         session.json    all else
///
/// Internally locked, never over a file; any thread. Reading and writing take as long as their
/// files and belong in a job. Calls on one session take turns at its folder; of writes and removals
/// that overlap, the one that was called last is what remains.
class RecoveryStore {
 public:
  struct Options {
    std::string folder;
    std::int64_t sessions = 1'000;
    std::int64_t bytes = 4LL << 30;
    std::int64_t ttl_s = 7 * 86'400;
    std::int64_t sessions_per_user = 1'000;
    Limits limits = {};  ///< for reading copies back
  };
  /// Is told of each copy that is dropped for age or room, once it is gone, with why: "age",
  /// "sessions", "bytes" or "user". Called without a lock, on the thread of the write or sweep.
  using OnDrop = std::function<void(const CopyInfo&, std::string_view why)>;

  /// Opens the folder and locks it for this process: see StateDirectory::open, also for the errors.
  /// Reads the list of copies; what an interrupted write left is removed. A copy whose session.json
  /// cannot be read is listed without a principal, as dirty, and as old as its folder.
  static Result<std::unique_ptr<RecoveryStore>> open(const Options& options, OnDrop on_drop);
  /// The same with system calls that fail on demand; `calls` must outlive the store.
  static Result<std::unique_ptr<RecoveryStore>> open_for_test(const Options& options,
                                                              OnDrop on_drop,
                                                              const files::SystemCalls& calls);
  RecoveryStore(const RecoveryStore&) = delete;
  RecoveryStore& operator=(const RecoveryStore&) = delete;
  /// Gives the folder free. No other thread may be in a call.
  ~RecoveryStore() = default;

  /// Writes a copy, all or nothing and synced, in place of an older one of the same session, then
  /// drops what there is no more room for; never the one just written. FileError when the disk says
  /// no, and LimitExceeded when it alone is larger than the store; the older copy is then as it
  /// was. A write that a later one of the same session has overtaken is a success. `now` is seconds
  /// since 1970. About 30 microseconds a tile, shared by `parallel`, and a sync for each file.
  Result<void> write(const workers::SessionId& id, std::string_view principal,
                     const workers::Project& project, CopyKind kind, std::int64_t now,
                     Parallel& parallel);
  /// Reads a copy back. Its revision and saved revision are those of the session it was made of;
  /// its history is empty and counts on from there. SessionNotFound when there is none, FileError,
  /// FormatError or LimitExceeded when it cannot be read; it then stays where it is.
  Result<workers::Project> read(const workers::SessionId& id) const;

  std::optional<CopyInfo> find(const workers::SessionId& id) const;
  /// Those of one principal, or all for an empty one, by id.
  std::vector<CopyInfo> list(std::string_view principal) const;
  /// Gives a copy up: from now on it is not found, and a write that was called before puts none
  /// there. Its files are there still, for erase(); should the process die before, the next start
  /// finds them. Nothing when there is none. Does not touch the disk.
  std::optional<CopyInfo> take(const workers::SessionId& id);
  /// Deletes the files of a copy that was taken, unless a newer one is there. False when nothing
  /// was deleted; if the disk does not let go of it, the copy is there again. Not for workers: a
  /// busy disk may take a second. Not synced: a power cut may bring it back.
  bool erase(const CopyInfo& copy);
  /// Both in one.
  bool remove(const workers::SessionId& id);
  /// Drops what is older than it may be, then what there is no room for.
  void sweep(std::int64_t now);

 private:
  /// Calls on one session that overlap.
  struct Turns {
    int calls = 0;           ///< under way
    bool is_taken = false;   ///< one of them is at the folder
    std::uint64_t last = 0;  ///< number of the latest write or removal that is done
  };
  class Turn;

  RecoveryStore(const Options& options, OnDrop on_drop, StateDirectory directory);
  void list_copies();
  CopyBounds bounds() const {
    return {options_.sessions, options_.bytes, options_.sessions_per_user};
  }
  /// Deletes what was taken out of the index, and tells of it.
  void drop(const std::vector<DroppedCopy>& dropped);

  const Options options_;
  const OnDrop on_drop_;
  const StateDirectory directory_;

  mutable workers::Mutex mutex_;
  mutable std::condition_variable turn_ended_;
  CopyIndex index_ GOXEL_GUARDED_BY(mutex_);
  mutable std::map<workers::SessionId, Turns> turns_ GOXEL_GUARDED_BY(mutex_);
  mutable std::uint64_t next_call_ GOXEL_GUARDED_BY(mutex_) = 1;
};

}  // namespace goxel::recovery
