#include "daemon/recovery/state_directory.hpp"

#include "core/base/str_cat.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace goxel::recovery {

namespace {

constexpr int kOpenFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;
constexpr const char* kLockFile = "lock";
constexpr const char* kVersionFile = "version";
constexpr const char* kSessionsFolder = "sessions";
constexpr std::string_view kNewPrefix = ".new-";
constexpr std::string_view kOldPrefix = ".old-";

std::string reason_of(int number) {
  std::string reason = std::generic_category().message(number);
  if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z') reason[0] += 'a' - 'A';
  return reason;
}

Error folder_error(const std::string& folder, std::string_view reason) {
  return {ErrorCode::FileError, str_cat("state folder \"", folder, "\": ", reason)};
}

Error copy_error(const workers::SessionId& id, std::string_view file, int number) {
  return {ErrorCode::FileError, str_cat("copy of session ", id.to_string(),
                                        file.empty() ? "" : ", ", file, ": ", reason_of(number))};
}

/// Makes every missing folder of `path`. Only opening it tells whether a failure matters.
void make_folders(const std::string& path) {
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    (void)::mkdir(path.substr(0, slash).c_str(), kFolderMode);
    if (slash == std::string::npos) return;
  }
}

Result<files::UniqueFd> open_folder(const std::string& folder) {
  if (folder.empty()) return folder_error(folder, "it has no name");
  make_folders(folder);
  // The last component may be a link: the operator's choice, unlike the ones inside.
  files::UniqueFd fd(::open(folder.c_str(), kOpenFolder & ~O_NOFOLLOW));
  struct stat status {};
  if (!fd.is_open() || ::fstat(fd.get(), &status) != 0) {
    return folder_error(folder, reason_of(errno));
  }
  if (status.st_uid != ::geteuid() && status.st_uid != 0) {
    return folder_error(folder, "it belongs to another user");
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return folder_error(folder, "others may write to it");
  }
  return fd;
}

/// "process 123", from the file that it locked.
std::string holder_of(int lock) {
  char text[24] = {};
  const ssize_t size = ::pread(lock, text, sizeof text - 1, 0);
  std::string pid(text, size > 0 ? static_cast<std::size_t>(size) : 0);
  while (!pid.empty() && pid.back() == '\n') pid.pop_back();
  return pid.empty() ? "another process" : str_cat("process ", pid);
}

Result<files::UniqueFd> lock_folder(int fd, const std::string& folder,
                                    const files::SystemCalls& calls) {
  files::UniqueFd lock(
      ::openat(fd, kLockFile, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kFileMode));
  if (!lock.is_open()) return folder_error(folder, str_cat(kLockFile, ": ", reason_of(errno)));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    const std::string why = errno == EWOULDBLOCK ? str_cat("in use by ", holder_of(lock.get()))
                                                 : str_cat(kLockFile, ": ", reason_of(errno));
    return folder_error(folder, why);
  }
  // The lock alone keeps others out. A full disk must not: what is here can still be read.
  (void)::ftruncate(lock.get(), 0);
  if (files::write_all(calls, lock.get(), as_bytes(str_cat(::getpid(), '\n'))) != 0) {
    (void)::ftruncate(lock.get(), 0);
  }
  return lock;
}

/// Refuses a folder of a newer service, and marks a new one.
Result<void> check_version(int fd, const std::string& folder, const files::FileStore& files) {
  if (::faccessat(fd, kVersionFile, F_OK, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT) {
    const std::string text = str_cat(StateDirectory::kVersion, '\n');
    auto written = files.write(kVersionFile, as_bytes(text), kFileMode);
    if (!written) return folder_error(folder, written.error().message);
    return {};
  }
  constexpr std::int64_t kLongest = 64;
  const auto bytes = files.read(kVersionFile, kLongest);
  if (!bytes) return folder_error(folder, bytes.error().message);
  std::string_view text = as_text(*bytes);
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  std::int64_t version = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (problem != std::errc() || end != text.data() + text.size() || version < 1) {
    return folder_error(folder, "the file \"version\" holds no version");
  }
  if (version <= StateDirectory::kVersion) return {};
  return folder_error(folder, str_cat("it is of version ", version, ", where ",
                                      StateDirectory::kVersion, " is the newest known"));
}

/// 0 or errno. Not every file system can sync a folder; those that cannot say so in this way.
int sync_folder(const files::SystemCalls& calls, int fd) {
  if (calls.fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP) return 0;
  return errno;
}

Result<files::UniqueFd> open_sessions(int fd, const std::string& folder,
                                      const files::SystemCalls& calls) {
  const bool is_new = ::mkdirat(fd, kSessionsFolder, kFolderMode) == 0;
  int error = is_new || errno == EEXIST ? 0 : errno;
  // A copy is only as durable as the name of the folder it lies in.
  if (is_new) error = sync_folder(calls, fd);
  files::UniqueFd sessions;
  if (error == 0) {
    sessions = files::UniqueFd(::openat(fd, kSessionsFolder, kOpenFolder));
    if (sessions.is_open()) return sessions;
    error = errno;
  }
  return folder_error(folder, str_cat(kSessionsFolder, ": ", reason_of(error)));
}

/// Calls visit(name) for each entry but "." and "..". 0 or errno.
template <class Visit>
int for_each_entry(int parent, const char* name, Visit&& visit) {
  const int fd = ::openat(parent, name, kOpenFolder);
  if (fd < 0) return errno;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(fd), &::closedir);
  if (!entries) {
    const int error = errno;
    ::close(fd);
    return error;
  }
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string_view entry_name = entry->d_name;
    if (entry_name != "." && entry_name != "..") visit(std::string(entry_name));
  }
  return 0;
}

/// Deletes a folder of files, or a file. What cannot be deleted now is met again by the next start.
void clear_folder(int parent, const std::string& name) {
  const files::UniqueFd folder(::openat(parent, name.c_str(), kOpenFolder));
  if (!folder.is_open()) {
    (void)::unlinkat(parent, name.c_str(), 0);
    return;
  }
  (void)for_each_entry(parent, name.c_str(), [&](const std::string& file) {
    (void)::unlinkat(folder.get(), file.c_str(), 0);
  });
  (void)::unlinkat(parent, name.c_str(), AT_REMOVEDIR);
}

/// The session's folder that ".old-<id>-<n>" was.
std::optional<std::string> place_of_old(std::string_view name) {
  name.remove_prefix(kOldPrefix.size());
  const std::string place(name.substr(0, name.rfind('-')));
  if (!workers::SessionId::parse(place)) return std::nullopt;
  return place;
}

void clear_leftovers(int sessions) {
  std::vector<std::string> leftovers;
  (void)for_each_entry(sessions, ".", [&](std::string name) {
    const std::string_view prefix = std::string_view(name).substr(0, kNewPrefix.size());
    if (prefix == kNewPrefix || prefix == kOldPrefix) leftovers.push_back(std::move(name));
  });
  for (const std::string& name : leftovers) {
    if (name.compare(0, kOldPrefix.size(), kOldPrefix) == 0) {
      // Put aside for a newer one that never came to its place.
      const std::optional<std::string> place = place_of_old(name);
      const bool is_missing =
          place && ::faccessat(sessions, place->c_str(), F_OK, AT_SYMLINK_NOFOLLOW) != 0;
      if (is_missing && ::renameat(sessions, name.c_str(), sessions, place->c_str()) == 0) continue;
    }
    clear_folder(sessions, name);
  }
}

std::string new_name(const workers::SessionId& id, std::uint64_t number) {
  return str_cat(kNewPrefix, id.to_string(), '-', number);
}

}  // namespace

Result<StateDirectory> StateDirectory::open(const std::string& folder,
                                            const files::SystemCalls& calls) {
  GOXEL_ASSIGN(const files::UniqueFd fd, open_folder(folder));
  GOXEL_ASSIGN(files::UniqueFd lock, lock_folder(fd.get(), folder, calls));
  auto files = files::FileStore::open_for_test(folder, calls);
  if (!files) return folder_error(folder, files.error().message);
  GOXEL_TRY(check_version(fd.get(), folder, *files));
  GOXEL_ASSIGN(files::UniqueFd sessions, open_sessions(fd.get(), folder, calls));
  clear_leftovers(sessions.get());
  return StateDirectory(calls, std::move(lock), std::move(sessions), std::move(files).value());
}

StateDirectory::NewCopy::NewCopy(NewCopy&& other) noexcept
    : directory_(other.directory_),
      id_(other.id_),
      name_(std::exchange(other.name_, {})),
      folder_(std::move(other.folder_)),
      size_bytes_(other.size_bytes_) {}

StateDirectory::NewCopy::~NewCopy() {
  if (!name_.empty()) clear_folder(directory_->sessions_.get(), name_);
}

Result<void> StateDirectory::NewCopy::add(std::string_view name, ByteView bytes) {
  const files::SystemCalls& calls = *directory_->calls_;
  files::UniqueFd file(::openat(folder_.get(), std::string(name).c_str(),
                                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
  if (!file.is_open()) return copy_error(id_, name, errno);
  if (const int error = files::write_all(calls, file.get(), bytes); error != 0) {
    return copy_error(id_, name, error);
  }
  if (calls.fsync(file.get()) != 0) return copy_error(id_, name, errno);
  // Some file systems report a failed write only here.
  if (file.close() != 0) return copy_error(id_, name, errno);
  size_bytes_ += static_cast<std::int64_t>(bytes.size());
  return {};
}

Result<StateDirectory::NewCopy> StateDirectory::begin(const workers::SessionId& id,
                                                      std::uint64_t number) const {
  std::string name = new_name(id, number);
  // One of that name can only be what an earlier service left and could not be cleared before.
  clear_folder(sessions_.get(), name);
  if (::mkdirat(sessions_.get(), name.c_str(), kFolderMode) != 0) return copy_error(id, "", errno);
  files::UniqueFd folder(::openat(sessions_.get(), name.c_str(), kOpenFolder));
  const int error = errno;
  NewCopy copy(*this, id, std::move(name), std::move(folder));
  if (!copy.folder_.is_open()) return copy_error(id, "", error);
  return copy;
}

int StateDirectory::exchange(const std::string& name, const std::string& place,
                             bool& had_old) const {
  const int folder = sessions_.get();
  const auto rename = [&](const std::string& from, const std::string& to) {
    return calls_->rename(folder, from.c_str(), to.c_str()) == 0 ? 0 : errno;
  };
  had_old = calls_->exchange(folder, name.c_str(), place.c_str()) == 0;
  if (had_old) return 0;
  if (errno == ENOENT) return rename(name, place);
  if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP) return errno;

  const std::string aside = str_cat(kOldPrefix, name.substr(kNewPrefix.size()));
  int error = rename(place, aside);
  if (error == ENOENT) return rename(name, place);
  if (error != 0) return error;
  error = rename(name, place);
  // What fails here is mended by the next start, which knows the prefix.
  (void)rename(aside, error == 0 ? name : place);
  had_old = error == 0;
  return error;
}

Result<void> StateDirectory::commit(NewCopy copy) const {
  if (const int error = sync_folder(*calls_, copy.folder_.get()); error != 0) {
    return copy_error(copy.id_, "", error);
  }
  const std::string place = copy.id_.to_string();
  bool had_old = false;
  if (const int error = exchange(copy.name_, place, had_old); error != 0) {
    return copy_error(copy.id_, "", error);
  }
  if (const int error = sync_folder(*calls_, sessions_.get()); error != 0) {
    // Back, so that what was there before is there again; if not even that works, the new one,
    // which is whole, stays.
    bool is_back = false;
    if (had_old) {
      (void)exchange(copy.name_, place, is_back);
    } else {
      (void)calls_->rename(sessions_.get(), place.c_str(), copy.name_.c_str());
    }
    return copy_error(copy.id_, "", error);
  }
  // Else the name is the older one's now, which goes with `copy`.
  if (!had_old) copy.name_.clear();
  return {};
}

Result<Bytes> StateDirectory::read(const workers::SessionId& id, std::string_view name,
                                   std::int64_t max_bytes) const {
  return files_.read(str_cat(kSessionsFolder, '/', id.to_string(), '/', name), max_bytes);
}

Result<std::string> StateDirectory::put_aside(const workers::SessionId& id,
                                              std::uint64_t number) const {
  std::string name = new_name(id, number);
  const std::string place = id.to_string();
  if (calls_->rename(sessions_.get(), place.c_str(), name.c_str()) == 0) return name;
  if (errno == ENOENT) return std::string();
  return copy_error(id, "", errno);
}

void StateDirectory::clear(const std::string& aside) const {
  if (!aside.empty()) clear_folder(sessions_.get(), aside);
}

std::vector<StateDirectory::Listed> StateDirectory::list() const {
  std::vector<Listed> listed;
  (void)for_each_entry(sessions_.get(), ".", [&](const std::string& name) {
    const std::optional<workers::SessionId> id = workers::SessionId::parse(name);
    struct stat status {};
    if (!id || ::fstatat(sessions_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISDIR(status.st_mode)) {
      return;
    }
    Listed copy{*id, 0, std::max<std::int64_t>(status.st_mtime, 0)};
    const files::UniqueFd folder(::openat(sessions_.get(), name.c_str(), kOpenFolder));
    (void)for_each_entry(sessions_.get(), name.c_str(), [&](const std::string& file) {
      struct stat file_status {};
      if (::fstatat(folder.get(), file.c_str(), &file_status, AT_SYMLINK_NOFOLLOW) == 0) {
        copy.size_bytes += file_status.st_size;
      }
    });
    listed.push_back(copy);
  });
  return listed;
}

}  // namespace goxel::recovery
