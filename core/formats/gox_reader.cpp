#include "core/formats/gox_reader.hpp"

#include "core/base/str_cat.hpp"
#include "core/formats/gox_blocks.hpp"
#include "core/formats/gox_chunks.hpp"
#include "core/formats/layer_links.hpp"

#include <array>
#include <utility>

namespace goxel {

namespace {

/// Where the editor puts a camera that has no transform: turned by 45 degrees about z and x, 128
/// away from the origin.
Mat4 default_camera_transform() {
  constexpr double kHalfRoot = 0.70710678118654752440;  // sine and cosine of 45 degrees
  constexpr double kDistance = 128;
  Mat4 matrix;
  matrix.set_column(0, {kHalfRoot, kHalfRoot, 0});
  matrix.set_column(1, {-0.5, 0.5, kHalfRoot});
  matrix.set_column(2, {0.5, -0.5, kHalfRoot});
  matrix.set_column(3, matrix.column(2) * kDistance);
  return matrix;
}

std::optional<LayerShape> shape_of_name(std::string_view name) {
  if (name == "sphere") return LayerShape::Sphere;
  if (name == "cube") return LayerShape::Cube;
  if (name == "cylinder") return LayerShape::Cylinder;
  return std::nullopt;
}

/// A box matrix, or nothing for one that stands for "no box".
std::optional<Mat4> read_box(GoxDictionary& dictionary) {
  std::optional<Mat4> matrix = dictionary.matrix("box");
  if (matrix && matrix->at(3, 3) == 0) matrix.reset();
  return matrix;
}

/// Reads one file, chunk by chunk.
class GoxReader {
 public:
  explicit GoxReader(const Limits& limits)
      : limits_(limits), budget_(limits), blocks_(limits, budget_) {}

  Result<Loaded> read(ByteView file);

 private:
  Result<void> read_chunk(const GoxChunk& chunk);
  Result<void> read_image(const GoxChunk& chunk);
  Result<void> read_material(const GoxChunk& chunk);
  Result<void> read_layer(const GoxChunk& chunk);
  void read_layer_kind(GoxDictionary& dictionary, const std::string& owner, Layer& layer);
  Result<void> read_camera(const GoxChunk& chunk);
  Result<void> read_light(const GoxChunk& chunk);
  void finish();

  const Limits& limits_;
  MemoryBudget budget_;
  Warnings warnings_;
  GoxBlocks blocks_;
  std::int32_t version_ = 0;
  std::vector<Layer> layers_;
  std::optional<IBox> box_;
  Image image_;
};

Result<void> GoxReader::read_image(const GoxChunk& chunk) {
  ByteReader reader(chunk.content, "gox file", chunk.offset);
  GOXEL_ASSIGN(GoxDictionary dictionary, GoxDictionary::read(reader, "image", warnings_));
  const std::optional<Mat4> matrix = read_box(dictionary);
  if (!matrix) return {};
  box_ = box_of_matrix(*matrix);
  if (box_ && box_->is_empty()) box_.reset();
  if (!box_)
    warnings_.add("image: box ignored: it is empty or reaches outside the 32-bit coordinates");
  return {};
}

Result<void> GoxReader::read_material(const GoxChunk& chunk) {
  std::vector<Material>& materials = image_.edit_materials();
  GOXEL_TRY(budget_.charge(sizeof(Material) + kGoxTextBytes));
  ByteReader reader(chunk.content, "gox file", chunk.offset);
  GOXEL_ASSIGN(GoxDictionary dictionary,
               GoxDictionary::read(reader, str_cat("material ", materials.size()), warnings_));
  Material material;
  material.name = dictionary.text("name");
  if (material.name.empty()) material.name = str_cat("Material.", materials.size() + 1);
  dictionary.floats("color", material.color);
  dictionary.number("metallic", material.metallic);
  dictionary.number("roughness", material.roughness);
  dictionary.floats("emission", material.emission);
  materials.push_back(std::move(material));
  return {};
}

void GoxReader::read_layer_kind(GoxDictionary& dictionary, const std::string& owner, Layer& layer) {
  layer.base_id = dictionary.i32("base_id").value_or(0);
  layer.picture_path = dictionary.text("img-path");
  if (!dictionary.contains("shape")) return;
  const std::string name = dictionary.text("shape");
  layer.shape = shape_of_name(name);
  if (!layer.shape) warnings_.add(str_cat(owner, ": unknown shape \"", name, "\" ignored"));
  layer.color = dictionary.rgba("color").value_or(layer.color);
}

Result<void> GoxReader::read_layer(const GoxChunk& chunk) {
  if (std::cmp_greater_equal(layers_.size(), limits_.layers)) {
    return Error{ErrorCode::LimitExceeded,
                 str_cat("gox file: more than ", limits_.layers, " layers, the limit")}
        .with("limit", "layers")
        .with("maximum", limits_.layers);
  }
  Layer layer;
  ByteReader reader(chunk.content, "gox file", chunk.offset);
  GOXEL_ASSIGN(layer.volume, blocks_.read_volume(reader, version_));
  const std::string owner = str_cat("layer ", layers_.size());
  GOXEL_ASSIGN(GoxDictionary dictionary, GoxDictionary::read(reader, owner, warnings_));

  layer.name = dictionary.text("name");
  layer.transform = dictionary.matrix("mat").value_or(Mat4{});
  layer.id = dictionary.i32("id").value_or(0);
  layer.is_visible = dictionary.boolean("visible").value_or(true);
  layer.box = read_box(dictionary);
  read_layer_kind(dictionary, owner, layer);

  const std::int32_t mode = dictionary.i32("mode").value_or(0);
  const std::optional<BlendMode> known_mode = blend_mode_of_number(mode);
  if (!known_mode) warnings_.add(str_cat(owner, ": unknown blend mode ", mode, " became \"over\""));
  layer.mode = known_mode.value_or(BlendMode::Over);

  layer.material = dictionary.i32("material");
  const std::size_t material_count = image_.materials().size();
  if (layer.material &&
      std::cmp_greater_equal(static_cast<std::uint32_t>(*layer.material), material_count)) {
    // The editor writes 0 for "none", so 0 without any material is no mistake.
    if (*layer.material != 0 || material_count != 0) {
      warnings_.add(
          str_cat(owner, ": material ", *layer.material, " of ", material_count, " ignored"));
    }
    layer.material.reset();
  }
  layers_.push_back(std::move(layer));
  return {};
}

Result<void> GoxReader::read_camera(const GoxChunk& chunk) {
  std::vector<Camera>& cameras = image_.edit_cameras();
  GOXEL_TRY(budget_.charge(sizeof(Camera) + kGoxTextBytes));
  ByteReader reader(chunk.content, "gox file", chunk.offset);
  GOXEL_ASSIGN(GoxDictionary dictionary,
               GoxDictionary::read(reader, str_cat("camera ", cameras.size()), warnings_));
  Camera camera;
  camera.name = dictionary.text("name");
  if (camera.name.empty()) camera.name = "unnamed";
  dictionary.number("dist", camera.distance);
  camera.is_orthographic = dictionary.boolean("ortho").value_or(false);
  camera.to_world = dictionary.matrix("mat").value_or(default_camera_transform());
  if (dictionary.contains("active")) image_.set_active_camera(static_cast<int>(cameras.size()));
  cameras.push_back(std::move(camera));
  return {};
}

Result<void> GoxReader::read_light(const GoxChunk& chunk) {
  ByteReader reader(chunk.content, "gox file", chunk.offset);
  GOXEL_ASSIGN(GoxDictionary dictionary, GoxDictionary::read(reader, "light", warnings_));
  Light light;
  dictionary.number("pitch", light.pitch_rad);
  dictionary.number("yaw", light.yaw_rad);
  dictionary.number("intensity", light.intensity);
  light.is_fixed = dictionary.boolean("fixed").value_or(false);
  dictionary.number("ambient", light.ambient);
  dictionary.number("shadow", light.shadow);
  image_.set_light(light);
  return {};
}

Result<void> GoxReader::read_chunk(const GoxChunk& chunk) {
  struct Row {
    std::string_view type;
    Result<void> (GoxReader::*read)(const GoxChunk&);
  };
  static constexpr auto kRows = std::to_array<Row>({{"IMG ", &GoxReader::read_image},
                                                    {"MATE", &GoxReader::read_material},
                                                    {"LAYR", &GoxReader::read_layer},
                                                    {"CAMR", &GoxReader::read_camera},
                                                    {"LIGH", &GoxReader::read_light}});
  if (chunk.type == "BL16") return blocks_.add(chunk);
  for (const Row& row : kRows) {
    if (row.type == chunk.type) return (this->*row.read)(chunk);
  }
  return {};
}

void GoxReader::finish() {
  repair_layer_links(layers_, warnings_);
  name_unnamed_layers(layers_);
  image_.set_layers(std::move(layers_));
  // A file without a marked camera is viewed through its first.
  if (image_.active_camera() < 0 && !image_.cameras().empty()) image_.set_active_camera(0);
  image_.set_box(box_ ? *box_ : default_image_box(image_));
}

Result<Loaded> GoxReader::read(ByteView file) {
  ByteReader reader(file, "gox file");
  GOXEL_ASSIGN(const ByteView magic, reader.take(kGoxMagic.size()));
  if (as_text(magic) != kGoxMagic) return reader.fail("no \"GOX \" at the start; other content");
  GOXEL_ASSIGN(version_, reader.i32());
  if (version_ < 0 || version_ > kGoxVersion) {
    return reader.fail(str_cat("version ", version_, ", where 0 to ", kGoxVersion, " are known,"));
  }
  while (!reader.is_at_end()) {
    GOXEL_ASSIGN(const GoxChunk chunk, read_gox_chunk(reader));
    GOXEL_TRY(read_chunk(chunk));
  }
  finish();
  return Loaded{std::move(image_), FormatId::Gox, warnings_.take()};
}

}  // namespace

Result<Loaded> read_gox(ByteView file, const Limits& limits) {
  return GoxReader(limits).read(file);
}

}  // namespace goxel
