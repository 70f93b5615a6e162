#include "daemon/net/http_connection.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/access/peer_identity.hpp"
#include "daemon/net/websocket_connection.hpp"
#include "daemon/net/whole_message.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

namespace goxel::net {

using boost::system::error_code;

namespace {

/// How long a peer that was refused may go on sending, until it reads why.
constexpr std::chrono::milliseconds kLinger{5'000};

/// As one of no process: what comes by HTTP may come from a proxy, whose clients must not be taken
/// for each other.
std::shared_ptr<const rpc::Identity> identity_over_http(const rpc::Identity& of_connection) {
  auto identity = std::make_shared<rpc::Identity>(of_connection);
  identity->peer = nullptr;
  identity->presence = nullptr;
  return identity;
}

}  // namespace

void HttpConnection::start(rpc::Dispatcher& dispatcher, MovingConnection moving) {
  const auto connection = std::make_shared<HttpConnection>(dispatcher, std::move(moving));
  connection->self_ = connection;
  connection->go_on();
}

HttpConnection::HttpConnection(rpc::Dispatcher& dispatcher, MovingConnection moving)
    : rpc::Client(identity_over_http(*moving.identity)),
      dispatcher_(dispatcher),
      limits_(dispatcher.services().limits),
      own_identity_(identity().shared_from_this()),
      socket_(dispatcher.context().io()),
      family_(moving.socket.family),
      timer_(dispatcher.context().io()),
      reader_(limits_),
      is_input_ended_(moving.is_input_ended) {
  take_over(socket_, moving.socket);
  reader_.append(moving.unread);
  dispatcher_.add_client(*this);
}

HttpConnection::~HttpConnection() { GOXEL_ASSERT(state_ == State::Closed); }

/// A message gets one answer, which for a batch is its array.
void HttpConnection::enqueue(std::string& message) { answer_ = std::move(message); }

void HttpConnection::release(std::optional<workers::WorkerIndex>) {
  GOXEL_ASSERT(holds_ > 0);
  --holds_;
  flush();
}

/// Goes on later, for the same reason as Connection::flush().
void HttpConnection::flush() {
  if (is_handling_ || is_flush_posted_) return;
  is_flush_posted_ = true;
  boost::asio::post(dispatcher_.context().io(), [self = shared_from_this()] {
    self->is_flush_posted_ = false;
    self->go_on();
  });
}

/// The one place that decides what the connection does next.
void HttpConnection::go_on() {
  const auto alive = shared_from_this();  // closing lets go of self_
  while (step()) {
  }
  if (wants_bytes()) read();
  watch();
}

/// False when something has to happen outside first.
bool HttpConnection::step() {
  if (is_sending_ || state_ == State::Closed) return false;
  switch (state_) {
    case State::Reading:
      return take_next();
    case State::Answering:
      if (in_flight() != 0) return false;
      answer();
      return true;
    case State::Sending:
      finish_reply();
      return true;
    case State::Upgrading:
      become_websocket();
      return state_ == State::Sending;
    case State::Lingering:
    case State::Closed:
      break;
  }
  return false;
}

bool HttpConnection::take_next() {
  if (is_shutting_down_) {
    close();
    return false;
  }
  // While the service ends, what is held stays so, and the rest is told.
  if (holds_ > 0 && !dispatcher_.services().is_draining.load(std::memory_order_relaxed))
    return false;
  switch (reader_.next()) {
    case HttpReader::Event::Head:
      on_head();
      return true;
    case HttpReader::Event::Request:
      on_request();
      return true;
    case HttpReader::Event::Failed:
      refuse_for_good(reader_.failure().status, reader_.failure().what);
      return true;
    case HttpReader::Event::NeedMore:
      if (is_input_ended_) on_end_of_input();
      return state_ == State::Sending;
  }
  return false;
}

void HttpConnection::on_end_of_input() {
  if (reader_.is_idle()) return close();
  refuse_for_good(400, "the input ends within a request");
}

/// After it nothing of the connection can be understood, or nothing is worth waiting for.
void HttpConnection::refuse_for_good(int status, std::string_view why) {
  is_early_ = true;
  respond(http_refusal(status, why), true);
}

/// Who asks, by the header Authorization. Makes a refusal of the verdict if it has to.
void HttpConnection::take_identity() {
  const access::Policy* policy = dispatcher_.services().policy;
  auto known = access::identity_for_bearer(policy, *own_identity_, reader_.header("Authorization"));
  if (known && verdict_.page != nullptr && (*known)->role == access::Role::None)
    known = access::refusal(policy, access::Role::None, access::Role::Viewer, "this page");
  if (!known) {
    verdict_.kind = HttpVerdict::Kind::Refusal;
    verdict_.reply = http_refusal(401, known.error().message, "WWW-Authenticate: Bearer\r\n");
    return;
  }
  if (dispatcher_.services().project_lock != nullptr) {
    auto identity = std::make_shared<rpc::Identity>(**known);
    identity->presence = presence_ = std::make_shared<RequestPresence>();
    *known = std::move(identity);
  }
  set_identity(*std::move(known));
}

void HttpConnection::on_head() {
  using Kind = HttpVerdict::Kind;
  verdict_ = judge_head(reader_, dispatcher_.services());
  const bool is_open =
      verdict_.kind == Kind::Refusal || (verdict_.page != nullptr && verdict_.page->is_open);
  if (!is_open) take_identity();
  const auto named = reader_.header("Goxel-Session");
  named_session_ = named ? std::optional<std::string>(*named) : std::nullopt;
  if (verdict_.kind == Kind::WebSocket) {
    state_ = State::Upgrading;
  } else if (verdict_.kind == Kind::Call) {
    ask_for_body();
  } else if (reader_.has_body()) {
    is_early_ = true;  // rather than read what nobody wants
    on_request();
  }
}

/// The whole request is there, or nothing more of it is wanted.
void HttpConnection::on_request() {
  using Kind = HttpVerdict::Kind;
  if (verdict_.kind == Kind::Page) {
    respond(verdict_.page->answer(dispatcher_.services()), is_early_);
  } else if (verdict_.kind == Kind::Refusal) {
    respond(std::move(verdict_.reply), is_early_);
  } else if (dispatcher_.services().is_draining.load(std::memory_order_relaxed)) {
    respond(http_refusal(503, "the service ends", "Retry-After: 1\r\n"), true);
  } else {
    dispatch();
  }
}

/// For a client that waits before it sends a body.
void HttpConnection::ask_for_body() {
  if (!reader_.header("Expect") || !reader_.has_body() || reader_.buffered() > 0) return;
  if (!reader_.is_http_1_1()) return;
  head_ = "HTTP/1.1 100 Continue\r\n\r\n";
  body_.clear();
  sent_ = 0;
  send();
}

void HttpConnection::dispatch() {
  state_ = State::Answering;
  is_handling_ = true;
  const std::string body = reader_.take_body();
  rpc::JsonParser parser(static_cast<std::size_t>(limits_.nesting));
  const auto text = parse_whole_message(parser, body);
  if (text) {
    dispatcher_.handle_message(*this, parser.root(), *text);
  } else {
    dispatcher_.answer_malformed(*this, text.error());
  }
  is_handling_ = false;
}

void HttpConnection::answer() {
  if (answer_.empty()) return respond({204}, false);
  respond({200, "application/json", std::exchange(answer_, {})}, false);
}

void HttpConnection::respond(HttpReply reply, bool is_last) {
  GOXEL_ASSERT(!is_sending_);
  const bool is_draining = dispatcher_.services().is_draining.load(std::memory_order_relaxed);
  is_last_ = is_last || is_draining || !reader_.keeps_alive();
  HttpFollowUp follow_up = HttpFollowUp::Close;
  if (!is_last_) {
    follow_up = reader_.is_http_1_1() ? HttpFollowUp::KeepAlive : HttpFollowUp::KeepAliveOld;
  }
  reply.headers += verdict_.cors;
  head_ = http_head(reply, follow_up, dispatcher_.context().clock().unix_seconds());
  body_ = reader_.method() == "HEAD" ? std::string() : std::move(reply.body);
  sent_ = 0;
  state_ = State::Sending;
  send();
}

/// Writes as far as the socket takes it; the rest follows when it takes more.
void HttpConnection::send() {
  is_sending_ = false;
  while (sent_ < head_.size() + body_.size()) {
    const std::size_t of_head = std::min(sent_, head_.size());
    const std::size_t of_body = sent_ - of_head;
    const std::array rest = {
        boost::asio::const_buffer(head_.data() + of_head, head_.size() - of_head),
        boost::asio::const_buffer(body_.data() + of_body, body_.size() - of_body)};
    error_code error;
    sent_ += socket_.write_some(rest, error);
    if (error == boost::asio::error::would_block) {
      is_sending_ = true;
      return socket_.async_wait(
          Socket::wait_write,
          [self = shared_from_this()](const error_code& failed) { self->on_writable(failed); });
    }
    if (error) return close();
  }
}

void HttpConnection::on_writable(const error_code& error) {
  is_sending_ = false;
  if (state_ == State::Closed) return;
  if (error) return close();
  ++progress_;
  send();
  go_on();
}

void HttpConnection::finish_reply() {
  std::string().swap(body_);
  verdict_ = {};
  named_session_.reset();
  presence_.reset();
  ++progress_;
  state_ = State::Reading;
  if (!is_last_) return;
  if (is_input_ended_ || (!is_early_ && reader_.buffered() == 0)) return close();
  // Closed with bytes unread, the system would let the peer lose what was sent.
  error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  reader_.discard();
  state_ = State::Lingering;
}

/// Once no read is under way: its bytes would be lost.
void HttpConnection::become_websocket() {
  if (is_shutting_down_) return close();
  if (reader_.buffered() > 0)
    return refuse_for_good(400, "a WebSocket's first frame comes after the answer to its upgrade");
  if (is_reading_) {
    error_code ignored;
    socket_.cancel(ignored);
    return;
  }
  MovingConnection moving;
  moving.socket.family = family_;
  moving.identity = identity().shared_from_this();
  moving.unread = reader_.head_text();
  error_code error;
  moving.socket.descriptor = socket_.release(error);
  state_ = State::Closed;
  timer_.cancel();
  dispatcher_.remove_client(*this);
  self_.reset();
  start_websocket(dispatcher_, std::move(moving));
}

bool HttpConnection::wants_bytes() const {
  if (is_reading_ || is_input_ended_) return false;
  if (state_ == State::Lingering) return true;
  // Also while a request is answered, to learn of a peer that goes away.
  return state_ != State::Closed && state_ != State::Upgrading && !is_shutting_down_ &&
         reader_.buffered() < kReadSize;
}

void HttpConnection::read() {
  is_reading_ = true;
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const error_code& error) {
    self->on_readable(error);
  });
}

/// Reads only now: meanwhile the reader was free to go on with what it has.
void HttpConnection::on_readable(error_code error) {
  is_reading_ = false;
  if (state_ == State::Closed) return;
  const auto begun = std::chrono::steady_clock::now();
  std::size_t size = 0;
  if (!error) {
    const auto room = reader_.prepare(kReadSize);
    size = socket_.read_some(boost::asio::buffer(room.data(), room.size()), error);
  }
  if (error == boost::asio::error::operation_aborted || error == boost::asio::error::would_block) {
    // become_websocket() wants the socket for itself, or there was nothing after all.
  } else if (error == boost::asio::error::eof) {
    is_input_ended_ = true;
    if (state_ == State::Lingering || has_hung_up()) return close();
  } else if (error) {
    return close();
  } else if (state_ != State::Lingering) {
    if (reader_.is_in_body()) ++progress_;
    reader_.commit(size);
  }
  go_on();
  const auto busy = std::chrono::steady_clock::now() - begun;
  dispatcher_.context().counters().busy_ns.fetch_add(static_cast<std::uint64_t>(busy.count()),
                                                     std::memory_order_relaxed);
}

/// Whether nobody is there to read an answer. Only Unix sockets tell that from a half-close.
bool HttpConnection::has_hung_up() {
  pollfd socket{socket_.native_handle(), 0, 0};
  return family_ == AF_UNIX && poll(&socket, 1, 0) == 1 && (socket.revents & POLLHUP) != 0;
}

HttpConnection::Wait HttpConnection::wait_now() const {
  if (state_ == State::Closed) return Wait::Nothing;
  if (is_sending_) return Wait::Reader;
  if (state_ == State::Lingering) return Wait::Farewell;
  if (state_ != State::Reading || holds_ > 0) return Wait::Nothing;
  if (reader_.is_idle()) return Wait::NextRequest;
  return reader_.is_in_body() ? Wait::Body : Wait::Head;
}

/// Sets the timer for what is waited for now, unless it is set already.
void HttpConnection::watch() {
  const Wait wait = wait_now();
  if (wait == wait_ && progress_ == watched_progress_) return;
  wait_ = wait;
  watched_progress_ = progress_;
  ++timer_number_;
  std::chrono::milliseconds patience{0};
  switch (wait) {
    case Wait::Nothing:
      timer_.cancel();
      return;
    case Wait::NextRequest:
      patience = std::chrono::milliseconds(limits_.http_idle_timeout_ms);
      break;
    case Wait::Head:
      patience = std::chrono::milliseconds(limits_.http_header_timeout_ms);
      break;
    case Wait::Body:
      patience = std::chrono::milliseconds(limits_.http_body_timeout_ms);
      break;
    case Wait::Reader:
      patience = std::chrono::milliseconds(limits_.slow_reader_timeout_ms);
      break;
    case Wait::Farewell:
      patience = kLinger;
      break;
  }
  timer_.expires_after(is_shutting_down_ ? std::min(patience, kFarewell) : patience);
  timer_.async_wait(
      [self = shared_from_this(), number = timer_number_](const error_code& cancelled) {
        if (!cancelled && number == self->timer_number_) self->on_timeout();
      });
}

void HttpConnection::on_timeout() {
  if (wait_ != Wait::Head && wait_ != Wait::Body) return close();
  refuse_for_good(408, wait_ == Wait::Head ? "the head of the request took too long"
                                           : "the body of the request does not come");
  go_on();
}

void HttpConnection::shut_down() {
  const auto alive = shared_from_this();
  is_shutting_down_ = true;
  ++progress_;  // what is waited for has less time now
  if (state_ == State::Answering && in_flight() != 0)
    respond(http_refusal(503, "the service ends"), true);
  go_on();
}

void HttpConnection::close() {
  if (state_ == State::Closed) return;
  state_ = State::Closed;
  if (presence_ != nullptr) presence_->leave();
  dispatcher_.remove_client(*this);
  dispatcher_.context().counters().connections.fetch_sub(1, std::memory_order_relaxed);
  error_code ignored;
  socket_.close(ignored);
  timer_.cancel();
  self_.reset();
}

}  // namespace goxel::net
