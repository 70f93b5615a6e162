#include "daemon/net/acceptor.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/access/peer_identity.hpp"
#include "daemon/net/connection.hpp"
#include "daemon/net/http_connection.hpp"
#include "daemon/net/http_reply.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <chrono>
#include <ctime>
#include <sys/socket.h>
#include <utility>

namespace goxel::net {

namespace {

using boost::system::error_code;

/// How long accepting rests when the process or the system is out of descriptors: the connections
/// in the backlog wait.
constexpr std::chrono::milliseconds kPause{50};

}  // namespace

Acceptor::Acceptor(boost::asio::io_context& io, Listener listener, rpc::Services& services,
                   UserQuota& quota, PeerTable& peers)
    : listener_(std::move(listener)),
      is_loopback_(listener_.family() != AF_UNIX && listener_.is_local()),
      services_(services),
      quota_(quota),
      peers_(peers),
      acceptor_(io, Protocol(listener_.family(), 0), listener_.descriptor()),
      incoming_(io),
      pause_(io) {}

void Acceptor::stop() {
  pause_.cancel();
  error_code ignored;
  acceptor_.cancel(ignored);
  // The descriptor is the listener's to close.
  (void)acceptor_.release(ignored);
}

void Acceptor::accept() {
  acceptor_.async_accept(incoming_, [this](const error_code& error) { on_accept(error); });
}

void Acceptor::on_accept(const error_code& error) {
  if (error == boost::asio::error::operation_aborted) return;
  if (error == boost::asio::error::no_descriptors ||
      error == boost::system::errc::too_many_files_open_in_system ||
      error == boost::asio::error::no_memory) {
    services_.log.warning("accepting pauses",
                          {{"listener", listener_.name()}, {"why", error.message()}});
    pause_.expires_after(kPause);
    pause_.async_wait([this](const error_code& cancelled) {
      if (!cancelled) accept();
    });
    return;
  }
  // Any other error is that one connection's, gone before it was accepted.
  if (!error) place(std::exchange(incoming_, Socket(acceptor_.get_executor())));
  accept();
}

void Acceptor::refuse(Socket socket, std::string_view limit) {
  services_.metrics.refused_connections.fetch_add(1, std::memory_order_relaxed);
  std::string answer = str_cat(
      R"({"jsonrpc":"2.0","error":{"code":-1104,"message":"too many connections are open",)",
      R"("data":{"reason":"busy","limit":")", limit, R"(","retry_after_ms":1000}},"id":null})",
      "\n");
  if (listener_.kind() == ListenerKind::Http) {
    const HttpReply reply{503, "application/json", std::move(answer), "Retry-After: 1\r\n"};
    answer = http_head(reply, HttpFollowUp::Close, std::time(nullptr)) + reply.body;
  }
  error_code ignored;  // it is told if it can be
  socket.non_blocking(true, ignored);
  socket.write_some(boost::asio::buffer(answer), ignored);
}

void Acceptor::place(Socket socket) {
  workers::WorkerPool& pool = *services_.pool;
  const Limits& limits = services_.limits;
  if (pool.connection_count() >= limits.connections)
    return refuse(std::move(socket), "connections");
  const auto identity = access::identity_of_peer(
      *services_.policy, {socket.native_handle(), listener_.family()}, is_loopback_);
  identity->quota = quota_.take(identity->principal, limits.connections_per_user);
  if (identity->quota == nullptr) return refuse(std::move(socket), "connections_per_user");
  error_code ignored;
  MovingConnection arriving;
  arriving.socket = {socket.release(ignored), listener_.family()};
  identity->peer = peers_.peer_of(arriving.socket.descriptor);
  arriving.presence = std::make_shared<ConnectionPresence>(identity->peer);
  identity->presence = arriving.presence;
  arriving.identity = identity;
  workers::Worker& worker = pool.least_connected();
  // Counted here, so that the next placement sees it.
  worker.counters().connections.fetch_add(1, std::memory_order_relaxed);
  worker.post(
      [arriving = std::move(arriving), kind = listener_.kind()](workers::Context& context) mutable {
        auto& dispatcher = rpc::Dispatcher::of(context);
        if (kind == ListenerKind::Http) {
          HttpConnection::start(dispatcher, std::move(arriving));
        } else {
          Connection::start(dispatcher, std::move(arriving));
        }
      });
}

}  // namespace goxel::net
