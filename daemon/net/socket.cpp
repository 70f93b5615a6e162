#include "daemon/net/socket.hpp"

#include "core/base/str_cat.hpp"

#include <sys/socket.h>

namespace goxel::net {

std::string peer_principal(const RawSocket& socket) {
  if (socket.family != AF_UNIX) return "tcp";
#ifdef SO_PEERCRED
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket.descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0)
    return str_cat("uid:", peer.uid);
#else
  uid_t uid = 0;
  gid_t gid = 0;
  if (getpeereid(socket.descriptor, &uid, &gid) == 0) return str_cat("uid:", uid);
#endif
  return "unknown";
}

}  // namespace goxel::net
