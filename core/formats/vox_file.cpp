#include "core/formats/vox_file.hpp"

#include "core/base/str_cat.hpp"

#include <charconv>

namespace goxel {

namespace {

constexpr std::string_view kMagic = "VOX ";
constexpr std::int32_t kFirstVersion = 150;
constexpr std::int32_t kLastVersion = 200;
constexpr std::int32_t kMaxSide = 256;
/// What a node takes in memory beyond its children, roughly.
constexpr std::int64_t kNodeCost = sizeof(VoxNode) + 64;

Result<ByteView> read_sized(ByteReader& reader) {
  GOXEL_ASSIGN(const std::uint32_t size, reader.u32());
  return reader.take(size);
}

/// A number of items of at least `item_bytes` each, so that the rest of the chunk can hold them.
Result<std::uint32_t> read_count(ByteReader& reader, std::string_view what,
                                 std::size_t item_bytes) {
  GOXEL_ASSIGN(const std::uint32_t count, reader.u32());
  if (count > reader.remaining() / item_bytes) {
    return reader.fail(
        str_cat(count, " ", what, ", where the chunk has ", reader.remaining(), " bytes left,"));
  }
  return count;
}

/// The values of the keys that are asked for; all others are skipped.
struct VoxAttributes {
  std::string_view name;
  std::string_view hidden;
  std::string_view rotation;
  std::string_view translation;
  std::string_view type;
};

Result<VoxAttributes> read_attributes(ByteReader& reader) {
  VoxAttributes found;
  GOXEL_ASSIGN(const std::uint32_t count, read_count(reader, "attributes", 8));
  for (std::uint32_t i = 0; i < count; ++i) {
    GOXEL_ASSIGN(const ByteView key, read_sized(reader));
    GOXEL_ASSIGN(const ByteView value, read_sized(reader));
    const std::string_view text = as_text(value);
    if (as_text(key) == "_name") found.name = text;
    if (as_text(key) == "_hidden") found.hidden = text;
    if (as_text(key) == "_r") found.rotation = text;
    if (as_text(key) == "_t") found.translation = text;
    if (as_text(key) == "_type") found.type = text;
  }
  return found;
}

/// One decimal number off the front of `text`.
bool take_number(std::string_view& text, std::int64_t& number) {
  const std::size_t start = text.find_first_not_of(' ');
  if (start == std::string_view::npos) return false;
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + start, text.data() + text.size(), value);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  number = value;
  return true;
}

/// Bits 0-1 and 2-3: the column of the non-zero entry in rows 0 and 1; bits 4, 5, 6: rows 0, 1, 2
/// are negative.
Result<VoxRotation> parse_rotation(std::string_view text, const ByteReader& reader) {
  std::int64_t bits = 0;
  VoxRotation rotation;
  if (text.empty()) return rotation;
  if (!take_number(text, bits)) return reader.fail("rotation that is not a number ends");
  rotation.column[0] = static_cast<int>(bits & 3);
  rotation.column[1] = static_cast<int>(bits >> 2 & 3);
  if (rotation.column[0] == 3 || rotation.column[1] == 3 ||
      rotation.column[0] == rotation.column[1]) {
    return reader.fail(str_cat("rotation ", bits, ", which is no rotation, ends"));
  }
  rotation.column[2] = 3 - rotation.column[0] - rotation.column[1];
  for (std::size_t row = 0; row < 3; ++row)
    rotation.sign[row] = (bits >> (4 + row) & 1) != 0 ? -1 : 1;
  return rotation;
}

Result<LVec3> parse_translation(std::string_view text, const ByteReader& reader) {
  LVec3 offset;
  if (text.empty()) return offset;
  if (!take_number(text, offset.x) || !take_number(text, offset.y) ||
      !take_number(text, offset.z)) {
    return reader.fail("translation that is not three whole numbers ends");
  }
  return offset;
}

class VoxParser {
 public:
  VoxParser(MemoryBudget& budget, Warnings& warnings) : budget_(budget), warnings_(warnings) {
    file_.palette = default_vox_palette();
  }

  Result<VoxFile> parse(ByteView file);

 private:
  Result<void> read_chunk(ByteReader& reader);
  Result<void> read_content(std::string_view type, ByteReader& reader);
  Result<void> read_size(ByteReader& reader);
  Result<void> read_voxels(ByteReader& reader);
  Result<void> read_palette(ByteReader& reader);
  Result<void> read_transform(ByteReader& reader);
  Result<void> read_group(ByteReader& reader);
  Result<void> read_shape(ByteReader& reader);
  Result<void> read_layer(ByteReader& reader);
  Result<void> read_material(ByteReader& reader);
  Result<void> add_node(std::int32_t id, VoxNode node, const ByteReader& reader);

  MemoryBudget& budget_;
  Warnings& warnings_;
  VoxFile file_;
  bool has_size_ = false;  ///< a SIZE waits for its XYZI
  IVec3 size_;
  bool has_shining_material_ = false;
  bool has_camera_ = false;
};

Result<void> VoxParser::read_size(ByteReader& reader) {
  if (has_size_) return reader.fail("second SIZE without an XYZI between");
  for (int axis = 0; axis < 3; ++axis) {
    GOXEL_ASSIGN(size_[axis], reader.i32());
    if (size_[axis] < 0 || size_[axis] > kMaxSide) {
      return reader.fail(
          str_cat("model side of ", size_[axis], ", where 0 to ", kMaxSide, " are allowed, ends"));
    }
  }
  has_size_ = true;
  return {};
}

Result<void> VoxParser::read_voxels(ByteReader& reader) {
  if (!has_size_) return reader.fail("XYZI without a SIZE before it");
  GOXEL_ASSIGN(const std::uint32_t count, read_count(reader, "voxels", 4));
  GOXEL_ASSIGN(const ByteView voxels, reader.take(std::size_t{count} * 4));
  GOXEL_TRY(budget_.charge(sizeof(VoxModel)));
  file_.models.push_back({size_, voxels});
  has_size_ = false;
  return {};
}

Result<void> VoxParser::read_palette(ByteReader& reader) {
  GOXEL_ASSIGN(const ByteView colors, reader.take(std::size_t{256} * 4));
  // The chunk's first entry is colour 1; its last one is never used. Voxels are solid whatever the
  // alpha says.
  for (std::size_t i = 1; i < 256; ++i) {
    const ByteView color = colors.subspan((i - 1) * 4, 4);
    file_.palette[i] = {color[0], color[1], color[2], 255};
  }
  return {};
}

Result<void> VoxParser::add_node(std::int32_t id, VoxNode node, const ByteReader& reader) {
  GOXEL_TRY(budget_.charge(kNodeCost +
                           static_cast<std::int64_t>(node.children.size() * sizeof(std::int32_t))));
  if (file_.nodes.emplace(id, std::move(node)).second) return {};
  return reader.fail(str_cat("second node with id ", id, " ends"));
}

Result<void> VoxParser::read_transform(ByteReader& reader) {
  VoxNode node;
  node.kind = VoxNodeKind::Transform;
  GOXEL_ASSIGN(const std::int32_t id, reader.i32());
  GOXEL_ASSIGN(const VoxAttributes attributes, read_attributes(reader));
  node.name = attributes.name;
  node.is_hidden = attributes.hidden == "1";
  GOXEL_ASSIGN(const std::int32_t child, reader.i32());
  node.children.push_back(child);
  GOXEL_TRY(reader.i32());
  GOXEL_ASSIGN(node.layer, reader.i32());
  GOXEL_ASSIGN(const std::uint32_t frame_count, read_count(reader, "frames", 4));
  if (frame_count > 0) {
    GOXEL_ASSIGN(const VoxAttributes frame, read_attributes(reader));
    GOXEL_ASSIGN(node.transform.rotation, parse_rotation(frame.rotation, reader));
    GOXEL_ASSIGN(node.transform.translation, parse_translation(frame.translation, reader));
  }
  if (frame_count > 1)
    warnings_.add(str_cat("node ", id, ": only the first of ", frame_count, " frames is read"));
  return add_node(id, std::move(node), reader);
}

Result<void> VoxParser::read_group(ByteReader& reader) {
  VoxNode node;
  GOXEL_ASSIGN(const std::int32_t id, reader.i32());
  GOXEL_TRY(read_attributes(reader));
  GOXEL_ASSIGN(const std::uint32_t count, read_count(reader, "children", 4));
  for (std::uint32_t i = 0; i < count; ++i) {
    GOXEL_ASSIGN(const std::int32_t child, reader.i32());
    node.children.push_back(child);
  }
  return add_node(id, std::move(node), reader);
}

Result<void> VoxParser::read_shape(ByteReader& reader) {
  VoxNode node;
  node.kind = VoxNodeKind::Shape;
  GOXEL_ASSIGN(const std::int32_t id, reader.i32());
  GOXEL_TRY(read_attributes(reader));
  GOXEL_ASSIGN(const std::uint32_t count, read_count(reader, "models", 8));
  // Several models in one shape are the frames of an animation.
  if (count > 0) {
    GOXEL_ASSIGN(const std::int32_t model, reader.i32());
    node.children.push_back(model);
  }
  if (count > 1)
    warnings_.add(str_cat("node ", id, ": only the first of ", count, " models is read"));
  return add_node(id, std::move(node), reader);
}

Result<void> VoxParser::read_layer(ByteReader& reader) {
  GOXEL_ASSIGN(const std::int32_t id, reader.i32());
  GOXEL_ASSIGN(const VoxAttributes attributes, read_attributes(reader));
  GOXEL_TRY(budget_.charge(kNodeCost));
  file_.hidden_layers[id] = attributes.hidden == "1";
  return {};
}

Result<void> VoxParser::read_material(ByteReader& reader) {
  GOXEL_TRY(reader.i32());
  GOXEL_ASSIGN(const VoxAttributes attributes, read_attributes(reader));
  has_shining_material_ =
      has_shining_material_ || (!attributes.type.empty() && attributes.type != "_diffuse");
  return {};
}

Result<void> VoxParser::read_content(std::string_view type, ByteReader& reader) {
  if (type == "SIZE") return read_size(reader);
  if (type == "XYZI") return read_voxels(reader);
  if (type == "RGBA") return read_palette(reader);
  if (type == "nTRN") return read_transform(reader);
  if (type == "nGRP") return read_group(reader);
  if (type == "nSHP") return read_shape(reader);
  if (type == "LAYR") return read_layer(reader);
  if (type == "MATL") return read_material(reader);
  if (type == "rCAM") has_camera_ = true;
  return {};
}

Result<void> VoxParser::read_chunk(ByteReader& reader) {
  GOXEL_ASSIGN(const ByteView type, reader.take(4));
  GOXEL_ASSIGN(const std::uint32_t size, reader.u32());
  GOXEL_ASSIGN(const std::uint32_t children_size, reader.u32());
  const std::size_t offset = reader.offset();
  GOXEL_ASSIGN(const ByteView content, reader.take(size));
  GOXEL_TRY(reader.take(children_size));
  ByteReader content_reader(content, "vox file", offset);
  return read_content(as_text(type), content_reader);
}

Result<VoxFile> VoxParser::parse(ByteView file) {
  ByteReader reader(file, "vox file");
  GOXEL_ASSIGN(const ByteView magic, reader.take(kMagic.size()));
  if (as_text(magic) != kMagic) return reader.fail("no \"VOX \" at the start; other content");
  GOXEL_ASSIGN(const std::int32_t version, reader.i32());
  if (version < kFirstVersion || version > kLastVersion) {
    return reader.fail(str_cat("version ", version, ", where ", kFirstVersion, " to ", kLastVersion,
                               " are known,"));
  }
  GOXEL_ASSIGN(const ByteView main, reader.take(4));
  if (as_text(main) != "MAIN") return reader.fail("no MAIN chunk; another one");
  GOXEL_ASSIGN(const std::uint32_t own_size, reader.u32());
  GOXEL_ASSIGN(const std::uint32_t children_size, reader.u32());
  GOXEL_TRY(reader.take(own_size));
  const std::size_t offset = reader.offset();
  GOXEL_ASSIGN(const ByteView children, reader.take(children_size));
  if (!reader.is_at_end())
    warnings_.add(str_cat(reader.remaining(), " bytes after the last chunk are ignored"));
  ByteReader chunks(children, "vox file", offset);
  while (!chunks.is_at_end()) GOXEL_TRY(read_chunk(chunks));
  if (has_size_) return chunks.fail("SIZE without an XYZI; the file ends");
  if (has_shining_material_) warnings_.add("materials other than diffuse are not read");
  if (has_camera_) warnings_.add("cameras are not read");
  return std::move(file_);
}

}  // namespace

VoxTransform operator*(const VoxTransform& a, const VoxTransform& b) {
  VoxTransform result;
  for (std::size_t row = 0; row < 3; ++row) {
    const auto middle = static_cast<std::size_t>(a.rotation.column[row]);
    result.rotation.column[row] = b.rotation.column[middle];
    result.rotation.sign[row] = a.rotation.sign[row] * b.rotation.sign[middle];
  }
  result.translation = a.rotation(b.translation) + a.translation;
  return result;
}

Result<VoxFile> parse_vox(ByteView file, MemoryBudget& budget, Warnings& warnings) {
  return VoxParser(budget, warnings).parse(file);
}

std::array<Rgba, 256> default_vox_palette() {
  constexpr std::array<std::uint8_t, 6> kCube = {0xFF, 0xCC, 0x99, 0x66, 0x33, 0x00};
  constexpr std::array<std::uint8_t, 10> kRamp = {0xEE, 0xDD, 0xBB, 0xAA, 0x88,
                                                  0x77, 0x55, 0x44, 0x22, 0x11};
  std::array<Rgba, 256> palette{};
  std::size_t next = 1;
  for (const std::uint8_t r : kCube) {
    for (const std::uint8_t g : kCube) {
      for (const std::uint8_t b : kCube) {
        if ((r | g | b) != 0) palette[next++] = {r, g, b, 255};
      }
    }
  }
  for (const std::uint8_t v : kRamp) palette[next++] = {v, 0, 0, 255};
  for (const std::uint8_t v : kRamp) palette[next++] = {0, v, 0, 255};
  for (const std::uint8_t v : kRamp) palette[next++] = {0, 0, v, 255};
  for (const std::uint8_t v : kRamp) palette[next++] = {v, v, v, 255};
  return palette;
}

}  // namespace goxel
