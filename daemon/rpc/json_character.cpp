#include "daemon/rpc/json_character.hpp"

#include "core/base/assert.hpp"

#include <algorithm>

namespace goxel::rpc {

namespace {

constexpr std::size_t kOneEscape = 6;  // \uXXXX
constexpr std::size_t kTwoEscapes = 12;

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

unsigned long hex_value(const char* digits) {
  unsigned long value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = digits[i];
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    value = value << 4 | static_cast<unsigned long>(digit);
  }
  return value;
}

bool is_high_surrogate(unsigned long unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(unsigned long unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// What stands for `c` after a backslash; 0 when nothing does.
char short_escape(char c) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const std::size_t at = kNames.find(c);
  return at == std::string_view::npos ? '\0' : kMeanings[at];
}

/// Bytes of the UTF-8 sequence that `lead` begins; 0 when none does (Unicode table 3-7).
std::size_t sequence_size(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/// Whether `second` may follow `lead`: neither overlong, nor a surrogate, nor beyond U+10FFFF.
bool is_second_byte(unsigned char lead, unsigned char second) {
  const unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return second >= least && second <= most;
}

}  // namespace

JsonCharacter::Step JsonCharacter::take(char c) {
  GOXEL_ASSERT(size_ < source_.size());
  GOXEL_ASSERT(decoded_size_ == 0);
  if (size_ == 0 && c == '\\') return push(c, kOneEscape);
  return size_ > 0 && is_escape() ? take_escaped(c) : take_utf8(c);
}

JsonCharacter::Step JsonCharacter::take_escaped(char c) {
  if (size_ == 1) {
    if (c == 'u') return push(c, kOneEscape);
    const char meaning = short_escape(c);
    if (meaning == '\0') return Step::Wrong;
    decoded_[decoded_size_++] = meaning;
    return Step::Complete;
  }
  if (size_ == kOneEscape || size_ == kOneEscape + 1) {
    const char wanted = size_ == kOneEscape ? '\\' : 'u';
    return c == wanted ? push(c, kTwoEscapes) : Step::Wrong;
  }
  if (!is_hex_digit(c)) return Step::Wrong;
  if (size_ + 1 != kOneEscape && size_ + 1 != kTwoEscapes) return push(c, kTwoEscapes);
  source_[size_] = c;  // the last digit, which decides
  const unsigned long first = hex_value(source_.data() + 2);
  if (size_ + 1 == kOneEscape) {
    if (is_low_surrogate(first)) return Step::Wrong;
    ++size_;
    if (is_high_surrogate(first)) return Step::More;
    decode_unicode(first);
    return Step::Complete;
  }
  const unsigned long second = hex_value(source_.data() + kOneEscape + 2);
  if (!is_low_surrogate(second)) return Step::Wrong;
  ++size_;
  decode_unicode(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
  return Step::Complete;
}

JsonCharacter::Step JsonCharacter::take_utf8(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const auto lead = size_ == 0 ? byte : static_cast<unsigned char>(source_[0]);
  const std::size_t whole_size = sequence_size(lead);
  if (whole_size == 0) return Step::Wrong;
  if (size_ == 1 && !is_second_byte(lead, byte)) return Step::Wrong;
  if (size_ > 1 && (byte & 0xC0) != 0x80) return Step::Wrong;
  const Step step = push(c, whole_size);
  if (step == Step::Complete) {
    std::copy_n(source_.begin(), size_, decoded_.begin());
    decoded_size_ = size_;
  }
  return step;
}

JsonCharacter::Step JsonCharacter::push(char c, std::size_t whole_size) {
  source_[size_++] = c;
  return size_ == whole_size ? Step::Complete : Step::More;
}

void JsonCharacter::decode_unicode(unsigned long code_point) {
  const auto put = [this](unsigned long byte) {
    decoded_[decoded_size_++] = static_cast<char>(static_cast<unsigned char>(byte));
  };
  const auto put_rest = [&](int shift) { put(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) return put(code_point);
  if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put_rest(6);
  } else {
    put(0xF0 | code_point >> 18);
    put_rest(12);
    put_rest(6);
  }
  put_rest(0);
}

}  // namespace goxel::rpc
