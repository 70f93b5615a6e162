#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace goxel::rpc {

// Looking at eight characters of a JSON text at a time.

/// Whether a string's character stands for itself: ASCII, no quote, backslash or control character.
inline bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

/// The first character from `at` on that is not plain, or where fewer than eight are left before
/// `end`. Eight at a time: the lowest byte of `suspects` whose top bit is set is where the first
/// character is that is not plain (Hacker's Delight, 6-1).
inline const char* skip_plain_words(const char* at, const char* end) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kTops = 0x80 * kOnes;
  for (; end - at >= 8; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    const std::uint64_t quotes = (word ^ '"' * kOnes) - kOnes;
    const std::uint64_t backslashes = (word ^ '\\' * kOnes) - kOnes;
    const std::uint64_t controls = word - 0x20 * kOnes;
    const std::uint64_t suspects = (quotes | backslashes | controls | word) & kTops;
    if (suspects != 0) return at + std::countr_zero(suspects) / 8;
  }
  return at;
}

/// Passes over plain characters by blocks of 64: `end`, or less than 64 characters before it or
/// before one that is not plain. For what is long.
const char* skip_plain_blocks(const char* at, const char* end);

/// The first character from `at` on that is not plain; `end` when all are. Strings are mostly
/// short: whole blocks are tried after the first.
inline const char* skip_plain(const char* at, const char* end) {
  constexpr std::ptrdiff_t kShort = 64;
  const char* const first_end = end - at > 2 * kShort ? at + kShort : end;
  at = skip_plain_words(at, first_end);
  if (at == first_end && at != end) at = skip_plain_words(skip_plain_blocks(at, end), end);
  while (at < end && is_plain(*at)) ++at;
  return at;
}

/// How many of the first eight characters are digits before another comes; 8 when all are.
inline std::size_t count_digits(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  word ^= 0x3030303030303030;  // digits become 0 to 9, and 9 + 0x76 is the last below 0x80
  const std::uint64_t others = ((word + 0x7676767676767676) | word) & 0x8080808080808080;
  return static_cast<std::size_t>(std::countr_zero(others)) / 8;
}

}  // namespace goxel::rpc
