#pragma once

#include "core/base/bytes.hpp"
#include "core/base/limits.hpp"
#include "core/base/result.hpp"
#include "core/image/image.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goxel {

/// The file formats; format.hpp says what each can do.
enum class FormatId { Gox, Vox, Txt, Obj, Ply };

/// What a reader makes of a file.
struct Loaded {
  Image image;
  FormatId format = FormatId::Gox;
  std::vector<std::string> warnings =
      {};  ///< what the file says and the image cannot hold, or was ignored as wrong
};

/// What a writer makes of an image.
struct Saved {
  Bytes bytes;
  std::vector<std::string> warnings = {};  ///< what the image holds and the format cannot
};

/// Collects sentences for Loaded and Saved. Keeps the first kMax and counts the others, so that a
/// file of nothing but mistakes does not become a list as long as itself. Owned by one codec call.
class Warnings {
 public:
  static constexpr std::size_t kMax = 50;

  void add(std::string text);
  /// The sentences; the last one says how many more there were.
  std::vector<std::string> take();

 private:
  std::vector<std::string> texts_;
  std::int64_t omitted_ = 0;
};

/// Counts the memory that a file's content will take, so that a reader stops before a small file
/// that expands to more than limits.session_bytes has done so. Owned by one codec call.
class MemoryBudget {
 public:
  explicit MemoryBudget(const Limits& limits) : limit_(limits.session_bytes) {}

  /// Adds to the sum, or fails with LimitExceeded when it would pass the limit. Call before
  /// allocating.
  Result<void> charge(std::int64_t size_bytes);

  /// What the first tile in a node of a volume costs beyond the tile.
  static constexpr auto kNodeBytes =
      static_cast<std::int64_t>(sizeof(Volume::Node) + sizeof(Volume::NodeMap::value_type));
  /// The most that one tile can take.
  static constexpr auto kDenseTileBytes =
      static_cast<std::int64_t>(sizeof(Tile) + sizeof(Rgba) * kTileVoxels);

 private:
  std::int64_t limit_;
  std::int64_t used_ = 0;
};

/// Text out of a file as a name: up to the first NUL, with each byte that is not part of valid
/// UTF-8 and each control character replaced by '?', because names end up in JSON, logs and other
/// files.
std::string clean_name(std::string_view text);

/// The longest prefix of UTF-8 text that has at most `size_bytes` bytes and cuts no character.
std::string_view utf8_prefix(std::string_view text, std::size_t size_bytes);

/// Gives each layer without a name the next free "Layer.N", compared without case; N starts at 1.
/// O(layers).
void name_unnamed_layers(std::vector<Layer>& layers);

/// The box that an image gets when its file has none: the exact bounds of what its visible layers
/// show, or kDefaultImageBox when that is nothing. O(tiles).
IBox default_image_box(const Image& image);

}  // namespace goxel
