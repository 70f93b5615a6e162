#include "core/volume/bounds.hpp"
#include "daemon/methods/layer_choice.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/handler.hpp"

#include <algorithm>
#include <array>

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::LayerRef;

struct ListedVoxel {
  IVec3 position;
  Rgba color;
};
constexpr auto fields_of(rpc::Of<ListedVoxel>) {
  return rpc::fields(rpc::position_field<&ListedVoxel::position>("of the voxel"),
                     rpc::field<&ListedVoxel::color>("color", "of the voxel"));
}

struct GetLayerVoxelsParams {
  LayerRef layer;
  std::optional<Rgba> color_filter;
  std::int64_t offset = 0;
  std::int64_t limit = 10'000;
};
constexpr auto fields_of(rpc::Of<GetLayerVoxelsParams>) {
  using P = GetLayerVoxelsParams;
  return rpc::fields(
      rpc::field<&P::layer>("layer", "id or name; absent: the active one; -2: all visible")
          .alias("layer_id")
          .optional(),
      rpc::field<&P::color_filter>(
          "color_filter",
          "only voxels of this colour; alpha 255 or none matches any, alpha 0 means no filter"),
      rpc::field<&P::offset>("offset", "voxels to pass over; below 0 counts as 0").optional(),
      rpc::field<&P::limit>(
          "limit", "voxels to give at the most; 0 or less: as many as voxels_per_call allows")
          .optional());
}

struct VoxelPage {
  std::vector<ListedVoxel> voxels;
  std::int64_t count = 0;
  std::int64_t total = 0;
  bool truncated = false;
  std::optional<IBox> bbox;
};
constexpr auto fields_of(rpc::Of<VoxelPage>) {
  using R = VoxelPage;
  return rpc::fields(
      rpc::field<&R::voxels>("voxels",
                             "in the volume's order, the same between calls without a change"),
      rpc::field<&R::count>("count", "voxels in this page"),
      rpc::field<&R::total>("total", "voxels that match in all"),
      rpc::field<&R::truncated>("truncated", "whether more match after this page"),
      rpc::field<&R::bbox>("bbox", "of the voxels in this page, both ends inclusive"));
}

namespace {

bool matches(const std::optional<Rgba>& filter, Rgba voxel) {
  if (!filter || filter->a == 0) return true;
  return voxel.r == filter->r && voxel.g == filter->g && voxel.b == filter->b &&
         (filter->a == 255 || filter->a == voxel.a);
}

}  // namespace

Result<VoxelPage> get_layer_voxels(Call& call, const GetLayerVoxelsParams& params) {
  GOXEL_ASSIGN(const Volume volume, require_volume(call.image(), params.layer));
  const std::int64_t first = std::max<std::int64_t>(0, params.offset);
  const std::int64_t limit = call.limits().voxels_per_call;
  const std::int64_t most = params.limit > 0 ? std::min(params.limit, limit) : limit;
  VoxelPage page;
  IBox bounds;
  volume.for_each_voxel([&](IVec3 position, Rgba voxel) {
    if (!matches(params.color_filter, voxel)) return;
    const std::int64_t index = page.total++;
    if (index < first || page.count >= most) return;
    page.voxels.push_back({position, voxel});
    ++page.count;
    bounds = bounding_union(bounds, IBox::inclusive(position, position));
  });
  page.truncated = page.total > first && page.total - first > page.count;
  if (page.count > 0) page.bbox = bounds;
  return page;
}

struct GetBoundingBoxParams {
  LayerRef layer;
  bool exact = true;
};
constexpr auto fields_of(rpc::Of<GetBoundingBoxParams>) {
  using P = GetBoundingBoxParams;
  return rpc::fields(
      rpc::field<&P::layer>("layer", "id or name; absent: the active one; -2: all visible")
          .alias("layer_id")
          .optional(),
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

std::span<const rpc::Method> analysis_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&get_layer_voxels>("get_layer_voxels", Access::Read,
                                     "Reads the voxels of a layer, page by page."),
      rpc::method<&get_bounding_box>("get_bounding_box", Access::Read,
                                     "Tells the smallest box around all voxels."),
  });
  return kTable;
}

}  // namespace goxel::methods
