#include "core/formats/vox_writer.hpp"

#include "core/base/str_cat.hpp"
#include "core/formats/mesh_text.hpp"
#include "core/formats/model_parts.hpp"
#include "core/formats/vox_models.hpp"
#include "core/volume/palette.hpp"

#include <initializer_list>
#include <utility>

namespace goxel {

namespace {

constexpr std::uint32_t kVoxVersion = 150;
constexpr std::size_t kMaxVoxColors = 255;

using VoxEntries = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// A file of chunks without children inside the main one; lengths are put in when a chunk ends.
class VoxChunks {
 public:
  VoxChunks() {
    out_.text("VOX ");
    out_.u32(kVoxVersion);
    out_.text("MAIN");
    out_.u32(0);
    out_.u32(0);
  }

  ByteWriter& begin(std::string_view type) {
    out_.text(type);
    length_at_ = out_.size();
    out_.u32(0);
    out_.u32(0);
    return out_;
  }
  void end() {
    out_.patch_u32(length_at_, static_cast<std::uint32_t>(out_.size() - length_at_ - 8));
  }
  std::size_t size() const { return out_.size(); }
  Bytes take() {
    out_.patch_u32(kFileHeader - 4, static_cast<std::uint32_t>(out_.size() - kFileHeader));
    return out_.take();
  }

 private:
  static constexpr std::size_t kFileHeader = 20;

  ByteWriter out_;
  std::size_t length_at_ = 0;
};

void put_dictionary(ByteWriter& out, VoxEntries entries) {
  const auto put = [&](std::string_view text) {
    out.u32(static_cast<std::uint32_t>(text.size()));
    out.text(text);
  };
  std::uint32_t count = 0;
  for (const auto& [key, value] : entries) count += value.empty() ? 0 : 1;
  out.u32(count);
  for (const auto& [key, value] : entries) {
    if (value.empty()) continue;
    put(key);
    put(value);
  }
}

void put_model(VoxChunks& chunks, IVec3 size, ByteView voxels) {
  ByteWriter& out = chunks.begin("SIZE");
  for (int axis = 0; axis < 3; ++axis) out.i32(size[axis]);
  chunks.end();
  chunks.begin("XYZI").u32(static_cast<std::uint32_t>(voxels.size() / 4));
  out.raw(voxels);
  chunks.end();
}

/// `layer` is -1 for the root, which is in no MagicaVoxel layer.
void put_transform(VoxChunks& chunks, std::int32_t id, std::int32_t layer, VoxEntries attributes,
                   VoxEntries frame) {
  ByteWriter& out = chunks.begin("nTRN");
  out.i32(id);
  put_dictionary(out, attributes);
  out.i32(id + 1);  // its child comes next
  out.i32(-1);      // reserved
  out.i32(layer);
  out.u32(1);  // frames
  put_dictionary(out, frame);
  chunks.end();
}

/// A root transform, a group, and for each piece a transform and a shape: nodes 0, 1, and from 2 on
/// two for each piece.
void put_graph(VoxChunks& chunks, std::span<const VoxPiece> pieces,
               std::span<const std::string> names, std::span<const ModelPart> parts) {
  put_transform(chunks, 0, -1, {}, {});
  ByteWriter& out = chunks.begin("nGRP");
  out.i32(1);
  put_dictionary(out, {});
  out.u32(static_cast<std::uint32_t>(pieces.size()));
  for (std::size_t i = 0; i < pieces.size(); ++i) out.i32(static_cast<std::int32_t>(2 + 2 * i));
  chunks.end();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const VoxPiece& piece = pieces[i];
    // A model's middle, rounded down, is what a transform moves.
    std::string middle;
    for (int axis = 0; axis < 3; ++axis) {
      middle += str_cat(axis == 0 ? "" : " ", piece.min[axis] + piece.size[axis] / 2);
    }
    const auto id = static_cast<std::int32_t>(2 + 2 * i);
    put_transform(chunks, id, 0,
                  {{"_name", names[i]}, {"_hidden", parts[piece.part].is_hidden ? "1" : ""}},
                  {{"_t", middle}});
    chunks.begin("nSHP").i32(id + 1);
    put_dictionary(out, {});
    out.u32(1);
    out.i32(static_cast<std::int32_t>(i));
    put_dictionary(out, {});
    chunks.end();
  }
}

/// 255 colours from number 1 on, and a last entry that no voxel has.
void put_palette(VoxChunks& chunks, std::span<const Rgba> palette) {
  ByteWriter& out = chunks.begin("RGBA");
  for (std::size_t i = 0; i < 256; ++i) {
    const Rgba color = i < palette.size() ? palette[i] : kEmpty;
    for (const std::uint8_t channel : {color.r, color.g, color.b, color.a}) out.u8(channel);
  }
  chunks.end();
}

std::vector<Rgba> choose_palette(std::span<const ModelPart> parts, Warnings& warnings) {
  ColorCounter counter;
  for (const ModelPart& part : parts) counter.add(part.volume);
  std::vector<CountedColor> colors = counter.colors();
  if (colors.size() > kMaxVoxColors) {
    warnings.add(str_cat(colors.size(), " colours reduced to ", kMaxVoxColors));
    return median_cut(std::move(colors), kMaxVoxColors);
  }
  std::vector<Rgba> palette;
  for (const CountedColor& counted : colors) palette.push_back(counted.color);
  return palette;
}

/// The part's name, with a number behind it where the part is cut.
std::vector<std::string> piece_names(std::span<const VoxPiece> pieces,
                                     std::span<const ModelPart> parts, Warnings& warnings) {
  std::vector<std::size_t> counts(parts.size());
  for (const VoxPiece& piece : pieces) ++counts[piece.part];
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (counts[i] < 2) continue;
    warnings.add(str_cat("layer \"", parts[i].name, "\" cut into ", counts[i],
                         " models: one has at most ", kMaxVoxModelSide, " voxels a side"));
  }
  std::vector<std::string> names;
  std::size_t number = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::size_t part = pieces[i].part;
    number = i > 0 && pieces[i - 1].part == part ? number + 1 : 1;
    names.push_back(counts[part] < 2 ? parts[part].name : str_cat(parts[part].name, ".", number));
  }
  return names;
}

}  // namespace

Result<Saved> write_vox(const Image& image, const Limits& limits) {
  Warnings warnings;
  const std::vector<ModelPart> parts = layer_parts(image, HiddenLayers::Keep, warnings);
  const std::vector<Rgba> palette = choose_palette(parts, warnings);
  GOXEL_ASSIGN(const std::vector<VoxPiece> pieces, cut_into_pieces(parts, palette, limits));
  VoxChunks chunks;
  for (const VoxPiece& piece : pieces) put_model(chunks, piece.size, piece.voxels);
  if (pieces.empty()) {
    // MagicaVoxel opens no file without a model.
    put_model(chunks, {1, 1, 1}, {});
  } else {
    put_graph(chunks, pieces, piece_names(pieces, parts, warnings), parts);
  }
  put_palette(chunks, palette);
  if (static_cast<std::int64_t>(chunks.size()) >
      std::min<std::int64_t>(limits.file_bytes, INT32_MAX)) {
    return file_too_long("vox", limits);
  }
  return Saved{chunks.take(), warnings.take()};
}

}  // namespace goxel
