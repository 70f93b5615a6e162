#include "daemon/net/acceptor.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/net/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <chrono>
#include <utility>

namespace goxel::net {

namespace {

using boost::system::error_code;

/// How long accepting rests when the process or the system is out of descriptors: the connections
/// in the backlog wait.
constexpr std::chrono::milliseconds kPause{50};

}  // namespace

Acceptor::Acceptor(boost::asio::io_context& io, Listener listener, workers::WorkerPool& pool,
                   UserQuota& quota, PeerTable& peers, const Limits& limits, logging::Log& log)
    : listener_(std::move(listener)),
      pool_(pool),
      quota_(quota),
      peers_(peers),
      limits_(limits),
      log_(log),
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
    log_.warning("accepting pauses", {{"listener", listener_.name()}, {"why", error.message()}});
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
  const std::string answer = str_cat(
      R"({"jsonrpc":"2.0","error":{"code":-1104,"message":"too many connections are open",)",
      R"("data":{"reason":"busy","limit":")", limit, R"(","retry_after_ms":1000}},"id":null})",
      "\n");
  error_code ignored;  // it is told if it can be
  socket.non_blocking(true, ignored);
  socket.write_some(boost::asio::buffer(answer), ignored);
}

void Acceptor::place(Socket socket) {
  if (pool_.connection_count() >= limits_.connections)
    return refuse(std::move(socket), "connections");
  const auto identity = std::make_shared<rpc::Identity>();
  identity->principal = peer_principal({socket.native_handle(), listener_.family()});
  identity->quota = quota_.take(identity->principal, limits_.connections_per_user);
  if (identity->quota == nullptr) return refuse(std::move(socket), "connections_per_user");
  error_code ignored;
  MovingConnection arriving;
  arriving.socket = {socket.release(ignored), listener_.family()};
  identity->peer = peers_.peer_of(arriving.socket.descriptor);
  arriving.presence = std::make_shared<ConnectionPresence>(identity->peer);
  identity->presence = arriving.presence;
  arriving.identity = identity;
  workers::Worker& worker = pool_.least_connected();
  // Counted here, so that the next placement sees it.
  worker.counters().connections.fetch_add(1, std::memory_order_relaxed);
  worker.post([arriving = std::move(arriving)](workers::Context& context) mutable {
    Connection::start(rpc::Dispatcher::of(context), std::move(arriving));
  });
}

}  // namespace goxel::net
