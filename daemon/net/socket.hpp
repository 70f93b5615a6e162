#pragma once

#include <boost/asio/generic/stream_protocol.hpp>

#include <string>

namespace goxel::net {

/// Any stream socket, Unix or TCP.
using Socket = boost::asio::generic::stream_protocol::socket;

/// An open socket as a value, for handing it to another thread: the receiver owns the descriptor.
struct RawSocket {
  int descriptor = -1;
  int family = 0;  ///< AF_UNIX, AF_INET or AF_INET6
};

/// Who is at the other end, as a principal: "uid:N" for a Unix socket, "tcp" else.
std::string peer_principal(const RawSocket& socket);

}  // namespace goxel::net
