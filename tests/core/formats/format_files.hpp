#pragma once

#include "core/base/bytes.hpp"
#include "core/formats/codec.hpp"
#include "core/formats/png.hpp"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

/// Files put together byte by byte, so that readers are tested against the formats and not against
/// our writers.

namespace goxel::test {

inline Bytes u32(std::uint32_t value) {
  ByteWriter out;
  out.u32(value);
  return out.take();
}
inline Bytes i32(std::int32_t value) { return u32(static_cast<std::uint32_t>(value)); }
inline Bytes f32(float value) { return u32(std::bit_cast<std::uint32_t>(value)); }
inline Bytes text(std::string_view value) { return {value.begin(), value.end()}; }

inline Bytes join(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

inline Bytes sized(const Bytes& content) {
  return join({u32(static_cast<std::uint32_t>(content.size())), content});
}

inline Bytes gox_chunk(std::string_view type, const Bytes& content) {
  return join({text(type), sized(content), u32(0)});
}
inline Bytes gox_entry(std::string_view key, const Bytes& value) {
  return join({sized(text(key)), sized(value)});
}
inline Bytes gox_file(std::int32_t version, const std::vector<Bytes>& chunks) {
  return join({text("GOX "), i32(version), join(chunks)});
}
/// A block with the given voxels; the picture is 64 pixels wide and tall.
inline Bytes gox_block(const std::vector<std::pair<IVec3, Rgba>>& voxels) {
  Picture picture{64, 64, std::vector<Rgba>(4096)};
  for (const auto& [at, color] : voxels) {
    picture.pixels[static_cast<std::size_t>(at.x + 16 * at.y + 256 * at.z)] = color;
  }
  return gox_chunk("BL16", write_png(picture, {PngChannels::Rgba, PngFilters::None, 1}));
}
inline Bytes gox_uniform_block(Rgba color) {
  return gox_chunk("BL16", write_png({64, 64, std::vector<Rgba>(4096, color)}));
}
inline Bytes gox_reference(std::int32_t block, IVec3 at) {
  return join({i32(block), i32(at.x), i32(at.y), i32(at.z), i32(0)});
}
inline Bytes gox_layer(const std::vector<Bytes>& references, const std::vector<Bytes>& entries) {
  return gox_chunk("LAYR", join({u32(static_cast<std::uint32_t>(references.size())),
                                 join(references), join(entries)}));
}

inline Bytes vox_chunk(std::string_view type, const Bytes& content) {
  return join({text(type), u32(static_cast<std::uint32_t>(content.size())), u32(0), content});
}
inline Bytes vox_file(const std::vector<Bytes>& chunks) {
  const Bytes all = join(chunks);
  return join({text("VOX "), i32(150), text("MAIN"), u32(0), sized(all)});
}
inline Bytes vox_size(IVec3 size) {
  return vox_chunk("SIZE", join({i32(size.x), i32(size.y), i32(size.z)}));
}
inline Bytes vox_voxels(const std::vector<std::array<std::uint8_t, 4>>& voxels) {
  Bytes content = u32(static_cast<std::uint32_t>(voxels.size()));
  for (const auto& voxel : voxels) content.insert(content.end(), voxel.begin(), voxel.end());
  return vox_chunk("XYZI", content);
}
using VoxDictionary = std::vector<std::pair<std::string_view, std::string_view>>;
inline Bytes vox_dictionary(const VoxDictionary& entries) {
  Bytes out = u32(static_cast<std::uint32_t>(entries.size()));
  for (const auto& [key, value] : entries) out = join({out, sized(text(key)), sized(text(value))});
  return out;
}
inline Bytes vox_transform(std::int32_t id, std::int32_t child, const VoxDictionary& attributes,
                           const VoxDictionary& frame, std::int32_t layer = -1) {
  return vox_chunk("nTRN", join({i32(id), vox_dictionary(attributes), i32(child), i32(-1),
                                 i32(layer), u32(1), vox_dictionary(frame)}));
}
inline Bytes vox_group(std::int32_t id, const std::vector<std::int32_t>& children) {
  Bytes content =
      join({i32(id), vox_dictionary({}), u32(static_cast<std::uint32_t>(children.size()))});
  for (const std::int32_t child : children) content = join({content, i32(child)});
  return vox_chunk("nGRP", content);
}
inline Bytes vox_shape(std::int32_t id, std::int32_t model) {
  return vox_chunk("nSHP",
                   join({i32(id), vox_dictionary({}), u32(1), i32(model), vox_dictionary({})}));
}

}  // namespace goxel::test
