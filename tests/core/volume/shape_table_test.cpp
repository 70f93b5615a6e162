#include "core/volume/shape.hpp"
#include "tests/core/volume/slices.hpp"
#include "tests/support/catch.hpp"

#include <string_view>

/// Tables of small shapes, worked out from the definitions: a voxel belongs when its centre, half a
/// voxel above its corner, lies in the solid or on its surface.
namespace goxel {

namespace {

void check_hollow(ShapeKind kind, LVec3 size, double wall, std::string_view expected) {
  // Inside one tile, and across the borders of eight.
  for (const LVec3 low : {LVec3{2, 3, 4}, LVec3{-2, 14, -1}}) {
    CAPTURE(size.x, size.y, size.z, low.x);
    const IBox box{low, low + size};
    ShapeOptions options;
    options.kind = kind;
    options.placement = placement_of_box(box);
    options.wall = wall;
    Volume volume;
    draw_shape(volume, options);
    check_slices(volume, box, expected);
  }
}

void check_shape(ShapeKind kind, LVec3 size, std::string_view expected) {
  check_hollow(kind, size, 0, expected);
}

}  // namespace

TEST_CASE("spheres of 3, 4, 5 and 6 have these voxels") {
  check_shape(ShapeKind::Sphere, {3, 3, 3}, R"(
    .#. ### .#.
    ### ### ###
    .#. ### .#.)");
  check_shape(ShapeKind::Sphere, {4, 4, 4}, R"(
    .... .##. .##. ....
    .##. #### #### .##.
    .##. #### #### .##.
    .... .##. .##. ....)");
  check_shape(ShapeKind::Sphere, {5, 5, 5}, R"(
    ..... .###. .###. .###. .....
    .###. ##### ##### ##### .###.
    .###. ##### ##### ##### .###.
    .###. ##### ##### ##### .###.
    ..... .###. .###. .###. .....)");
  check_shape(ShapeKind::Sphere, {6, 6, 6}, R"(
    ...... ..##.. .####. .####. ..##.. ......
    ..##.. .####. ###### ###### .####. ..##..
    .####. ###### ###### ###### ###### .####.
    .####. ###### ###### ###### ###### .####.
    ..##.. .####. ###### ###### .####. ..##..
    ...... ..##.. .####. .####. ..##.. ......)");
}

TEST_CASE("ellipsoids of three unequal axes have these voxels") {
  check_shape(ShapeKind::Sphere, {7, 5, 3}, R"(
    ....... .#####. .......
    .#####. ####### .#####.
    .#####. ####### .#####.
    .#####. ####### .#####.
    ....... .#####. .......)");
  check_shape(ShapeKind::Sphere, {6, 3, 4}, R"(
    ...... .####. .####. ......
    .####. ###### ###### .####.
    ...... .####. .####. ......)");
}

TEST_CASE("cylinders have the same ellipse in every slice") {
  check_shape(ShapeKind::Cylinder, {4, 4, 2}, R"(
    .##. .##.
    #### ####
    #### ####
    .##. .##.)");
  check_shape(ShapeKind::Cylinder, {5, 5, 2}, R"(
    .###. .###.
    ##### #####
    ##### #####
    ##### #####
    .###. .###.)");
  check_shape(ShapeKind::Cylinder, {7, 3, 3}, R"(
    .#####. .#####. .#####.
    ####### ####### #######
    .#####. .#####. .#####.)");
}

TEST_CASE("cones come to their point at the highest slice") {
  // The cone of 4 slices has no centre of a voxel inside its last one: there the radius is 3/8.
  check_shape(ShapeKind::Cone, {5, 5, 5}, R"(
    .###. ..... ..... ..... .....
    ##### .###. ..#.. ..... .....
    ##### .###. .###. ..#.. ..#..
    ##### .###. ..#.. ..... .....
    .###. ..... ..... ..... .....)");
  check_shape(ShapeKind::Cone, {6, 6, 4}, R"(
    ..##.. ...... ...... ......
    .####. ..##.. ...... ......
    ###### .####. ..##.. ......
    ###### .####. ..##.. ......
    .####. ..##.. ...... ......
    ..##.. ...... ...... ......)");
}

TEST_CASE("pyramids come to their point at the highest slice") {
  // The last slice of the lower one is a sixth as wide as the base: y reaches 1/3, no centre.
  check_shape(ShapeKind::Pyramid, {5, 5, 5}, R"(
    ##### ..... ..... ..... .....
    ##### .###. .###. ..... .....
    ##### .###. .###. ..#.. ..#..
    ##### .###. .###. ..... .....
    ##### ..... ..... ..... .....)");
  check_shape(ShapeKind::Pyramid, {6, 4, 3}, R"(
    ###### ...... ......
    ###### .####. ......
    ###### .####. ......
    ###### ...... ......)");
}

TEST_CASE("toruses have a hole and a tube as thick as the box is high") {
  check_shape(ShapeKind::Torus, {7, 7, 3}, R"(
    ...#... ..###.. ...#...
    .#####. .#####. .#####.
    .#####. ####### .#####.
    ###.### ###.### ###.###
    .#####. ####### .#####.
    .#####. .#####. .#####.
    ...#... ..###.. ...#...)");
  check_shape(ShapeKind::Torus, {6, 6, 2}, R"(
    ..##.. ..##..
    .####. .####.
    ##..## ##..##
    ##..## ##..##
    .####. .####.
    ..##.. ..##..)");
  check_shape(ShapeKind::Torus, {7, 5, 2}, R"(
    ..###.. ..###..
    ####### #######
    ###.### ###.###
    ####### #######
    ..###.. ..###..)");
}

TEST_CASE("capsules are straight between two round ends") {
  check_shape(ShapeKind::Capsule, {3, 3, 7}, R"(
    .#. ### ### ### ### ### .#.
    ### ### ### ### ### ### ###
    .#. ### ### ### ### ### .#.)");
  check_shape(ShapeKind::Capsule, {4, 4, 6}, R"(
    .... .##. .##. .##. .##. ....
    .##. #### #### #### #### .##.
    .##. #### #### #### #### .##.
    .... .##. .##. .##. .##. ....)");
  check_shape(ShapeKind::Capsule, {5, 3, 4}, R"(
    ..#.. .###. .###. ..#..
    .###. ##### ##### .###.
    ..#.. .###. .###. ..#..)");
}

TEST_CASE("hollow cubes and a hollow sphere have walls as thick as asked") {
  check_hollow(ShapeKind::Cube, {4, 4, 4}, 1, R"(
    #### #### #### ####
    #### #..# #..# ####
    #### #..# #..# ####
    #### #### #### ####)");
  check_hollow(ShapeKind::Cube, {5, 4, 3}, 1, R"(
    ##### ##### #####
    ##### #...# #####
    ##### #...# #####
    ##### ##### #####)");
  check_hollow(ShapeKind::Cube, {7, 7, 7}, 2, R"(
    ####### ####### ####### ####### ####### ####### #######
    ####### ####### ####### ####### ####### ####### #######
    ####### ####### ##...## ##...## ##...## ####### #######
    ####### ####### ##...## ##...## ##...## ####### #######
    ####### ####### ##...## ##...## ##...## ####### #######
    ####### ####### ####### ####### ####### ####### #######
    ####### ####### ####### ####### ####### ####### #######)");
  check_hollow(ShapeKind::Sphere, {5, 5, 5}, 1, R"(
    ..... .###. .###. .###. .....
    .###. ##.## #...# ##.## .###.
    .###. #...# #...# #...# .###.
    .###. ##.## #...# ##.## .###.
    ..... .###. .###. .###. .....)");
}

TEST_CASE("a cylinder turned by a quarter about x lies along y") {
  // 5 x 3 x 7 about its middle (2.5, 1.5, 3.5): 7 along y are -2..4, 3 along z are 2..4.
  ShapeOptions options;
  options.kind = ShapeKind::Cylinder;
  options.placement = placement_of_box({{0, 0, 0}, {5, 3, 7}}, rotation_about(0, 90));
  Volume volume;
  draw_shape(volume, options);
  check_slices(volume, {{0, -2, 2}, {5, 5, 5}}, R"(
    .###. ##### .###.
    .###. ##### .###.
    .###. ##### .###.
    .###. ##### .###.
    .###. ##### .###.
    .###. ##### .###.
    .###. ##### .###.)");
}

TEST_CASE("a cone turned by a quarter about y has its point at the highest x") {
  // A right-handed turn about y takes z to x. The middle stays at (1.5, 1.5, 2.5).
  ShapeOptions options;
  options.kind = ShapeKind::Cone;
  options.placement = placement_of_box({{0, 0, 0}, {3, 3, 5}}, rotation_about(1, 90));
  Volume volume;
  draw_shape(volume, options);
  check_slices(volume, {{-1, 0, 1}, {4, 3, 4}}, R"(
    ..... ##... .....
    ##... ##### ##...
    ..... ##... .....)");
}

}  // namespace goxel
