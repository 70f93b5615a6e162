#include "core/base/bytes.hpp"

#include <array>

#include "core/base/str_cat.hpp"

namespace goxel {

Error ByteReader::fail(std::string_view problem) const {
  return Error{ErrorCode::FormatError, str_cat(what_, ": ", problem, " at byte ", offset())}.with(
      "offset", static_cast<std::int64_t>(offset()));
}

Result<ByteView> ByteReader::take(std::size_t size_bytes) {
  if (size_bytes > remaining()) {
    return fail(str_cat("needs ", size_bytes, " more bytes where ", remaining(), " are left"));
  }
  const ByteView part = bytes_.subspan(at_, size_bytes);
  at_ += size_bytes;
  return part;
}

Result<std::uint8_t> ByteReader::u8() {
  GOXEL_ASSIGN(const ByteView part, take(1));
  return part[0];
}

Result<std::uint32_t> ByteReader::u32() {
  GOXEL_ASSIGN(const ByteView part, take(4));
  return static_cast<std::uint32_t>(part[0]) | static_cast<std::uint32_t>(part[1]) << 8 |
         static_cast<std::uint32_t>(part[2]) << 16 | static_cast<std::uint32_t>(part[3]) << 24;
}

Result<std::int32_t> ByteReader::i32() {
  GOXEL_ASSIGN(const std::uint32_t bits, u32());
  return static_cast<std::int32_t>(bits);
}

Result<float> ByteReader::f32() {
  GOXEL_ASSIGN(const std::uint32_t bits, u32());
  return std::bit_cast<float>(bits);
}

void ByteWriter::raw(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

void ByteWriter::u32(std::uint32_t value) {
  std::array<std::uint8_t, 4> bytes;
  for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
  raw(bytes);
}

void ByteWriter::patch_u32(std::size_t offset, std::uint32_t value) {
  GOXEL_ASSERT(offset + 4 <= bytes_.size());
  for (std::size_t i = 0; i < 4; ++i) {
    bytes_[offset + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

}  // namespace goxel
