#include "daemon/net/http_reader.hpp"

#include "core/base/ascii.hpp"
#include "core/base/assert.hpp"
#include "core/base/str_cat.hpp"
#include "daemon/net/whole_message.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/optional/optional.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

namespace goxel::net {

namespace http = boost::beast::http;

class HttpReader::Impl {
 public:
  /// A body as text that grows as it comes, whatever length its head has told.
  struct GrowingBody {
    using value_type = std::string;

    class reader {
     public:
      template <bool kIsRequest, class Fields>
      reader(http::header<kIsRequest, Fields>&, std::string& body) : body_(body) {}

      void init(const boost::optional<std::uint64_t>&, boost::system::error_code& error) {
        error = {};
      }
      std::size_t put(const boost::asio::const_buffer& bytes, boost::system::error_code& error) {
        error = {};
        body_.append(static_cast<const char*>(bytes.data()), bytes.size());
        return bytes.size();
      }
      void finish(boost::system::error_code& error) { error = {}; }

     private:
      std::string& body_;
    };
  };

  explicit Impl(const Limits& limits)
      : max_head_(static_cast<std::size_t>(limits.http_header_bytes)),
        max_body_(message_limit(limits)) {}

  Event next();

  const http::request<GrowingBody>& request() const { return parser_->get(); }
  std::string_view bytes() const {
    return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
  }

  boost::beast::flat_buffer buffer_;  ///< what is not parsed; until next(), the head too
  std::optional<http::request_parser<GrowingBody>> parser_;
  Failure failure_;
  std::size_t head_size_ = 0;  ///< of the head that is still in buffer_, as far as it is parsed
  enum class State { Start, Head, Body, Failed } state_ = State::Start;

 private:
  Event start();
  Event read_head();
  Event read_body();
  std::size_t put(std::string_view bytes, boost::system::error_code& error) {
    return parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  }
  Event fail(int status, std::string what);
  Event fail(const boost::system::error_code& error);
  bool has_plain_framing();

  const std::size_t max_head_;
  const std::size_t max_body_;
};

HttpReader::Event HttpReader::Impl::next() {
  switch (state_) {
    case State::Start:
      return start();
    case State::Head:
      return read_head();
    case State::Body:
      return read_body();
    case State::Failed:
      break;
  }
  return Event::NeedMore;
}

/// Empty lines before a request are passed over, as RFC 9112, 2.2 asks.
HttpReader::Event HttpReader::Impl::start() {
  const std::string_view unread = bytes();
  buffer_.consume(std::min(unread.find_first_not_of("\r\n"), unread.size()));
  if (buffer_.size() == 0) return Event::NeedMore;
  parser_.emplace();
  parser_->body_limit(max_body_);
  // Counted here: the parser's own limit is for what it gets at once.
  parser_->header_limit(std::numeric_limits<std::uint32_t>::max());
  head_size_ = 0;
  state_ = State::Head;
  return read_head();
}

HttpReader::Event HttpReader::Impl::read_head() {
  const std::string_view window = bytes().substr(0, max_head_);
  boost::system::error_code error;
  head_size_ += put(window.substr(head_size_), error);
  if (error == http::error::need_more) {
    if (window.size() < max_head_) return Event::NeedMore;
    return fail(431, str_cat("the head of a request is larger than ", max_head_,
                             " bytes (limit http_header_bytes)"));
  }
  if (error) return fail(error);
  if (!has_plain_framing()) return Event::Failed;
  state_ = State::Body;
  return Event::Head;
}

/// A transfer encoding that is not understood leaves open where the request ends.
bool HttpReader::Impl::has_plain_framing() {
  const auto count = request().count(http::field::transfer_encoding);
  if (count == 0) return true;
  const std::string_view encoding = request()[http::field::transfer_encoding];
  if (count == 1 && equal_ignoring_case(encoding, "chunked") && request().version() >= 11)
    return true;
  (void)fail(501, "the only transfer encoding that is understood is chunked, in HTTP/1.1");
  return false;
}

HttpReader::Event HttpReader::Impl::read_body() {
  buffer_.consume(std::exchange(head_size_, 0));
  // The parser goes on with a last chunk that came in pieces only when it has all of the least.
  constexpr std::string_view kLastChunk = "0\r\n\r\n";
  const bool may_be_cut =
      parser_->chunked() && bytes().starts_with('0') && buffer_.size() < kLastChunk.size();
  if (!parser_->is_done() && !may_be_cut && buffer_.size() > 0) {
    parser_->eager(true);
    boost::system::error_code error;
    buffer_.consume(put(bytes(), error));
    if (error && error != http::error::need_more) return fail(error);
  }
  if (parser_->is_done()) {
    state_ = State::Start;
    return Event::Request;
  }
  // What is left is one line of chunked framing, or its trailer.
  if (buffer_.size() > max_head_) {
    return fail(431, str_cat("a chunk's extension, or the trailer, is larger than ", max_head_,
                             " bytes (limit http_header_bytes)"));
  }
  return Event::NeedMore;
}

HttpReader::Event HttpReader::Impl::fail(int status, std::string what) {
  state_ = State::Failed;
  failure_ = {status, std::move(what)};
  return Event::Failed;
}

HttpReader::Event HttpReader::Impl::fail(const boost::system::error_code& error) {
  if (error == http::error::body_limit) {
    return fail(413,
                str_cat("the body is larger than ", max_body_, " bytes (limit message_bytes)"));
  }
  // The parser calls a line that ends in LF alone a bad version too.
  const std::string_view line = bytes().substr(0, bytes().find_first_of("\r\n"));
  const bool is_known = line.ends_with("HTTP/1.1") || line.ends_with("HTTP/1.0");
  if (error == http::error::bad_version && !is_known)
    return fail(505, "only HTTP/1.1 and HTTP/1.0 are spoken");
  return fail(400, str_cat("this is no HTTP request: ", error.message()));
}

HttpReader::HttpReader(const Limits& limits) : impl_(std::make_unique<Impl>(limits)) {}

HttpReader::~HttpReader() = default;

std::span<char> HttpReader::prepare(std::size_t size) {
  const auto room = impl_->buffer_.prepare(size);
  return {static_cast<char*>(room.data()), room.size()};
}

void HttpReader::commit(std::size_t size) { impl_->buffer_.commit(size); }

void HttpReader::append(std::string_view bytes) {
  if (bytes.empty()) return;
  std::memcpy(prepare(bytes.size()).data(), bytes.data(), bytes.size());
  commit(bytes.size());
}

HttpReader::Event HttpReader::next() { return impl_->next(); }

std::string_view HttpReader::method() const {
  if (!impl_->parser_) return {};
  return impl_->request().method_string();
}

std::string_view HttpReader::target() const { return impl_->request().target(); }

bool HttpReader::is_http_1_1() const { return impl_->request().version() >= 11; }

bool HttpReader::keeps_alive() const { return impl_->parser_->keep_alive(); }

/// One of length 0 is none.
bool HttpReader::has_body() const {
  const auto length = impl_->parser_->content_length();
  return impl_->parser_->chunked() || (length && *length > 0);
}

std::optional<std::string_view> HttpReader::header(std::string_view name) const {
  const auto found = impl_->request().find(name);
  if (found == impl_->request().end()) return std::nullopt;
  return std::string_view(found->value());
}

std::size_t HttpReader::header_count(std::string_view name) const {
  return impl_->request().count(name);
}

bool HttpReader::header_lists(std::string_view name, std::string_view word) const {
  const auto [begin, end] = impl_->request().equal_range(name);
  return std::any_of(begin, end, [word](const auto& field) {
    return http::token_list(field.value()).exists(word);
  });
}

bool HttpReader::is_websocket_upgrade() const {
  return is_http_1_1() && method() == "GET" && header_lists("Connection", "upgrade") &&
         header_lists("Upgrade", "websocket");
}

std::string_view HttpReader::head_text() const {
  return impl_->bytes().substr(0, impl_->head_size_);
}

std::string HttpReader::take_body() { return std::move(impl_->parser_->get().body()); }

const HttpReader::Failure& HttpReader::failure() const { return impl_->failure_; }

bool HttpReader::is_idle() const {
  return impl_->state_ == Impl::State::Start && impl_->buffer_.size() == 0;
}

bool HttpReader::is_in_body() const { return impl_->state_ == Impl::State::Body; }

std::size_t HttpReader::buffered() const { return impl_->buffer_.size() - impl_->head_size_; }

void HttpReader::discard() {
  impl_->head_size_ = 0;
  impl_->buffer_.clear();
}

}  // namespace goxel::net
