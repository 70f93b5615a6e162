#include "core/formats/obj_writer.hpp"

#include "core/base/str_cat.hpp"
#include "core/formats/mesh_text.hpp"
#include "core/formats/model_parts.hpp"
#include "core/formats/text_buffer.hpp"
#include "core/mesh/quad_mesh.hpp"

#include <array>

namespace goxel {

namespace {

/// A channel as a number from 0 to 1: "0", "1" or "0." and four digits, which name its value
/// exactly.
struct UnitText {
  std::array<char, 6> text{};
  std::size_t size = 1;
};

constexpr std::array<UnitText, 256> make_unit_texts() {
  std::array<UnitText, 256> texts{};
  for (unsigned value = 0; value < texts.size(); ++value) {
    UnitText& text = texts[value];
    text.text[0] = value == 255 ? '1' : '0';
    if (value == 0 || value == 255) continue;
    text.text[1] = '.';
    text.size = 6;
    unsigned decimals = (value * 20'000 + 255) / 510;
    for (std::size_t i = 5; i > 1; --i) {
      text.text[i] = static_cast<char>('0' + decimals % 10);
      decimals /= 10;
    }
  }
  return texts;
}

constexpr std::array<UnitText, 256> kUnitTexts = make_unit_texts();

char* put_unit(char* out, std::uint8_t value) {
  const UnitText& text = kUnitTexts[value];
  // All six, which is quicker than as many as there are; what is too much is written over.
  std::copy(text.text.begin(), text.text.end(), out);
  return out + text.size;
}

/// The letter, six numbers each with a space before it, and a line end.
constexpr std::size_t kVertexLine = 1 + 3 * (kNumberText + 1) + 3 * 7 + 1;
constexpr std::size_t kFaceLine = 1 + 4 * (kNumberText + 1) + 1;

char* put_vertex(char* out, LVec3 position, Rgba color) {
  *out++ = 'v';
  for (int axis = 0; axis < 3; ++axis) {
    *out++ = ' ';
    out = put_number(out, position[axis]);
  }
  for (const std::uint8_t channel : {color.r, color.g, color.b}) {
    *out++ = ' ';
    out = put_unit(out, channel);
  }
  *out++ = '\n';
  return out;
}

/// Indices count from 1 over the whole file.
char* put_face(char* out, const std::array<std::uint32_t, 4>& quad, std::uint64_t first) {
  *out++ = 'f';
  for (const std::uint32_t index : quad) {
    *out++ = ' ';
    out = put_number(out, first + index);
  }
  *out++ = '\n';
  return out;
}

/// A name without what separates names, so that it stays one and cannot begin a line of its own.
std::string group_name(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7F) c = '_';
  }
  return text.empty() ? "_" : text;
}

class ObjText {
 public:
  ObjText(const Limits& limits, UpAxis up) : limits_(limits), up_(up) {
    text_.add(str_cat("# Voxel model; ", up_axis_note(up), "; colours follow the coordinates\n"));
  }

  Result<void> add(const ModelPart& part) {
    GOXEL_ASSIGN(const mesh::QuadMesh mesh, mesh::mesh_visible_faces(part.volume, limits_));
    text_.add(str_cat("g ", group_name(part.name), "\n"));
    for (const mesh::MeshVertex& vertex : mesh.vertices) {
      GOXEL_TRY(check_size());
      text_.commit(
          put_vertex(text_.room(kVertexLine), turned_up(mesh.position(vertex), up_), vertex.color));
    }
    for (const auto& quad : mesh.quads) {
      GOXEL_TRY(check_size());
      text_.commit(put_face(text_.room(kFaceLine), quad, next_vertex_));
    }
    next_vertex_ += mesh.vertices.size();
    return check_size();
  }
  Bytes take() { return text_.take(); }

 private:
  Result<void> check_size() const {
    if (static_cast<std::int64_t>(text_.size()) <= limits_.file_bytes) return {};
    return file_too_long("obj", limits_);
  }

  const Limits& limits_;
  UpAxis up_;
  TextBuffer text_;
  std::uint64_t next_vertex_ = 1;
};

}  // namespace

Result<Saved> write_obj(const Image& image, const Limits& limits, const MeshOptions& options) {
  Warnings warnings;
  ObjText text(limits, options.up);
  if (options.is_per_layer) {
    for (const ModelPart& part : layer_parts(image, HiddenLayers::LeaveOut, warnings))
      GOXEL_TRY(text.add(part));
  } else {
    GOXEL_TRY(text.add(flattened_part(image, warnings)));
  }
  return Saved{text.take(), warnings.take()};
}

}  // namespace goxel
