#pragma once

#include "core/math/box.hpp"
#include "core/volume/blend.hpp"
#include "core/volume/volume.hpp"
#include "tests/support/catch.hpp"

#include <cstdint>
#include <map>
#include <random>
#include <tuple>

namespace goxel {

/// The plainest possible volume, to compare the real one with: a map from position to colour, empty
/// voxels absent.
struct VoxelModel {
  using Key = std::tuple<std::int32_t, std::int32_t, std::int32_t>;
  std::map<Key, Rgba> voxels;

  static VoxelModel of(const Volume& volume) {
    VoxelModel model;
    volume.for_each_voxel([&](IVec3 p, Rgba color) { model.set(p, color); });
    return model;
  }
  void set(IVec3 p, Rgba color) {
    if (color.is_empty()) {
      voxels.erase({p.x, p.y, p.z});
    } else {
      voxels[{p.x, p.y, p.z}] = color;
    }
  }
  Rgba at(IVec3 p) const {
    const auto found = voxels.find({p.x, p.y, p.z});
    return found == voxels.end() ? kEmpty : found->second;
  }
  /// Calls `visit(IVec3)` for every position of a small box.
  template <class Visit>
  static void for_each_position(const IBox& box, Visit&& visit) {
    for (std::int64_t z = box.min.z; z < box.max.z; ++z) {
      for (std::int64_t y = box.min.y; y < box.max.y; ++y) {
        for (std::int64_t x = box.min.x; x < box.max.x; ++x) visit(to_voxel({x, y, z}));
      }
    }
  }
  /// Number of positions at which two models differ.
  static std::int64_t differences(const VoxelModel& a, const VoxelModel& b) {
    std::int64_t count = 0;
    for (const auto& [key, color] : a.voxels) {
      const auto other = b.voxels.find(key);
      count += other == b.voxels.end() || other->second != color;
    }
    for (const auto& entry : b.voxels) count += !a.voxels.contains(entry.first);
    return count;
  }
  friend bool operator==(const VoxelModel&, const VoxelModel&) = default;
};

/// Small random values, the same on every machine for one seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  /// From `low` to `high`, both included.
  std::int32_t between(std::int32_t low, std::int32_t high) {
    return low + static_cast<std::int32_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(int n) { return between(1, n) == 1; }
  IVec3 position(std::int32_t reach) {
    return {between(-reach, reach), between(-reach, reach), between(-reach, reach)};
  }
  IBox box(std::int32_t reach, std::int32_t longest) {
    const LVec3 corner = to_long(position(reach));
    return {corner, corner + LVec3{between(1, longest), between(1, longest), between(1, longest)}};
  }
  /// Few colours, so that tiles of one colour come up; with all kinds of alpha.
  Rgba color() {
    static constexpr std::uint8_t kAlphas[] = {255, 255, 255, 127, 1, 200};
    return {static_cast<std::uint8_t>(between(0, 3) * 80),
            static_cast<std::uint8_t>(between(0, 1) * 255), 7, kAlphas[between(0, 5)]};
  }
  BlendMode mode() { return static_cast<BlendMode>(between(0, 8)); }

 private:
  std::mt19937_64 engine_;
};

/// The counts that a volume keeps agree with what it holds, and no empty tile is stored.
inline void check_invariants(const Volume& volume) {
  std::int64_t voxels = 0;
  std::int64_t tiles = 0;
  bool has_empty_tile = false;
  bool has_colored_emptiness = false;
  volume.for_each_tile([&](TileCoord, const Tile& tile) {
    ++tiles;
    voxels += tile.mask().count();
    has_empty_tile = has_empty_tile || tile.is_empty() || tile.mask().count() != tile.voxel_count();
    for (int i = 0; i < kTileVoxels; ++i) {
      const Rgba color = tile.at(i);
      has_colored_emptiness = has_colored_emptiness || tile.mask().test(i) == color.is_empty() ||
                              (color.is_empty() && color != kEmpty);
    }
  });
  CHECK(volume.voxel_count() == voxels);
  CHECK(volume.tile_count() == tiles);
  CHECK_FALSE(has_empty_tile);
  CHECK_FALSE(has_colored_emptiness);
}

}  // namespace goxel
