#include "bench/load/unix_socket.hpp"

#include "core/base/str_cat.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>

namespace goxel::bench {

namespace {

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("a socket path of ", path.size(), " bytes: 1 to ",
                         sizeof address.sun_path - 1, " are allowed")};
  }
  path.copy(address.sun_path, path.size());
  return address;
}

Result<UniqueFd> open_socket(int flags) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
  if (!fd.is_open()) return system_error("cannot create a socket");
  return fd;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

bool is_socket_file(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

}  // namespace

Error system_error(std::string_view what) {
  return Error{ErrorCode::FileError, str_cat(what, ": ", std::generic_category().message(errno))};
}

Result<UniqueFd> connect_to(const std::string& path) {
  GOXEL_ASSIGN(const sockaddr_un address, address_of(path));
  GOXEL_ASSIGN(UniqueFd fd, open_socket(0));
  const timeval patience{10, 0};
  if (::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0)
    return system_error("cannot set a time limit for receiving");
  if (::connect(fd.get(), generic(address), sizeof address) != 0) {
    Error error = system_error(str_cat("cannot connect to ", path));
    error.code = ErrorCode::NotFound;
    return error;
  }
  return fd;
}

Result<UniqueFd> listen_at(const std::string& path) {
  GOXEL_ASSIGN(const sockaddr_un address, address_of(path));
  if (is_socket_file(path)) {
    if (connect_to(path)) return Error{ErrorCode::Conflict, str_cat(path, " is already served")};
    ::unlink(path.c_str());
  }
  GOXEL_ASSIGN(UniqueFd fd, open_socket(SOCK_NONBLOCK));
  if (::bind(fd.get(), generic(address), sizeof address) != 0 ||
      ::listen(fd.get(), SOMAXCONN) != 0) {
    Error error = system_error(str_cat("cannot listen at ", path));
    error.code = ErrorCode::Conflict;
    return error;
  }
  return fd;
}

Result<void> set_non_blocking(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
    return system_error("cannot make a socket non-blocking");
  return {};
}

Result<pid_t> peer_process(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    return system_error("cannot tell the server's process");
  return peer.pid;
}

}  // namespace goxel::bench
