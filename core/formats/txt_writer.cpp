#include "core/formats/txt_writer.hpp"

#include "core/base/str_cat.hpp"
#include "core/image/flatten.hpp"

#include <array>
#include <charconv>

namespace goxel {

namespace {

constexpr std::string_view kHeader =
    "# One line a voxel: X Y Z RRGGBB\n"
    "# Z is up; a voxel fills the unit cube from its coordinates.\n";
/// Three coordinates of at most 11 characters, a colour, three spaces and a line end.
constexpr std::size_t kMaxLine = 3 * 11 + 6 + 4;

char* put_hex(char* out, std::uint8_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out[0] = kDigits[value >> 4];
  out[1] = kDigits[value & 15];
  return out + 2;
}

char* put_line(char* out, IVec3 position, Rgba color) {
  for (int axis = 0; axis < 3; ++axis) {
    out = std::to_chars(out, out + 11, position[axis]).ptr;
    *out++ = ' ';
  }
  out = put_hex(put_hex(put_hex(out, color.r), color.g), color.b);
  *out++ = '\n';
  return out;
}

}  // namespace

Result<Saved> write_txt(const Image& image, const Limits& limits) {
  const Volume flat = flatten_visible(image);
  Saved saved;
  const ByteView header = as_bytes(kHeader);
  saved.bytes.assign(header.begin(), header.end());
  std::int64_t faint_count = 0;
  bool is_too_long = false;
  flat.for_each_voxel([&](IVec3 position, Rgba color) {
    if (!is_solid(color)) {
      ++faint_count;
      return;
    }
    is_too_long = is_too_long || static_cast<std::int64_t>(saved.bytes.size()) > limits.file_bytes;
    if (is_too_long) return;
    std::array<char, kMaxLine> line;
    const char* const end = put_line(line.data(), position, color);
    saved.bytes.insert(saved.bytes.end(), static_cast<const char*>(line.data()), end);
  });
  if (is_too_long || static_cast<std::int64_t>(saved.bytes.size()) > limits.file_bytes) {
    return Error{ErrorCode::LimitExceeded,
                 str_cat("txt: ", flat.voxel_count(), " voxels take more than the ",
                         limits.file_bytes, " bytes that a file may have")}
        .with("limit", "file_bytes")
        .with("maximum", limits.file_bytes);
  }
  if (faint_count > 0) {
    saved.warnings.push_back(
        str_cat(faint_count, " voxels with alpha below ", int{kSolidAlpha}, " left out"));
  }
  return saved;
}

}  // namespace goxel
