#pragma once

#include "core/base/error.hpp"
#include "core/base/limits.hpp"
#include "daemon/net/text_skipper.hpp"
#include "daemon/rpc/json_parser.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
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
/// read. A large message gets the room that the last large one took, and need not grow to it again.
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

  /// Room for at least `size` bytes to read into; forgets view() and raw(). The next call that is
  /// not const must be commit(): others may move the room.
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
  std::string_view unread() const { return bytes(begin_, end_); }
  /// The same, taken out: for handing a connection over between two messages.
  std::string take_unread();

 private:
  std::string_view bytes(std::size_t begin, std::size_t end) const {
    return {buffer_.get() + begin, end - begin};
  }

  /// What is passed over before anything is read again.
  enum class Skip : std::uint8_t {
    Nothing,
    Line,   ///< to the next newline: after a syntax error
    Text,   ///< to the end of a JSON text that is too large
    Bytes,  ///< a body that is too large
    Block,  ///< to the next Content-Length: after a bad header block
  };

  bool decide_framing(Event& event);
  Event next_stream();
  Event next_with_header();
  bool read_header(Event& event);
  Event read_body();
  bool finish_skipping();
  void skip_line();
  void skip_text();
  void skip_bytes();
  void skip_block();
  void skip_white_space();
  Event deliver(std::string_view text, std::size_t end);
  Event fail(Error error, std::size_t end, Skip skip);
  Event fail_too_large();
  std::size_t parse_failure_offset() const;
  std::size_t grown_capacity(std::size_t used, std::size_t size) const;
  void reallocate(std::size_t capacity);
  void forget_message();

  std::size_t max_message_;
  std::size_t max_header_;
  rpc::JsonParser parser_;

  // Bytes come in at end_ and leave at begin_: 0 <= begin_ <= parsed_ <= end_ <= capacity_.
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;   ///< first byte not consumed; a message under way starts here
  std::size_t parsed_ = 0;  ///< stream: the parser has seen the bytes up to here
  std::size_t end_ = 0;
  std::size_t large_size_ = 0;  ///< of the last message that was too large for a kept buffer

  Framing framing_;
  bool may_have_bom_;
  bool is_ended_ = false;
  bool is_parser_used_ = false;  ///< it holds a text that is done with

  Skip skip_ = Skip::Nothing;
  TextSkipper text_skipper_;    ///< for Skip::Text
  std::size_t skip_bytes_ = 0;  ///< for Skip::Bytes: how many are left

  std::optional<std::size_t> body_size_;  ///< once the header block is read
  std::string_view raw_;
  Error error_;
};

}  // namespace goxel::net
