#pragma once

#include <boost/asio/generic/stream_protocol.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace goxel::net {

/// Any stream socket, Unix or TCP.
using Socket = boost::asio::generic::stream_protocol::socket;

/// An open socket as a value, for handing it to another thread: the receiver owns the descriptor.
struct RawSocket {
  int descriptor = -1;
  int family = 0;  ///< AF_UNIX, AF_INET or AF_INET6
};

/// Gives `socket`, which is closed, the descriptor and the settings of a connection. One that
/// cannot be set up fails at its first read.
void take_over(Socket& socket, const RawSocket& raw);
/// The user at the other end of a Unix socket; nothing where the system does not tell.
std::optional<std::uint32_t> peer_user(const RawSocket& socket);

/// The network address at the other end, "HOST:PORT" in numbers; empty for a Unix socket.
std::string peer_address(const RawSocket& socket);

/// Who is at the other end, as a principal: "uid:N" for a Unix socket, "tcp" else.
std::string peer_principal(const RawSocket& socket);

}  // namespace goxel::net
