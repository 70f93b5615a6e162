#pragma once

#include "core/base/limits.hpp"
#include "daemon/logging/log.hpp"
#include "daemon/net/listener.hpp"
#include "daemon/net/peer.hpp"
#include "daemon/net/socket.hpp"
#include "daemon/net/user_quota.hpp"
#include "workers/worker_pool.hpp"

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
  Acceptor(boost::asio::io_context& io, Listener listener, workers::WorkerPool& pool,
           UserQuota& quota, PeerTable& peers, const Limits& limits, logging::Log& log);

  void start() { accept(); }
  /// No further connection is accepted. Call once, before the io_context ends.
  void stop();
  const std::string& name() const { return listener_.name(); }

 private:
  using Protocol = boost::asio::generic::stream_protocol;

  void accept();
  void on_accept(const boost::system::error_code& error);
  void place(Socket socket);
  static void refuse(Socket socket, std::string_view limit);

  Listener listener_;
  workers::WorkerPool& pool_;
  UserQuota& quota_;
  PeerTable& peers_;
  const Limits& limits_;
  logging::Log& log_;
  boost::asio::basic_socket_acceptor<Protocol> acceptor_;
  Socket incoming_;
  boost::asio::steady_timer pause_;
};

}  // namespace goxel::net
