#pragma once

#include "core/volume/region.hpp"
#include "tests/core/volume/voxel_model.hpp"

namespace goxel::analysis {

/// A random volume, the same as a plain map, and the box that all of it lies in.
struct Sample {
  Volume volume;
  VoxelModel model;
  IBox place;

  void set(IVec3 p, Rgba color) {
    volume.set(p, color);
    model.set(p, color);
  }
};

/// A box that ends on each axis, as chance has it, where space does, or lies about zero.
inline IBox random_place(Random& random, std::int32_t shortest, std::int32_t longest) {
  constexpr std::int64_t kEnd = std::int64_t{1} << 31;
  IBox place;
  for (int axis = 0; axis < 3; ++axis) {
    const std::int32_t side = random.between(shortest, longest);
    const std::int64_t lows[] = {-kEnd, kEnd - side, random.between(-side, 0), -side / 2};
    place.min[axis] = lows[random.between(0, 3)];
    place.max[axis] = place.min[axis] + side;
  }
  return place;
}

inline IVec3 position_in(Random& random, const IBox& box) {
  const LVec3 size = box.size();
  LVec3 p = box.min;
  for (int axis = 0; axis < 3; ++axis)
    p[axis] += random.between(0, static_cast<std::int32_t>(size[axis]) - 1);
  return to_voxel(p);
}

/// A box over a part of a place, over more than it, or over nothing.
inline IBox box_about(Random& random, const IBox& place) {
  if (random.one_in(4)) return IBox::everything();
  IBox box = place;
  for (int axis = 0; axis < 3; ++axis) {
    box.min[axis] += random.between(-2, 3);
    box.max[axis] -= random.between(-2, 3);
  }
  return box;
}

/// Fewer colours than Random::color() has, some a few steps apart, so that similar ones meet.
inline Rgba near_color(Random& random) {
  Rgba color = random.color();
  color.b = static_cast<std::uint8_t>(random.between(0, 3) * 5);
  return color;
}

/// Up to 6 voxels wide, of every density.
inline Sample compact_sample(Random& random) {
  Sample sample;
  sample.place = random_place(random, 1, 6);
  const int percent = random.between(0, 100);
  VoxelModel::for_each_position(sample.place, [&](IVec3 p) {
    if (random.between(1, 100) <= percent) sample.set(p, near_color(random));
  });
  return sample;
}

/// More tiles than one part of the work takes, most with one voxel.
inline Sample wide_sample(Random& random) {
  Sample sample;
  sample.place = random_place(random, 60, 200);
  for (int i = random.between(1, 150); i > 0; --i) {
    const Rgba color = near_color(random);
    sample.set(position_in(random, sample.place), color);
  }
  return sample;
}

/// Any of these, sometimes with a tile filled at once, whole or with a hole.
inline Sample random_sample(Random& random) {
  Sample sample = random.one_in(6) ? wide_sample(random) : compact_sample(random);
  if (!random.one_in(30)) return sample;
  const IBox tile = TileCoord::of(to_voxel(sample.place.min)).box();
  sample.place = bounding_union(sample.place, tile);
  const Rgba color = near_color(random);
  fill_box(sample.volume, tile, color, BlendMode::Replace);
  VoxelModel::for_each_position(tile, [&](IVec3 p) { sample.model.set(p, color); });
  if (random.one_in(2)) sample.set(position_in(random, tile), kEmpty);
  return sample;
}

/// Another state of a sample: some voxels written, or all of it drawn anew.
inline Sample changed_sample(Random& random, const Sample& before) {
  Sample after = before;
  if (random.one_in(4)) {
    after.volume.clear();
    after.model = {};
  }
  for (int i = random.between(0, 40); i > 0; --i) {
    const Rgba color = random.one_in(3) ? kEmpty : near_color(random);
    after.set(position_in(random, after.place), color);
  }
  return after;
}

}  // namespace goxel::analysis
