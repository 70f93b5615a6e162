#pragma once

#include "core/base/result.hpp"
#include "daemon/files/system_calls.hpp"
#include "daemon/files/unique_fd.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace goxel::files {

/// A file's name within an open directory: what a write needs. `name` has no slash.
struct Place {
  UniqueFd directory;  ///< opened for reading, so that it can be synced
  std::string name;
};

/// Turns a client's path into an open handle, and is the only code that decides what lies inside
/// the root. The kernel resolves every path (openat2 with RESOLVE_BENEATH); strings are never
/// cleaned. Where the kernel has no openat2, a walk opens one component after the other and accepts
/// neither a symbolic link nor "..": stricter, never laxer.
///
/// Errors are InvalidParams (empty, NUL byte, 4,096 bytes or more, a component over 255) or
/// FileError; messages name the path as the client gave it. Immutable; any thread.
class PathResolver {
 public:
  /// `root` absent: paths are relative to the directory of the process at this moment, later chdir
  /// or not, and absolute paths are allowed. FileError when the root is no directory. `calls` must
  /// outlive the resolver.
  static Result<PathResolver> open(const std::optional<std::string>& root,
                                   const SystemCalls& calls);

  /// Opens what is at `path` for reading, without waiting for a FIFO's writer.
  Result<UniqueFd> open_for_reading(std::string_view path) const;

  /// The directory and the name that a write to `path` has to replace. A symbolic link there is
  /// followed, up to 40 of them, so that a save through a link keeps the link; with a root each
  /// target has to lie inside. Refuses a link of another user in a directory that everybody may
  /// write to, as Linux does for open (fs.protected_symlinks).
  Result<Place> find_place(std::string_view path) const;

 private:
  PathResolver(const SystemCalls& calls, UniqueFd start, std::optional<std::string> root_prefix,
               bool has_open_beneath)
      : calls_(&calls),
        start_(std::move(start)),
        root_prefix_(std::move(root_prefix)),
        has_open_beneath_(has_open_beneath) {}

  /// Opens `path` with `flags`, inside the root if there is one; -1 and errno as open(2), EXDEV for
  /// a path that leaves the root.
  UniqueFd open_path(const std::string& path, int flags) const;
  UniqueFd walk(const std::string& path, int flags) const;
  /// `path` as the kernel gets it: checked, and relative to the root where it lies below it.
  Result<std::string> to_kernel_path(std::string_view path) const;

  const SystemCalls* calls_;
  UniqueFd start_;  ///< the root, or the directory the process was started in
  std::optional<std::string> root_prefix_;  ///< the root's absolute path and a slash
  bool has_open_beneath_;
};

/// The FileError for errno `number` met at a client's `path`: "file \"a/b.gox\": no such file or
/// directory", with details "path".
Error file_error(std::string_view path, int number);
/// The same for a reason of our own.
Error file_error(std::string_view path, std::string_view reason);

}  // namespace goxel::files
