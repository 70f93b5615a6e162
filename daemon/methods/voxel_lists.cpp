#include "daemon/methods/voxel_lists.hpp"

#include "core/base/str_cat.hpp"
#include "core/edit/set_voxels.hpp"
#include "core/formats/zlib.hpp"
#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"

#include <algorithm>
#include <array>

namespace goxel::rpc {

namespace {

constexpr std::size_t kParts = 7;  // x, y, z, r, g, b, a
constexpr std::size_t kAlpha = 6;

/// Which part each letter stands for; kParts when none.
constexpr auto kPartOf = [] {
  std::array<std::uint8_t, 256> parts{};
  parts.fill(kParts);
  for (std::uint8_t i = 0; i < kParts; ++i) {
    parts[static_cast<unsigned char>(std::string_view("xyzrgba")[i])] = i;
  }
  return parts;
}();

/// Which part a member is; kParts when none.
std::size_t part_named(std::string_view name) {
  return name.size() == 1 ? kPartOf[static_cast<unsigned char>(name[0])] : kParts;
}

/// Reads a part when it is a whole number in its range, and a coordinate one of few digits.
bool read_part(JsonView json, std::size_t part, std::array<std::int32_t, kParts>& parts) {
  std::int64_t value = 0;
  if (!json.read_short_integer(value)) return false;
  if (part >= 3 && (value < 0 || value > 255)) return false;
  parts[part] = static_cast<std::int32_t>(value);  // eight digits fit
  return true;
}

/// Reads [x,y,z,r,g,b,a?] or {x,y,z,r,g,b,a?} of plain whole numbers; false for all else, right or
/// wrong.
bool read_plain(JsonView json, std::array<std::int32_t, kParts>& parts) {
  const std::size_t count = json.size();
  if (count != kParts && count != kParts - 1) return false;
  // Nodes follow each other only if all are scalars: read_part() ends at the first that is not.
  const bool is_object = json.is_object();
  std::uint32_t node = json.index() + 1;
  unsigned seen = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t part = is_object ? part_named(json.tape().text(node++)) : i;
    if (part == kParts || !read_part(JsonView(json.tape(), node++), part, parts)) return false;
    if ((seen >> part & 1U) != 0) return false;
    seen |= 1U << part;
  }
  constexpr unsigned kAll = (1U << kParts) - 1;
  return (seen | 1U << kAlpha) == kAll;
}

}  // namespace

Result<void> Codec<Voxel>::decode(JsonView json, Voxel& out, DecodeContext& context) {
  std::array<std::int32_t, kParts> parts{0, 0, 0, 0, 0, 0, 255};
  if (!read_plain(json, parts)) {
    return detail::decode_fields(json, kFields<Voxel>, detail::Place::Nested, &out, context);
  }
  const auto channel = [&](std::size_t part) { return static_cast<std::uint8_t>(parts[part]); };
  out = {{parts[0], parts[1], parts[2]}, {channel(3), channel(4), channel(5), channel(6)}};
  return {};
}

}  // namespace goxel::rpc

namespace goxel::methods {

using rpc::Base64;
using rpc::Editor;
using rpc::LayerRef;

/// How the voxels of add_voxels are given.
enum class ListEncoding {
  Json,    ///< `voxels`
  Base64,  ///< `data`: packed records
  Zlib     ///< `data`: a zlib stream of packed records
};
constexpr auto names_of(rpc::Of<ListEncoding>) {
  return rpc::names<ListEncoding>({{ListEncoding::Json, "json"},
                                   {ListEncoding::Base64, "base64"},
                                   {ListEncoding::Zlib, "zlib"}});
}

struct AddVoxelsParams {
  std::optional<std::vector<Voxel>> voxels;
  LayerRef layer;
  std::optional<Base64> data;
  std::optional<ListEncoding> encoding;
};
constexpr auto fields_of(rpc::Of<AddVoxelsParams>) {
  using P = AddVoxelsParams;
  return rpc::fields(
      rpc::field<&P::voxels>(
          "voxels",
          "each {x,y,z,r,g,b,a?} or [x,y,z,r,g,b,a?]; of equal positions the last counts"),
      layer_field<&P::layer>(),
      rpc::field<&P::data>("data", "instead of voxels: packed records of 16 bytes, base64"),
      rpc::field<&P::encoding>("encoding",
                               "may be left out: json with voxels, base64 with data; zlib when the "
                               "records in data are a zlib stream"));
}

struct AddVoxelsResult {
  bool success = true;
  std::int64_t added = 0;
  std::int64_t failed = 0;
  std::int64_t changed = 0;

  void set_changed(std::int64_t voxels) { changed = voxels; }
};
constexpr auto fields_of(rpc::Of<AddVoxelsResult>) {
  using R = AddVoxelsResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::added>("added", "voxels given"), rpc::field<&R::failed>("failed", "always 0"),
      rpc::field<&R::changed>("changed", "positions whose voxel is another one now"));
}

namespace {

Result<void> check_source(const AddVoxelsParams& params) {
  if (!params.voxels && !params.data) return invalid_param("voxels", "missing; give it, or data");
  if (params.voxels && params.data) {
    return invalid_param("data", "given beside voxels; only one of them can be meant");
  }
  const bool is_json = params.encoding == ListEncoding::Json;
  if (params.encoding && is_json != params.voxels.has_value()) {
    return invalid_param("encoding", params.data ? "data is base64 or zlib" : "voxels is json");
  }
  return {};
}

/// The packed records that `data` holds.
Result<Bytes> unpack(AddVoxelsParams& params, const Limits& limits) {
  Bytes records = std::move(params.data->bytes);
  if (params.encoding == ListEncoding::Zlib) {
    const std::int64_t maximum = limits.voxels_per_call;
    auto inflated = inflate_zlib(records, static_cast<std::size_t>(maximum) * sizeof(Voxel));
    if (!inflated && inflated.error().code == ErrorCode::LimitExceeded) {
      return Error(inflated.error()).with("limit", "voxels_per_call").with("maximum", maximum);
    }
    if (!inflated) return invalid_param("data", inflated.error().message);
    records = std::move(*inflated);
  }
  if (records.size() % sizeof(Voxel) != 0) {
    return invalid_param("data",
                         str_cat(records.size(), " bytes are no whole number of records of 16"));
  }
  GOXEL_TRY(edit::check_list(records.size() / sizeof(Voxel), limits));
  return records;
}

}  // namespace

Result<PlannedEdit<AddVoxelsResult>> add_voxels(Editor& editor, AddVoxelsParams&& params) {
  constexpr double kVoxelNs = 30;
  GOXEL_TRY(check_source(params));
  PlannedEdit<AddVoxelsResult> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  if (params.voxels) {
    plan.result.added = static_cast<std::int64_t>(params.voxels->size());
    plan.apply = [voxels = std::move(*params.voxels)](Volume& volume, const edit::Scope& scope) {
      return edit::set_voxels(volume, voxels, scope);
    };
  } else {
    GOXEL_ASSIGN(Bytes records, unpack(params, editor.limits()));
    plan.result.added = static_cast<std::int64_t>(records.size() / sizeof(Voxel));
    plan.apply = [records = std::move(records)](Volume& volume, const edit::Scope& scope) {
      return edit::set_packed_voxels(volume, records, scope);
    };
  }
  plan.cost_ns = kVoxelNs * static_cast<double>(plan.result.added);
  return plan;
}

std::span<const rpc::Method> voxel_list_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      planned_edit<&add_voxels>("add_voxels", "Writes a list of voxels, all or none.").bare(),
  });
  return kTable;
}

}  // namespace goxel::methods
