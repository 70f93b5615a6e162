#pragma once

#include "core/base/result.hpp"
#include "daemon/rpc/decode_context.hpp"
#include "daemon/rpc/json_tape.hpp"
#include "daemon/rpc/json_writer.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace goxel::rpc {

/// How one C++ type crosses the wire. A specialisation has three static functions:
///   Result<void> decode(JsonView json, T& out, DecodeContext& context);  // InvalidParams with the
///   path on failure void encode(JsonWriter& writer, const T& value);                     // one
///   JSON value void schema(JsonWriter& writer);                                     // one JSON
///   Schema object
/// and may have `static constexpr bool kTakesObject = true` when decode() accepts an object, and
///   void result_schema(JsonWriter& writer);  // what encode() writes, where that is less than
///                                            // schema() says
/// Structs with a field list (fields.hpp) and enums with a name list (codec_enum.hpp) have one by
/// themselves.
template <class T>
struct Codec;

/// Names a type in a call that is found by argument-dependent lookup; see fields_of() and
/// names_of().
template <class T>
struct Of {};

template <class T>
concept TakesObject = requires {
  requires Codec<T>::kTakesObject;
};

/// The JSON Schema of what a T is in a result.
template <class T>
void write_result_schema(JsonWriter& writer) {
  if constexpr (requires { &Codec<T>::result_schema; }) {
    Codec<T>::result_schema(writer);
  } else {
    Codec<T>::schema(writer);
  }
}

/// A codec that is not a template: the functions are in codec.cpp and the codec_*.cpp.
#define GOXEL_DECLARE_CODEC(Type)                                                 \
  template <>                                                                     \
  struct Codec<Type> {                                                            \
    static Result<void> decode(JsonView json, Type& out, DecodeContext& context); \
    static void encode(JsonWriter& writer, const Type& value);                    \
    static void schema(JsonWriter& writer);                                       \
  }

GOXEL_DECLARE_CODEC(bool);
GOXEL_DECLARE_CODEC(std::int32_t);
GOXEL_DECLARE_CODEC(std::int64_t);
GOXEL_DECLARE_CODEC(double);
GOXEL_DECLARE_CODEC(std::string);

/// Null is nothing, and nothing is written as null (in field lists it is left out).
template <class T>
struct Codec<std::optional<T>> {
  static constexpr bool kTakesObject = TakesObject<T>;
  static Result<void> decode(JsonView json, std::optional<T>& out, DecodeContext& context) {
    if (json.is_null()) {
      out.reset();
      return {};
    }
    return Codec<T>::decode(json, out.emplace(), context);
  }
  static void encode(JsonWriter& writer, const std::optional<T>& value) {
    if (value) {
      Codec<T>::encode(writer, *value);
    } else {
      writer.null();
    }
  }
  static void schema(JsonWriter& writer) { Codec<T>::schema(writer); }
  static void result_schema(JsonWriter& writer) { write_result_schema<T>(writer); }
};

/// Any length up to Limits::voxels_per_call.
template <class T>
struct Codec<std::vector<T>> {
  static Result<void> decode(JsonView json, std::vector<T>& out, DecodeContext& context);
  static void encode(JsonWriter& writer, const std::vector<T>& values) {
    writer.begin_array();
    for (const auto& value : values) Codec<T>::encode(writer, value);
    writer.end_array();
  }
  static void schema(JsonWriter& writer) {
    writer.begin_object();
    writer.member("type", "array");
    writer.key("items");
    Codec<T>::schema(writer);
    writer.end_object();
  }
  static void result_schema(JsonWriter& writer) {
    writer.begin_object();
    writer.member("type", "array");
    writer.key("items");
    write_result_schema<T>(writer);
    writer.end_object();
  }
};

/// Exactly N elements.
template <class T, std::size_t N>
struct Codec<std::array<T, N>> {
  static Result<void> decode(JsonView json, std::array<T, N>& out, DecodeContext& context);
  static void encode(JsonWriter& writer, const std::array<T, N>& values) {
    writer.begin_array();
    for (const T& value : values) Codec<T>::encode(writer, value);
    writer.end_array();
  }
  static void schema(JsonWriter& writer) {
    writer.begin_object();
    writer.member("type", "array");
    writer.key("items");
    Codec<T>::schema(writer);
    writer.member("minItems", N);
    writer.member("maxItems", N);
    writer.end_object();
  }
  static void result_schema(JsonWriter& writer) {
    writer.begin_object();
    writer.member("type", "array");
    writer.key("items");
    write_result_schema<T>(writer);
    writer.member("minItems", N);
    writer.member("maxItems", N);
    writer.end_object();
  }
};

namespace detail {

/// Checks that `json` is an array of `least` to `most` elements.
Result<void> check_array(JsonView json, std::size_t least, std::size_t most,
                         DecodeContext& context);

}  // namespace detail

template <class T>
Result<void> Codec<std::vector<T>>::decode(JsonView json, std::vector<T>& out,
                                           DecodeContext& context) {
  GOXEL_TRY(detail::check_array(json, 0, static_cast<std::size_t>(context.limits().voxels_per_call),
                                context));
  out.clear();
  out.reserve(json.size());
  for (const JsonView element : json.elements()) {
    const PathScope scope(context, out.size());
    T value{};  // decoded aside: elements of vector<bool> have no address
    GOXEL_TRY(Codec<T>::decode(element, value, context));
    out.push_back(std::move(value));
  }
  return {};
}

template <class T, std::size_t N>
Result<void> Codec<std::array<T, N>>::decode(JsonView json, std::array<T, N>& out,
                                             DecodeContext& context) {
  GOXEL_TRY(detail::check_array(json, N, N, context));
  std::size_t index = 0;
  for (const JsonView element : json.elements()) {
    const PathScope scope(context, index);
    GOXEL_TRY(Codec<T>::decode(element, out[index], context));
    ++index;
  }
  return {};
}

}  // namespace goxel::rpc
