#pragma once

#include "core/base/bytes.hpp"

#include <algorithm>
#include <charconv>
#include <concepts>

namespace goxel {

/// A text that grows quickly: room for a line is made once, and its parts are written without
/// further checks. Owned by one writer.
class TextBuffer {
 public:
  /// Where at least `size_bytes` bytes may be written; valid until the next call.
  char* room(std::size_t size_bytes) {
    if (bytes_.size() - size_ < size_bytes) {
      bytes_.resize(std::max(2 * bytes_.size(), size_ + size_bytes));
    }
    return reinterpret_cast<char*>(bytes_.data()) + size_;
  }
  /// Keeps what was written into the room up to `end`.
  void commit(const char* end) {
    size_ = static_cast<std::size_t>(end - reinterpret_cast<const char*>(bytes_.data()));
  }
  void add(std::string_view text) {
    commit(std::copy(text.begin(), text.end(), room(text.size())));
  }

  std::size_t size() const { return size_; }
  Bytes take() {
    bytes_.resize(size_);
    size_ = 0;
    return std::move(bytes_);
  }

 private:
  Bytes bytes_;  ///< longer than what is written
  std::size_t size_ = 0;
};

/// The most characters that a whole number of 64 bits takes.
inline constexpr std::size_t kNumberText = 20;

/// Writes a whole number where there is room for kNumberText characters, and gives its end.
template <std::integral T>
char* put_number(char* out, T number) {
  return std::to_chars(out, out + kNumberText, number).ptr;
}

}  // namespace goxel
