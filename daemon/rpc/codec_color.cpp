#include "core/base/str_cat.hpp"
#include "daemon/rpc/codec_voxel.hpp"

#include <optional>
#include <string_view>

namespace goxel::rpc {

namespace {

constexpr std::string_view kExpected = R"([r,g,b], [r,g,b,a], {r,g,b,a}, "#RRGGBB" or "#RRGGBBAA")";

std::uint8_t& channel(Rgba& color, std::size_t index) {
  return index == 0 ? color.r : index == 1 ? color.g : index == 2 ? color.b : color.a;
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<Rgba> parse_hex(std::string_view text) {
  if ((text.size() != 7 && text.size() != 9) || text[0] != '#') return std::nullopt;
  Rgba color{0, 0, 0, 255};
  for (std::size_t i = 1; i < text.size(); i += 2) {
    const auto high = hex_digit(text[i]);
    const auto low = hex_digit(text[i + 1]);
    if (!high || !low) return std::nullopt;
    channel(color, i / 2) = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return color;
}

Result<void> decode_list(JsonView json, Rgba& out, DecodeContext& context) {
  if (json.size() != 3 && json.size() != 4) {
    return context.fail(str_cat("holds ", json.size(), " channels instead of 3 or 4"));
  }
  std::size_t index = 0;
  for (const JsonView element : json.elements()) {
    const PathScope scope(context, index);
    GOXEL_ASSIGN(channel(out, index), decode_channel(element, context));
    ++index;
  }
  return {};
}

Result<void> decode_members(JsonView json, Rgba& out, DecodeContext& context) {
  constexpr std::string_view kChannels = "rgba";
  unsigned seen = 0;
  for (const JsonMember member : json.members()) {
    const PathScope scope(context, member.key);
    const std::size_t index =
        member.key.size() == 1 ? kChannels.find(member.key) : std::string_view::npos;
    if (index == std::string_view::npos)
      return context.fail("unknown name; a colour has r, g, b and a");
    if (index == 3 && member.value.is_null()) continue;
    GOXEL_ASSIGN(channel(out, index), decode_channel(member.value, context));
    seen |= 1U << index;
  }
  for (std::size_t index = 0; index < 3; ++index) {
    if ((seen >> index & 1U) != 0) continue;
    const PathScope scope(context, kChannels.substr(index, 1));
    return context.fail("missing");
  }
  return {};
}

}  // namespace

Result<std::uint8_t> decode_channel(JsonView json, DecodeContext& context) {
  const auto value = json.as_integer();
  if (value && *value >= 0 && *value <= 255) return static_cast<std::uint8_t>(*value);
  if (!json.is_number()) return context.wrong_type(json, "a colour channel, an integer in 0..255");
  const auto real = json.as_double();
  if (real && *real >= 0 && *real <= 255) return context.wrong_type(json, "an integer in 0..255");
  return context.fail(str_cat(describe(json), " is outside 0..255"));
}

Result<void> Codec<Rgba>::decode(JsonView json, Rgba& out, DecodeContext& context) {
  Rgba color{0, 0, 0, 255};
  if (json.is_array()) {
    GOXEL_TRY(decode_list(json, color, context));
  } else if (json.is_object()) {
    GOXEL_TRY(decode_members(json, color, context));
  } else {
    const auto parsed = json.is_string() ? parse_hex(json.text()) : std::nullopt;
    if (!parsed) return context.wrong_type(json, str_cat("a colour: ", kExpected));
    color = *parsed;
  }
  out = color;
  return {};
}

void Codec<Rgba>::encode(JsonWriter& writer, const Rgba& value) {
  writer.begin_array();
  writer.value(value.r);
  writer.value(value.g);
  writer.value(value.b);
  writer.value(value.a);
  writer.end_array();
}

void Codec<Rgba>::result_schema(JsonWriter& writer) {
  writer.raw(R"({"type":"array","items":{"type":"integer","minimum":0,"maximum":255},)"
             R"("minItems":4,"maxItems":4})");
}

void Codec<Rgba>::schema(JsonWriter& writer) {
  constexpr std::string_view kChannel = R"({"type":"integer","minimum":0,"maximum":255})";
  writer.raw(str_cat(R"({"oneOf":[{"type":"array","items":)", kChannel,
                     R"(,"minItems":3,"maxItems":4},)", R"({"type":"object","properties":{"r":)",
                     kChannel, R"(,"g":)", kChannel, R"(,"b":)", kChannel, R"(,"a":)", kChannel,
                     R"(},"required":["r","g","b"]},)",
                     R"({"type":"string","pattern":"^#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$"}]})"));
}

}  // namespace goxel::rpc
