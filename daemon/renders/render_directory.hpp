#pragma once

#include "core/base/bytes.hpp"
#include "daemon/files/file_store.hpp"
#include "daemon/files/unique_fd.hpp"

#include <string>
#include <utility>

namespace goxel::renders {

/// The managed folder on disk. Names are single components made by make_render_name. Immutable; any
/// thread.
class RenderDirectory {
 public:
  /// Makes `path` (with its parents, 0755) if it is missing. Then removes what an earlier daemon
  /// left: regular files of this user with a render's or a temporary file's name, and only while no
  /// other daemon lives in the folder (each holds a shared lock on it). FileError when it cannot be
  /// made or opened, or when another user has made it in a directory like /tmp, where everybody
  /// may.
  static Result<RenderDirectory> open(const std::string& path);

  /// Absolute, without a slash at the end.
  const std::string& path() const { return path_; }
  /// Writes a new file, mode 0600, all or nothing. Not synced: it would not survive a restart.
  Result<void> write(const std::string& name, ByteView bytes) const;
  /// Deletes a file; one that is gone already is a success.
  Result<void> remove(const std::string& name) const;

 private:
  RenderDirectory(std::string path, files::UniqueFd directory, files::FileStore files)
      : path_(std::move(path)), directory_(std::move(directory)), files_(std::move(files)) {}

  std::string path_;
  files::UniqueFd directory_;  ///< holds the shared lock
  files::FileStore files_;
};

}  // namespace goxel::renders
