#include "core/analysis/colors.hpp"
#include "core/base/str_cat.hpp"
#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/voxel_page.hpp"

#include <algorithm>
#include <array>

namespace goxel::methods {

/// One channel difference for all channels, or one for each of r, g, b and a.
struct Tolerance {
  Rgba each{0, 0, 0, 0};
};

}  // namespace goxel::methods

namespace goxel::rpc {

template <>
struct Codec<methods::Tolerance> {
  static Result<void> decode(JsonView json, methods::Tolerance& out, DecodeContext& context) {
    if (json.is_number()) {
      GOXEL_ASSIGN(const std::uint8_t all, decode_channel(json, context));
      out.each = {all, all, all, all};
      return {};
    }
    GOXEL_TRY(detail::check_array(json, 3, 4, context));
    std::uint8_t* const channels[] = {&out.each.r, &out.each.g, &out.each.b, &out.each.a};
    std::size_t index = 0;
    for (const JsonView element : json.elements()) {
      const PathScope scope(context, index);
      GOXEL_ASSIGN(*channels[index], decode_channel(element, context));
      ++index;
    }
    return {};
  }
  static void encode(JsonWriter& writer, const methods::Tolerance& value) {
    Codec<Rgba>::encode(writer, value.each);
  }
  static void schema(JsonWriter& writer) {
    writer.raw(
        R"({"oneOf":[{"type":"integer","minimum":0,"maximum":255},{"type":"array","items":{"type":"integer","minimum":0,"maximum":255},"minItems":3,"maxItems":4}]})");
  }
};

}  // namespace goxel::rpc

namespace goxel::methods {

using rpc::Call;
using rpc::LayerRef;

namespace {

constexpr double kCountedVoxelNs = 5;

std::string hex(Rgba color) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text = "#";
  for (const std::uint8_t channel : {color.r, color.g, color.b, color.a}) {
    text += kDigits[channel >> 4];
    text += kDigits[channel & 15];
  }
  return text;
}

template <auto Member>
constexpr rpc::FieldInfo region_field() {
  return rpc::field<Member>("region", "{min,max}, both inclusive; absent: everything");
}

}  // namespace

struct HistogramParams {
  LayerRef layer;
  std::optional<IBox> region;
  std::int32_t bin_size = 0;
  bool sort_by_count = true;
  std::int64_t top_n = 0;
};
constexpr auto fields_of(rpc::Of<HistogramParams>) {
  using P = HistogramParams;
  return rpc::fields(
      read_layer_field<&P::layer>(), region_field<&P::region>(),
      rpc::field<&P::bin_size>("bin_size", "up to 1: exact colours; else r, g, b are binned")
          .optional()
          .range(-1, 256),
      rpc::field<&P::sort_by_count>("sort_by_count", "most frequent first, else by colour")
          .optional(),
      rpc::field<&P::top_n>("top_n", "entries to list at the most; 0 or less: all").optional());
}

struct HistogramEntry {
  std::string color;
  Rgba rgba;
  std::int64_t count = 0;
  double percentage = 0;
};
constexpr auto fields_of(rpc::Of<HistogramEntry>) {
  using R = HistogramEntry;
  return rpc::fields(rpc::field<&R::color>("color", "#RRGGBBAA"),
                     rpc::field<&R::rgba>("rgba", "the same as numbers"),
                     rpc::field<&R::count>("count", "voxels of it"),
                     rpc::field<&R::percentage>("percentage", "of the voxels listed"));
}

struct HistogramMetadata {
  bool binned = false;
  std::optional<std::int32_t> bin_size;
};
constexpr auto fields_of(rpc::Of<HistogramMetadata>) {
  using R = HistogramMetadata;
  return rpc::fields(rpc::field<&R::binned>("binned", "whether colours were put together"),
                     rpc::field<&R::bin_size>("bin_size", "as given, when they were"));
}

struct HistogramResult {
  std::vector<HistogramEntry> histogram;
  std::int64_t total_voxels = 0;
  std::int64_t unique_colors = 0;
  std::int64_t total = 0;
  HistogramMetadata metadata;
};
constexpr auto fields_of(rpc::Of<HistogramResult>) {
  using R = HistogramResult;
  return rpc::fields(rpc::field<&R::histogram>("histogram", "colours and how often they are"),
                     rpc::field<&R::total_voxels>("total_voxels", "counted, listed or not"),
                     rpc::field<&R::unique_colors>("unique_colors", "entries listed"),
                     rpc::field<&R::total>("total", "entries there are in all"),
                     rpc::field<&R::metadata>("metadata", "how colours were counted"));
}

namespace {

HistogramResult describe(const analysis::Histogram& found, const HistogramParams& params) {
  HistogramResult result;
  result.total_voxels = found.total_voxels;
  result.total = static_cast<std::int64_t>(found.colors.size());
  result.unique_colors = params.top_n > 0 ? std::min(params.top_n, result.total) : result.total;
  const std::span<const analysis::ColorCount> listed(
      found.colors.data(), static_cast<std::size_t>(result.unique_colors));
  std::int64_t voxels = 0;
  for (const analysis::ColorCount& entry : listed) voxels += entry.count;
  for (const analysis::ColorCount& entry : listed) {
    result.histogram.push_back(
        {hex(entry.color), entry.color, entry.count,
         100.0 * static_cast<double>(entry.count) / static_cast<double>(voxels)});
  }
  result.metadata.binned = params.bin_size > 1;
  if (result.metadata.binned) result.metadata.bin_size = params.bin_size;
  return result;
}

}  // namespace

Result<PlannedRead<HistogramResult>> get_color_histogram(Call& call, HistogramParams&& params) {
  GOXEL_ASSIGN(const Volume volume, require_volume(call.image(), params.layer));
  PlannedRead<HistogramResult> plan;
  plan.cost_ns = kCountedVoxelNs * static_cast<double>(volume.voxel_count());
  plan.find = [volume, params](Parallel& parallel, Progress&) -> Result<HistogramResult> {
    const analysis::HistogramOptions options{params.region.value_or(IBox::everything()),
                                             params.bin_size, params.sort_by_count};
    return describe(analysis::color_histogram(volume, options, parallel), params);
  };
  return plan;
}

struct FindByColorParams {
  Rgba color;
  Tolerance tolerance;
  LayerRef layer;
  std::optional<IBox> region;
  std::int64_t max_results = 1'000;
  bool include_locations = true;
  VoxelEncoding encoding = VoxelEncoding::Json;
};
constexpr auto fields_of(rpc::Of<FindByColorParams>) {
  using P = FindByColorParams;
  return rpc::fields(
      rpc::color_field<&P::color>("to look for"),
      rpc::field<&P::tolerance>("tolerance", "largest difference, of all channels or each")
          .optional(),
      read_layer_field<&P::layer>(), region_field<&P::region>(),
      rpc::field<&P::max_results>("max_results", "matches to count and list at the most; 0: all")
          .optional(),
      rpc::field<&P::include_locations>("include_locations", "whether to list them").optional(),
      encoding_field<&P::encoding>());
}

struct FoundLocation {
  IVec3 position;
  std::optional<std::string> layer;
  std::int32_t layer_id = -1;
};
constexpr auto fields_of(rpc::Of<FoundLocation>) {
  using R = FoundLocation;
  return rpc::fields(rpc::position_field<&R::position>("of the voxel"),
                     rpc::field<&R::layer>("layer", "its name, when an id or name was given"),
                     rpc::field<&R::layer_id>("layer_id", "-1 active, -2 all visible, or the id"));
}

struct FindMetadata {
  std::array<std::int32_t, 4> tolerance{};
};
constexpr auto fields_of(rpc::Of<FindMetadata>) {
  return rpc::fields(rpc::field<&FindMetadata::tolerance>("tolerance", "of r, g, b and a"));
}

struct FindByColorResult {
  std::string target_color;
  std::int64_t match_count = 0;
  std::int64_t total = 0;
  bool truncated = false;
  std::optional<std::vector<FoundLocation>> locations;
  std::optional<rpc::Base64> data;
  FindMetadata metadata;
};
constexpr auto fields_of(rpc::Of<FindByColorResult>) {
  using R = FindByColorResult;
  return rpc::fields(
      rpc::field<&R::target_color>("target_color", "#RRGGBBAA"),
      rpc::field<&R::match_count>("match_count", "matches, at most max_results"),
      rpc::field<&R::total>("total", "matches in all"),
      rpc::field<&R::truncated>("truncated", "whether there are more than max_results"),
      rpc::field<&R::locations>("locations", "of the matches, when asked for"),
      rpc::field<&R::data>("data", "instead, with encoding base64: packed records of 16 bytes"),
      rpc::field<&R::metadata>("metadata", "how colours were compared"));
}

Result<PlannedRead<FindByColorResult>> find_voxels_by_color(Call& call,
                                                            FindByColorParams&& params) {
  GOXEL_ASSIGN(const Volume volume, require_volume(call.image(), params.layer));
  FoundLocation place;
  if (params.layer.kind == LayerRef::Kind::AllVisible) place.layer_id = -2;
  if (params.layer.kind == LayerRef::Kind::Id || params.layer.kind == LayerRef::Kind::Name) {
    GOXEL_ASSIGN(const Layer* layer, require_layer(call.image(), params.layer));
    place.layer_id = layer->id;
    place.layer = layer->name;
  }
  const std::int64_t ceiling = call.limits().voxels_per_call;
  const std::int64_t most =
      params.max_results > 0 ? std::min(params.max_results, ceiling) : ceiling;
  PlannedRead<FindByColorResult> plan;
  plan.cost_ns = kCountedVoxelNs * static_cast<double>(volume.voxel_count());
  plan.find = [volume, params, place, most](Parallel& parallel,
                                            Progress&) -> Result<FindByColorResult> {
    const Rgba each = params.tolerance.each;
    const analysis::ColorMatches found = analysis::find_color(
        volume, {params.region.value_or(IBox::everything()), params.color, each, most}, parallel);
    FindByColorResult result;
    result.target_color = hex(params.color);
    result.total = found.total;
    result.match_count = std::min(found.total, most);
    result.truncated = found.total > most;
    result.metadata.tolerance = {each.r, each.g, each.b, each.a};
    if (!params.include_locations) return result;
    if (params.encoding == VoxelEncoding::Base64) {
      const auto* const first = reinterpret_cast<const std::uint8_t*>(found.voxels.data());
      result.data.emplace().bytes.assign(first, first + found.voxels.size() * sizeof(Voxel));
      return result;
    }
    auto& locations = result.locations.emplace(found.voxels.size(), place);
    for (std::size_t i = 0; i < locations.size(); ++i) {
      locations[i].position = found.voxels[i].position;
    }
    return result;
  };
  return plan;
}

struct UniqueColorsParams {
  LayerRef layer;
  std::optional<IBox> region;
  bool merge_similar = false;
  std::int32_t merge_threshold = 10;
  bool sort_by_count = false;
};
constexpr auto fields_of(rpc::Of<UniqueColorsParams>) {
  using P = UniqueColorsParams;
  return rpc::fields(
      read_layer_field<&P::layer>(), region_field<&P::region>(),
      rpc::field<&P::merge_similar>("merge_similar", "leaves out what a more frequent one is like")
          .optional(),
      rpc::field<&P::merge_threshold>("merge_threshold", "how far apart similar colours may be")
          .optional()
          .range(0, 442),
      rpc::field<&P::sort_by_count>("sort_by_count", "most frequent first, else by colour")
          .optional());
}

struct ListedColor {
  std::string hex;
  Rgba rgba;
  std::int64_t count = 0;
};
constexpr auto fields_of(rpc::Of<ListedColor>) {
  using R = ListedColor;
  return rpc::fields(rpc::field<&R::hex>("hex", "#RRGGBBAA"),
                     rpc::field<&R::rgba>("rgba", "the same as numbers"),
                     rpc::field<&R::count>("count", "voxels of it"));
}

struct UniqueColorsMetadata {
  LayerRef layer_id;
  bool sorted_by_count = false;
};
constexpr auto fields_of(rpc::Of<UniqueColorsMetadata>) {
  using R = UniqueColorsMetadata;
  return rpc::fields(rpc::field<&R::layer_id>("layer_id", "as given, 0 for the active one"),
                     rpc::field<&R::sorted_by_count>("sorted_by_count", "as given"));
}

struct UniqueColorsResult {
  std::vector<ListedColor> colors;
  std::int64_t count = 0;
  std::int64_t total = 0;
  UniqueColorsMetadata metadata;
};
constexpr auto fields_of(rpc::Of<UniqueColorsResult>) {
  using R = UniqueColorsResult;
  return rpc::fields(rpc::field<&R::colors>("colors", "in use"),
                     rpc::field<&R::count>("count", "colours listed"),
                     rpc::field<&R::total>("total", "the same number"),
                     rpc::field<&R::metadata>("metadata", "what was looked at"));
}

Result<PlannedRead<UniqueColorsResult>> get_unique_colors(Call& call, UniqueColorsParams&& params) {
  GOXEL_ASSIGN(const Volume volume, require_volume(call.image(), params.layer));
  PlannedRead<UniqueColorsResult> plan;
  plan.cost_ns = kCountedVoxelNs * static_cast<double>(volume.voxel_count());
  plan.find = [volume, params](Parallel& parallel, Progress&) -> Result<UniqueColorsResult> {
    const int threshold = params.merge_similar ? params.merge_threshold : 0;
    const auto found = analysis::unique_colors(volume, params.region.value_or(IBox::everything()),
                                               threshold, params.sort_by_count, parallel);
    UniqueColorsResult result;
    for (const auto& entry : found) {
      result.colors.push_back({hex(entry.color), entry.color, entry.count});
    }
    result.count = result.total = static_cast<std::int64_t>(found.size());
    result.metadata = {params.layer, params.sort_by_count};
    return result;
  };
  return plan;
}

std::span<const rpc::Method> color_analysis_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      planned_read<&get_color_histogram>("get_color_histogram", "Counts the colours of a layer."),
      planned_read<&find_voxels_by_color>("find_voxels_by_color",
                                          "Finds the voxels of about one colour."),
      planned_read<&get_unique_colors>("get_unique_colors", "Lists the colours of a layer."),
  });
  return kTable;
}

}  // namespace goxel::methods
