#pragma once

#include "core/base/result.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goxel {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads little-endian values from a byte range, front to back. Every read checks what is left and
/// fails with FormatError and the offset, so a truncated file can never be read past its end.
class ByteReader {
 public:
  /// `what` names the thing being read in errors ("gox file"); `base` is added to offsets, for a
  /// part of a file.
  ByteReader(ByteView bytes, std::string_view what, std::size_t base = 0)
      : bytes_(bytes), what_(what), base_(base) {}

  std::size_t offset() const { return base_ + at_; }
  std::size_t remaining() const { return bytes_.size() - at_; }
  bool is_at_end() const { return remaining() == 0; }

  Result<std::uint8_t> u8();
  Result<std::uint32_t> u32();
  Result<std::int32_t> i32();
  Result<float> f32();
  /// The next `size_bytes` bytes, not copied.
  Result<ByteView> take(std::size_t size_bytes);

  /// A FormatError "<what>: <problem> at byte <offset>" with details "offset".
  Error fail(std::string_view problem) const;

 private:
  ByteView bytes_;
  std::string_view what_;
  std::size_t base_;
  std::size_t at_ = 0;
};

/// Appends little-endian values to a byte vector.
class ByteWriter {
 public:
  void u8(std::uint8_t value) { bytes_.push_back(value); }
  void u32(std::uint32_t value);
  void i32(std::int32_t value) { u32(static_cast<std::uint32_t>(value)); }
  void f32(float value) { u32(std::bit_cast<std::uint32_t>(value)); }
  void raw(ByteView bytes);
  void text(std::string_view text) { raw(as_bytes(text)); }

  std::size_t size() const { return bytes_.size(); }
  /// Overwrites four bytes written earlier, for a length known only afterwards. `offset + 4 <=
  /// size()`.
  void patch_u32(std::size_t offset, std::uint32_t value);
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

}  // namespace goxel
