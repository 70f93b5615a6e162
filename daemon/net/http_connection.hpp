#pragma once

#include "daemon/net/connection.hpp"
#include "daemon/net/http_gate.hpp"
#include "daemon/net/http_reader.hpp"
#include "daemon/net/http_reply.hpp"
#include "daemon/net/presence.hpp"
#include "daemon/net/socket.hpp"
#include "daemon/rpc/client.hpp"
#include "daemon/rpc/dispatcher.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace goxel::net {

/// One HTTP/1.1 connection: reads a request, hands it to the dispatcher, writes its answer, and
/// only then looks at the next. It keeps no session between requests, for a proxy may use it for
/// many clients; for the same reason it stands for no process. Owned by one worker; keeps itself
/// alive until it closes.
class HttpConnection final : public rpc::Client,
                             public std::enable_shared_from_this<HttpConnection> {
 public:
  /// Takes over a socket on the worker of `dispatcher`, with what was read from it already. Of
  /// `moving` the rest is without meaning.
  static void start(rpc::Dispatcher& dispatcher, MovingConnection moving);

  HttpConnection(rpc::Dispatcher& dispatcher, MovingConnection moving);
  ~HttpConnection() override;

  bool can_bind() const override { return false; }
  bool takes_notifications() const override { return false; }
  std::optional<std::string_view> named_session() const override { return named_session_; }
  void hold() override { ++holds_; }
  void release(std::optional<workers::WorkerIndex> worker) override;
  void flush() override;
  void shut_down() override;

 private:
  enum class State : std::uint8_t {
    Reading,    ///< a request, or between two
    Answering,  ///< the dispatcher has it
    Sending,    ///< its answer
    Upgrading,  ///< it becomes a WebSocket as soon as no read is under way
    Lingering,  ///< all is said; what still comes is thrown away, so that the peer gets to read it
    Closed,
  };
  /// What is waited for, each with a time limit of its own.
  enum class Wait : std::uint8_t { Nothing, NextRequest, Head, Body, Reader, Farewell };

  void enqueue(std::string& message) override;

  void go_on();
  bool step();
  bool take_next();
  void on_head();
  void on_request();
  void on_end_of_input();
  void refuse_for_good(int status, std::string_view why);
  void take_identity();
  void dispatch();
  void answer();
  void respond(HttpReply reply, bool is_last);
  void ask_for_body();
  void send();
  void on_writable(const boost::system::error_code& error);
  void finish_reply();
  void become_websocket();
  void read();
  bool wants_bytes() const;
  void on_readable(boost::system::error_code error);
  bool has_hung_up();
  Wait wait_now() const;
  void watch();
  void on_timeout();
  void close();

  rpc::Dispatcher& dispatcher_;
  const Limits& limits_;
  const std::shared_ptr<const rpc::Identity> own_identity_;  ///< of who asks without a token
  Socket socket_;
  const int family_;
  boost::asio::steady_timer timer_;
  HttpReader reader_;
  State state_ = State::Reading;
  HttpVerdict verdict_;                        ///< on the request under way
  std::optional<std::string> named_session_;   ///< its header Goxel-Session
  std::shared_ptr<RequestPresence> presence_;  ///< of it, where projects are limited
  std::string answer_;                         ///< what the dispatcher says to it
  std::string head_;                           ///< of the reply that is sent, and its body
  std::string body_;
  std::size_t sent_ = 0;  ///< of both
  std::shared_ptr<HttpConnection> self_;
  int holds_ = 0;
  Wait wait_ = Wait::Nothing;
  std::uint64_t progress_ = 0;          ///< grows when a wait begins anew
  std::uint64_t watched_progress_ = 0;  ///< when the timer was set
  std::uint64_t timer_number_ = 0;
  bool is_last_ = false;   ///< the connection ends with this reply
  bool is_early_ = false;  ///< it was given before the whole request was read
  bool is_reading_ = false;
  bool is_sending_ = false;
  bool is_handling_ = false;
  bool is_flush_posted_ = false;
  bool is_input_ended_ = false;
  bool is_shutting_down_ = false;
};

}  // namespace goxel::net
