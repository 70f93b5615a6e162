#include "daemon/rpc/codec_voxel.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/base64.hpp"

#include <cmath>
#include <limits>

namespace goxel::rpc {

namespace {

/// A vector of three components from [x,y,z] or {x,y,z}; `decode_component(json)` gives one or
/// fails.
template <class T, class Decode>
Result<void> decode_vector(JsonView json, Vec3<T>& out, DecodeContext& context,
                           const Decode& decode_component) {
  constexpr std::string_view kAxes[] = {"x", "y", "z"};
  if (json.is_array()) {
    GOXEL_TRY(detail::check_array(json, 3, 3, context));
    int axis = 0;
    for (const JsonView element : json.elements()) {
      const PathScope scope(context, static_cast<std::size_t>(axis));
      GOXEL_ASSIGN(out[axis], decode_component(element));
      ++axis;
    }
    return {};
  }
  if (!json.is_object()) return context.wrong_type(json, "[x,y,z] or {x,y,z}");
  for (const JsonMember member : json.members()) {
    const PathScope scope(context, member.key);
    if (member.key != "x" && member.key != "y" && member.key != "z") {
      return context.fail("unknown name; a vector has x, y and z");
    }
  }
  for (int axis = 0; axis < 3; ++axis) {
    const PathScope scope(context, kAxes[axis]);
    const auto component = json.find(kAxes[axis]);
    if (!component) return context.fail("missing");
    GOXEL_ASSIGN(out[axis], decode_component(*component));
  }
  return {};
}

template <class T>
void encode_vector(JsonWriter& writer, const Vec3<T>& value) {
  writer.begin_array();
  writer.value(value.x);
  writer.value(value.y);
  writer.value(value.z);
  writer.end_array();
}

void vector_schema(JsonWriter& writer, std::string_view component) {
  writer.raw(
      str_cat(R"({"oneOf":[{"type":"array","items":{"type":")", component,
              R"("},"minItems":3,"maxItems":3},{"type":"object","properties":{"x":{"type":")",
              component, R"("},"y":{"type":")", component, R"("},"z":{"type":")", component,
              R"("}},"required":["x","y","z"]}]})"));
}

void vector_result_schema(JsonWriter& writer, std::string_view component) {
  writer.raw(str_cat(R"({"type":"array","items":{"type":")", component,
                     R"("},"minItems":3,"maxItems":3})"));
}

void box_schema(JsonWriter& writer, void (*corner_schema)(JsonWriter&)) {
  writer.begin_object();
  writer.member("type", "object");
  writer.member("description", "both corners inclusive");
  writer.key("properties");
  writer.begin_object();
  for (const std::string_view corner : {"min", "max"}) {
    writer.key(corner);
    corner_schema(writer);
  }
  writer.end_object();
  writer.key("required");
  writer.raw(R"(["min","max"])");
  writer.end_object();
}

}  // namespace

Result<std::int32_t> decode_coordinate(JsonView json, DecodeContext& context) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  if (const auto value = json.as_integer(); value && *value >= kMin && *value <= kMax) {
    return static_cast<std::int32_t>(*value);
  }
  if (!json.is_number()) return context.wrong_type(json, "a coordinate");
  const double floored =
      std::floor(json.as_double().value_or(std::numeric_limits<double>::infinity()));
  if (floored < static_cast<double>(kMin) || floored > static_cast<double>(kMax)) {
    return context.fail(str_cat(describe(json), " is outside ", kMin, "..", kMax));
  }
  return static_cast<std::int32_t>(floored);
}

Result<void> Codec<IVec3>::decode(JsonView json, IVec3& out, DecodeContext& context) {
  return decode_vector(json, out, context, [&context](JsonView component) {
    return decode_coordinate(component, context);
  });
}
void Codec<IVec3>::encode(JsonWriter& writer, const IVec3& value) { encode_vector(writer, value); }
void Codec<IVec3>::schema(JsonWriter& writer) { vector_schema(writer, "number"); }
void Codec<IVec3>::result_schema(JsonWriter& writer) { vector_result_schema(writer, "integer"); }

Result<void> Codec<DVec3>::decode(JsonView json, DVec3& out, DecodeContext& context) {
  return decode_vector(json, out, context, [&context](JsonView component) -> Result<double> {
    double value = 0;
    GOXEL_TRY(Codec<double>::decode(component, value, context));
    return value;
  });
}
void Codec<DVec3>::encode(JsonWriter& writer, const DVec3& value) { encode_vector(writer, value); }
void Codec<DVec3>::schema(JsonWriter& writer) { vector_schema(writer, "number"); }
void Codec<DVec3>::result_schema(JsonWriter& writer) { vector_result_schema(writer, "number"); }

Result<void> Codec<IBox>::decode(JsonView json, IBox& out, DecodeContext& context) {
  if (!json.is_object()) return context.wrong_type(json, "{min,max}");
  IVec3 corners[2];
  bool has_corner[2] = {false, false};
  for (const JsonMember member : json.members()) {
    const PathScope scope(context, member.key);
    if (member.key != "min" && member.key != "max")
      return context.fail("unknown name; a box has min and max");
    const int which = member.key == "max" ? 1 : 0;
    has_corner[which] = true;
    GOXEL_TRY(Codec<IVec3>::decode(member.value, corners[which], context));
  }
  for (const int which : {0, 1}) {
    if (has_corner[which]) continue;
    const PathScope scope(context, which == 1 ? "max" : "min");
    return context.fail("missing");
  }
  out = IBox::inclusive(corners[0], corners[1]);
  return {};
}
void Codec<IBox>::encode(JsonWriter& writer, const IBox& value) {
  writer.begin_object();
  writer.key("min");
  encode_vector(writer, value.min);
  writer.key("max");
  encode_vector(writer, value.max - LVec3{1, 1, 1});
  writer.end_object();
}
void Codec<IBox>::schema(JsonWriter& writer) { box_schema(writer, &Codec<IVec3>::schema); }
void Codec<IBox>::result_schema(JsonWriter& writer) {
  box_schema(writer, &Codec<IVec3>::result_schema);
}

Result<void> Codec<LayerRef>::decode(JsonView json, LayerRef& out, DecodeContext& context) {
  if (json.is_string()) {
    out = {LayerRef::Kind::Name, 0, std::string(json.text())};
    return {};
  }
  if (!json.is_number()) return context.wrong_type(json, "a layer id or name");
  std::int32_t id = 0;
  GOXEL_TRY(Codec<std::int32_t>::decode(json, id, context));
  if (id < -2) {
    return context.fail(str_cat(
        id, " is no layer: ids start at 1, 0 and -1 are the active one, -2 is all of them"));
  }
  const auto kind = id > 0    ? LayerRef::Kind::Id
                    : id < -1 ? LayerRef::Kind::AllVisible
                              : LayerRef::Kind::Active;
  out = {kind, id > 0 ? id : 0, {}};
  return {};
}
void Codec<LayerRef>::encode(JsonWriter& writer, const LayerRef& value) {
  switch (value.kind) {
    case LayerRef::Kind::Active:
      return writer.value(0);
    case LayerRef::Kind::AllVisible:
      return writer.value(-2);
    case LayerRef::Kind::Id:
      return writer.value(value.id);
    case LayerRef::Kind::Name:
      return writer.value(value.name);
  }
}
void Codec<LayerRef>::schema(JsonWriter& writer) {
  writer.raw(R"({"oneOf":[{"type":"integer","minimum":-2},{"type":"string"}]})");
}

Result<void> Codec<Base64>::decode(JsonView json, Base64& out, DecodeContext& context) {
  if (!json.is_string()) return context.wrong_type(json, "base64 text");
  out.bytes.clear();
  Base64Error error{};
  if (decode_base64(json.text(), out.bytes, error)) return {};
  return context.fail(str_cat("character ", error.offset, " ", error.problem));
}
void Codec<Base64>::encode(JsonWriter& writer, const Base64& value) {
  std::string& out = writer.begin_raw();
  out += '"';
  append_base64(out, value.bytes);
  out += '"';
  writer.end_raw();
}
void Codec<Base64>::schema(JsonWriter& writer) {
  writer.raw(R"({"type":"string","contentEncoding":"base64"})");
}

}  // namespace goxel::rpc
