#pragma once

#include "core/base/bytes.hpp"
#include "core/math/box.hpp"
#include "core/volume/color.hpp"
#include "daemon/rpc/codec.hpp"

#include <cstdint>
#include <string>

namespace goxel::rpc {

/// Which layer a request means. Absent, 0 and -1 are the active one; -2 is every visible layer
/// (reads only: the method checks that); any other number is an id from 1, and a string is a name.
struct LayerRef {
  enum class Kind : std::uint8_t { Active, AllVisible, Id, Name };
  Kind kind = Kind::Active;
  std::int32_t id = 0;    ///< for Id
  std::string name = {};  ///< for Name

  friend bool operator==(const LayerRef&, const LayerRef&) = default;
};

/// Bytes as base64 text, decoded.
struct Base64 {
  Bytes bytes;
};

/// Any JSON value, kept as compact JSON text: numbers as they were written, strings escaped anew.
struct AnyJson {
  std::string text = "null";
};

/// Appends `json` as compact JSON text.
void append_json(std::string& out, JsonView json);

#define GOXEL_DECLARE_OBJECT_CODEC(Type)                                          \
  template <>                                                                     \
  struct Codec<Type> {                                                            \
    static constexpr bool kTakesObject = true;                                    \
    static Result<void> decode(JsonView json, Type& out, DecodeContext& context); \
    static void encode(JsonWriter& writer, const Type& value);                    \
    static void schema(JsonWriter& writer);                                       \
    static void result_schema(JsonWriter& writer);                                \
  }

/// A voxel position: [x,y,z] or {x,y,z}. Fractions are floored (the voxel that holds the point);
/// outside int32 refused.
GOXEL_DECLARE_OBJECT_CODEC(IVec3);
/// A point or direction: [x,y,z] or {x,y,z}.
GOXEL_DECLARE_OBJECT_CODEC(DVec3);
/// A colour: [r,g,b], [r,g,b,a], {r,g,b[,a]}, "#RRGGBB" or "#RRGGBBAA"; alpha 255 when absent.
/// Written as [r,g,b,a].
GOXEL_DECLARE_OBJECT_CODEC(Rgba);
/// {min,max}, both inclusive on the wire, half-open here. min above max is an empty box. Write only
/// boxes inside int32.
GOXEL_DECLARE_OBJECT_CODEC(IBox);
GOXEL_DECLARE_OBJECT_CODEC(AnyJson);
GOXEL_DECLARE_CODEC(LayerRef);
GOXEL_DECLARE_CODEC(Base64);

/// One coordinate: floored, inside int32.
Result<std::int32_t> decode_coordinate(JsonView json, DecodeContext& context);
/// One colour channel: an integer in 0..255.
Result<std::uint8_t> decode_channel(JsonView json, DecodeContext& context);

}  // namespace goxel::rpc
