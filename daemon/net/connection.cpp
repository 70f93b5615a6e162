#include "daemon/net/connection.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/net/http_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

namespace goxel::net {

using boost::system::error_code;

void Connection::start(rpc::Dispatcher& dispatcher, MovingConnection moving) {
  const auto connection = std::make_shared<Connection>(dispatcher, std::move(moving));
  connection->self_ = connection;
  connection->go_on();
}

Connection::Connection(rpc::Dispatcher& dispatcher, MovingConnection moving)
    : rpc::Client(std::move(moving.identity)),
      dispatcher_(dispatcher),
      limits_(dispatcher.services().limits),
      presence_(std::move(moving.presence)),
      socket_(dispatcher.context().io()),
      slow_reader_(dispatcher.context().io()),
      family_(moving.socket.family),
      reader_(limits_, moving.framing),
      unsent_(std::move(moving.unsent)),
      is_input_ended_(moving.is_input_ended) {
  take_over(socket_, moving.socket);
  reader_.append(moving.unread);
  if (is_input_ended_) reader_.end_of_input();
  dispatcher_.add_client(*this);
  if (moving.session && dispatcher_.is_still_bound(*moving.session, moving.binding_epoch))
    set_bound_session(*moving.session, moving.binding_epoch);
}

Connection::~Connection() { GOXEL_ASSERT(is_closed_); }

void Connection::enqueue(std::string& message) {
  if (reader_.is_content_length()) {
    unsent_ += str_cat("Content-Length: ", message.size(), "\r\n\r\n");
    unsent_ += message;
    return;
  }
  if (unsent_.empty() && message.size() > kReadSize) {
    unsent_.swap(message);
  } else {
    unsent_ += message;
  }
  unsent_ += '\n';
}

/// The one place that decides what the connection does next.
void Connection::go_on() {
  if (is_closed_) return;
  const auto alive = shared_from_this();  // closing lets go of self_
  // A request that had waited may have bound it elsewhere since.
  if (move_to_ && !is_bound_elsewhere()) move_to_.reset();
  do {
    process();
    send();  // may make room for more
  } while (may_process());
  if (is_closed_ || try_move()) return;
  close_when_done();
  if (!is_closed_ && !is_input_ended_ && !is_shutting_down_ && !is_reading_ && may_take_message())
    read();
}

/// Goes on later, not now: an answer may be one of several that are being given in a row, to
/// requests that came before what is still unread. They all go out with one write.
void Connection::flush() {
  if (is_processing_ || is_flush_posted_) return;
  is_flush_posted_ = true;
  boost::asio::post(dispatcher_.context().io(), [self = shared_from_this()] {
    self->is_flush_posted_ = false;
    self->go_on();
  });
}

void Connection::release(std::optional<workers::WorkerIndex> worker) {
  GOXEL_ASSERT(holds_ > 0);
  --holds_;
  if (worker && *worker != dispatcher_.context().worker()) move_to_ = worker;
  flush();
}

bool Connection::may_take_message() const {
  return holds_ == 0 && !move_to_ &&
         in_flight() < static_cast<std::size_t>(limits_.requests_in_flight) &&
         unsent_.size() + sending_.size() < static_cast<std::size_t>(limits_.unsent_reply_bytes);
}

/// Whether what has been received may hold a message that may be taken.
bool Connection::may_process() const {
  return !is_closed_ && !is_processing_ && !is_shutting_down_ && !needs_more_ && may_take_message();
}

void Connection::process() {
  if (is_processing_) return;
  while (may_process()) {
    is_processing_ = true;
    handle_next();
    is_processing_ = false;
  }
}

void Connection::handle_next() {
  switch (reader_.next()) {
    case MessageReader::Event::NeedMore:
      needs_more_ = true;
      return;
    case MessageReader::Event::Message:
      return dispatcher_.handle_message(*this, reader_.view(), reader_.raw());
    case MessageReader::Event::Failed:
      return dispatcher_.answer_malformed(*this, reader_.error());
    case MessageReader::Event::Http:
      return become_http();
  }
}

/// Until its end the reader is left alone: the bytes go to where prepare() said.
void Connection::read() {
  GOXEL_ASSERT(needs_more_ && !is_processing_);
  is_reading_ = true;
  const auto room = reader_.prepare(kReadSize);
  socket_.async_read_some(boost::asio::buffer(room.data(), room.size()),
                          [self = shared_from_this()](const error_code& error, std::size_t size) {
                            self->on_read(error, size);
                          });
}

void Connection::on_read(const error_code& error, std::size_t size) {
  is_reading_ = false;
  if (is_closed_) return;
  const auto begun = std::chrono::steady_clock::now();
  if (error == boost::asio::error::operation_aborted) {
    // try_move() wants the socket for itself.
  } else if (error == boost::asio::error::eof) {
    is_input_ended_ = true;
    reader_.end_of_input();
    needs_more_ = false;
  } else if (error) {
    return close();
  } else {
    dispatcher_.metrics().count_received(size);
    reader_.commit(size);
    needs_more_ = false;
  }
  dispatcher_.laps().start(begun);
  go_on();
  dispatcher_.laps().stop();
  const auto busy = std::chrono::steady_clock::now() - begun;
  dispatcher_.context().counters().busy_ns.fetch_add(static_cast<std::uint64_t>(busy.count()),
                                                     std::memory_order_relaxed);
}

/// Writes what there is at once, as far as the socket takes it; the rest follows when it takes
/// more.
void Connection::send() {
  if (is_sending_ || unsent_.empty() || is_closed_) return;
  error_code error;
  const std::size_t size = socket_.write_some(boost::asio::buffer(unsent_), error);
  if (error && error != boost::asio::error::would_block) return close();
  dispatcher_.metrics().count_sent(size);
  if (size == unsent_.size()) {
    unsent_.clear();
    if (unsent_.capacity() > kReadSize) std::string().swap(unsent_);
    return;
  }
  sending_ = std::exchange(unsent_, {});
  sent_ = size;
  send_rest();
}

void Connection::send_rest() {
  is_sending_ = true;
  watch_slow_reader();
  socket_.async_write_some(boost::asio::buffer(sending_.data() + sent_, sending_.size() - sent_),
                           [self = shared_from_this()](const error_code& error, std::size_t size) {
                             self->on_sent(error, size);
                           });
}

void Connection::on_sent(const error_code& error, std::size_t size) {
  is_sending_ = false;
  if (is_closed_) return;
  if (error) return close();
  dispatcher_.metrics().count_sent(size);
  sent_ += size;
  if (sent_ < sending_.size()) return send_rest();
  std::string().swap(sending_);
  slow_reader_.cancel();
  go_on();
}

/// Closes a connection whose peer takes nothing for too long. Each write that makes progress sets
/// it anew.
void Connection::watch_slow_reader() {
  const std::chrono::milliseconds patience(limits_.slow_reader_timeout_ms);
  slow_reader_.expires_after(is_shutting_down_ ? std::min(patience, kFarewell) : patience);
  slow_reader_.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error && self->is_sending_) self->close();
  });
}

void Connection::shut_down() {
  const auto alive = shared_from_this();
  is_shutting_down_ = true;
  send();
  if (is_sending_) watch_slow_reader();
  close_when_done();
}

/// Whether nobody is there to read an answer. Only Unix sockets tell that from a half-close.
bool Connection::has_hung_up() {
  pollfd socket{socket_.native_handle(), 0, 0};
  return family_ == AF_UNIX && poll(&socket, 1, 0) == 1 && (socket.revents & POLLHUP) != 0;
}

void Connection::notice_end() {
  const bool is_busy = is_closed_ || is_processing_ || is_sending_ || in_flight() != 0 ||
                       holds_ != 0 || !unsent_.empty() || !reader_.unread().empty();
  char next = 0;
  if (!is_busy && recv(socket_.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT) == 0) close();
}

/// After the peer's last byte everything asked for is answered first, unless it has hung up; on
/// shutdown what is answered is sent.
void Connection::close_when_done() {
  const bool is_waiting =
      is_sending_ || !unsent_.empty() || (!is_shutting_down_ && (in_flight() != 0 || holds_ != 0));
  if ((is_input_ended_ || is_shutting_down_) && !is_waiting) return close();
  // What it had asked for is under way, and goes on without it.
  if (is_input_ended_ && may_take_message() && has_hung_up()) close();
}

void Connection::close() {
  if (is_closed_) return;
  is_closed_ = true;
  presence_->close();
  dispatcher_.remove_client(*this);
  dispatcher_.context().counters().connections.fetch_sub(1, std::memory_order_relaxed);
  error_code ignored;
  socket_.close(ignored);
  slow_reader_.cancel();
  self_.reset();
}

bool Connection::is_bound_elsewhere() const {
  const auto& session = bound_session();
  return session &&
         session->owner(dispatcher_.services().pool->size()) != dispatcher_.context().worker();
}

bool Connection::try_move() {
  if (!move_to_ || in_flight() != 0 || is_sending_ || holds_ != 0 || is_shutting_down_)
    return false;
  if (is_reading_) {
    // A read that has taken bytes from the socket must hand them over first; its handler comes back
    // here.
    error_code ignored;
    socket_.cancel(ignored);
    return false;
  }
  is_closed_ = true;
  slow_reader_.cancel();
  MovingConnection moving;
  moving.socket.family = family_;
  moving.identity = identity().shared_from_this();
  moving.presence = presence_;
  moving.unread = reader_.take_unread();
  moving.unsent = std::move(unsent_);
  moving.framing = reader_.framing();
  moving.is_input_ended = is_input_ended_;
  moving.session = bound_session();
  moving.binding_epoch = binding_epoch();
  dispatcher_.hand_over_client(*this);
  error_code error;
  moving.socket.descriptor = socket_.release(error);
  workers::Worker& target = dispatcher_.services().pool->owner_of(*bound_session());
  dispatcher_.context().counters().connections.fetch_sub(1, std::memory_order_relaxed);
  target.counters().connections.fetch_add(1, std::memory_order_relaxed);
  target.post([moving = std::move(moving)](workers::Context& there) mutable {
    Connection::start(rpc::Dispatcher::of(there), std::move(moving));
  });
  self_.reset();
  return true;
}

/// Its first bytes are an HTTP method, so that nothing was asked for before.
void Connection::become_http() {
  GOXEL_ASSERT(in_flight() == 0 && unsent_.empty() && !is_sending_ && !is_reading_);
  is_closed_ = true;
  MovingConnection moving;
  moving.identity = identity().shared_from_this();
  moving.unread = reader_.take_unread();
  moving.is_input_ended = is_input_ended_;
  dispatcher_.remove_client(*this);
  error_code error;
  moving.socket = {socket_.release(error), family_};
  self_.reset();
  HttpConnection::start(dispatcher_, std::move(moving));
}

}  // namespace goxel::net
