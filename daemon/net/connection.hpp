#pragma once

#include "daemon/net/message_reader.hpp"
#include "daemon/net/presence.hpp"
#include "daemon/net/socket.hpp"
#include "daemon/rpc/client.hpp"
#include "daemon/rpc/dispatcher.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace goxel::net {

/// What a connection reads at once.
inline constexpr std::size_t kReadSize = 64 << 10;
/// How long a peer may take for its last replies once the service ends.
inline constexpr std::chrono::milliseconds kFarewell{500};

/// What a connection takes along when it moves to another worker.
struct MovingConnection {
  RawSocket socket;
  std::shared_ptr<const rpc::Identity> identity;
  std::shared_ptr<ConnectionPresence> presence;  ///< the one in `identity`
  std::string unread;                            ///< received and not looked at
  std::string unsent;
  Framing framing = Framing::Undecided;
  bool is_input_ended = false;
  std::optional<workers::SessionId> session = std::nullopt;
  std::uint32_t binding_epoch = 0;  ///< of it
};

/// One stream connection: reads messages, hands them to the dispatcher, and writes what it answers,
/// a burst of requests with one write. Reading stops while too much is unanswered or unsent. Owned
/// by one worker; keeps itself alive until it closes.
class Connection final : public rpc::Client, public std::enable_shared_from_this<Connection> {
 public:
  /// Takes over a socket on the worker of `dispatcher` and starts reading.
  static void start(rpc::Dispatcher& dispatcher, MovingConnection moving);

  Connection(rpc::Dispatcher& dispatcher, MovingConnection moving);
  ~Connection() override;

  bool can_bind() const override { return true; }
  void hold() override { ++holds_; }
  void release(std::optional<workers::WorkerIndex> worker) override;
  void notice_end() override;
  void flush() override;
  void shut_down() override;

 private:
  void enqueue(std::string& message) override;

  void go_on();
  void read();
  void on_read(const boost::system::error_code& error, std::size_t size);
  bool may_process() const;
  void process();
  void handle_next();
  bool may_take_message() const;
  void send();
  void send_rest();
  void on_sent(const boost::system::error_code& error, std::size_t size);
  void watch_slow_reader();
  void close_when_done();
  void close();
  bool try_move();
  void become_http();
  bool has_hung_up();
  bool is_bound_elsewhere() const;

  rpc::Dispatcher& dispatcher_;
  const Limits& limits_;
  const std::shared_ptr<ConnectionPresence> presence_;
  Socket socket_;
  boost::asio::steady_timer slow_reader_;
  const int family_;
  MessageReader reader_;
  std::string unsent_;    ///< complete replies in their framing
  std::string sending_;   ///< what the write under way refers to
  std::size_t sent_ = 0;  ///< of sending_
  std::shared_ptr<Connection> self_;
  int holds_ = 0;
  std::optional<workers::WorkerIndex> move_to_;
  bool needs_more_ = false;  ///< the reader has looked at all that it has
  bool is_reading_ = false;
  bool is_sending_ = false;
  bool is_processing_ = false;
  bool is_flush_posted_ = false;
  bool is_input_ended_ = false;
  bool is_shutting_down_ = false;
  bool is_closed_ = false;
};

}  // namespace goxel::net
