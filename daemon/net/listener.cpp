#include "daemon/net/listener.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/files/unique_fd.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <optional>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace goxel::net {

namespace {

constexpr int kBacklog = 1024;
constexpr mode_t kNotForOthers = 0117;  // leaves 0660

Error system_failure(std::string_view what) {
  return Error{ErrorCode::FileError, str_cat(what, ": ", std::generic_category().message(errno))};
}

Result<sockaddr_un> unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("the socket path ", path, " has ", path.size(),
                         " bytes; the system allows 1 to ", sizeof address.sun_path - 1)};
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

/// Says who serves a live socket; nothing when nobody does.
std::optional<std::string> serving_peer(const sockaddr_un& address) {
  const files::UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return std::nullopt;
#ifdef SO_PEERCRED
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(probe.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0)
    return str_cat("process ", peer.pid);
#endif
  return "another process";
}

/// Removes a socket file that nobody serves. The caller holds the lock file, so no two starting
/// daemons both find the same file stale.
Result<void> clear_stale_file(const std::string& path, const sockaddr_un& address) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) {
    return Error{ErrorCode::FileError, str_cat(path, " exists and is no socket: it is left alone")};
  }
  if (const auto peer = serving_peer(address)) {
    return Error{ErrorCode::FileError, str_cat(*peer, " is serving ", path)};
  }
  if (unlink(path.c_str()) != 0)
    return system_failure(str_cat("cannot remove the stale socket ", path));
  return {};
}

/// Holds the lock file beside a socket for a scope and removes it after. A daemon that waited for
/// the lock of a file which is gone by then takes a new one, so that two never hold it at once.
Result<files::UniqueFd> take_lock(const std::string& lock_path) {
  for (;;) {
    files::UniqueFd lock(open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock.is_open()) return system_failure(str_cat("cannot make ", lock_path));
    if (flock(lock.get(), LOCK_EX) != 0) return system_failure(str_cat("cannot lock ", lock_path));
    struct stat held {};
    struct stat present {};
    const bool is_same = fstat(lock.get(), &held) == 0 && stat(lock_path.c_str(), &present) == 0 &&
                         held.st_ino == present.st_ino && held.st_dev == present.st_dev;
    if (is_same) return lock;
  }
}

Result<files::UniqueFd> bind_unix(const std::string& path, const sockaddr_un& address) {
  files::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  // The mode is there from the first moment, not set afterwards. No other thread runs yet.
  const mode_t old_mask = umask(kNotForOthers);
  const int bound = bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int bind_errno = errno;
  umask(old_mask);
  errno = bind_errno;
  if (bound != 0) return system_failure(str_cat("cannot listen on ", path));
  if (listen(socket.get(), kBacklog) != 0)
    return system_failure(str_cat("cannot listen on ", path));
  return socket;
}

struct TcpAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  int family() const { return storage.ss_family; }
};

/// "HOST:PORT" with the host as a number, or "localhost"; IPv6 in brackets.
Result<TcpAddress> tcp_address(const std::string& endpoint) {
  const auto bad = [&] {
    return Error{ErrorCode::InvalidParams,
                 str_cat(endpoint,
                         " is no address to listen on: expected HOST:PORT in numbers, such as "
                         "127.0.0.1:7890 or [::1]:7890")};
  };
  const std::size_t colon = endpoint.rfind(':');
  if (colon == std::string::npos) return bad();
  std::uint16_t port = 0;
  const char* end = endpoint.data() + endpoint.size();
  const auto parsed = std::from_chars(endpoint.data() + colon + 1, end, port);
  if (parsed.ec != std::errc() || parsed.ptr != end) return bad();
  std::string host = endpoint.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);

  TcpAddress address;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&address.storage, &v4, sizeof v4);
    address.size = sizeof v4;
  } else if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&address.storage, &v6, sizeof v6);
    address.size = sizeof v6;
  } else {
    return bad();
  }
  return address;
}

/// The port that the system chose for port 0, or the one asked for.
std::uint16_t bound_port(int socket) {
  sockaddr_storage actual{};
  socklen_t size = sizeof actual;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&actual), &size) != 0) return 0;
  const bool is_v4 = actual.ss_family == AF_INET;
  return ntohs(is_v4 ? reinterpret_cast<sockaddr_in&>(actual).sin_port
                     : reinterpret_cast<sockaddr_in6&>(actual).sin6_port);
}

}  // namespace

Listener::Listener(files::UniqueFd socket, int family, std::string name, ListenerKind kind,
                   bool is_local)
    : socket_(std::move(socket)),
      family_(family),
      name_(std::move(name)),
      kind_(kind),
      is_local_(is_local) {}

Listener::~Listener() {
  struct stat status {};
  // A moved-from one has no path.
  const bool is_ours = !file_.path.empty() && lstat(file_.path.c_str(), &status) == 0 &&
                       status.st_dev == file_.device && status.st_ino == file_.inode;
  if (is_ours) unlink(file_.path.c_str());
}

Result<Listener> Listener::open_unix(const std::string& path) {
  GOXEL_ASSIGN(const sockaddr_un address, unix_address(path));
  const std::string lock_path = path + ".lock";
  GOXEL_ASSIGN(const files::UniqueFd lock, take_lock(lock_path));
  auto socket = [&]() -> Result<files::UniqueFd> {
    GOXEL_TRY(clear_stale_file(path, address));
    return bind_unix(path, address);
  }();
  unlink(lock_path.c_str());
  if (!socket) return std::move(socket).error();

  Listener listener(std::move(*socket), AF_UNIX, path, ListenerKind::Stream, true);
  struct stat status {};
  if (lstat(path.c_str(), &status) == 0) listener.file_ = {path, status.st_dev, status.st_ino};
  return listener;
}

bool Listener::is_loopback(const std::string& endpoint) {
  const auto address = tcp_address(endpoint);
  if (!address) return false;
  if (address->family() == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address->storage, sizeof v4);
    return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address->storage, sizeof v6);
  return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) != 0;
}

Result<Listener> Listener::open_tcp(const std::string& endpoint, ListenerKind kind) {
  GOXEL_ASSIGN(const TcpAddress address, tcp_address(endpoint));
  files::UniqueFd socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  (void)setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on,
                   sizeof on);  // else bind() below says why not
  if (bind(socket.get(), address.get(), address.size) != 0 || listen(socket.get(), kBacklog) != 0) {
    return system_failure(str_cat("cannot listen on ", endpoint));
  }
  const std::string host = endpoint.substr(0, endpoint.rfind(':'));
  const std::uint16_t port = bound_port(socket.get());
  const std::string_view scheme = kind == ListenerKind::Http ? "http://" : "";
  return Listener(std::move(socket), address.family(), str_cat(scheme, host, ':', port), kind,
                  is_loopback(endpoint));
}

}  // namespace goxel::net
