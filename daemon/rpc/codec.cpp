#include "daemon/rpc/codec.hpp"

#include "core/base/str_cat.hpp"

#include <limits>

namespace goxel::rpc {

namespace {

Result<std::int64_t> decode_integer(JsonView json, DecodeContext& context) {
  if (const auto value = json.as_integer()) return *value;
  if (!json.is_number()) return context.wrong_type(json, "an integer");
  const auto real = json.as_double();
  constexpr double kEnd = 9223372036854775808.0;  // 2^63
  const bool fits = real && *real >= -kEnd && *real < kEnd;
  return fits ? context.wrong_type(json, "an integer")
              : context.fail(str_cat(describe(json), " is outside 64 bits"));
}

void type_schema(JsonWriter& writer, std::string_view type) {
  writer.begin_object();
  writer.member("type", type);
  writer.end_object();
}

}  // namespace

Result<void> Codec<bool>::decode(JsonView json, bool& out, DecodeContext& context) {
  if (!json.is_bool()) return context.wrong_type(json, "true or false");
  out = json.as_bool();
  return {};
}
void Codec<bool>::encode(JsonWriter& writer, const bool& value) { writer.value(value); }
void Codec<bool>::schema(JsonWriter& writer) { type_schema(writer, "boolean"); }

Result<void> Codec<std::int32_t>::decode(JsonView json, std::int32_t& out, DecodeContext& context) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  GOXEL_ASSIGN(const std::int64_t value, decode_integer(json, context));
  if (value < kMin || value > kMax) {
    return context.fail(str_cat(describe(json), " is outside ", kMin, "..", kMax));
  }
  out = static_cast<std::int32_t>(value);
  return {};
}
void Codec<std::int32_t>::encode(JsonWriter& writer, const std::int32_t& value) {
  writer.value(value);
}
void Codec<std::int32_t>::schema(JsonWriter& writer) {
  writer.begin_object();
  writer.member("type", "integer");
  writer.member("format", "int32");
  writer.end_object();
}

Result<void> Codec<std::int64_t>::decode(JsonView json, std::int64_t& out, DecodeContext& context) {
  GOXEL_ASSIGN(out, decode_integer(json, context));
  return {};
}
void Codec<std::int64_t>::encode(JsonWriter& writer, const std::int64_t& value) {
  writer.value(value);
}
void Codec<std::int64_t>::schema(JsonWriter& writer) { type_schema(writer, "integer"); }

Result<void> Codec<double>::decode(JsonView json, double& out, DecodeContext& context) {
  if (!json.is_number()) return context.wrong_type(json, "a number");
  const auto value = json.as_double();
  if (!value) return context.fail(str_cat(describe(json), " is too large for a double"));
  out = *value;
  return {};
}
void Codec<double>::encode(JsonWriter& writer, const double& value) { writer.value(value); }
void Codec<double>::schema(JsonWriter& writer) { type_schema(writer, "number"); }

Result<void> Codec<std::string>::decode(JsonView json, std::string& out, DecodeContext& context) {
  if (!json.is_string()) return context.wrong_type(json, "a string");
  out = json.text();
  return {};
}
void Codec<std::string>::encode(JsonWriter& writer, const std::string& value) {
  writer.value(value);
}
void Codec<std::string>::schema(JsonWriter& writer) { type_schema(writer, "string"); }

namespace detail {

Result<void> check_array(JsonView json, std::size_t least, std::size_t most,
                         DecodeContext& context) {
  if (!json.is_array()) return context.wrong_type(json, "an array");
  const std::size_t size = json.size();
  if (size >= least && size <= most) return {};
  if (least == most) return context.fail(str_cat("holds ", size, " elements instead of ", least));
  return Error{ErrorCode::LimitExceeded,
               str_cat(context.path(), ": holds ", size, " elements; the limit is ", most)}
      .with("path", context.path())
      .with("limit", "voxels_per_call")
      .with("maximum", static_cast<std::int64_t>(most))
      .with("found", static_cast<std::int64_t>(size));
}

}  // namespace detail

}  // namespace goxel::rpc
