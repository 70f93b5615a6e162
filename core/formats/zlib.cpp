#include "core/formats/zlib.hpp"

#include "core/base/str_cat.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <new>
#include <string_view>

namespace goxel {

namespace {

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const {
    libdeflate_free_decompressor(decompressor);
  }
};

Error not_a_stream(std::string_view why) {
  return {ErrorCode::InvalidParams, str_cat("the zlib stream ", why)};
}

}  // namespace

Result<Bytes> inflate_zlib(ByteView stream, std::size_t max_bytes) {
  const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(
      libdeflate_alloc_decompressor());
  if (!decompressor) throw std::bad_alloc();
  constexpr std::size_t kLeast = 64 << 10;
  constexpr std::size_t kUsualRatio = 4;
  Bytes content;
  for (std::size_t room = std::max(kLeast, kUsualRatio * stream.size());; room *= kUsualRatio) {
    content.resize(std::min(room, max_bytes));
    std::size_t read = 0;
    std::size_t written = 0;
    switch (libdeflate_zlib_decompress_ex(decompressor.get(), stream.data(), stream.size(),
                                          content.data(), content.size(), &read, &written)) {
      case LIBDEFLATE_SUCCESS:
        if (read != stream.size()) return not_a_stream("has bytes after its end");
        content.resize(written);
        return content;
      case LIBDEFLATE_INSUFFICIENT_SPACE:
        if (content.size() < max_bytes) continue;
        return Error{ErrorCode::LimitExceeded,
                     str_cat("the zlib stream holds more than ", max_bytes, " bytes")};
      default:
        return not_a_stream("is damaged or cut off");
    }
  }
}

}  // namespace goxel
