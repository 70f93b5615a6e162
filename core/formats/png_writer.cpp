#include "core/base/assert.hpp"
#include "core/formats/png.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

namespace goxel {

namespace {

constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::uint8_t kColorTypeRgb = 2;
constexpr std::uint8_t kColorTypeRgba = 6;
/// Length, type and checksum around a chunk's data.
constexpr std::size_t kChunkFrame = 12;

enum : std::uint8_t { kFilterNone = 0, kFilterSub = 1, kFilterUp = 2 };

void put_big_endian(std::uint8_t* at, std::size_t value) {
  for (int i = 0; i < 4; ++i) at[i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

/// Fills in length, type and checksum around `size` bytes of data that lie at `chunk` + 8.
void frame_chunk(std::uint8_t* chunk, const char* type, std::size_t size) {
  put_big_endian(chunk, size);
  std::memcpy(chunk + 4, type, 4);
  put_big_endian(chunk + 8 + size, libdeflate_crc32(0, chunk + 4, size + 4));
}

/// One row of pixels as bytes.
void pack_row(std::span<const Rgba> row, std::size_t channels, std::uint8_t* out) {
  if (channels == 4) {
    std::memcpy(out, row.data(), row.size() * 4);
    return;
  }
  for (const Rgba pixel : row) {
    out[0] = pixel.r;
    out[1] = pixel.g;
    out[2] = pixel.b;
    out += 3;
  }
}

/// out[i] = row[i] - before[i] modulo 256. Returns the sum of the differences' absolute values, the
/// usual estimate of how badly a row compresses.
std::uint32_t subtract(const std::uint8_t* row, const std::uint8_t* before, std::size_t size,
                       std::uint8_t* out) {
  std::uint32_t cost = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto difference = static_cast<std::uint8_t>(row[i] - before[i]);
    out[i] = difference;
    cost += std::min<std::uint32_t>(difference, 256U - difference);
  }
  return cost;
}

}  // namespace

void PngWriter::FreeCompressor::operator()(libdeflate_compressor* compressor) const {
  libdeflate_free_compressor(compressor);
}

PngWriter::PngWriter(const PngOptions& options)
    : options_(options), compressor_(libdeflate_alloc_compressor(options.level)) {
  GOXEL_CHECK(compressor_ != nullptr);
}

void PngWriter::filter_rows(std::span<const Rgba> pixels, PngSize size, std::size_t channels) {
  const auto width = static_cast<std::size_t>(size.width);
  const auto height = static_cast<std::size_t>(size.height);
  const std::size_t stride = width * channels;
  filtered_.resize(height * (stride + 1));
  std::uint8_t* out = filtered_.data();
  if (options_.filters == PngFilters::None) {
    for (std::size_t y = 0; y < height; ++y, out += stride + 1) {
      out[0] = kFilterNone;
      pack_row(pixels.subspan(y * width, width), channels, out + 1);
    }
    return;
  }
  // `channels` zeros stand before each row, so that "the pixel to the left" needs no special case.
  Bytes current(channels + stride);
  Bytes above(channels + stride);
  const Bytes zeros(stride);
  std::array<Bytes, 3> candidates;
  for (Bytes& candidate : candidates) candidate.resize(stride);
  for (std::size_t y = 0; y < height; ++y, out += stride + 1) {
    std::uint8_t* row = current.data() + channels;
    pack_row(pixels.subspan(y * width, width), channels, row);
    const std::array<std::uint32_t, 3> costs = {
        subtract(row, zeros.data(), stride, candidates[kFilterNone].data()),
        subtract(row, current.data(), stride, candidates[kFilterSub].data()),
        subtract(row, above.data() + channels, stride, candidates[kFilterUp].data())};
    const auto best = std::min_element(costs.begin(), costs.end()) - costs.begin();
    out[0] = static_cast<std::uint8_t>(best);
    std::memcpy(out + 1, candidates[static_cast<std::size_t>(best)].data(), stride);
    std::swap(current, above);
  }
}

Bytes PngWriter::write(std::span<const Rgba> pixels, PngSize size) {
  GOXEL_ASSERT(size.width > 0);
  GOXEL_ASSERT(size.height > 0);
  GOXEL_ASSERT(pixels.size() ==
               static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height));
  const bool is_opaque =
      options_.channels == PngChannels::Smallest &&
      std::all_of(pixels.begin(), pixels.end(), [](Rgba p) { return p.a == 255; });
  filter_rows(pixels, size, is_opaque ? 3 : 4);

  constexpr std::size_t kHeaderSize = 13;
  constexpr std::size_t kDataChunk = kSignature.size() + kChunkFrame + kHeaderSize;
  const std::size_t bound = libdeflate_zlib_compress_bound(compressor_.get(), filtered_.size());
  Bytes file(kDataChunk + kChunkFrame + bound + kChunkFrame);
  std::memcpy(file.data(), kSignature.data(), kSignature.size());

  std::uint8_t* header = file.data() + kSignature.size();
  put_big_endian(header + 8, static_cast<std::size_t>(size.width));
  put_big_endian(header + 12, static_cast<std::size_t>(size.height));
  header[16] = 8;
  header[17] = is_opaque ? kColorTypeRgb : kColorTypeRgba;
  frame_chunk(header, "IHDR", kHeaderSize);

  std::uint8_t* data_chunk = file.data() + kDataChunk;
  const std::size_t packed = libdeflate_zlib_compress(compressor_.get(), filtered_.data(),
                                                      filtered_.size(), data_chunk + 8, bound);
  GOXEL_CHECK(packed != 0);
  frame_chunk(data_chunk, "IDAT", packed);
  frame_chunk(data_chunk + kChunkFrame + packed, "IEND", 0);
  file.resize(kDataChunk + kChunkFrame + packed + kChunkFrame);
  return file;
}

Bytes write_png(const Picture& picture, const PngOptions& options) {
  return PngWriter(options).write(picture.pixels, {picture.width, picture.height});
}

}  // namespace goxel
