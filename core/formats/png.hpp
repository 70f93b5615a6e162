#pragma once

#include "core/base/bytes.hpp"
#include "core/base/limits.hpp"
#include "core/base/result.hpp"
#include "core/image/picture.hpp"

#include <cstdint>
#include <memory>
#include <span>

struct libdeflate_compressor;

namespace goxel {

/// Decodes a PNG of any colour type, depth and interlacing to 8-bit RGBA. Samples are taken as
/// stored: gamma and colour profile chunks are skipped, since voxel colours must not change; 16-bit
/// samples are rounded to 8.
///
/// Fails with FormatError for anything damaged or cut short, and with LimitExceeded before
/// allocating when a side exceeds limits.picture_side or the area limits.picture_pixels.
Result<Picture> read_png(ByteView file, const Limits& limits);

/// The size in pixels that a picture must have.
struct PngSize {
  std::int32_t width = 0;
  std::int32_t height = 0;
};

/// The same for a picture whose size is known; any other size is a FormatError, found before
/// anything is decoded.
Result<Picture> read_png(ByteView file, PngSize required);

enum class PngChannels {
  Smallest,  ///< RGB when every pixel is opaque, else RGBA
  Rgba,
};

enum class PngFilters {
  PerRow,  ///< none, sub or up, whichever leaves the smallest differences: for pictures
  None,    ///< faster, and smaller for rasters of few unrelated colours
};

struct PngOptions {
  PngChannels channels = PngChannels::Smallest;
  PngFilters filters = PngFilters::PerRow;
  int level = 1;  ///< of compression, 1 (fast) to 12 (small)
};

/// Encodes pictures as IHDR, one IDAT and IEND: 8 bits a channel, not interlaced. The bytes depend
/// on the pixels and the options alone. Keeps the compressor's tables from one picture to the next.
/// Owned by one thread.
class PngWriter {
 public:
  explicit PngWriter(const PngOptions& options = {});

  /// `pixels`: height x width, row-major, top row first; both sides at least 1.
  Bytes write(std::span<const Rgba> pixels, PngSize size);

 private:
  struct FreeCompressor {
    void operator()(libdeflate_compressor* compressor) const;
  };

  void filter_rows(std::span<const Rgba> pixels, PngSize size, std::size_t channels);

  PngOptions options_;
  std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor_;
  Bytes filtered_;  ///< each row's filter number and bytes
};

/// One picture, at least one pixel large. A rendering of 512 x 512 pixels takes a few milliseconds.
Bytes write_png(const Picture& picture, const PngOptions& options = {});

}  // namespace goxel
