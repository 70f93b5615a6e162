#pragma once

#include "core/volume/voxel.hpp"
#include "daemon/rpc/fields.hpp"

namespace goxel {

constexpr auto fields_of(rpc::Of<Voxel>) {
  return rpc::fields(rpc::position_field<&Voxel::position>("of the voxel"),
                     rpc::color_field<&Voxel::color>("its colour; alpha 0 erases"));
}

}  // namespace goxel

namespace goxel::rpc {

/// A voxel of a list: {x,y,z,r,g,b,a?}, [x,y,z,r,g,b,a?], or with a position or colour as one
/// value, as its fields say. Lists have millions of them, so the two plain forms of whole numbers
/// are read without the fields.
template <>
struct Codec<Voxel> {
  static constexpr bool kTakesObject = true;
  static Result<void> decode(JsonView json, Voxel& out, DecodeContext& context);
  static void encode(JsonWriter& writer, const Voxel& voxel) { encode_result(writer, voxel); }
  static void schema(JsonWriter& writer) { write_schema<Voxel>(writer); }
  static void result_schema(JsonWriter& writer) {
    detail::write_result_fields_schema(writer, kFields<Voxel>);
  }
};

}  // namespace goxel::rpc

namespace goxel::methods {

/// How lists of voxels cross the wire.
enum class VoxelEncoding {
  Json,   ///< `voxels`: objects or arrays
  Base64  ///< `data`: packed records of 16 bytes, x, y, z as little-endian int32, then r, g, b, a
};
constexpr auto names_of(rpc::Of<VoxelEncoding>) {
  return rpc::names<VoxelEncoding>(
      {{VoxelEncoding::Json, "json"}, {VoxelEncoding::Base64, "base64"}});
}

}  // namespace goxel::methods
