#include "core/volume/region.hpp"

#include "core/volume/merge.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <vector>

namespace goxel {

namespace {
constexpr Rgba kRed{255, 0, 0, 255};
}

TEST_CASE("filling a box takes whole tiles that share one storage") {
  Volume volume;
  fill_box(volume, {{0, 0, 0}, {256, 256, 256}}, kRed);
  CHECK(volume.voxel_count() == 16'777'216);
  CHECK(volume.find_tile({0, 0, 0}) == volume.find_tile({15, 15, 15}));
  clear_box(volume, {{0, 0, 0}, {255, 256, 256}});
  CHECK(volume.voxel_count() == 65'536);
  keep_box(volume, {{255, 0, 0}, {256, 1, 1}});
  CHECK(volume.voxel_count() == 1);
}

TEST_CASE("a fill reaches both ends of the coordinate range and no further") {
  Volume volume;
  const std::int64_t end = std::int64_t{1} << 31;
  fill_box(volume, {{end - 2, 0, 0}, {end + 5, 1, 1}}, kRed);
  fill_box(volume, {{-end - 5, 0, 0}, {-end + 2, 1, 1}}, kRed);
  CHECK(volume.voxel_count() == 4);
  CHECK(count_voxels(volume, IBox::everything()) == 4);
  CHECK(count_voxels(volume, {{end - 1, 0, 0}, {end, 1, 1}}) == 1);
  clear_box(volume, IBox::everything());
  CHECK(volume.is_empty());
}

TEST_CASE("random fills in every mode agree with blending each voxel") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    Volume volume;
    VoxelModel model;
    for (int step = 0; step < 8; ++step) {
      const IBox box = random.box(20, 20);
      const Rgba color = random.one_in(8) ? kEmpty : random.color();
      const BlendMode mode = random.one_in(2) ? BlendMode::Over : random.mode();
      if (random.one_in(6)) {
        clear_box(volume, box);
        VoxelModel::for_each_position(box, [&](IVec3 p) { model.set(p, kEmpty); });
      } else {
        fill_box(volume, box, color, mode);
        VoxelModel::for_each_position(
            box, [&](IVec3 p) { model.set(p, blend(model.at(p), color, mode)); });
      }
    }
    CHECK(VoxelModel::of(volume) == model);
    check_invariants(volume);
    const IBox part = random.box(20, 30);
    std::vector<Voxel> inside;
    volume.for_each_voxel([&](IVec3 p, Rgba color) {
      if (part.contains(p)) inside.push_back({p, color});
    });
    CHECK(read_voxels(volume, part) == inside);
    CHECK(count_voxels(volume, part) == static_cast<std::int64_t>(inside.size()));
    const std::size_t from = inside.size() / 3;
    const std::size_t count = inside.size() / 2;
    CHECK(read_voxels(volume, part, std::int64_t(from), std::int64_t(count)) ==
          std::vector<Voxel>(inside.begin() + std::ptrdiff_t(from),
                             inside.begin() + std::ptrdiff_t(from + count)));
    std::vector<Rgba> dense(static_cast<std::size_t>(voxel_volume(part)));
    read_dense_box(volume, part, dense);
    std::size_t at = 0;
    bool same = true;
    VoxelModel::for_each_position(part,
                                  [&](IVec3 p) { same = same && dense[at++] == model.at(p); });
    CHECK(same);
  }
}

TEST_CASE("the cost of a fill is known before it is made") {
  // A needle through all of space touches 2^28 tiles, each with a mask of its own.
  CHECK(fill_cost_bytes(IBox{{-(std::int64_t{1} << 31), 0, 0}, {std::int64_t{1} << 31, 1, 1}}) >
        std::int64_t{1} << 37);
  CHECK(fill_cost_bytes(IBox::everything()) > std::int64_t{1} << 60);
  CHECK(fill_cost_bytes({{0, 0, 0}, {1290, 1290, 1290}}) < std::int64_t{200} << 20);
}

}  // namespace goxel
