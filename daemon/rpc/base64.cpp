#include "daemon/rpc/base64.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace goxel::rpc {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t kInvalid = 0xFF000000;

/// For each place in a group of four, a character's six bits where they belong in the 24; kInvalid
/// for other bytes. Four tables, so that the inner loop only looks up and joins.
constexpr auto kTables = [] {
  std::array<std::array<std::uint32_t, 256>, 4> tables{};
  for (std::size_t place = 0; place < 4; ++place) {
    for (std::uint32_t& entry : tables[place]) entry = kInvalid;
    for (std::uint32_t i = 0; i < 64; ++i) {
      tables[place][static_cast<unsigned char>(kAlphabet[i])] = i << (18 - 6 * place);
    }
  }
  return tables;
}();

/// Two characters for each twelve bits.
constexpr auto kPairs = [] {
  std::array<std::array<char, 2>, 4096> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kAlphabet[i >> 6], kAlphabet[i & 63]};
  return pairs;
}();

std::uint32_t bits(std::string_view text, std::size_t at, std::size_t place) {
  return kTables[place][static_cast<unsigned char>(text[at + place])];
}

/// 24 bits of the group at `at`; kInvalid bits are set when a character is not of the alphabet.
std::uint32_t group(std::string_view text, std::size_t at) {
  return bits(text, at, 0) | bits(text, at, 1) | bits(text, at, 2) | bits(text, at, 3);
}

std::size_t padding(std::string_view text) {
  if (text.empty() || text.back() != '=') return 0;
  return text[text.size() - 2] == '=' ? 2 : 1;
}

/// Where in the first `size` characters the first foreign one is.
Base64Error foreign_character(std::string_view text, std::size_t size) {
  std::size_t at = 0;
  while (at < size && kTables[0][static_cast<unsigned char>(text[at])] != kInvalid) ++at;
  return {at, "is not a base64 character"};
}

/// Decodes the whole groups into `out`; false when a character is foreign.
bool decode_groups(std::string_view text, std::uint8_t* out) {
  std::uint32_t all = 0;
  for (std::size_t at = 0; at < text.size(); at += 4) {
    const std::uint32_t value = group(text, at);
    all |= value;
    out[0] = static_cast<std::uint8_t>(value >> 16);
    out[1] = static_cast<std::uint8_t>(value >> 8);
    out[2] = static_cast<std::uint8_t>(value);
    out += 3;
  }
  return (all & kInvalid) == 0;
}

/// Encodes into `to`, which has room; returns the number of characters.
std::size_t encode(ByteView bytes, char* to) {
  const char* const begin = to;
  std::size_t at = 0;
  const auto byte = [&](std::size_t offset) { return std::uint32_t{bytes[at + offset]}; };
  const auto put = [&to](std::uint32_t twelve_bits) {
    std::memcpy(to, kPairs[twelve_bits].data(), 2);
    to += 2;
  };
  for (; at + 3 <= bytes.size(); at += 3) {
    put(byte(0) << 4 | byte(1) >> 4);
    put((byte(1) & 15) << 8 | byte(2));
  }
  if (at == bytes.size()) return static_cast<std::size_t>(to - begin);
  const bool has_two = at + 2 == bytes.size();
  put(byte(0) << 4 | (has_two ? byte(1) >> 4 : 0));
  *to++ = has_two ? kAlphabet[(byte(1) & 15) << 2] : '=';
  *to++ = '=';
  return static_cast<std::size_t>(to - begin);
}

}  // namespace

void append_base64(std::string& out, ByteView bytes) {
  // By blocks that stay in the cache: the output is written once, and not filled before. What ends
  // the message has room, too, or it would move all.
  constexpr std::size_t kEnd = 512;
  constexpr std::size_t kBlock = 3 * 1024;
  std::array<char, kBlock / 3 * 4> block;  // NOLINT: encode() fills what is used
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4 + kEnd);
  while (!bytes.empty()) {
    const ByteView part = bytes.first(std::min(bytes.size(), kBlock));
    out.append(block.data(), encode(part, block.data()));
    bytes = bytes.subspan(part.size());
  }
}

bool decode_base64(std::string_view text, Bytes& out, Base64Error& error) {
  if (text.size() % 4 != 0) {
    error = foreign_character(text, text.size() - (text.size() >= 2 ? padding(text) : 0));
    if (error.offset >= text.size() - (text.size() >= 2 ? padding(text) : 0)) {
      error = {text.size(), "ends within a group of four characters"};
    }
    return false;
  }
  const std::size_t pad = padding(text);
  const std::size_t whole = text.size() - (pad > 0 ? 4 : 0);
  const std::size_t old_size = out.size();
  out.reserve(old_size + text.size() / 4 * 3);  // at once, for the last bytes must not move all
  out.resize(old_size + whole / 4 * 3);
  const auto undo = [&out, old_size, &error](Base64Error why) {
    out.resize(old_size);
    error = why;
    return false;
  };
  if (!decode_groups(text.substr(0, whole), out.data() + old_size)) {
    return undo(foreign_character(text, whole));
  }
  if (pad == 0) return true;
  const std::uint32_t value =
      bits(text, whole, 0) | bits(text, whole, 1) | (pad == 1 ? bits(text, whole, 2) : 0);
  if ((value & kInvalid) != 0) return undo(foreign_character(text, text.size() - pad));
  if ((value & (pad == 2 ? 0xFFFFU : 0xFFU)) != 0) {
    return undo({text.size() - pad - 1, "has bits after the end of the data"});
  }
  out.push_back(static_cast<std::uint8_t>(value >> 16));
  if (pad == 1) out.push_back(static_cast<std::uint8_t>(value >> 8));
  return true;
}

}  // namespace goxel::rpc
