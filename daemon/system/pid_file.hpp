#pragma once

#include "core/base/result.hpp"
#include "daemon/files/unique_fd.hpp"

#include <string>

namespace goxel::system {

/// A file that holds the process id while this lives. A lock on it tells a running owner from a
/// file that a killed process left. Owned by the main thread.
class PidFile {
 public:
  /// FileError when the file cannot be made, or names a process that runs.
  static Result<PidFile> create(const std::string& path);
  PidFile(PidFile&&) noexcept = default;
  PidFile& operator=(PidFile&&) = delete;
  /// Removes the file.
  ~PidFile();

 private:
  PidFile(files::UniqueFd file, std::string path)
      : file_(std::move(file)), path_(std::move(path)) {}

  files::UniqueFd file_;
  std::string path_;
};

}  // namespace goxel::system
