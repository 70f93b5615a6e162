#include "core/edit/generate.hpp"
#include "core/volume/region.hpp"
#include "tests/support/catch.hpp"

#include <vector>

namespace goxel::edit {

namespace {

constexpr std::uint64_t kLargeSeed = 0xFEDC'BA98'7654'3210;

struct Fixture {
  Limits limits;
  NoProgress progress;
  Scope scope{limits, progress, nullptr};
  Volume volume;
};

struct NoisePin {
  std::uint64_t seed;
  std::int64_t voxels;
  std::uint64_t hash;
  std::vector<IVec3> made;
  std::vector<IVec3> empty;
};

struct Column {
  std::int32_t x;
  std::int32_t y;
  std::int32_t top;  ///< z of its highest voxel
};

struct TerrainPin {
  std::uint64_t seed;
  std::int64_t voxels;
  std::uint64_t hash;
  std::vector<Column> columns;
};

void check_column(const Volume& terrain, const IBox& box, const Column& column) {
  CAPTURE(column.x, column.y, column.top);
  const TerrainOptions colors;
  CHECK(terrain.at({column.x, column.y, column.top}) == colors.top);
  CHECK(terrain.at({column.x, column.y, column.top - 1}) == colors.earth);
  CHECK(terrain.at({column.x, column.y, column.top - 4}) == colors.stone);
  CHECK(count_voxels(terrain,
                     {{column.x, column.y, box.min.z}, {column.x + 1, column.y + 1, box.max.z}}) ==
        column.top + 1 - box.min.z);
}

}  // namespace

// Both are pins, taken from what these functions made: a pin changes only with the algorithm. The
// scales are no powers of two, so that the results also hang on how sums and products are rounded.

TEST_CASE("noise of a seed is the same everywhere") {
  const std::vector<NoisePin> pins = {
      {1,
       30'349,
       0x0889'C074'3D60'727D,
       {{7, -8, 9}, {19, 19, 19}, {-16, 3, 15}},
       {{-20, -20, -20}, {-1, -1, -1}, {0, 0, 0}, {4, 4, 4}}},
      {kLargeSeed,
       35'826,
       0x75FC'D05C'018E'7284,
       {{-16, 3, 15}, {4, 4, 4}},
       {{-20, -20, -20}, {-1, -1, -1}, {0, 0, 0}, {7, -8, 9}, {19, 19, 19}}},
  };
  for (const NoisePin& pin : pins) {
    CAPTURE(pin.seed);
    Fixture f;
    NoiseOptions noise;
    noise.box = {{-20, -20, -20}, {20, 20, 20}};
    noise.seed = pin.seed;
    noise.scale_vox = 7;
    CHECK(generate_noise(f.volume, noise, f.scope).value() == pin.voxels);
    CHECK(f.volume.content_hash() == pin.hash);
    for (const IVec3 p : pin.made) CHECK(f.volume.at(p) == noise.color);
    for (const IVec3 p : pin.empty) CHECK(f.volume.at(p) == kEmpty);
  }
}

TEST_CASE("terrain of a seed is the same everywhere") {
  const std::vector<TerrainPin> pins = {
      {1,
       20'089,
       0xD014'83CD'A4B7'B8E0,
       {{-20, -20, 8}, {-1, -1, 7}, {0, 0, 6}, {7, -8, 6}, {19, 19, 4}, {-16, 15, 9}}},
      {kLargeSeed,
       22'821,
       0x0C6B'68B5'B4C2'CA35,
       {{-20, -20, 3}, {-1, -1, 5}, {0, 0, 6}, {7, -8, 7}, {19, 19, 13}, {-16, 15, 5}}},
  };
  for (const TerrainPin& pin : pins) {
    CAPTURE(pin.seed);
    Fixture f;
    TerrainOptions terrain;
    terrain.box = {{-20, -20, -5}, {20, 20, 20}};
    terrain.seed = pin.seed;
    terrain.scale_vox = 11;
    CHECK(generate_terrain(f.volume, terrain, f.scope).value() == pin.voxels);
    CHECK(f.volume.content_hash() == pin.hash);
    for (const Column& column : pin.columns) check_column(f.volume, terrain.box, column);
  }
}

}  // namespace goxel::edit
