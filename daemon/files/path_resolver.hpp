#pragma once

#include "core/base/result.hpp"
#include "daemon/files/system_calls.hpp"
#include "daemon/files/unique_fd.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace goxel::files {

/// A file's name within an open directory: what a write needs.
struct Place {
  UniqueFd directory;  ///< opened for reading, so that it can be synced
  std::string name;    ///< one component: no slash, neither "." nor ".."
};

/// Turns a client's path into an open handle, and is the only code that decides what lies inside
/// the root. The kernel resolves every path (openat2 with RESOLVE_BENEATH); strings are never
/// cleaned. Where the kernel has no openat2, a walk opens one component after the other and accepts
/// neither a symbolic link nor "..": stricter, never laxer.
///
/// Errors are those of path_error(). Immutable; any thread.
class PathResolver {
 public:
  /// `root` absent: paths are relative to the directory of the process at this moment, whatever
  /// chdir does later, and absolute paths are allowed. FileError when the root is no directory.
  /// `calls` must outlive the resolver.
  static Result<PathResolver> open(const std::optional<std::string>& root,
                                   const SystemCalls& calls);

  /// Opens what is at `path` for reading, without waiting for a FIFO's writer.
  Result<UniqueFd> open_for_reading(std::string_view path) const;

  /// The directory and the name that a write to `path` has to replace. A symbolic link there is
  /// followed, up to 40 of them, so that a save through a link keeps the link; with a root each
  /// target has to lie inside. Refuses another user's link in a sticky directory that everybody may
  /// write to, as Linux does for open (fs.protected_symlinks).
  Result<Place> find_place(std::string_view path) const;

 private:
  struct Opened {
    UniqueFd fd;
    int error = 0;  ///< errno when `fd` is not open
  };

  PathResolver(const SystemCalls& calls, UniqueFd start)
      : calls_(&calls), start_(std::move(start)) {}

  /// Opens `path` with `flags`, inside the root if there is one: EXDEV for a path that leaves it.
  Opened open_path(const std::string& path, int flags) const;
  Opened walk(std::string_view path, int flags) const;
  /// `path` as the kernel gets it: checked, and relative to the root where it lies below it.
  Result<std::string> to_kernel_path(std::string_view path) const;

  const SystemCalls* calls_;
  UniqueFd start_;  ///< the root, or the directory the process was started in
  std::optional<std::string> root_prefix_ = std::nullopt;  ///< the root's absolute path and a slash
  bool has_open_beneath_ = true;
};

/// The error for errno `number` met at a client's `path`: `file "a/b.gox": no such file or
/// directory`, with the path in details "file". FileError, but InvalidParams for ENAMETOOLONG,
/// which only another request can mend.
Error path_error(std::string_view path, int number);
/// A FileError for a reason of our own.
Error path_error(std::string_view path, std::string_view reason);

}  // namespace goxel::files
