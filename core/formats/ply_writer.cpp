#include "core/formats/ply_writer.hpp"

#include "core/base/str_cat.hpp"
#include "core/formats/mesh_text.hpp"
#include "core/formats/model_parts.hpp"
#include "core/formats/text_buffer.hpp"
#include "core/mesh/quad_mesh.hpp"

#include <bit>
#include <cstdlib>
#include <cstring>

namespace goxel {

namespace {

/// Every whole number up to this is a float.
constexpr std::int64_t kExactFloat = std::int64_t{1} << 24;

bool fits_float(const mesh::QuadMesh& mesh) {
  for (const mesh::MeshVertex& vertex : mesh.vertices) {
    const LVec3 p = mesh.position(vertex);
    for (int axis = 0; axis < 3; ++axis) {
      if (std::abs(p[axis]) > kExactFloat) return false;
    }
  }
  return true;
}

std::string ply_header(const mesh::QuadMesh& mesh, const MeshOptions& options, bool is_float) {
  const std::string_view type = is_float ? "float" : "double";
  return str_cat("ply\nformat ", options.is_ascii ? "ascii" : "binary_little_endian",
                 " 1.0\ncomment Voxel model; ", up_axis_note(options.up), "\nelement vertex ",
                 mesh.vertices.size(), "\nproperty ", type, " x\nproperty ", type, " y\nproperty ",
                 type, " z\nproperty uchar red\nproperty uchar green\nproperty uchar blue\n",
                 "element face ", mesh.quads.size(),
                 "\nproperty list uchar int vertex_indices\nend_header\n");
}

template <class T>
std::uint8_t* put_raw(std::uint8_t* out, T value) {
  static_assert(std::endian::native == std::endian::little);
  std::memcpy(out, &value, sizeof value);
  return out + sizeof value;
}

/// `Real` is the type of coordinates.
template <class Real>
Result<Bytes> binary_ply(const std::string& header, const mesh::QuadMesh& mesh, UpAxis up,
                         const Limits& limits) {
  constexpr std::size_t kVertexSize = 3 * sizeof(Real) + 3;
  constexpr std::size_t kFaceSize = 1 + 4 * sizeof(std::int32_t);
  const std::size_t size =
      header.size() + mesh.vertices.size() * kVertexSize + mesh.quads.size() * kFaceSize;
  if (static_cast<std::int64_t>(size) > limits.file_bytes) return file_too_long("ply", limits);
  Bytes bytes(size);
  std::uint8_t* out = std::copy(header.begin(), header.end(), bytes.data());
  for (const mesh::MeshVertex& vertex : mesh.vertices) {
    const LVec3 p = turned_up(mesh.position(vertex), up);
    for (int axis = 0; axis < 3; ++axis) out = put_raw(out, static_cast<Real>(p[axis]));
    for (const std::uint8_t channel : {vertex.color.r, vertex.color.g, vertex.color.b})
      *out++ = channel;
  }
  for (const auto& quad : mesh.quads) {
    *out++ = 4;
    out = put_raw(out, quad);
  }
  GOXEL_ASSERT(out == bytes.data() + bytes.size());
  return bytes;
}

char* put_ply_vertex(char* out, LVec3 position, Rgba color) {
  for (int axis = 0; axis < 3; ++axis) {
    out = put_number(out, position[axis]);
    *out++ = ' ';
  }
  for (const std::uint8_t channel : {color.r, color.g, color.b}) {
    out = put_number(out, int{channel});
    *out++ = ' ';
  }
  out[-1] = '\n';
  return out;
}

char* put_ply_face(char* out, const std::array<std::uint32_t, 4>& quad) {
  *out++ = '4';
  for (const std::uint32_t index : quad) {
    *out++ = ' ';
    out = put_number(out, index);
  }
  *out++ = '\n';
  return out;
}

Result<Bytes> ascii_ply(const std::string& header, const mesh::QuadMesh& mesh, UpAxis up,
                        const Limits& limits) {
  constexpr std::size_t kLine = 6 * (kNumberText + 1);
  TextBuffer text;
  text.add(header);
  const auto is_too_long = [&] {
    return static_cast<std::int64_t>(text.size()) > limits.file_bytes;
  };
  for (const mesh::MeshVertex& vertex : mesh.vertices) {
    if (is_too_long()) break;
    text.commit(
        put_ply_vertex(text.room(kLine), turned_up(mesh.position(vertex), up), vertex.color));
  }
  for (const auto& quad : mesh.quads) {
    if (is_too_long()) break;
    text.commit(put_ply_face(text.room(kLine), quad));
  }
  if (is_too_long()) return file_too_long("ply", limits);
  return text.take();
}

}  // namespace

Result<Saved> write_ply(const Image& image, const Limits& limits, const MeshOptions& options) {
  Warnings warnings;
  const ModelPart part = flattened_part(image, warnings);
  GOXEL_ASSIGN(const mesh::QuadMesh mesh, mesh::mesh_visible_faces(part.volume, limits));
  const bool is_float = fits_float(mesh);
  const std::string header = ply_header(mesh, options, is_float);
  const auto body = options.is_ascii ? &ascii_ply
                    : is_float       ? &binary_ply<float>
                                     : &binary_ply<double>;
  GOXEL_ASSIGN(Bytes bytes, body(header, mesh, options.up, limits));
  return Saved{std::move(bytes), warnings.take()};
}

}  // namespace goxel
