#include "daemon/methods/params.hpp"

#include "core/base/str_cat.hpp"

#include <charconv>
#include <utility>
#include <variant>

namespace goxel::methods {

Error invalid_param(std::string_view path, std::string_view message) {
  return Error{ErrorCode::InvalidParams, str_cat("params.", path, ": ", message)}.with(
      "path", str_cat("params.", path));
}

Error at_member(Error error, std::string_view member) {
  constexpr std::string_view kRequest = "params";
  const auto begins_with = [](std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
  };
  std::string path = str_cat(kRequest, member);
  for (ErrorDetail& detail : error.details) {
    auto* own = std::get_if<std::string>(&detail.value);
    if (detail.key != "path" || own == nullptr || !begins_with(*own, kRequest)) continue;
    path += own->substr(kRequest.size());
    if (begins_with(error.message, *own)) {
      error.message.replace(0, own->size(), path);
    } else {
      error.message = str_cat(path, ": ", error.message);
    }
    *own = std::move(path);
    return error;
  }
  error.message = str_cat(path, ": ", error.message);
  error.details.push_back({"path", std::move(path)});
  return error;
}

Error about_param(std::string_view path, Error error) {
  if (error.code != ErrorCode::InvalidParams) return error;
  return invalid_param(path, error.message);
}

Result<void> check_name(std::string_view path, std::string_view name, const Limits& limits) {
  const auto found = static_cast<std::int64_t>(name.size());
  if (found <= limits.name_bytes) return {};
  return Error{ErrorCode::LimitExceeded,
               str_cat("params.", path, " has ", found, " bytes; the limit is ", limits.name_bytes)}
      .with("path", str_cat("params.", path))
      .with("limit", "name_bytes")
      .with("maximum", limits.name_bytes)
      .with("found", found);
}

Result<void> check_layer_room(const Image& image, const Limits& limits) {
  const auto count = static_cast<std::int64_t>(image.layers().size());
  if (count < limits.layers) return {};
  return Error{ErrorCode::LimitExceeded,
               str_cat("the project has ", count, " layers; the limit is ", limits.layers)}
      .with("limit", "layers")
      .with("maximum", limits.layers)
      .with("found", count);
}

double decimal_of(float value) {
  char digits[32];
  const auto written = std::to_chars(digits, digits + sizeof digits, value);
  double number = static_cast<double>(value);
  std::from_chars(digits, written.ptr, number);
  return number;
}

Result<std::optional<IBox>> optional_box(const std::optional<IVec3>& min,
                                         const std::optional<IVec3>& max) {
  if (!min && !max) return std::optional<IBox>();
  if (!min) return invalid_param("min", "missing; a box needs both corners");
  if (!max) return invalid_param("max", "missing; a box needs both corners");
  return std::optional(IBox::inclusive(*min, *max));
}

}  // namespace goxel::methods

namespace goxel::rpc {

Result<void> Codec<methods::NameOrIndex>::decode(JsonView json, methods::NameOrIndex& out,
                                                 DecodeContext& context) {
  if (json.is_string()) {
    out = {std::nullopt, std::string(json.text())};
    return {};
  }
  if (!json.is_number()) return context.wrong_type(json, "an index or a name");
  std::int64_t index = 0;
  GOXEL_TRY(Codec<std::int64_t>::decode(json, index, context));
  out = {index, {}};
  return {};
}
void Codec<methods::NameOrIndex>::encode(JsonWriter& writer, const methods::NameOrIndex& value) {
  if (value.index) {
    writer.value(*value.index);
  } else {
    writer.value(value.name);
  }
}
void Codec<methods::NameOrIndex>::schema(JsonWriter& writer) {
  writer.raw(R"({"oneOf":[{"type":"integer"},{"type":"string"}]})");
}

}  // namespace goxel::rpc
