#include "core/volume/line.hpp"
#include "tests/core/volume/slices.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <vector>

namespace goxel {

namespace {

Volume line_between(IVec3 from, IVec3 to, double radius = 0) {
  LineOptions line;
  line.from = from;
  line.to = to;
  line.radius = radius;
  Volume volume;
  draw_line(volume, line);
  return volume;
}

void check_voxels(const Volume& volume, const std::vector<IVec3>& positions) {
  VoxelModel expected;
  for (const IVec3 p : positions) expected.set(p, {255, 255, 255, 255});
  CHECK(VoxelModel::of(volume) == expected);
}

}  // namespace

TEST_CASE("a thin line rounds the shorter axes at each step of the longest") {
  // y goes 0, .4, .8, 1.2, 1.6, 2 and z 0, -.6, -1.2, -1.8, -2.4, -3.
  check_voxels(line_between({0, 0, 0}, {5, 2, -3}),
               {{0, 0, 0}, {1, 0, -1}, {2, 1, -1}, {3, 1, -2}, {4, 2, -2}, {5, 2, -3}});
  // Across the borders of tiles, downwards: x goes 1, .4, -.2, -.8, -1.4, -2.
  check_voxels(line_between({1, 18, 0}, {-2, 13, 0}),
               {{1, 18, 0}, {0, 17, 0}, {0, 16, 0}, {-1, 15, 0}, {-1, 14, 0}, {-2, 13, 0}});
}

TEST_CASE("the diagonal of a cube is a thin line of corners that touch") {
  check_voxels(line_between({-1, -1, -1}, {2, 2, 2}),
               {{-1, -1, -1}, {0, 0, 0}, {1, 1, 1}, {2, 2, 2}});
  check_voxels(line_between({2, -1, 2}, {-1, 2, -1}),
               {{2, -1, 2}, {1, 0, 1}, {0, 1, 0}, {-1, 2, -1}});
}

TEST_CASE("a thin line takes halves away from where it starts") {
  // y goes 0, .5, 1, 1.5, 2, and on the way back 2, 1.5, 1, .5, 0.
  check_slices(line_between({0, 0, 0}, {4, 2, 0}), {{0, 0, 0}, {5, 3, 1}}, R"(
    #....
    .##..
    ...##)");
  check_slices(line_between({4, 2, 0}, {0, 0, 0}), {{0, 0, 0}, {5, 3, 1}}, R"(
    ##...
    ..##.
    ....#)");
}

TEST_CASE("a thick diagonal holds every centre within its radius") {
  // |x - y| / sqrt 2 is at most 1 in the plane; the slices beside it hold the line alone.
  check_slices(line_between({0, 0, 0}, {3, 3, 0}, 1), {{-1, -1, -1}, {5, 5, 2}}, R"(
    ...... .#.... ......
    .#.... ###... .#....
    ..#... .###.. ..#...
    ...#.. ..###. ...#..
    ....#. ...### ....#.
    ...... ....#. ......)");
}

TEST_CASE("a thick line of slope 1/2 holds every centre within its radius") {
  // |2 y - x| / sqrt 5 is at most 1: |2 y - x| up to 2; at its ends the neighbours by face.
  check_slices(line_between({0, 0, 0}, {4, 2, 0}, 1), {{-1, -1, -1}, {6, 4, 2}}, R"(
    ....... .#..... .......
    .#..... ####... .#.....
    ...#... .#####. ...#...
    .....#. ...#### .....#.
    ....... .....#. .......)");
}

TEST_CASE("a thick line of radius 3/2 holds neighbours by edge and none by corner") {
  // 1.5^2 lies between 2 and 3.
  check_slices(line_between({0, 0, 0}, {2, 0, 0}, 1.5), {{-1, -1, -1}, {4, 2, 2}}, R"(
    .###. ##### .###.
    ##### ##### #####
    .###. ##### .###.)");
}

}  // namespace goxel
