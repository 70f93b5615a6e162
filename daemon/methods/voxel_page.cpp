#include "daemon/methods/voxel_page.hpp"

#include "core/volume/region.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace goxel::methods {

namespace {

bool matches(Rgba filter, Rgba voxel) {
  return voxel.r == filter.r && voxel.g == filter.g && voxel.b == filter.b &&
         (filter.a == 255 || filter.a == voxel.a);
}

/// Puts voxels into a page, in either encoding.
class PageWriter {
 public:
  PageWriter(VoxelPage& page, VoxelEncoding encoding, std::int64_t expected) : page_(page) {
    const auto count = static_cast<std::size_t>(expected);
    if (encoding == VoxelEncoding::Base64) {
      page.data.emplace().bytes.reserve(count * sizeof(Voxel));
    } else {
      page.voxels.emplace().reserve(count);
    }
  }

  void add(const Voxel& voxel) {
    ++page_.count;
    low_ = {std::min(low_.x, voxel.position.x), std::min(low_.y, voxel.position.y),
            std::min(low_.z, voxel.position.z)};
    high_ = {std::max(high_.x, voxel.position.x), std::max(high_.y, voxel.position.y),
             std::max(high_.z, voxel.position.z)};
    if (page_.voxels) {
      page_.voxels->push_back({voxel.position, voxel.color});
      return;
    }
    packed_[packed_count_++] = voxel;
    if (packed_count_ == packed_.size()) flush();
  }

  void finish() {
    if (page_.data) flush();
    if (page_.count > 0) page_.bbox = IBox::inclusive(low_, high_);
  }

 private:
  void flush() {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(packed_.data());
    page_.data->bytes.insert(page_.data->bytes.end(), bytes, bytes + packed_count_ * sizeof(Voxel));
    packed_count_ = 0;
  }

  static constexpr std::int32_t kLowest = std::numeric_limits<std::int32_t>::min();
  static constexpr std::int32_t kHighest = std::numeric_limits<std::int32_t>::max();

  VoxelPage& page_;
  IVec3 low_{kHighest, kHighest, kHighest};
  IVec3 high_{kLowest, kLowest, kLowest};
  std::array<Voxel, 256> packed_;  ///< so many go to the bytes at a time
  std::size_t packed_count_ = 0;
};

/// Writes the voxels of a page that have one colour; returns how many there are in all.
std::int64_t write_filtered(const Volume& volume, const IBox& box, Rgba filter, std::int64_t first,
                            std::int64_t most, PageWriter& writer) {
  std::int64_t total = 0;
  for (const TileCoord coord : stored_tiles(volume, box)) {
    const Tile& tile = *volume.find_tile(coord);
    if (tile.is_one_color() && !matches(filter, tile.color())) continue;
    (tile.mask() & mask_in_tile(coord, box)).for_each([&](int i) {
      if (!matches(filter, tile.at(i))) return;
      const std::int64_t index = total++;
      if (index < first || index - first >= most) return;
      writer.add({voxel_position(coord, i), tile.at(i)});
    });
  }
  return total;
}

}  // namespace

VoxelPage read_page(const Volume& volume, const PageOptions& options, const Limits& limits) {
  const std::int64_t first = std::max<std::int64_t>(0, options.offset);
  const std::int64_t ceiling = limits.voxels_per_call;
  const std::int64_t most = options.limit > 0 ? std::min(options.limit, ceiling) : ceiling;
  VoxelPage page;
  if (options.color_filter && !options.color_filter->is_empty()) {
    PageWriter writer(page, options.encoding, 0);
    page.total = write_filtered(volume, options.box, *options.color_filter, first, most, writer);
    writer.finish();
  } else {
    page.total = count_voxels(volume, options.box);
    PageWriter writer(page, options.encoding,
                      std::clamp<std::int64_t>(page.total - first, 0, most));
    for_each_voxel_of_box(volume, options.box, first, most,
                          [&](const Voxel& voxel) { writer.add(voxel); });
    writer.finish();
  }
  page.truncated = page.total - std::min(first, page.total) > page.count;
  return page;
}

}  // namespace goxel::methods
