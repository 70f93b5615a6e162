#include "core/analysis/compare.hpp"
#include "core/analysis/components.hpp"
#include "core/volume/bounds.hpp"
#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/voxel_page.hpp"
#include "daemon/methods/words.hpp"

#include <algorithm>
#include <array>

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::LayerRef;

struct GetLayerVoxelsParams {
  LayerRef layer;
  std::optional<Rgba> color_filter;
  std::int64_t offset = 0;
  std::int64_t limit = PageOptions{}.limit;
  VoxelEncoding encoding = VoxelEncoding::Json;
};
constexpr auto fields_of(rpc::Of<GetLayerVoxelsParams>) {
  using P = GetLayerVoxelsParams;
  return rpc::fields(read_layer_field<&P::layer>(), color_filter_field<&P::color_filter>(),
                     offset_field<&P::offset>(), limit_field<&P::limit>(),
                     encoding_field<&P::encoding>());
}

/// What one listed voxel costs: finding it, and its text.
constexpr double kListedVoxelNs = 100;
/// What one voxel costs that is only compared.
constexpr double kSeenVoxelNs = 2;

namespace {

Result<PlannedRead<VoxelPage>> plan_page(Call& call, const LayerRef& layer, PageOptions options) {
  GOXEL_ASSIGN(const Volume volume, require_volume(call.image(), layer));
  const auto held = static_cast<double>(volume.voxel_count());
  const auto most = static_cast<double>(options.limit > 0 ? options.limit : INT64_MAX);
  PlannedRead<VoxelPage> plan;
  plan.cost_ns = kListedVoxelNs * std::min(held, most);
  if (options.color_filter) plan.cost_ns += kSeenVoxelNs * held;
  plan.find = [volume, options, &limits = call.limits()](Parallel&, Progress&) {
    return Result<VoxelPage>(read_page(volume, options, limits));
  };
  return plan;
}

}  // namespace

Result<PlannedRead<VoxelPage>> get_layer_voxels(Call& call, GetLayerVoxelsParams&& params) {
  return plan_page(
      call, params.layer,
      {IBox::everything(), params.color_filter, params.offset, params.limit, params.encoding});
}

struct GetVoxelsRegionParams {
  IVec3 min;
  IVec3 max;
  LayerRef layer;
  std::optional<Rgba> color_filter;
  std::int64_t offset = 0;
  std::int64_t limit = PageOptions{}.limit;
  VoxelEncoding encoding = VoxelEncoding::Json;
};
constexpr auto fields_of(rpc::Of<GetVoxelsRegionParams>) {
  using P = GetVoxelsRegionParams;
  return rpc::fields(rpc::field<&P::min>("min", "first voxel of the box"),
                     rpc::field<&P::max>("max", "last voxel of it"), read_layer_field<&P::layer>(),
                     color_filter_field<&P::color_filter>(), offset_field<&P::offset>(),
                     limit_field<&P::limit>(), encoding_field<&P::encoding>());
}

Result<PlannedRead<VoxelPage>> get_voxels_region(Call& call, GetVoxelsRegionParams&& params) {
  return plan_page(call, params.layer,
                   {IBox::inclusive(params.min, params.max), params.color_filter, params.offset,
                    params.limit, params.encoding});
}

struct GetBoundingBoxParams {
  LayerRef layer;
  bool exact = true;
};
constexpr auto fields_of(rpc::Of<GetBoundingBoxParams>) {
  using P = GetBoundingBoxParams;
  return rpc::fields(
      read_layer_field<&P::layer>(),
      rpc::field<&P::exact>("exact", "false rounds outwards to tiles of 16 and is faster")
          .optional());
}

struct BoundingBox {
  bool empty = true;
  std::optional<std::array<std::int64_t, 3>> min;
  std::optional<std::array<std::int64_t, 3>> max;
  std::optional<std::array<std::int64_t, 3>> dimensions;
};
constexpr auto fields_of(rpc::Of<BoundingBox>) {
  using R = BoundingBox;
  return rpc::fields(rpc::field<&R::empty>("empty", "whether there is no voxel"),
                     rpc::field<&R::min>("min", "inclusive"),
                     rpc::field<&R::max>("max", "exclusive"),
                     rpc::field<&R::dimensions>("dimensions", "max - min"));
}

Result<BoundingBox> get_bounding_box(Call& call, const GetBoundingBoxParams& params) {
  GOXEL_ASSIGN(const Volume volume, require_volume(call.image(), params.layer));
  const IBox box = params.exact ? exact_bounds(volume) : coarse_bounds(volume);
  BoundingBox result;
  result.empty = box.is_empty();
  if (result.empty) return result;
  const auto numbers = [](const LVec3& v) { return std::array<std::int64_t, 3>{v.x, v.y, v.z}; };
  result.min = numbers(box.min);
  result.max = numbers(box.max);
  result.dimensions = numbers(box.size());
  return result;
}

struct ReadLayerParams {
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<ReadLayerParams>) {
  return rpc::fields(read_layer_field<&ReadLayerParams::layer>());
}

struct StatisticsResult {
  std::int64_t voxel_count = 0;
  std::int64_t solid_voxels = 0;
  std::int64_t surface_voxels = 0;
  std::int64_t exposed_faces = 0;
  std::int64_t tiles = 0;
  std::int64_t uniform_tiles = 0;
  std::int64_t memory_bytes = 0;
  std::optional<IBox> bounds;
  double fill_fraction = 0;
};
constexpr auto fields_of(rpc::Of<StatisticsResult>) {
  using R = StatisticsResult;
  return rpc::fields(
      rpc::field<&R::voxel_count>("voxel_count", "with alpha above 0"),
      rpc::field<&R::solid_voxels>("solid_voxels", "with an alpha of at least 127"),
      rpc::field<&R::surface_voxels>("surface_voxels", "with an empty cell at a face"),
      rpc::field<&R::exposed_faces>("exposed_faces", "faces next to an empty cell"),
      rpc::field<&R::tiles>("tiles", "of 16x16x16 voxels that are stored"),
      rpc::field<&R::uniform_tiles>("uniform_tiles", "of them of one colour"),
      rpc::field<&R::memory_bytes>("memory_bytes", "of the voxels"),
      rpc::field<&R::bounds>("bounds", "around the voxels; absent when there are none"),
      rpc::field<&R::fill_fraction>("fill_fraction", "voxels per cell of the bounds"));
}

Result<PlannedRead<StatisticsResult>> get_statistics(Call& call, ReadLayerParams&& params) {
  constexpr double kTileNs = 20'000;
  GOXEL_ASSIGN(const Volume volume, require_volume(call.image(), params.layer));
  PlannedRead<StatisticsResult> plan;
  plan.cost_ns = kTileNs * static_cast<double>(volume.tile_count());
  plan.find = [volume](Parallel&, Progress&) -> Result<StatisticsResult> {
    const analysis::Statistics found = analysis::statistics(volume);
    StatisticsResult result{found.voxels,        found.solid_voxels, found.surface_voxels,
                            found.exposed_faces, found.tiles,        found.uniform_tiles,
                            found.size_bytes,    std::nullopt,       found.fill_fraction};
    if (!found.bounds.is_empty()) result.bounds = found.bounds;
    return result;
  };
  return plan;
}

struct FindComponentsParams {
  LayerRef layer;
  WordOrNumber<Connectivity> connectivity = {Connectivity::Faces};
  std::int64_t max_results = 1'000;
};
constexpr auto fields_of(rpc::Of<FindComponentsParams>) {
  using P = FindComponentsParams;
  return rpc::fields(
      read_layer_field<&P::layer>(),
      rpc::field<&P::connectivity>("connectivity", "6 or faces, 18 or edges, 26 or corners")
          .optional(),
      rpc::field<&P::max_results>("max_results", "parts to list at the most")
          .optional()
          .range(1, 1'000'000));
}

struct ListedComponent {
  std::int64_t voxel_count = 0;
  IBox bounds;
  IVec3 first;
};
constexpr auto fields_of(rpc::Of<ListedComponent>) {
  using R = ListedComponent;
  return rpc::fields(rpc::field<&R::voxel_count>("voxel_count", "voxels in it"),
                     rpc::field<&R::bounds>("bounds", "around them"),
                     rpc::field<&R::first>("first", "one of them"));
}

struct ComponentList {
  std::int64_t count = 0;
  std::int64_t total = 0;
  bool truncated = false;
  std::vector<ListedComponent> components;
};
constexpr auto fields_of(rpc::Of<ComponentList>) {
  using R = ComponentList;
  return rpc::fields(rpc::field<&R::count>("count", "parts listed"),
                     rpc::field<&R::total>("total", "parts in all"),
                     rpc::field<&R::truncated>("truncated", "whether there are more"),
                     rpc::field<&R::components>("components", "largest first"));
}

Result<PlannedRead<ComponentList>> find_components(Call& call, FindComponentsParams&& params) {
  constexpr double kVoxelNs = 60;
  GOXEL_ASSIGN(const Volume volume, require_volume(call.image(), params.layer));
  PlannedRead<ComponentList> plan;
  plan.cost_ns = kVoxelNs * static_cast<double>(volume.voxel_count());
  plan.find = [volume, connectivity = params.connectivity.value, most = params.max_results,
               &limits = call.limits()](Parallel&, Progress& progress) -> Result<ComponentList> {
    GOXEL_ASSIGN(const std::vector<analysis::Component> found,
                 analysis::find_components(volume, connectivity, limits, progress));
    ComponentList list;
    list.total = static_cast<std::int64_t>(found.size());
    list.count = std::min(list.total, most);
    list.truncated = list.count < list.total;
    for (std::size_t i = 0; i < static_cast<std::size_t>(list.count); ++i) {
      list.components.push_back({found[i].voxel_count, found[i].bounds, found[i].first});
    }
    return list;
  };
  return plan;
}

struct FindEnclosedParams {
  LayerRef layer;
  std::int64_t offset = 0;
  std::int64_t limit = PageOptions{}.limit;
  VoxelEncoding encoding = VoxelEncoding::Json;
};
constexpr auto fields_of(rpc::Of<FindEnclosedParams>) {
  using P = FindEnclosedParams;
  return rpc::fields(read_layer_field<&P::layer>(), offset_field<&P::offset>(),
                     limit_field<&P::limit>(), encoding_field<&P::encoding>());
}

Result<PlannedRead<VoxelPage>> find_enclosed(Call& call, FindEnclosedParams&& params) {
  constexpr double kCellNs = 60;
  GOXEL_ASSIGN(const Volume volume, require_volume(call.image(), params.layer));
  const PageOptions options{IBox::everything(), std::nullopt, params.offset, params.limit,
                            params.encoding};
  PlannedRead<VoxelPage> plan;
  plan.cost_ns = kCellNs * static_cast<double>(voxel_volume(coarse_bounds(volume)));
  plan.find = [volume, options, &limits = call.limits()](Parallel&,
                                                         Progress& progress) -> Result<VoxelPage> {
    GOXEL_ASSIGN(const Volume cells, analysis::find_enclosed(volume, limits, progress));
    return read_page(cells, options, limits);
  };
  return plan;
}

std::span<const rpc::Method> analysis_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      planned_read<&get_layer_voxels>("get_layer_voxels",
                                      "Reads the voxels of a layer, page by page."),
      planned_read<&get_voxels_region>("get_voxels_region",
                                       "Reads the voxels of a box, page by page."),
      rpc::method<&get_bounding_box>("get_bounding_box", Access::Read,
                                     "Tells the smallest box around all voxels."),
      planned_read<&get_statistics>("get_statistics", "Tells figures about a layer."),
      planned_read<&find_components>("find_components", "Finds the connected parts of a layer."),
      planned_read<&find_enclosed>("find_enclosed",
                                   "Finds the empty cells that nothing outside reaches, as white "
                                   "voxels."),
  });
  return kTable;
}

}  // namespace goxel::methods
