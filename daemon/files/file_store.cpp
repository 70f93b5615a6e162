#include "daemon/files/file_store.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/files/random_hex.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace goxel::files {

namespace {

constexpr mode_t kPermissions = 0777;

std::string_view kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "is a directory";
  if (S_ISFIFO(mode)) return "is a FIFO";
  if (S_ISSOCK(mode)) return "is a socket";
  if (S_ISLNK(mode)) return "is a symbolic link";
  return "is a device";
}

Error not_regular(std::string_view path, mode_t mode) {
  return path_error(path, str_cat(kind_of(mode), ", not a regular file"));
}

/// A new file in `directory` that disappears unless it is renamed. Owned by one thread.
class TemporaryFile {
 public:
  TemporaryFile(int directory, std::string name, UniqueFd fd)
      : directory_(directory), name_(std::move(name)), fd_(std::move(fd)) {}
  TemporaryFile(TemporaryFile&& other) noexcept
      : directory_(other.directory_),
        name_(std::exchange(other.name_, {})),
        fd_(std::move(other.fd_)) {}
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile() {
    if (!name_.empty()) ::unlinkat(directory_, name_.c_str(), 0);
  }

  int fd() const { return fd_.get(); }
  /// Some file systems report a failed write only here.
  int close() { return fd_.close(); }
  int rename_to(const SystemCalls& calls, const std::string& name) {
    if (calls.rename(directory_, name_.c_str(), name.c_str()) != 0) return -1;
    name_.clear();
    return 0;
  }

 private:
  int directory_;
  std::string name_;
  UniqueFd fd_;
};

Result<TemporaryFile> make_temporary(const Place& place, std::string_view path, mode_t mode) {
  constexpr int kAttempts = 8;  // a clash of 64 random bits is a broken generator, not bad luck
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    std::string name = str_cat(".goxel-", random_hex(8), ".tmp");
    UniqueFd fd(::openat(place.directory.get(), name.c_str(),
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (fd.is_open()) return TemporaryFile(place.directory.get(), std::move(name), std::move(fd));
    if (errno != EEXIST) return path_error(path, errno);
  }
  return path_error(path, EEXIST);
}

/// The permission bits of the file that is to be replaced; nothing when there is none.
Result<std::optional<mode_t>> replaceable_mode(const Place& place, std::string_view path) {
  struct stat status {};
  const int directory = place.directory.get();
  if (::fstatat(directory, place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return std::optional<mode_t>();
    return path_error(path, errno);
  }
  // A rename as root would put a file in the place of /dev/null.
  if (!S_ISREG(status.st_mode)) return not_regular(path, status.st_mode);
  // A rename does not ask, but a file that may not be written to is meant to stay as it is.
  if (::faccessat(directory, place.name.c_str(), W_OK, AT_EACCESS) != 0) {
    return path_error(path, errno);
  }
  return std::optional<mode_t>(status.st_mode & kPermissions);
}

Result<void> sync_directory(const SystemCalls& calls, int directory, std::string_view path) {
  if (calls.fsync(directory) == 0) return {};
  // Not every file system can sync a directory; those that cannot say so in this way.
  if (errno == EINVAL || errno == ENOTSUP) return {};
  const std::string reason = path_error(path, errno).message;
  return Error{ErrorCode::FileError,
               str_cat(reason, " (the new content is in place, but may not survive a power cut)")}
      .with("file", std::string(path));
}

}  // namespace

Result<FileStore> FileStore::open(const std::optional<std::string>& root) {
  return open_for_test(root, system_calls());
}

Result<FileStore> FileStore::open_for_test(const std::optional<std::string>& root,
                                           const SystemCalls& calls) {
  GOXEL_ASSIGN(PathResolver resolver, PathResolver::open(root, calls));
  return FileStore(calls, std::move(resolver));
}

Result<Bytes> FileStore::read(std::string_view path, std::int64_t max_bytes) const {
  GOXEL_ASSIGN(const UniqueFd file, resolver_.open_for_reading(path));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return path_error(path, errno);
  if (!S_ISREG(status.st_mode)) return not_regular(path, status.st_mode);
  const std::int64_t size_bytes = status.st_size;
  if (size_bytes > max_bytes) {
    return Error{ErrorCode::LimitExceeded, str_cat("file \"", path, "\" has ", size_bytes,
                                                   " bytes; the limit is ", max_bytes)}
        .with("limit", "file_bytes")
        .with("found", size_bytes)
        .with("maximum", max_bytes);
  }
  Bytes bytes(static_cast<std::size_t>(size_bytes));
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return path_error(path, errno);
    if (got == 0) break;  // somebody cut it since
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Result<void> FileStore::write(std::string_view path, ByteView bytes, mode_t mode,
                              Durability durability) const {
  GOXEL_ASSIGN(const Place place, resolver_.find_place(path));
  GOXEL_ASSIGN(const std::optional<mode_t> old_mode, replaceable_mode(place, path));
  GOXEL_ASSIGN(TemporaryFile temporary,
               make_temporary(place, path, old_mode ? mode & *old_mode : mode));
  if (old_mode && ::fchmod(temporary.fd(), *old_mode) != 0) return path_error(path, errno);
  if (const int error = write_all(*calls_, temporary.fd(), bytes); error != 0) {
    return path_error(path, error);
  }
  const bool is_synced = durability == Durability::Synced;
  if (is_synced && calls_->fsync(temporary.fd()) != 0) return path_error(path, errno);
  if (temporary.close() != 0) return path_error(path, errno);
  if (temporary.rename_to(*calls_, place.name) != 0) return path_error(path, errno);
  if (!is_synced) return {};
  return sync_directory(*calls_, place.directory.get(), path);
}

}  // namespace goxel::files
