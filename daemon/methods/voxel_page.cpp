#include "daemon/methods/voxel_page.hpp"

#include "core/volume/region.hpp"

#include <algorithm>

namespace goxel::methods {

namespace {

bool matches(Rgba filter, Rgba voxel) {
  return voxel.r == filter.r && voxel.g == filter.g && voxel.b == filter.b &&
         (filter.a == 255 || filter.a == voxel.a);
}

/// The voxels of a page that have one colour; `total` becomes how many there are in all.
std::vector<Voxel> read_filtered(const Volume& volume, const IBox& box, Rgba filter,
                                 std::int64_t first, std::int64_t most, std::int64_t& total) {
  std::vector<Voxel> found;
  for (const TileCoord coord : stored_tiles(volume, box)) {
    const Tile& tile = *volume.find_tile(coord);
    if (tile.is_one_color() && !matches(filter, tile.color())) continue;
    (tile.mask() & mask_in_tile(coord, box)).for_each([&](int i) {
      if (!matches(filter, tile.at(i))) return;
      const std::int64_t index = total++;
      if (index < first || index - first >= most) return;
      found.push_back({voxel_position(coord, i), tile.at(i)});
    });
  }
  return found;
}

IBox bounds_of(const std::vector<Voxel>& voxels) {
  IBox bounds;
  for (const Voxel& voxel : voxels) {
    bounds = bounding_union(bounds, IBox::inclusive(voxel.position, voxel.position));
  }
  return bounds;
}

void put_voxels(VoxelPage& page, const std::vector<Voxel>& voxels, VoxelEncoding encoding) {
  if (encoding == VoxelEncoding::Base64) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(voxels.data());
    page.data.emplace().bytes.assign(bytes, bytes + voxels.size() * sizeof(Voxel));
    return;
  }
  auto& listed = page.voxels.emplace();
  listed.reserve(voxels.size());
  for (const Voxel& voxel : voxels) listed.push_back({voxel.position, voxel.color});
}

}  // namespace

VoxelPage read_page(const Volume& volume, const PageOptions& options, const Limits& limits) {
  const std::int64_t first = std::max<std::int64_t>(0, options.offset);
  const std::int64_t ceiling = limits.voxels_per_call;
  const std::int64_t most = options.limit > 0 ? std::min(options.limit, ceiling) : ceiling;
  VoxelPage page;
  std::vector<Voxel> voxels;
  if (options.color_filter && !options.color_filter->is_empty()) {
    voxels = read_filtered(volume, options.box, *options.color_filter, first, most, page.total);
  } else {
    page.total = count_voxels(volume, options.box);
    voxels = read_voxels(volume, options.box, first, most);
  }
  page.count = static_cast<std::int64_t>(voxels.size());
  page.truncated = page.total - std::min(first, page.total) > page.count;
  if (page.count > 0) page.bbox = bounds_of(voxels);
  put_voxels(page, voxels, options.encoding);
  return page;
}

}  // namespace goxel::methods
