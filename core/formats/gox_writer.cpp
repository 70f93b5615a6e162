#include "core/formats/gox_writer.hpp"

#include "core/base/str_cat.hpp"
#include "core/formats/gox_blocks.hpp"
#include "core/formats/gox_chunks.hpp"
#include "core/formats/png.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace goxel {

namespace {

/// Longest name of a material or camera that the editor reads.
constexpr std::size_t kShortNameBytes = 127;
/// The editor saves a layer from a buffer of this size.
constexpr std::size_t kEditorLayerBytes = std::size_t{1} << 20;

std::string_view shape_name(LayerShape shape) {
  switch (shape) {
    case LayerShape::Sphere:
      return "sphere";
    case LayerShape::Cube:
      return "cube";
    case LayerShape::Cylinder:
      return "cylinder";
  }
  return "cube";
}

bool has_stored_voxels(const Layer& layer) {
  return layer.kind() != LayerKind::Clone && layer.kind() != LayerKind::Shape;
}

/// Numbers the tiles of an image, equal ones with one number, in the order in which they are first
/// met.
class BlockNumbers {
 public:
  std::uint32_t number_of(const Tile& tile) {
    if (const auto known = by_address_.find(&tile); known != by_address_.end())
      return known->second;
    std::vector<std::uint32_t>& candidates = by_hash_[tile.content_hash()];
    const auto equal = std::find_if(candidates.begin(), candidates.end(),
                                    [&](std::uint32_t number) { return *blocks_[number] == tile; });
    if (equal != candidates.end()) return by_address_[&tile] = *equal;
    const auto number = static_cast<std::uint32_t>(blocks_.size());
    blocks_.push_back(&tile);
    candidates.push_back(number);
    return by_address_[&tile] = number;
  }
  const std::vector<const Tile*>& blocks() const { return blocks_; }

 private:
  std::vector<const Tile*> blocks_;
  std::unordered_map<const Tile*, std::uint32_t> by_address_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_hash_;
};

/// One PNG a block. Blocks are compressed in runs, each with tables of its own, so that threads
/// share nothing.
std::vector<Bytes> encode_blocks(const std::vector<const Tile*>& blocks, Parallel& parallel) {
  constexpr std::size_t kRun = 64;
  std::vector<Bytes> encoded(blocks.size());
  parallel.for_each((blocks.size() + kRun - 1) / kRun, [&](std::size_t run) {
    PngWriter writer({PngChannels::Rgba, PngFilters::None, 1});
    std::array<Rgba, kTileVoxels> voxels;
    const std::size_t end = std::min(blocks.size(), (run + 1) * kRun);
    for (std::size_t i = run * kRun; i < end; ++i) {
      blocks[i]->copy_to(voxels);
      encoded[i] = writer.write(voxels, kGoxBlockPicture);
    }
  });
  return encoded;
}

class GoxImageWriter {
 public:
  explicit GoxImageWriter(const Image& image) : image_(image) {}

  Result<Saved> write(const GoxOptions& options);

 private:
  Result<void> number_blocks();
  void write_image_box();
  void write_material(const Material& material);
  void write_layer(const Layer& layer, ByteView references);
  void write_camera(const Camera& camera, bool is_active);
  void write_light(const Light& light);
  void put_name(std::string_view name, std::size_t size_bytes);

  const Image& image_;
  GoxWriter out_;
  Warnings warnings_;
  BlockNumbers numbers_;
  /// Of each layer: block number, position and a zero for each tile, as in the file.
  std::vector<Bytes> references_;
};

void GoxImageWriter::put_name(std::string_view name, std::size_t size_bytes) {
  const std::string_view kept = utf8_prefix(name, size_bytes);
  if (kept.size() < name.size()) {
    warnings_.add(str_cat("name \"", name, "\" cut to ", kept.size(), " bytes"));
  }
  out_.put_text("name", kept);
}

Result<void> GoxImageWriter::number_blocks() {
  for (const CowPtr<Layer>& layer : image_.layers()) {
    ByteWriter references;
    if (has_stored_voxels(*layer)) {
      constexpr std::int64_t kMaxReferences = 0x7FFF0000 / kGoxReferenceBytes;
      if (layer->volume.tile_count() > kMaxReferences) {
        return Error{ErrorCode::LimitExceeded,
                     str_cat("layer \"", layer->name, "\" has ", layer->volume.tile_count(),
                             " tiles; a .gox file holds ", kMaxReferences, " a layer")};
      }
      layer->volume.for_each_tile([&](TileCoord coord, const Tile& tile) {
        references.u32(numbers_.number_of(tile));
        for (int axis = 0; axis < 3; ++axis) references.i32(coord.min_corner()[axis]);
        references.i32(0);
      });
    }
    if (references.size() > kEditorLayerBytes - 4096) {
      warnings_.add(str_cat("layer \"", layer->name, "\" has ", layer->volume.tile_count(),
                            " tiles: the editor can open it but not save it again"));
    }
    references_.push_back(references.take());
  }
  return {};
}

void GoxImageWriter::write_image_box() {
  out_.begin_chunk("IMG ");
  if (!image_.box().is_empty()) out_.put_floats("box", matrix_of_box(image_.box()).m);
  out_.end_chunk();
}

void GoxImageWriter::write_material(const Material& material) {
  out_.begin_chunk("MATE");
  put_name(material.name, kShortNameBytes);
  out_.put_floats("color", material.color);
  out_.put_float("metallic", material.metallic);
  out_.put_float("roughness", material.roughness);
  out_.put_floats("emission", material.emission);
  out_.end_chunk();
}

void GoxImageWriter::write_layer(const Layer& layer, ByteView references) {
  out_.begin_chunk("LAYR");
  out_.bytes().u32(static_cast<std::uint32_t>(references.size() / kGoxReferenceBytes));
  out_.bytes().raw(references);
  put_name(layer.name, kGoxTextBytes);
  out_.put_floats("mat", layer.transform.m);
  out_.put_i32("id", layer.id);
  out_.put_i32("base_id", layer.base_id);
  if (layer.material) out_.put_i32("material", *layer.material);
  out_.put_i32("mode", static_cast<std::int32_t>(layer.mode));
  if (layer.picture_path.size() > kGoxTextBytes) {
    warnings_.add(str_cat("layer \"", layer.name, "\": the path of its picture has ",
                          layer.picture_path.size(), " bytes, where the format holds ",
                          kGoxTextBytes, ", and was left out"));
  } else if (!layer.picture_path.empty()) {
    out_.put_text("img-path", layer.picture_path);
  }
  if (layer.box) out_.put_floats("box", layer.box->m);
  if (layer.shape) {
    out_.put_text("shape", shape_name(*layer.shape));
    out_.put_rgba("color", layer.color);
  }
  out_.put_bool("visible", layer.is_visible);
  out_.end_chunk();
}

void GoxImageWriter::write_camera(const Camera& camera, bool is_active) {
  out_.begin_chunk("CAMR");
  put_name(camera.name, kShortNameBytes);
  out_.put_float("dist", camera.distance);
  out_.put_bool("ortho", camera.is_orthographic);
  out_.put_floats("mat", camera.to_world.m);
  if (is_active) out_.put("active", {});
  out_.end_chunk();
}

void GoxImageWriter::write_light(const Light& light) {
  out_.begin_chunk("LIGH");
  out_.put_float("pitch", light.pitch_rad);
  out_.put_float("yaw", light.yaw_rad);
  out_.put_float("intensity", light.intensity);
  out_.put_bool("fixed", light.is_fixed);
  out_.put_float("ambient", light.ambient);
  out_.put_float("shadow", light.shadow);
  out_.end_chunk();
}

Result<Saved> GoxImageWriter::write(const GoxOptions& options) {
  GOXEL_TRY(number_blocks());
  write_image_box();
  if (!options.preview_png.empty()) out_.chunk("PREV", options.preview_png);
  Serial serial;
  Parallel& parallel = options.parallel != nullptr ? *options.parallel : serial;
  for (const Bytes& block : encode_blocks(numbers_.blocks(), parallel)) out_.chunk("BL16", block);
  for (const Material& material : image_.materials()) write_material(material);
  for (std::size_t i = 0; i < references_.size(); ++i)
    write_layer(*image_.layers()[i], references_[i]);
  for (std::size_t i = 0; i < image_.cameras().size(); ++i) {
    write_camera(image_.cameras()[i], static_cast<int>(i) == image_.active_camera());
  }
  write_light(image_.light());
  return Saved{out_.take(), warnings_.take()};
}

}  // namespace

Result<Saved> write_gox(const Image& image, const GoxOptions& options) {
  return GoxImageWriter(image).write(options);
}

}  // namespace goxel
