#pragma once

#include "core/base/bytes.hpp"
#include "daemon/files/path_resolver.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace goxel::files {

/// What a successful write has promised.
enum class Durability : std::uint8_t {
  Synced,    ///< on disk: file and directory are synced
  Unsynced,  ///< complete for every reader, but a power cut may take it
};

/// The files that clients name: reads and atomic writes, confined to a root if one is given.
/// Messages name paths as the client gave them, never a resolved one. Immutable; any thread.
class FileStore {
 public:
  /// With `root`, nothing outside that directory can be read or written, symbolic links and ".."
  /// included, and an absolute path has to lie literally below it. Without, paths are relative to
  /// the directory the process is in now, and absolute paths are allowed. FileError when the root
  /// is no directory.
  static Result<FileStore> open(const std::optional<std::string>& root);
  /// The same with system calls that fail on demand; `calls` must outlive the store.
  static Result<FileStore> open_for_test(const std::optional<std::string>& root,
                                         const SystemCalls& calls);

  /// The bytes of the regular file at `path`. LimitExceeded (limit "file_bytes") when it holds more
  /// than `max_bytes`, found before anything is allocated; FileError when it is missing, not
  /// permitted, outside the root, or no regular file (a FIFO or a device is refused, not waited
  /// for); InvalidParams when `path` is empty, too long or holds a NUL byte.
  Result<Bytes> read(std::string_view path, std::int64_t max_bytes) const;

  /// Puts `bytes` at `path`, all or nothing: a temporary file beside it (".goxel-*.tmp") is
  /// written, synced and renamed. On any failure the old file is as it was and the temporary file
  /// is gone; the one exception is a failing sync of the directory after the rename, whose message
  /// says so. A killed process may leave a temporary file.
  ///
  /// A new file gets `mode` as the umask allows; an old one's permission bits stay. A symbolic link
  /// at `path` is followed: see PathResolver::find_place. What is there and is no regular file, or
  /// may not be written to, is refused. FileError and InvalidParams as for read.
  Result<void> write(std::string_view path, ByteView bytes, mode_t mode = 0644,
                     Durability durability = Durability::Synced) const;

 private:
  FileStore(const SystemCalls& calls, PathResolver resolver)
      : calls_(&calls), resolver_(std::move(resolver)) {}

  const SystemCalls* calls_;
  PathResolver resolver_;
};

}  // namespace goxel::files
