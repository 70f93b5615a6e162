#include "daemon/net/socket.hpp"

#include "core/base/str_cat.hpp"

#include <array>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace goxel::net {

void take_over(Socket& socket, const RawSocket& raw) {
  boost::system::error_code ignored;
  socket.assign(Socket::protocol_type(raw.family, 0), raw.descriptor, ignored);
  socket.non_blocking(true, ignored);
  if (raw.family == AF_UNIX) return;
  const int on = 1;
  (void)setsockopt(raw.descriptor, IPPROTO_TCP, TCP_NODELAY, &on,
                   sizeof on);  // only latency suffers
}

std::optional<std::uint32_t> peer_user(const RawSocket& socket) {
  if (socket.family != AF_UNIX) return std::nullopt;
#ifdef SO_PEERCRED
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket.descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0) return peer.uid;
#else
  uid_t uid = 0;
  gid_t gid = 0;
  if (getpeereid(socket.descriptor, &uid, &gid) == 0) return uid;
#endif
  return std::nullopt;
}

std::string peer_address(const RawSocket& socket) {
  if (socket.family == AF_UNIX) return {};
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  std::array<char, 64> host{};  // an IPv6 address with a zone's number
  std::array<char, 8> port{};
  const auto* peer = reinterpret_cast<const sockaddr*>(&address);
  if (getpeername(socket.descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      getnameinfo(peer, size, host.data(), host.size(), port.data(), port.size(),
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return {};
  }
  const bool is_v6 = address.ss_family == AF_INET6;
  return str_cat(is_v6 ? "[" : "", host.data(), is_v6 ? "]:" : ":", port.data());
}

std::string peer_principal(const RawSocket& socket) {
  if (socket.family != AF_UNIX) return "tcp";
  const auto user = peer_user(socket);
  return user ? str_cat("uid:", *user) : "unknown";
}

}  // namespace goxel::net
