#include "daemon/net/websocket_connection.hpp"

#include "core/base/assert.hpp"
#include "daemon/net/whole_message.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/rate_policy.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace goxel::net {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

namespace {

/// The name that clients may ask for; the only one there is.
constexpr std::string_view kSubprotocol = "jsonrpc";
/// A buffer beyond this is given back when its message is done with.
constexpr std::size_t kKeptFrameBuffer = 256 * 1024;
/// How long a peer may take to answer the end of the conversation.
constexpr std::chrono::milliseconds kCloseTime{5'000};

/// Limits nothing and counts what has been written, so that a slow reader is told from one that
/// reads nothing.
class WriteMeter {
 public:
  std::uint64_t written() const { return written_; }

 private:
  friend class beast::rate_policy_access;
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

  std::size_t available_read_bytes() const { return kAll; }
  std::size_t available_write_bytes() const { return kAll; }
  void transfer_read_bytes(std::size_t) {}
  void transfer_write_bytes(std::size_t size) { written_ += size; }
  void on_timer() {}

  std::uint64_t written_ = 0;
};

using MeteredSocket = beast::basic_stream<Socket::protocol_type, Socket::executor_type, WriteMeter>;
using Upgrade = beast::http::request<beast::http::empty_body>;

/// The head was read once before, so it is whole and well-formed.
Upgrade parse_upgrade(std::string_view head) {
  beast::http::request_parser<beast::http::empty_body> parser;
  parser.header_limit(std::numeric_limits<std::uint32_t>::max());
  error_code error;
  parser.put(boost::asio::const_buffer(head.data(), head.size()), error);
  return parser.release();
}

/// One WebSocket. Owned by one worker; keeps itself alive until it closes.
class WebSocketConnection final : public rpc::Client,
                                  public std::enable_shared_from_this<WebSocketConnection> {
 public:
  WebSocketConnection(rpc::Dispatcher& dispatcher, const RawSocket& socket,
                      std::shared_ptr<const rpc::Identity> identity,
                      std::shared_ptr<ConnectionPresence> presence);
  ~WebSocketConnection() override { GOXEL_ASSERT(is_closed_); }

  void start(const Upgrade& upgrade);

  bool can_bind() const override { return true; }
  void hold() override { ++holds_; }
  void release(std::optional<workers::WorkerIndex> worker) override;
  void flush() override;
  void shut_down() override;

 private:
  void enqueue(std::string& message) override;

  void go_on();
  void process();
  bool may_take_message() const;
  void read();
  void on_read(const error_code& error);
  void skip_message();
  void handle_message();
  void forget_message();
  void send();
  void on_sent(const error_code& error);
  void watch_slow_reader();
  void end(websocket::close_code code, std::string_view why);
  void close_when_sent();
  void close();
  MeteredSocket& transport() { return stream_.next_layer(); }

  rpc::Dispatcher& dispatcher_;
  const Limits& limits_;
  const std::size_t max_message_;
  const std::shared_ptr<ConnectionPresence> presence_;
  websocket::stream<MeteredSocket, false> stream_;
  boost::asio::steady_timer timer_;  ///< for a peer that takes nothing, then for the farewell
  beast::flat_buffer buffer_;        ///< the message that is coming
  std::deque<std::string> unsent_;   ///< the first one is being written
  std::size_t unsent_size_ = 0;
  std::uint64_t seen_written_ = 0;
  std::shared_ptr<WebSocketConnection> self_;
  std::optional<websocket::close_reason> farewell_;  ///< once the conversation is to end
  int holds_ = 0;
  bool is_open_ = false;  ///< the upgrade has been answered
  bool is_reading_ = false;
  bool is_skipping_ = false;  ///< the rest of a message that is too large
  bool has_message_ = false;  ///< buffer_ holds a whole one
  bool is_sending_ = false;
  bool is_handling_ = false;
  bool is_flush_posted_ = false;
  bool is_saying_goodbye_ = false;
  bool is_closed_ = false;
};

WebSocketConnection::WebSocketConnection(rpc::Dispatcher& dispatcher, const RawSocket& socket,
                                         std::shared_ptr<const rpc::Identity> identity,
                                         std::shared_ptr<ConnectionPresence> presence)
    : rpc::Client(std::move(identity)),
      dispatcher_(dispatcher),
      limits_(dispatcher.services().limits),
      max_message_(message_limit(limits_)),
      presence_(std::move(presence)),
      stream_(dispatcher.context().io()),
      timer_(dispatcher.context().io()) {
  take_over(transport().socket(), socket);
  // It bounds how long the library waits for the end that it has begun itself.
  stream_.set_option(
      websocket::stream_base::timeout{kCloseTime, websocket::stream_base::none(), false});
  stream_.auto_fragment(false);
  stream_.text(true);
  stream_.read_message_max(0);  // counted here, so that the connection outlives one too large
  dispatcher_.add_client(*this);
}

void WebSocketConnection::start(const Upgrade& upgrade) {
  self_ = shared_from_this();
  const beast::string_view subprotocol(kSubprotocol.data(), kSubprotocol.size());
  const bool is_asked_for =
      beast::http::token_list(upgrade[beast::http::field::sec_websocket_protocol])
          .exists(subprotocol);
  stream_.set_option(websocket::stream_base::decorator([=](websocket::response_type& response) {
    response.erase(beast::http::field::server);  // is nobody's business
    if (is_asked_for) response.set(beast::http::field::sec_websocket_protocol, subprotocol);
  }));
  stream_.async_accept(upgrade, [self = shared_from_this()](const error_code& error) {
    if (self->is_closed_) return;
    if (error) return self->close();  // an upgrade that is none has been told so
    self->is_open_ = true;
    self->go_on();
  });
}

void WebSocketConnection::enqueue(std::string& message) {
  unsent_size_ += message.size();
  unsent_.push_back(std::move(message));
}

/// Stays where it is, whichever worker its session is on.
void WebSocketConnection::release(std::optional<workers::WorkerIndex>) {
  GOXEL_ASSERT(holds_ > 0);
  --holds_;
  flush();
}

/// Goes on later, for the same reason as Connection::flush().
void WebSocketConnection::flush() {
  if (is_handling_ || is_flush_posted_) return;
  is_flush_posted_ = true;
  boost::asio::post(dispatcher_.context().io(), [self = shared_from_this()] {
    self->is_flush_posted_ = false;
    self->go_on();
  });
}

/// The one place that decides what the connection does next.
void WebSocketConnection::go_on() {
  if (is_closed_ || !is_open_) return;
  const auto alive = shared_from_this();  // closing lets go of self_
  process();
  send();
  if (farewell_) return close_when_sent();
  if (!is_reading_ && !has_message_ && may_take_message()) read();
}

bool WebSocketConnection::may_take_message() const {
  return holds_ == 0 && in_flight() < static_cast<std::size_t>(limits_.requests_in_flight) &&
         unsent_size_ < static_cast<std::size_t>(limits_.unsent_reply_bytes);
}

void WebSocketConnection::process() {
  if (!has_message_ || farewell_ || !may_take_message()) return;
  is_handling_ = true;
  handle_message();
  is_handling_ = false;
  forget_message();
}

void WebSocketConnection::handle_message() {
  const auto bytes = buffer_.cdata();
  rpc::JsonParser parser(static_cast<std::size_t>(limits_.nesting));
  const auto text =
      parse_whole_message(parser, {static_cast<const char*>(bytes.data()), bytes.size()});
  if (text) {
    dispatcher_.handle_message(*this, parser.root(), *text);
  } else {
    dispatcher_.answer_malformed(*this, text.error());
  }
}

void WebSocketConnection::forget_message() {
  has_message_ = false;
  buffer_.clear();
  if (buffer_.capacity() > kKeptFrameBuffer) buffer_.shrink_to_fit();
}

void WebSocketConnection::read() {
  is_reading_ = true;
  stream_.async_read_some(
      buffer_, kReadSize,
      [self = shared_from_this()](const error_code& error, std::size_t) { self->on_read(error); });
}

void WebSocketConnection::on_read(const error_code& error) {
  is_reading_ = false;
  if (is_closed_) return;
  // A peer that closes takes no more answers; one that breaks the rules has been told so.
  if (error) {
    if (!is_saying_goodbye_) close();
    return;
  }
  const auto begun = std::chrono::steady_clock::now();
  if (stream_.got_binary()) {
    end(websocket::close_code::unknown_data, "messages are text");
  } else if (is_skipping_ || buffer_.size() > max_message_) {
    skip_message();
  } else if (stream_.is_message_done()) {
    has_message_ = true;
  }
  go_on();
  const auto busy = std::chrono::steady_clock::now() - begun;
  dispatcher_.context().counters().busy_ns.fetch_add(static_cast<std::uint64_t>(busy.count()),
                                                     std::memory_order_relaxed);
}

/// Reports a message that is too large as soon as it is, once, and throws the rest of it away.
void WebSocketConnection::skip_message() {
  if (!is_skipping_) dispatcher_.answer_malformed(*this, message_too_large(max_message_));
  is_skipping_ = !stream_.is_message_done();
  forget_message();
}

void WebSocketConnection::send() {
  if (is_sending_ || unsent_.empty() || is_saying_goodbye_) return;
  is_sending_ = true;
  watch_slow_reader();
  stream_.async_write(
      boost::asio::buffer(unsent_.front()),
      [self = shared_from_this()](const error_code& error, std::size_t) { self->on_sent(error); });
}

void WebSocketConnection::on_sent(const error_code& error) {
  is_sending_ = false;
  if (is_closed_) return;
  if (error) return close();
  unsent_size_ -= unsent_.front().size();
  unsent_.pop_front();
  timer_.cancel();
  go_on();
}

/// Closes a connection whose peer takes nothing for too long.
void WebSocketConnection::watch_slow_reader() {
  const std::chrono::milliseconds patience(limits_.slow_reader_timeout_ms);
  seen_written_ = transport().rate_policy().written();
  timer_.expires_after(farewell_ ? std::min(patience, kFarewell) : patience);
  timer_.async_wait([self = shared_from_this()](const error_code& cancelled) {
    if (cancelled || !self->is_sending_) return;
    if (self->transport().rate_policy().written() == self->seen_written_) return self->close();
    self->watch_slow_reader();
  });
}

void WebSocketConnection::shut_down() {
  const auto alive = shared_from_this();
  if (!is_open_) return close();
  end(websocket::close_code::going_away, "the service ends");
  go_on();
}

/// Looks at no further message; what is answered is sent first.
void WebSocketConnection::end(websocket::close_code code, std::string_view why) {
  if (farewell_) return;
  farewell_.emplace(code, beast::string_view(why.data(), why.size()));
  if (is_sending_) watch_slow_reader();
}

void WebSocketConnection::close_when_sent() {
  if (is_sending_ || is_saying_goodbye_) return;
  is_saying_goodbye_ = true;
  const bool is_end = farewell_->code == websocket::close_code::going_away;
  timer_.expires_after(is_end ? kFarewell : kCloseTime);
  timer_.async_wait([self = shared_from_this()](const error_code& cancelled) {
    if (!cancelled) self->close();
  });
  stream_.async_close(*farewell_,
                      [self = shared_from_this()](const error_code&) { self->close(); });
}

void WebSocketConnection::close() {
  if (is_closed_) return;
  is_closed_ = true;
  presence_->close();
  dispatcher_.remove_client(*this);
  dispatcher_.context().counters().connections.fetch_sub(1, std::memory_order_relaxed);
  transport().close();
  timer_.cancel();
  self_.reset();
}

}  // namespace

void start_websocket(rpc::Dispatcher& dispatcher, MovingConnection moving) {
  auto presence = std::make_shared<ConnectionPresence>(nullptr);
  auto identity = std::make_shared<rpc::Identity>(*moving.identity);
  identity->presence = presence;
  const auto connection = std::make_shared<WebSocketConnection>(
      dispatcher, moving.socket, std::move(identity), std::move(presence));
  connection->start(parse_upgrade(moving.unread));
}

}  // namespace goxel::net
