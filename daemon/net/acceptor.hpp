#pragma once

#include "daemon/net/listener.hpp"
#include "daemon/net/peer.hpp"
#include "daemon/net/socket.hpp"
#include "daemon/net/user_quota.hpp"
#include "daemon/rpc/services.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <string>
#include <string_view>

namespace goxel::net {

/// Accepts connections from a listener and gives each to the worker with the fewest. Past a
/// connection limit, in all or of one user, a new one is told so and closed. When descriptors run
/// out, accepting pauses and goes on. Owned by the main thread.
class Acceptor {
 public:
  /// `services` with its pool and its policy.
  Acceptor(boost::asio::io_context& io, Listener listener, rpc::Services& services,
           UserQuota& quota, PeerTable& peers);

  void start() { accept(); }
  /// No further connection is accepted. Call once, before the io_context ends.
  void stop();
  const std::string& name() const { return listener_.name(); }

 private:
  using Protocol = boost::asio::generic::stream_protocol;

  void accept();
  void on_accept(const boost::system::error_code& error);
  void place(Socket socket);
  void refuse(Socket socket, std::string_view limit);

  Listener listener_;
  const bool is_loopback_;
  rpc::Services& services_;
  UserQuota& quota_;
  PeerTable& peers_;
  boost::asio::basic_socket_acceptor<Protocol> acceptor_;
  Socket incoming_;
  boost::asio::steady_timer pause_;
};

}  // namespace goxel::net
