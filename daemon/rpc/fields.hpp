#pragma once

#include "daemon/rpc/codec.hpp"
#include "daemon/rpc/codec_enum.hpp"
#include "daemon/rpc/codec_voxel.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

/// Field lists: the parameters or results of a method, declared once, right after the struct, in
/// its namespace.
///
///   struct AddVoxelParams {
///     IVec3 position;
///     Rgba color;
///     LayerRef layer;
///   };
///   constexpr auto fields_of(rpc::Of<AddVoxelParams>) {
///     using P = AddVoxelParams;
///     return rpc::fields(rpc::position_field<&P::position>("voxel to write"),
///                        rpc::color_field<&P::color>("its colour"),
///                        rpc::field<&P::layer>("layer", "where").alias("layer_id").optional());
///   }
///
/// The order is the positional order. A field is required unless its member is std::optional or it
/// says .optional(), which keeps the member's initialiser as the default.
namespace goxel::rpc {

/// The operations of one member type, type-erased so that the decoding logic is compiled once.
struct FieldType {
  Result<void> (*decode)(JsonView json, void* out, DecodeContext& context);
  void (*encode)(JsonWriter& writer, const void* value);
  void (*schema)(JsonWriter& writer);
  void (*result_schema)(JsonWriter& writer);
  bool (*has_value)(const void* value);  ///< false only for an empty std::optional
  double (*number)(const void* value);   ///< null unless the type is a number or an optional one
  bool is_optional;
  bool takes_object;
};

enum class FieldKind : std::uint8_t {
  Plain,
  Position,  ///< three positional slots and three names, or one name for all
  Color,     ///< four of each
};

/// One field of a list.
struct FieldInfo {
  std::string_view name;
  std::string_view doc;
  FieldKind kind;
  const FieldType* type;
  void* (*member)(void* object);
  std::array<std::string_view, 4> parts = {};    ///< names of the components of a Position or Color
  std::array<std::string_view, 3> aliases = {};  ///< other names for the whole
  bool is_required = true;
  bool has_range = false;
  double minimum = 0;
  double maximum = 0;

  /// Another name that means the same; at most three.
  constexpr FieldInfo alias(std::string_view other) const {
    FieldInfo copy = *this;
    for (std::string_view& slot : copy.aliases) {
      if (!slot.empty()) continue;
      slot = other;
      return copy;
    }
    GOXEL_CHECK(false);  // a fourth alias; does not compile where the list is a constant
    return copy;
  }
  /// Numbers only: both ends are allowed.
  constexpr FieldInfo range(double least, double most) const {
    GOXEL_CHECK(type->number != nullptr);
    FieldInfo copy = *this;
    copy.has_range = true;
    copy.minimum = least;
    copy.maximum = most;
    return copy;
  }
  /// May be absent or null; the member then keeps its initialiser.
  constexpr FieldInfo optional() const {
    FieldInfo copy = *this;
    copy.is_required = false;
    return copy;
  }

  const void* const_member(const void* object) const {
    return member(const_cast<void*>(object));  // only an address is computed
  }
  /// Positional slots, which are also the number of components; 1 for Plain.
  constexpr std::size_t slot_count() const {
    return kind == FieldKind::Plain ? 1 : kind == FieldKind::Position ? 3 : 4;
  }
};

namespace detail {

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template <class T>
struct Unwrapped {
  using type = T;
};
template <class T>
struct Unwrapped<std::optional<T>> {
  using type = T;
};

template <class T>
inline constexpr bool kIsNumber = std::is_arithmetic_v<typename Unwrapped<T>::type> &&
                                  !std::same_as<typename Unwrapped<T>::type, bool>;

template <class T>
struct FieldOperations {
  static Result<void> decode(JsonView json, void* out, DecodeContext& context) {
    return Codec<T>::decode(json, *static_cast<T*>(out), context);
  }
  static void encode(JsonWriter& writer, const void* value) {
    Codec<T>::encode(writer, *static_cast<const T*>(value));
  }
  static bool has_value(const void* value) {
    if constexpr (kIsOptional<T>) {
      return static_cast<const T*>(value)->has_value();
    } else {
      return true;
    }
  }
  static double number(const void* value) {
    if constexpr (!kIsNumber<T>) {
      return 0;
    } else if constexpr (kIsOptional<T>) {
      return static_cast<double>(**static_cast<const T*>(value));
    } else {
      return static_cast<double>(*static_cast<const T*>(value));
    }
  }
};

template <class T>
inline constexpr FieldType kFieldType = {
    &FieldOperations<T>::decode,
    &FieldOperations<T>::encode,
    &Codec<T>::schema,
    &write_result_schema<T>,
    &FieldOperations<T>::has_value,
    kIsNumber<T> ? &FieldOperations<T>::number : nullptr,
    kIsOptional<T>,
    TakesObject<T>,
};

template <class M>
struct MemberPointer;
template <class Struct, class Value>
struct MemberPointer<Value Struct::*> {
  using Owner = Struct;
  using Type = Value;
};

template <auto Member>
void* member_address(void* object) {
  using Owner = typename MemberPointer<decltype(Member)>::Owner;
  return &(static_cast<Owner*>(object)->*Member);
}

template <auto Member>
constexpr FieldInfo make_field(std::string_view name, std::string_view doc, FieldKind kind) {
  using T = typename MemberPointer<decltype(Member)>::Type;
  FieldInfo info{name, doc, kind, &kFieldType<T>, &member_address<Member>};
  info.is_required = !kIsOptional<T>;
  return info;
}

template <auto Member>
using MemberType = typename Unwrapped<typename MemberPointer<decltype(Member)>::Type>::type;

}  // namespace detail

/// A member under one name.
template <auto Member>
constexpr FieldInfo field(std::string_view name, std::string_view doc) {
  return detail::make_field<Member>(name, doc, FieldKind::Plain);
}

/// A voxel position (or size): three positional slots; by name its three parts or the whole.
template <auto Member>
requires std::same_as<detail::MemberType<Member>, IVec3>
constexpr FieldInfo position_field(std::string_view doc, std::string_view whole = "position",
                                   std::array<std::string_view, 3> parts = {"x", "y", "z"}) {
  FieldInfo info = detail::make_field<Member>(whole, doc, FieldKind::Position);
  info.parts = {parts[0], parts[1], parts[2], {}};
  return info;
}

/// A colour: four positional slots r, g, b, a (a may be missing), or any whole form in the first;
/// by name r, g, b[, a], or `color` in any form.
template <auto Member>
requires std::same_as<detail::MemberType<Member>, Rgba>
constexpr FieldInfo color_field(std::string_view doc, std::string_view whole = "color",
                                std::array<std::string_view, 4> parts = {"r", "g", "b", "a"}) {
  FieldInfo info = detail::make_field<Member>(whole, doc, FieldKind::Color);
  info.parts = parts;
  return info;
}

/// Fields and components that one list may have: a decode keeps 4 bytes for each on the stack.
inline constexpr std::size_t kMaxListSize = 96;

/// A list of fields, in positional order.
template <std::same_as<FieldInfo>... Fields>
constexpr std::array<FieldInfo, sizeof...(Fields)> fields(const Fields&... list) {
  GOXEL_CHECK((std::size_t{0} + ... + (list.slot_count() + 1)) <= kMaxListSize);
  return {list...};
}

/// For methods without parameters.
struct NoParams {};
constexpr std::array<FieldInfo, 0> fields_of(Of<NoParams>) { return {}; }

template <class P>
concept Described = requires {
  fields_of(Of<P>{});
};

template <Described P>
inline constexpr auto kFields = fields_of(Of<P>{});

/// The list of P at run time, for list_methods, OpenRPC and the documents.
template <Described P>
std::span<const FieldInfo> field_list() {
  return kFields<P>;
}

namespace detail {
enum class Place : std::uint8_t {
  Params,     ///< the params of a request: reserved names are allowed, [{...}] is unwrapped
  Operation,  ///< an operation of a batch: beside its parameters it has a member "type"
  Nested,     ///< a struct inside parameters
};
Result<void> decode_fields(std::optional<JsonView> json, std::span<const FieldInfo> list,
                           Place place, void* out, DecodeContext& context);
void encode_fields(JsonWriter& writer, std::span<const FieldInfo> list, const void* object);
void write_fields_schema(JsonWriter& writer, std::span<const FieldInfo> list, const void* defaults);
void write_result_fields_schema(JsonWriter& writer, std::span<const FieldInfo> list);
}  // namespace detail

/// Fills `out`, which holds the defaults, from an array (by position), an object (by name) or
/// nothing. Fails with InvalidParams and the path of the first offender; `out` is then half filled.
/// No allocation for the decoding itself.
template <Described P>
Result<void> decode_params(std::optional<JsonView> params, P& out, DecodeContext& context) {
  return detail::decode_fields(params, kFields<P>, detail::Place::Params, &out, context);
}

/// The same for one operation of a batch, an object.
template <Described P>
Result<void> decode_operation(JsonView operation, P& out, DecodeContext& context) {
  return detail::decode_fields(operation, kFields<P>, detail::Place::Operation, &out, context);
}

/// One object. Empty std::optional members are left out; a position is written as its parts, a
/// colour as a whole.
template <Described R>
void encode_result(JsonWriter& writer, const R& result) {
  detail::encode_fields(writer, kFields<R>, &result);
}

/// The JSON Schema of an object with these fields, defaults included.
template <Described P>
void write_schema(JsonWriter& writer) {
  const P defaults{};
  detail::write_fields_schema(writer, kFields<P>, &defaults);
}

/// The schema of the value of one field, with its range and default, or of one component (from 0)
/// of a Position or Color. `defaults` is an initialised P, or null for none.
void write_value_schema(JsonWriter& writer, const FieldInfo& field, const void* defaults);
void write_part_schema(JsonWriter& writer, const FieldInfo& field, std::size_t part,
                       const void* defaults);

/// A struct inside parameters or results: an object, or an array by position.
template <Described T>
requires(!std::is_enum_v<T>) struct Codec<T> {
  static constexpr bool kTakesObject = true;
  static Result<void> decode(JsonView json, T& out, DecodeContext& context) {
    return detail::decode_fields(json, kFields<T>, detail::Place::Nested, &out, context);
  }
  static void encode(JsonWriter& writer, const T& value) { encode_result(writer, value); }
  static void schema(JsonWriter& writer) { write_schema<T>(writer); }
  static void result_schema(JsonWriter& writer) {
    detail::write_result_fields_schema(writer, kFields<T>);
  }
};

}  // namespace goxel::rpc
