#include "daemon/renders/render_directory.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/renders/render_name.hpp"

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace goxel::renders {

namespace {

constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
constexpr mode_t kDirectoryMode = 0755;
constexpr mode_t kFileMode = 0600;

Result<std::string> absolute_path(const std::string& path) {
  if (path.empty()) return files::path_error("", "the render folder has no name");
  std::error_code error;
  std::string absolute = std::filesystem::absolute(path, error).string();
  if (error) return files::path_error(path, error.value());
  while (absolute.size() > 1 && absolute.back() == '/') absolute.pop_back();
  return absolute;
}

/// Makes every missing directory of `path`. Returns the first errno other than "it is there", or 0;
/// only opening the folder tells whether that matters.
int make_directories(const std::string& path) {
  int first_error = 0;
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string ancestor = path.substr(0, slash);
    if (::mkdir(ancestor.c_str(), kDirectoryMode) != 0 && errno != EEXIST && first_error == 0) {
      first_error = errno;
    }
    if (slash == std::string::npos) return first_error;
  }
}

/// Where everybody may make directories, one that another user made is a trap: that user could
/// exchange our pictures. Elsewhere whoever set up the folder meant it.
bool is_trusted_folder(int directory) {
  struct stat folder {};
  struct stat parent {};
  if (::fstat(directory, &folder) != 0) return false;
  if (folder.st_uid == ::geteuid() || folder.st_uid == 0) return true;
  if (::fstatat(directory, "..", &parent, 0) != 0) return false;
  return (parent.st_mode & S_IWOTH) == 0;
}

bool is_temporary_name(std::string_view name) {
  constexpr std::string_view kPrefix = ".goxel-";
  constexpr std::string_view kSuffix = ".tmp";
  return name.size() > kPrefix.size() + kSuffix.size() &&
         name.substr(0, kPrefix.size()) == kPrefix &&
         name.substr(name.size() - kSuffix.size()) == kSuffix;
}

void clear_leftovers(int directory) {
  const int fd = ::openat(directory, ".", kOpenDirectory);
  if (fd < 0) return;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(fd), &::closedir);
  if (!entries) {
    ::close(fd);
    return;
  }
  while (const dirent* entry = ::readdir(entries.get())) {
    if (!is_render_name(entry->d_name) && !is_temporary_name(entry->d_name)) continue;
    struct stat status {};
    if (::fstatat(directory, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) continue;
    // A file that cannot be deleted now is met again by the next start.
    (void)::unlinkat(directory, entry->d_name, 0);
  }
}

/// Clears leftovers if nobody else lives here, and says that somebody does from now on. Never
/// waits: any user may hold a lock on a folder that all can read.
void move_in(int directory) {
  if (::flock(directory, LOCK_EX | LOCK_NB) == 0) clear_leftovers(directory);
  // Without the lock (a file system that has none) the one loss is that another daemon, starting
  // later, may take our pictures for leftovers.
  (void)::flock(directory, LOCK_SH | LOCK_NB);
}

}  // namespace

Result<RenderDirectory> RenderDirectory::open(const std::string& path) {
  GOXEL_ASSIGN(std::string absolute, absolute_path(path));
  const int mkdir_error = make_directories(absolute);
  files::UniqueFd directory(::open(absolute.c_str(), kOpenDirectory));
  if (!directory.is_open()) return files::path_error(path, mkdir_error ? mkdir_error : errno);
  if (!is_trusted_folder(directory.get())) {
    return files::path_error(path, "belongs to another user, in a directory open to everybody");
  }
  GOXEL_ASSIGN(files::FileStore files, files::FileStore::open(absolute));
  move_in(directory.get());
  return RenderDirectory(std::move(absolute), std::move(directory), std::move(files));
}

Result<void> RenderDirectory::write(const std::string& name, ByteView bytes) const {
  return files_.write(name, bytes, kFileMode, files::Durability::Unsynced);
}

Result<void> RenderDirectory::remove(const std::string& name) const {
  if (::unlinkat(directory_.get(), name.c_str(), 0) == 0 || errno == ENOENT) return {};
  return files::path_error(name, errno);
}

}  // namespace goxel::renders
