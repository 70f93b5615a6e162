#pragma once

#include "daemon/rpc/codec.hpp"

#include <array>
#include <span>
#include <string_view>

namespace goxel::rpc {

/// One value of an enum and its word on the wire. The first word of a value is the one that is
/// written; more rows for the same value are aliases.
struct EnumName {
  int value;
  std::string_view name;
};

/// Declared right after an enum, in its own namespace:
///   constexpr auto names_of(rpc::Of<Axis>) {
///     return rpc::names<Axis>({{Axis::X, "x"}, {Axis::Y, "y"}, {Axis::Z, "z"}});
///   }
template <class E>
struct NamedValue {
  E value;
  std::string_view name;
};

template <class E, std::size_t N>
constexpr std::array<EnumName, N> names(const NamedValue<E> (&list)[N]) {
  std::array<EnumName, N> table{};
  for (std::size_t i = 0; i < N; ++i) table[i] = {static_cast<int>(list[i].value), list[i].name};
  return table;
}

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires {
  names_of(Of<E>{});
};

template <NamedEnum E>
inline constexpr auto kNames = names_of(Of<E>{});

namespace detail {
Result<void> decode_enum(JsonView json, std::span<const EnumName> table, int& out,
                         DecodeContext& context);
std::string_view enum_name(std::span<const EnumName> table, int value);
void enum_schema(JsonWriter& writer, std::span<const EnumName> table);
}  // namespace detail

/// Words compare without regard to the case of ASCII letters.
template <NamedEnum E>
struct Codec<E> {
  static Result<void> decode(JsonView json, E& out, DecodeContext& context) {
    int value = 0;
    GOXEL_TRY(detail::decode_enum(json, kNames<E>, value, context));
    out = static_cast<E>(value);
    return {};
  }
  static void encode(JsonWriter& writer, E value) {
    writer.value(detail::enum_name(kNames<E>, static_cast<int>(value)));
  }
  static void schema(JsonWriter& writer) { detail::enum_schema(writer, kNames<E>); }
};

}  // namespace goxel::rpc
