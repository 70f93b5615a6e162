#pragma once

#include "core/base/result.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace goxel::bench {

/// Cuts what a stream socket brings into lines. Owned by one thread.
class LineReader {
 public:
  LineReader();

  /// Reads once, as much as there is room for; false when nothing is there yet. Fails at the end
  /// of the stream, and on a line longer than 16 MiB. Invalidates earlier lines.
  Result<bool> read_from(int fd);
  /// The next complete line without its newline; nothing when the rest is unfinished.
  std::optional<std::string_view> next_line();
  /// Every complete line at once, newlines included; may be empty.
  std::string_view take_lines();

 private:
  void make_room();

  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// Bytes on their way into a non-blocking socket. Owned by one thread.
class SendBuffer {
 public:
  void append(std::string_view bytes) { bytes_.append(bytes); }
  bool is_empty() const { return bytes_.empty(); }
  /// Sends what the socket takes now; the rest stays for the next call.
  Result<void> send_to(int fd);

 private:
  std::string bytes_;
  std::size_t sent_ = 0;
};

}  // namespace goxel::bench
