#pragma once

#include "core/base/result.hpp"
#include "core/image/image.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace goxel::recovery {

/// What a .gox file loses of one layer; absent members survive in the file.
struct LayerRemainder {
  std::int32_t id = 0;
  std::optional<std::string> name;  ///< one that is empty, too long or not plain text
  std::optional<std::string> picture_path;
  std::optional<Rgba> color;  ///< of a layer without a shape

  friend bool operator==(const LayerRemainder&, const LayerRemainder&) = default;
};

/// A name that a .gox file loses, of the material or camera at `index`.
struct NameRemainder {
  std::int32_t index = 0;
  std::string name;

  friend bool operator==(const NameRemainder&, const NameRemainder&) = default;
};

/// What an image holds and a .gox file of it does not. Generated voxels of clones and shapes are
/// not part of it: they are made anew.
struct ImageRemainder {
  std::int32_t active_layer = 1;
  std::int32_t active_camera = -1;
  /// Corners min and max, half-open: the file has it in 32-bit floats, and none when it is empty.
  std::array<std::int64_t, 6> box{};
  /// That the file's content may take: at least what it took in the session.
  std::int64_t memory_bytes = 0;
  std::vector<LayerRemainder> layers;  ///< those that lose something
  std::vector<NameRemainder> materials;
  std::vector<NameRemainder> cameras;

  friend bool operator==(const ImageRemainder&, const ImageRemainder&) = default;
};

/// O(layers), without looking at voxels, save memory_bytes: O(tiles).
ImageRemainder remainder_of(const Image& image);

/// Makes the image that was read from the file what it was before. FormatError when it does not fit
/// to the image.
Result<void> put_back(const ImageRemainder& remainder, Image& image);

}  // namespace goxel::recovery
