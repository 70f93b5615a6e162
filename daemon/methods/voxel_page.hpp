#pragma once

#include "core/volume/volume.hpp"
#include "daemon/methods/voxel_lists.hpp"

#include <optional>
#include <vector>

namespace goxel::methods {

/// A voxel in a result.
struct ListedVoxel {
  IVec3 position;
  Rgba color;
};
constexpr auto fields_of(rpc::Of<ListedVoxel>) {
  return rpc::fields(rpc::position_field<&ListedVoxel::position>("of the voxel"),
                     rpc::field<&ListedVoxel::color>("color", "of the voxel"));
}

/// Part of the voxels of a box.
struct VoxelPage {
  std::optional<std::vector<ListedVoxel>> voxels;
  std::optional<rpc::Base64> data;
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
      rpc::field<&R::data>("data", "instead, with encoding base64: packed records of 16 bytes"),
      rpc::field<&R::count>("count", "voxels in this page"),
      rpc::field<&R::total>("total", "voxels that match in all"),
      rpc::field<&R::truncated>("truncated", "whether more match after this page"),
      rpc::field<&R::bbox>("bbox", "of the voxels in this page, both ends inclusive"));
}

/// Which page.
struct PageOptions {
  IBox box = IBox::everything();
  std::optional<Rgba> color_filter = {};  ///< alpha 255 matches any alpha, alpha 0 any colour
  std::int64_t offset = 0;                ///< below 0 counts as 0
  std::int64_t limit = 10'000;            ///< 0 or less: as many as limits.voxels_per_call allows
  VoxelEncoding encoding = VoxelEncoding::Json;
};

/// Reads a page. Without a filter only its own tiles are looked into; with one every voxel of the
/// box.
VoxelPage read_page(const Volume& volume, const PageOptions& options, const Limits& limits);

template <auto Member>
constexpr rpc::FieldInfo color_filter_field() {
  return rpc::field<Member>(
      "color_filter",
      "only voxels of this colour; alpha 255 or none matches any, alpha 0 means no filter");
}
template <auto Member>
constexpr rpc::FieldInfo offset_field() {
  return rpc::field<Member>("offset", "voxels to pass over; below 0 counts as 0").optional();
}
template <auto Member>
constexpr rpc::FieldInfo limit_field() {
  return rpc::field<Member>(
             "limit", "voxels to give at the most; 0 or less: as many as voxels_per_call allows")
      .optional();
}
template <auto Member>
constexpr rpc::FieldInfo encoding_field() {
  return rpc::field<Member>("encoding", "json, or base64 for packed records in data").optional();
}

}  // namespace goxel::methods
