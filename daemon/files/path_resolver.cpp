#include "daemon/files/path_resolver.hpp"

#include "core/base/str_cat.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <system_error>

namespace goxel::files {

namespace {

constexpr std::size_t kPathBytes = 4'095;  // PATH_MAX of Linux without the terminating NUL
constexpr int kLinks = 40;                 // as the kernel's own bound

#ifdef O_PATH
constexpr int kTraverse = O_PATH | O_DIRECTORY | O_CLOEXEC;
#else
constexpr int kTraverse = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
#endif

std::string words_of(int number) {
  if (number == EXDEV) return "lies outside the folder that the daemon serves";
  if (number == ELOOP) return "passes through a symbolic link that may not be followed";
  std::string words = std::generic_category().message(number);
  if (!words.empty() && words[0] >= 'A' && words[0] <= 'Z') words[0] += 'a' - 'A';
  return words;
}

/// What a path's last component stands in; "." for none, with the trailing slash else.
struct SplitPath {
  std::string directory;
  std::string name;
};

SplitPath split(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {path.substr(0, slash + 1), path.substr(slash + 1)};
}

bool is_link(int directory, const std::string& name) {
  struct stat status {};
  return ::fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISLNK(status.st_mode);
}

/// The target of the symbolic link `name`; nothing when there is no link.
Result<std::optional<std::string>> read_link(const Place& place, std::string_view client_path) {
  std::string target(kPathBytes + 1, '\0');
  const ssize_t size_bytes =
      ::readlinkat(place.directory.get(), place.name.c_str(), target.data(), target.size());
  if (size_bytes < 0 && (errno == EINVAL || errno == ENOENT)) return std::optional<std::string>();
  if (size_bytes < 0) return path_error(client_path, errno);
  if (static_cast<std::size_t>(size_bytes) > kPathBytes) {
    return path_error(client_path, ENAMETOOLONG);
  }
  target.resize(static_cast<std::size_t>(size_bytes));
  return std::optional<std::string>(std::move(target));
}

/// Anybody can plant a link in /tmp that points to a file of ours. A link of ours or of the
/// directory's owner is no trap.
bool is_trusted_link(const Place& place) {
  struct stat directory {};
  struct stat link {};
  if (::fstat(place.directory.get(), &directory) != 0) return false;
  if (::fstatat(place.directory.get(), place.name.c_str(), &link, AT_SYMLINK_NOFOLLOW) != 0) {
    return false;
  }
  constexpr mode_t kShared = S_ISVTX | S_IWOTH;
  if ((directory.st_mode & kShared) != kShared) return true;
  return link.st_uid == ::geteuid() || link.st_uid == directory.st_uid;
}

/// The root's absolute path as clients write it, with one slash at the end.
Result<std::string> absolute_prefix(const std::string& root) {
  std::string prefix = root;
  if (prefix.front() != '/') {
    const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(root.c_str(), nullptr),
                                                               &std::free);
    if (!resolved) return path_error(root, errno);
    prefix = resolved.get();
  }
  while (!prefix.empty() && prefix.back() == '/') prefix.pop_back();
  return prefix + "/";
}

}  // namespace

Error path_error(std::string_view path, std::string_view reason) {
  return Error{ErrorCode::FileError, str_cat("file \"", path, "\": ", reason)}.with(
      "file", std::string(path));
}

Error path_error(std::string_view path, int number) {
  Error error = path_error(path, words_of(number));
  if (number == ENAMETOOLONG) error.code = ErrorCode::InvalidParams;
  return error;
}

Result<PathResolver> PathResolver::open(const std::optional<std::string>& root,
                                        const SystemCalls& calls) {
  if (root && root->empty()) return path_error("", "the root has no name");
  const std::string directory = root ? *root : ".";
  UniqueFd start(::open(directory.c_str(), kTraverse));
  if (!start.is_open()) return path_error(directory, errno);
  PathResolver resolver(calls, std::move(start));
  if (!root) return resolver;

  GOXEL_ASSIGN(resolver.root_prefix_, absolute_prefix(*root));
  // Old container runtimes answer EPERM to system calls that they do not know.
  const UniqueFd probe(calls.open_beneath(resolver.start_.get(), ".", kTraverse));
  resolver.has_open_beneath_ = probe.is_open() || (errno != ENOSYS && errno != EPERM);
  return resolver;
}

Result<std::string> PathResolver::to_kernel_path(std::string_view path) const {
  if (path.empty()) return Error{ErrorCode::InvalidParams, "a file path is empty"};
  if (path.size() > kPathBytes) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("a file path has ", path.size(), " bytes; the limit is ", kPathBytes)};
  }
  if (path.find('\0') != std::string_view::npos) {
    return Error{ErrorCode::InvalidParams, "a file path holds a NUL byte"};
  }
  if (!root_prefix_ || path.front() != '/') return std::string(path);

  std::string below = str_cat(path, '/');
  if (below.compare(0, root_prefix_->size(), *root_prefix_) != 0) return path_error(path, EXDEV);
  below.pop_back();
  // "/root//a" leaves a slash, which would make it absolute again.
  below.erase(0, std::min(below.find_first_not_of('/', root_prefix_->size()), below.size()));
  return below.empty() ? "." : below;
}

PathResolver::Opened PathResolver::walk(std::string_view path, int flags) const {
  if (!path.empty() && path.front() == '/') return {UniqueFd(), EXDEV};
  UniqueFd at(::openat(start_.get(), ".", kTraverse));
  std::string last = ".";
  const auto descend = [&at](const std::string& name, int how) -> Opened {
    UniqueFd next(::openat(at.get(), name.c_str(), how | O_NOFOLLOW));
    if (next.is_open()) return {std::move(next), 0};
    const int error = errno;
    return {UniqueFd(), is_link(at.get(), name) ? ELOOP : error};
  };
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    std::string name(path.substr(begin, end - begin));
    begin = end + 1;
    if (name.empty() || name == ".") continue;
    if (name == "..") return {UniqueFd(), EXDEV};
    Opened next = descend(last, kTraverse);
    if (!next.fd.is_open()) return next;
    at = std::move(next.fd);
    last = std::move(name);
  }
  const bool ends_in_slash = !path.empty() && path.back() == '/';
  return descend(last, ends_in_slash ? flags | O_DIRECTORY : flags);
}

PathResolver::Opened PathResolver::open_path(const std::string& path, int flags) const {
  if (root_prefix_ && !has_open_beneath_) return walk(path, flags);
  UniqueFd fd(root_prefix_ ? calls_->open_beneath(start_.get(), path.c_str(), flags)
                           : ::openat(start_.get(), path.c_str(), flags));
  const int error = fd.is_open() ? 0 : errno;
  return {std::move(fd), error};
}

Result<UniqueFd> PathResolver::open_for_reading(std::string_view path) const {
  GOXEL_ASSIGN(const std::string kernel_path, to_kernel_path(path));
  Opened opened = open_path(kernel_path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (!opened.fd.is_open()) return path_error(path, opened.error);
  return std::move(opened.fd);
}

Result<Place> PathResolver::find_place(std::string_view path) const {
  GOXEL_ASSIGN(std::string at, to_kernel_path(path));
  for (int link_count = 0; link_count <= kLinks; ++link_count) {
    SplitPath parts = split(at);
    if (parts.name.empty() || parts.name == "." || parts.name == "..") {
      return path_error(path, EISDIR);
    }
    Opened opened = open_path(parts.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (!opened.fd.is_open()) return path_error(path, opened.error);
    Place place{std::move(opened.fd), std::move(parts.name)};

    GOXEL_ASSIGN(const std::optional<std::string> target, read_link(place, path));
    if (!target) return place;
    if (!has_open_beneath_ || !is_trusted_link(place)) return path_error(path, ELOOP);
    // The kernel resolves the joined path just as it would have resolved the link: a ".." in the
    // target counts from where the link's directory really is.
    at = target->front() == '/' || parts.directory == "." ? *target : parts.directory + *target;
  }
  return path_error(path, ELOOP);
}

}  // namespace goxel::files
