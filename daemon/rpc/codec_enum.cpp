#include "daemon/rpc/codec_enum.hpp"

#include "core/base/ascii.hpp"
#include "core/base/str_cat.hpp"

#include <algorithm>

namespace goxel::rpc::detail {

Result<void> decode_enum(JsonView json, std::span<const EnumName> table, int& out,
                         DecodeContext& context) {
  if (json.is_string()) {
    for (const EnumName& row : table) {
      if (!equal_ignoring_case(row.name, json.text())) continue;
      out = row.value;
      return {};
    }
  }
  std::string allowed;
  for (const EnumName& row : table) {
    if (!allowed.empty()) allowed += ", ";
    allowed += row.name;
  }
  return context.fail(str_cat(describe(json), " is not one of ", allowed));
}

std::string_view enum_name(std::span<const EnumName> table, int value) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [value](const EnumName& row) { return row.value == value; });
  GOXEL_CHECK(found != table.end());
  return found->name;
}

void enum_schema(JsonWriter& writer, std::span<const EnumName> table) {
  writer.begin_object();
  writer.member("type", "string");
  writer.key("enum");
  writer.begin_array();
  for (const EnumName& row : table) writer.value(row.name);
  writer.end_array();
  writer.end_object();
}

}  // namespace goxel::rpc::detail
