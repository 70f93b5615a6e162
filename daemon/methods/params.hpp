#pragma once

#include "core/base/limits.hpp"
#include "core/base/result.hpp"
#include "core/image/image.hpp"
#include "daemon/rpc/fields.hpp"

#include <optional>
#include <string_view>

namespace goxel::methods {

// Parameters that many methods have in common.

/// The error for a parameter whose value cannot be used; `path` is its name.
Error invalid_param(std::string_view path, std::string_view message);

/// An error of something that was given in a member of the parameters, as one of the request: with
/// member ".operations[3]", "params.size: ..." becomes "params.operations[3].size: ...".
Error at_member(Error error, std::string_view member);
/// What the engine found wrong with the value of one parameter: InvalidParams gets its path, other
/// failures stay as they are.
Error about_param(std::string_view path, Error error);

/// LimitExceeded when the name that `path` gives is longer than limits.name_bytes.
Result<void> check_name(std::string_view path, std::string_view name, const Limits& limits);

/// LimitExceeded when the project has as many layers as it may have.
Result<void> check_layer_room(const Image& image, const Limits& limits);

/// A binary32 as the number that was meant: 0.3 rather than 0.30000001192092896.
double decimal_of(float value);

/// The box between two corners, both inside it; nothing when neither is given, InvalidParams when
/// one is. Corners in the wrong order give an empty box.
Result<std::optional<IBox>> optional_box(const std::optional<IVec3>& min,
                                         const std::optional<IVec3>& max);

/// Which layer an edit goes to.
template <auto Member>
constexpr rpc::FieldInfo layer_field() {
  return rpc::field<Member>("layer", "id or name; 0 or absent: the active one")
      .alias("layer_id")
      .optional();
}

/// Which layers an edit goes to: one, or all.
template <auto Member>
constexpr rpc::FieldInfo layers_field() {
  return rpc::field<Member>("layer", "id or name, or \"all\"; 0 or absent: the active one")
      .alias("layer_id")
      .optional();
}

/// Which layer is read.
template <auto Member>
constexpr rpc::FieldInfo read_layer_field() {
  return rpc::field<Member>("layer", "id or name; absent: the active one; -2: all visible")
      .alias("layer_id")
      .optional();
}

/// A number from a list of words, or the word: {"x": 0, ...}.
template <rpc::NamedEnum E>
struct WordOrNumber {
  E value{};
};

/// An element of a list, by its index from 0 or by its name.
struct NameOrIndex {
  std::optional<std::int64_t> index;
  std::string name;
};

}  // namespace goxel::methods

namespace goxel::rpc {

template <NamedEnum E>
struct Codec<methods::WordOrNumber<E>> {
  static Result<void> decode(JsonView json, methods::WordOrNumber<E>& out, DecodeContext& context) {
    if (!json.is_number()) return Codec<E>::decode(json, out.value, context);
    std::int32_t number = 0;
    GOXEL_TRY(Codec<std::int32_t>::decode(json, number, context));
    for (const EnumName& row : kNames<E>) {
      if (row.value != number) continue;
      out.value = static_cast<E>(number);
      return {};
    }
    // Fails, and lists the words.
    return Codec<E>::decode(json, out.value, context);
  }
  static void encode(JsonWriter& writer, const methods::WordOrNumber<E>& value) {
    Codec<E>::encode(writer, value.value);
  }
  static void schema(JsonWriter& writer) {
    writer.begin_object();
    writer.key("oneOf");
    writer.begin_array();
    Codec<E>::schema(writer);
    writer.raw(R"({"type":"integer"})");
    writer.end_array();
    writer.end_object();
  }
};

GOXEL_DECLARE_CODEC(methods::NameOrIndex);

}  // namespace goxel::rpc
