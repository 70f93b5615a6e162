#pragma once

#include "core/base/bytes.hpp"
#include "daemon/renders/render_directory.hpp"
#include "workers/mutex.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goxel::renders {

/// A picture in the managed folder, as list_renders and get_render_info show it. Times are unix
/// seconds.
struct RenderEntry {
  std::string path;  ///< absolute; the key of find and remove
  std::int64_t size_bytes = 0;
  std::string format;  ///< "png", "jpeg" or "webp"
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::string checksum;  ///< "sha256:" and 64 hexadecimal digits
  std::int64_t created_at = 0;
  std::int64_t expires_at = 0;
  std::string session_id;
  std::string principal;  ///< whose it is

  friend bool operator==(const RenderEntry&, const RenderEntry&) = default;
};

/// What a new picture is, beside its bytes.
struct RenderDescription {
  std::string_view format;
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::string_view session_id = {};
  std::string_view principal = {};
};

/// Where renders go and how long they stay.
struct RenderFolder {
  std::string directory;
  std::int64_t ttl_s = 3'600;
  std::int64_t max_size_bytes = 1LL << 30;
  std::int64_t max_count = 10'000;
};

/// Counters since the store was opened, and what it holds now.
struct RenderStats {
  std::int64_t active_renders = 0;
  std::int64_t total_renders = 0;   ///< ever added
  std::int64_t total_cleanups = 0;  ///< sweeps
  std::int64_t current_cache_size_bytes = 0;
  std::int64_t max_cache_size_bytes = 0;
  double cache_usage_fraction = 0;  ///< 0..1
  std::int64_t files_cleaned = 0;   ///< expired, over the budget, or removed on request
  std::int64_t bytes_freed = 0;
  std::int64_t security_violations = 0;      ///< requests for a path outside the folder
  std::optional<std::int64_t> last_cleanup;  ///< unix seconds of the last sweep
};

/// NotFound, for a path that is no managed picture's.
Error no_such_render(std::string_view path);

/// What a sweep removed.
struct Swept {
  std::int64_t files = 0;
  std::int64_t bytes = 0;
};

/// The managed render folder: pictures with a name of our making, a time to live and a budget,
/// oldest out first. Internally locked, never over a file operation; any thread. Time is handed in,
/// in unix seconds.
class RenderStore {
 public:
  /// Opens the folder, made if it is missing, and removes what a killed daemon left there: see
  /// RenderDirectory::open, also for the errors.
  static Result<std::unique_ptr<RenderStore>> open(const RenderFolder& folder);
  RenderStore(const RenderStore&) = delete;
  RenderStore& operator=(const RenderStore&) = delete;
  /// The orderly end: deletes every file it manages. No other thread may be in a call.
  ~RenderStore();

  /// Keeps a picture as `render_<now>_auto<now>_<8 hex digits>.<png, jpg or webp>`, mode 0600, and
  /// makes room for it first. LimitExceeded (limit "render_max_size") when it alone is over the
  /// budget, InvalidParams for another format, FileError when it cannot be written.
  Result<RenderEntry> add(ByteView picture, const RenderDescription& description,
                          std::int64_t now_s);

  /// All entries, oldest first.
  std::vector<RenderEntry> list() const;
  /// The entry whose path is exactly `path`, or NotFound.
  Result<RenderEntry> find(std::string_view path) const;
  /// Deletes that entry's file and returns the bytes freed. NotFound as find; FileError, and the
  /// entry stays, when the file cannot be deleted. A file that is gone already counts as deleted.
  Result<std::int64_t> remove(std::string_view path);
  /// Deletes what has expired at `now_s`, then the oldest until the rest fits the budget. A file
  /// that cannot be deleted is tried again by the next sweep.
  Swept sweep(std::int64_t now_s);
  RenderStats stats() const;

 private:
  using Entries = std::map<std::int64_t, RenderEntry>;  ///< by serial number: oldest first

  RenderStore(const RenderFolder& folder, RenderDirectory directory)
      : folder_(folder), directory_(std::move(directory)) {}

  Result<void> check_addable(ByteView picture, const RenderDescription& description) const;
  /// The entry of `path`, or NotFound; counts a path that is none of the folder's.
  Result<Entries::const_iterator> locate(std::string_view path) const GOXEL_REQUIRES(mutex_);
  void insert(std::int64_t serial, RenderEntry entry) GOXEL_REQUIRES(mutex_);
  RenderEntry extract(Entries::const_iterator at) GOXEL_REQUIRES(mutex_);
  /// Takes out what has expired, then the oldest until `bytes` more, in `count` files, fit.
  Entries extract_surplus(std::int64_t now_s, std::int64_t bytes, std::int64_t count)
      GOXEL_REQUIRES(mutex_);
  /// Deletes the file of an extracted entry; one that stays goes back into the store.
  Result<void> delete_extracted(std::int64_t serial, RenderEntry entry);
  Swept delete_extracted(Entries entries);
  std::string name_of(const RenderEntry& entry) const;

  const RenderFolder folder_;
  const RenderDirectory directory_;

  mutable workers::Mutex mutex_;
  Entries entries_ GOXEL_GUARDED_BY(mutex_);
  std::map<std::string, std::int64_t, std::less<>> serials_ GOXEL_GUARDED_BY(mutex_);  ///< by path
  std::int64_t next_serial_ GOXEL_GUARDED_BY(mutex_) = 1;
  std::int64_t size_bytes_ GOXEL_GUARDED_BY(mutex_) = 0;  ///< of entries and of adds under way
  std::int64_t adding_count_ GOXEL_GUARDED_BY(mutex_) = 0;
  mutable RenderStats counters_ GOXEL_GUARDED_BY(mutex_);  ///< its totals; stats() adds the rest
};

}  // namespace goxel::renders
