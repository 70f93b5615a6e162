#pragma once

#include "core/base/error.hpp"
#include "core/base/limits.hpp"
#include "daemon/rpc/json_parser.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace goxel::net {

/// How a connection's messages are told apart.
enum class Framing : std::uint8_t {
  Undecided,      ///< nothing but white space has come yet
  Stream,         ///< a message ends where its JSON text ends
  ContentLength,  ///< LSP base protocol: headers, blank line, body; answers go out the same way
};

/// Finds the JSON messages in what a connection sends, however it is cut into reads.
///
/// Stream: newline-delimited, pretty-printed or back to back. After a syntax error, or nesting that
/// is too deep, the rest of the line is skipped; a message that is too large is reported when it
/// passes the limit, then skipped to its end without being stored. Each stretch that is skipped is
/// reported once. A first line `Content-Length:` switches to LSP framing for good, where errors
/// skip by length.
///
/// Owned by one connection on one thread; may be moved. Holds at most Limits::message_bytes and one
/// read.
class MessageReader {
 public:
  enum class Event {
    NeedMore,  ///< everything is looked at: read more
    Message,   ///< view() and raw() hold one
    Failed,    ///< error() is to be answered with id null; go on with next()
    Http,      ///< the connection starts with an HTTP method; unread() holds every byte of it
  };

  /// `framing`: what an earlier reader of the same connection had found out.
  explicit MessageReader(const Limits& limits, Framing framing = Framing::Undecided);

  /// Room for at least `size` bytes to read into; forgets view() and raw(). Follow it with
  /// commit().
  std::span<char> prepare(std::size_t size);
  /// Takes the first `size` bytes of what prepare() gave.
  void commit(std::size_t size);
  /// prepare() and commit() for bytes that are elsewhere.
  void append(std::string_view bytes);
  /// The client will send no more. next() then completes or fails what is unfinished, and ends with
  /// NeedMore.
  void end_of_input() { is_ended_ = true; }

  Event next();

  /// After Message: the top-level value, of any kind. Valid until the next call that is not const.
  rpc::JsonView view() const { return parser_.root(); }
  /// After Message: its exact bytes, without white space around. Valid as long as view().
  std::string_view raw() const { return raw_; }
  /// After Failed: a ParseError.
  const Error& error() const { return error_; }

  Framing framing() const { return framing_; }
  bool is_content_length() const { return framing_ == Framing::ContentLength; }
  /// Bytes that no event has consumed yet, an unfinished message included.
  std::string_view unread() const { return {buffer_.get() + begin_, end_ - begin_}; }
  /// The same, taken out: for handing a connection over between two messages.
  std::string take_unread();
  /// Frees the buffer when it holds nothing: for a connection that waits.
  void release_idle_memory();

 private:
  enum class Skip : std::uint8_t { Nothing, Line, Text, Bytes, HeaderBlock };
  enum class Look : std::uint8_t { Decided, NeedMore, IsHttp };

  Look decide_framing();
  Event next_stream();
  Event next_body();
  bool read_header(Event& event);
  bool parse_header_block(std::string_view block);
  bool skip_on();
  bool skip_line();
  bool skip_text();
  bool skip_bytes();
  bool skip_header_block();
  Event feed_parser(std::size_t allowed);
  Event deliver(std::size_t end);
  Event fail(Error error, Skip skip);
  Event fail_too_large(std::int64_t size);
  void consume(std::size_t size);
  void restart_message();
  std::size_t unread_size() const { return end_ - begin_; }

  std::size_t max_message_;
  std::size_t max_header_;
  rpc::JsonParser parser_;

  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;   ///< first byte not consumed; a message under way starts here
  std::size_t parsed_ = 0;  ///< up to here the parser has seen it; begin_ <= parsed_ <= end_
  std::size_t end_ = 0;

  Framing framing_;
  bool is_at_start_ = true;  ///< no byte but a BOM has been consumed
  bool is_ended_ = false;
  bool is_parser_dirty_ = false;  ///< the parser holds a text that is done with

  Skip skip_ = Skip::Nothing;
  std::size_t skip_depth_ = 0;  ///< Skip::Text: brackets open
  bool skip_in_string_ = false;
  bool skip_after_backslash_ = false;
  std::size_t skip_size_ = 0;  ///< Skip::Bytes: bytes left; Skip::HeaderBlock: line length so far

  bool has_header_ = false;  ///< ContentLength: the header block is read
  std::size_t body_size_ = 0;
  std::string_view raw_;
  Error error_;
};

}  // namespace goxel::net
