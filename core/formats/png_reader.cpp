#include "core/base/assert.hpp"
#include "core/base/str_cat.hpp"
#include "core/formats/png.hpp"

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <string>

namespace goxel {

namespace {

/// libpng's state for one file. libpng reports errors by longjmp, so each step that calls it keeps
/// nothing in local variables that a jump could skip or clobber.
class PngDecoder {
 public:
  explicit PngDecoder(ByteView file) : rest_(file) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, &on_error, &on_warning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
  }
  ~PngDecoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngDecoder(const PngDecoder&) = delete;
  PngDecoder& operator=(const PngDecoder&) = delete;

  /// Reads up to the first pixel data and asks for RGBA.
  bool read_header(const Limits& limits) {
    if (info_ == nullptr) return false;
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, this, &on_read);
    // Colour profiles and texts would only cost memory; tRNS is not among what this skips.
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    // The caller compares with its limits and says so better; this is for what comes before.
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(png_, static_cast<png_alloc_size_t>(limits.message_bytes));
    png_read_info(png_, info_);
    return true;
  }

  /// Decodes into height rows of width pixels.
  bool read_pixels(Rgba* pixels) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_expand(png_);
    png_set_scale_16(png_);
    png_set_gray_to_rgb(png_);
    png_set_add_alpha(png_, 0xFF, PNG_FILLER_AFTER);
    passes_ = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    GOXEL_CHECK(png_get_rowbytes(png_, info_) == static_cast<std::size_t>(width()) * 4);
    for (; passes_ > 0; --passes_) {
      for (row_ = 0; row_ < height(); ++row_) {
        png_read_row(png_,
                     reinterpret_cast<png_bytep>(pixels + static_cast<std::size_t>(row_) * width()),
                     nullptr);
      }
    }
    png_read_end(png_, nullptr);
    return true;
  }

  std::uint32_t width() const { return png_get_image_width(png_, info_); }
  std::uint32_t height() const { return png_get_image_height(png_, info_); }
  std::size_t raw_row_bytes() const { return png_get_rowbytes(png_, info_); }
  Error error() const { return {ErrorCode::FormatError, str_cat("png: ", message_)}; }

 private:
  static void on_read(png_structp png, png_bytep out, std::size_t size) {
    auto* self = static_cast<PngDecoder*>(png_get_io_ptr(png));
    if (size > self->rest_.size()) png_error(png, "the file ends too early");
    std::memcpy(out, self->rest_.data(), size);
    self->rest_ = self->rest_.subspan(size);
  }
  [[noreturn]] static void on_error(png_structp png, png_const_charp message) {
    auto* self = static_cast<PngDecoder*>(png_get_error_ptr(png));
    // A fixed buffer: an allocation here could throw through libpng.
    std::strncpy(self->message_, message, sizeof self->message_ - 1);
    png_longjmp(png, 1);
  }
  static void on_warning(png_structp, png_const_charp) {}

  ByteView rest_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  int passes_ = 0;
  std::uint32_t row_ = 0;
  char message_[96] = "out of memory";
};

/// Deflate cannot shrink by more than 1032 to 1, so a short file that claims a large picture is cut
/// off or a lie, and is refused before memory is taken for it.
Result<void> check_plausible(const PngDecoder& decoder, std::size_t file_size) {
  constexpr std::size_t kBestRatio = 1032;
  if (decoder.raw_row_bytes() * decoder.height() / kBestRatio <= file_size) return {};
  return Error{ErrorCode::FormatError,
               str_cat("png: ", file_size, " bytes cannot hold ", decoder.width(), " x ",
                       decoder.height(), " pixels")};
}

Result<Picture> decode(PngDecoder& decoder, std::size_t file_size) {
  GOXEL_TRY(check_plausible(decoder, file_size));
  Picture picture;
  picture.width = static_cast<std::int32_t>(decoder.width());
  picture.height = static_cast<std::int32_t>(decoder.height());
  picture.pixels.resize(std::size_t{decoder.width()} * decoder.height());
  if (!decoder.read_pixels(picture.pixels.data())) return decoder.error();
  return picture;
}

}  // namespace

Result<Picture> read_png(ByteView file, const Limits& limits) {
  PngDecoder decoder(file);
  if (!decoder.read_header(limits)) return decoder.error();
  const std::int64_t width = decoder.width();
  const std::int64_t height = decoder.height();
  if (std::max(width, height) > limits.picture_side) {
    return Error{ErrorCode::LimitExceeded,
                 str_cat("picture of ", width, " x ", height, " pixels; a side may have ",
                         limits.picture_side)}
        .with("limit", "picture_side")
        .with("maximum", limits.picture_side);
  }
  if (width * height > limits.picture_pixels) {
    return Error{ErrorCode::LimitExceeded,
                 str_cat("picture of ", width, " x ", height, " = ", width * height,
                         " pixels; the limit is ", limits.picture_pixels)}
        .with("limit", "picture_pixels")
        .with("maximum", limits.picture_pixels);
  }
  return decode(decoder, file.size());
}

Result<Picture> read_png(ByteView file, PngSize required) {
  PngDecoder decoder(file);
  if (!decoder.read_header(Limits{})) return decoder.error();
  if (std::int64_t{decoder.width()} != required.width ||
      std::int64_t{decoder.height()} != required.height) {
    return Error{ErrorCode::FormatError, str_cat("png: the picture has ", decoder.width(), " x ",
                                                 decoder.height(), " pixels where ", required.width,
                                                 " x ", required.height, " are required")};
  }
  return decode(decoder, file.size());
}

}  // namespace goxel
