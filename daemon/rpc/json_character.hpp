#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace goxel::rpc {

/// One character of a JSON string that is more than one byte of the source: an escape, a surrogate
/// pair of two escapes, or a UTF-8 sequence. Takes its bytes one by one, so that they may come in
/// pieces. Plain data.
class JsonCharacter {
 public:
  enum class Step { More, Complete, Wrong };

  /// Whether a character that begins with `c` is one of these: a backslash, or no ASCII.
  static bool begins_with(char c) { return c == '\\' || static_cast<unsigned char>(c) >= 0x80; }

  /// The next byte of the source. Wrong: it cannot follow; the character is then unchanged.
  Step take(char c);
  /// After Complete: the character as UTF-8, 1 to 4 bytes.
  std::string_view utf8() const { return {decoded_.data(), decoded_size_}; }
  /// Whether the source spells it with a backslash.
  bool is_escape() const { return source_[0] == '\\'; }
  bool is_empty() const { return size_ == 0; }
  void clear() { size_ = decoded_size_ = 0; }

 private:
  Step take_escaped(char c);
  Step take_utf8(char c);
  Step push(char c, std::size_t whole_size);
  void decode_unicode(unsigned long code_point);

  std::array<char, 12> source_{};  ///< the longest is \ud83d\ude00
  std::array<char, 4> decoded_{};
  std::size_t size_ = 0;
  std::size_t decoded_size_ = 0;
};

}  // namespace goxel::rpc
