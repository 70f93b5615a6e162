#include "bench/load/socket.hpp"

#include "core/base/str_cat.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>

namespace goxel::bench {

namespace {

/// An address of either kind, as connect(2) and bind(2) take it.
struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

Result<Address> unix_address(const std::string& path) {
  sockaddr_un unix{};
  unix.sun_family = AF_UNIX;
  if (path.size() >= sizeof unix.sun_path) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("a socket path of ", path.size(), " bytes: 1 to ",
                         sizeof unix.sun_path - 1, " are allowed")};
  }
  path.copy(unix.sun_path, path.size());
  Address address;
  address.size = sizeof unix;
  std::memcpy(&address.storage, &unix, sizeof unix);
  return address;
}

Result<Address> tcp_address(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure =
      ::getaddrinfo(endpoint.host.c_str(), str_cat(endpoint.port).c_str(), &hints, &found);
  if (failure != 0) {
    return Error{ErrorCode::NotFound,
                 str_cat("cannot find ", endpoint.text(), ": ", ::gai_strerror(failure))};
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> first(found, &::freeaddrinfo);
  Address address;
  address.size = first->ai_addrlen;
  std::memcpy(&address.storage, first->ai_addr, first->ai_addrlen);
  return address;
}

Result<Address> address_of(const Endpoint& endpoint) {
  return endpoint.is_tcp() ? tcp_address(endpoint) : unix_address(endpoint.path);
}

Result<UniqueFd> open_socket(const Address& address, int flags) {
  UniqueFd fd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
  if (!fd.is_open()) return system_error("cannot create a socket");
  return fd;
}

bool is_socket_file(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

Error with_code(ErrorCode code, Error error) {
  error.code = code;
  return error;
}

}  // namespace

Error system_error(std::string_view what) {
  return Error{ErrorCode::FileError, str_cat(what, ": ", std::generic_category().message(errno))};
}

Result<UniqueFd> connect_to(const Endpoint& server, int patience_s) {
  GOXEL_ASSIGN(const Address address, address_of(server));
  GOXEL_ASSIGN(UniqueFd fd, open_socket(address, 0));
  const timeval patience{patience_s, 0};
  // The one for sending also bounds the wait in connect() for a full backlog.
  for (const int direction : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    if (::setsockopt(fd.get(), SOL_SOCKET, direction, &patience, sizeof patience) != 0)
      return system_error("cannot set a time limit for a connection");
  }
  if (::connect(fd.get(), address.get(), address.size) != 0) {
    return with_code(ErrorCode::NotFound,
                     system_error(str_cat("cannot connect to ", server.text())));
  }
  send_at_once(fd.get());
  return fd;
}

Result<UniqueFd> listen_at(const Endpoint& place) {
  GOXEL_ASSIGN(const Address address, address_of(place));
  if (!place.is_tcp() && is_socket_file(place.path)) {
    if (connect_to(place))
      return Error{ErrorCode::Conflict, str_cat(place.path, " is already served")};
    ::unlink(place.path.c_str());
  }
  GOXEL_ASSIGN(UniqueFd fd, open_socket(address, SOCK_NONBLOCK));
  const int yes = 1;
  // Without it a port rests for a minute after its last server; failing shows itself in bind().
  if (place.is_tcp()) (void)::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(fd.get(), address.get(), address.size) != 0 || ::listen(fd.get(), SOMAXCONN) != 0) {
    return with_code(ErrorCode::Conflict, system_error(str_cat("cannot listen at ", place.text())));
  }
  return fd;
}

void send_at_once(int fd) {
  const int yes = 1;
  // A Unix socket refuses it, and needs it not.
  (void)::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

Result<void> set_non_blocking(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
    return system_error("cannot make a socket non-blocking");
  return {};
}

Result<pid_t> peer_process(int fd) {
  int domain = 0;
  socklen_t size = sizeof domain;
  if (::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain != AF_UNIX) return 0;
  ucred peer{};
  size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    return system_error("cannot tell the server's process");
  return peer.pid;
}

void reset_on_close(int fd) {
  const linger at_once{1, 0};
  // Where it fails the close is an ordinary one, which the server must survive as well.
  (void)::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace goxel::bench
