#include "daemon/system/pid_file.hpp"

#include "core/base/str_cat.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace goxel::system {

namespace {

Error cannot_write(const std::string& path) {
  return Error{ErrorCode::FileError, str_cat("cannot write the pid file ", path, ": ",
                                             std::generic_category().message(errno))};
}

}  // namespace

Result<PidFile> PidFile::create(const std::string& path) {
  files::UniqueFd file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!file.is_open()) return cannot_write(path);
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    char owner[24] = {};
    const ssize_t size = read(file.get(), owner, sizeof owner - 1);
    std::string pid(owner, size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!pid.empty() && pid.back() == '\n') pid.pop_back();
    return Error{ErrorCode::FileError,
                 str_cat("the pid file ", path, " belongs to process ",
                         pid.empty() ? "unknown" : pid, ", which is running")};
  }
  const std::string text = str_cat(getpid(), '\n');
  const bool is_written =
      ftruncate(file.get(), 0) == 0 &&
      write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!is_written) return cannot_write(path);
  return PidFile(std::move(file), path);
}

PidFile::~PidFile() {
  if (file_.is_open()) unlink(path_.c_str());
}

}  // namespace goxel::system
