#pragma once

#include "core/base/limits.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace goxel::net {

/// Finds the HTTP/1.1 requests in what a connection sends, however it is cut into reads: first the
/// head of each, so that it can be refused before its body comes, then the whole.
///
/// A head has at most Limits::http_header_bytes, whatever its lines, and a body at most
/// message_limit(). Anything that two readers could understand differently is refused: a length
/// given twice, or beside a transfer encoding, or an encoding other than chunked. Owned by one
/// connection on one thread.
class HttpReader {
 public:
  enum class Event {
    NeedMore,  ///< everything is looked at: read more
    Head,      ///< of a request: what it says is there until the next Head
    Request,   ///< its body is complete too
    Failed,    ///< failure() is to be answered, and nothing follows
  };
  /// What is wrong, as an HTTP status and a sentence.
  struct Failure {
    int status = 400;
    std::string what;
  };

  explicit HttpReader(const Limits& limits);
  ~HttpReader();
  HttpReader(const HttpReader&) = delete;
  HttpReader& operator=(const HttpReader&) = delete;

  /// Room for at least `size` bytes to read into. Follow it with commit().
  std::span<char> prepare(std::size_t size);
  /// Takes the first `size` bytes of what prepare() gave.
  void commit(std::size_t size);
  /// prepare() and commit() for bytes that are elsewhere.
  void append(std::string_view bytes);

  Event next();

  // From Head to the next one. The method may be asked for at any time, and is empty before.
  std::string_view method() const;
  std::string_view target() const;
  bool is_http_1_1() const;
  /// Whether the connection goes on after this request.
  bool keeps_alive() const;
  bool has_body() const;
  /// The first header of that name, in any case.
  std::optional<std::string_view> header(std::string_view name) const;
  std::size_t header_count(std::string_view name) const;
  /// Whether it asks for a WebSocket in the form of RFC 6455.
  bool is_websocket_upgrade() const;
  /// Whether a header that is a list of words holds `word`, in any case.
  bool header_lists(std::string_view name, std::string_view word) const;
  /// The head's own bytes, blank line included. Until the next next().
  std::string_view head_text() const;

  /// After Request, once.
  std::string take_body();
  /// After Failed.
  const Failure& failure() const;

  /// Nothing of a request has come since the last one.
  bool is_idle() const;
  /// Between Head and Request.
  bool is_in_body() const;
  /// Bytes that are not part of a request looked at so far.
  std::size_t buffered() const;
  /// Forgets everything that has come.
  void discard();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace goxel::net
