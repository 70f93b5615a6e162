#include "core/volume/shape.hpp"

#include "core/volume/bounds.hpp"
#include "core/volume/line.hpp"
#include "core/volume/merge.hpp"
#include "core/volume/region.hpp"
#include "tests/core/volume/plain_solids.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <cmath>

namespace goxel {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};

ShapeOptions shape_in(ShapeKind kind, const IBox& box, Rgba color = kRed) {
  ShapeOptions options;
  options.kind = kind;
  options.placement = placement_of_box(box);
  options.color = color;
  return options;
}

std::int64_t count_of(const ShapeOptions& options) {
  Volume volume;
  draw_shape(volume, options);
  check_invariants(volume);
  return volume.voxel_count();
}

}  // namespace

TEST_CASE("a shape of any size, odd ones too, occupies c - floor(n/2) and the next n - 1 voxels") {
  for (const std::int64_t n : {1, 2, 3, 4, 5, 16, 17, 33}) {
    const IBox box = box_around({10, -3, 0}, {n, n, n});
    CHECK(box.min == LVec3{10 - n / 2, -3 - n / 2, -n / 2});
    for (const ShapeKind kind : {ShapeKind::Cube, ShapeKind::Sphere, ShapeKind::Cylinder}) {
      Volume volume;
      draw_shape(volume, shape_in(kind, box));
      CHECK(exact_bounds(volume) == box);
    }
    CHECK(count_of(shape_in(ShapeKind::Cube, box)) == n * n * n);
  }
}

TEST_CASE("small shapes have the voxels counted by hand") {
  // Sphere of 3: the centres lie at 0, 1, sqrt 2 and sqrt 3 from the middle, the radius is 1.5: all
  // but the 8 corners.
  CHECK(count_of(shape_in(ShapeKind::Sphere, box_around({0, 0, 0}, {3, 3, 3}))) == 19);
  // Sphere of 4: centres at (+-.5 or +-1.5)^3; squares .75, 2.75 belong (radius^2 = 4), 4.75
  // and 6.75 do not: 8 + 24.
  CHECK(count_of(shape_in(ShapeKind::Sphere, box_around({0, 0, 0}, {4, 4, 4}))) == 32);
  // Cylinder 4 x 4 x 2: in the plane .5, 2.5 belong, 4.5 does not: 12 a layer.
  CHECK(count_of(shape_in(ShapeKind::Cylinder, box_around({0, 0, 0}, {4, 4, 2}))) == 24);
  // Pyramid of 5: half widths of the layers 2.25, 1.75, 1.25, .75, .25: 25 + 9 + 9 + 1 + 1.
  CHECK(count_of(shape_in(ShapeKind::Pyramid, box_around({0, 0, 0}, {5, 5, 5}))) == 45);
  // Cone of 5: the same radii hold 21 (2.25^2 = 5.06 leaves out the corners at 8), 9 (3.06), 5, 1,
  // 1 centres.
  CHECK(count_of(shape_in(ShapeKind::Cone, box_around({0, 0, 0}, {5, 5, 5}))) == 37);
}

TEST_CASE("every solid agrees with its plain definition, tile classes and all") {
  for (std::uint64_t seed = 1; seed <= 84; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    const auto kind = static_cast<ShapeKind>(seed % 7);
    const int longest = seed % 3 == 0 ? 60 : 20;
    const IBox box = random.box(20, longest);
    Volume volume;
    draw_shape(volume, shape_in(kind, box));
    const DVec3 half = to_double(box.size()) * 0.5;
    const DVec3 center = to_double(box.min) + half;
    std::int64_t expected = 0;
    bool same = true;
    VoxelModel::for_each_position(box, [&](IVec3 p) {
      const bool inside = belongs(kind, to_double(p) + DVec3{0.5, 0.5, 0.5} - center, half);
      expected += inside;
      same = same && inside == !volume.at(p).is_empty();
    });
    CHECK(same);
    CHECK(volume.voxel_count() == expected);
  }
}

TEST_CASE("subtracting from a column taller than wide removes the whole hole") {
  Volume volume;
  fill_box(volume, {{0, 0, 0}, {1, 1, 64}}, kRed);
  ShapeOptions hole = shape_in(ShapeKind::Cube, {{-5, -5, 20}, {5, 5, 60}});
  hole.mode = BlendMode::Sub;
  draw_shape(volume, hole);
  CHECK(volume.voxel_count() == 24);
  CHECK(volume.at({0, 0, 19}) == kRed);
  CHECK(volume.at({0, 0, 20}) == kEmpty);
  CHECK(volume.at({0, 0, 59}) == kEmpty);
  CHECK(volume.at({0, 0, 60}) == kRed);
}

TEST_CASE("drawing with max does not recolour voxels outside the shape") {
  Volume volume;
  volume.set({10, 10, 10}, kBlue);
  ShapeOptions options = shape_in(ShapeKind::Sphere, {{0, 0, 0}, {5, 5, 5}});
  options.mode = BlendMode::Max;
  draw_shape(volume, options);
  CHECK(volume.at({10, 10, 10}) == kBlue);
  CHECK(volume.at({2, 2, 2}) == kRed);
}

TEST_CASE(
    "the intersect modes empty what lies outside the shape and keep the clip box's surroundings") {
  Volume volume;
  fill_box(volume, {{0, 0, 0}, {40, 1, 1}}, kRed);
  ShapeOptions options = shape_in(ShapeKind::Cube, {{5, -5, -5}, {10, 5, 5}}, kBlue);
  options.mode = BlendMode::Intersect;
  options.clip = IBox{{0, 0, 0}, {38, 1, 1}};
  draw_shape(volume, options);
  CHECK(volume.voxel_count() == 7);
  CHECK(volume.at({5, 0, 0}) == kRed);
  CHECK(volume.at({38, 0, 0}) == kRed);
  options.mode = BlendMode::IntersectFill;
  draw_shape(volume, options);
  CHECK(volume.at({5, 0, 0}) == kBlue);
}

TEST_CASE("symmetry mirrors voxel n-1 onto n for a plane at n, on every chosen axis") {
  Volume volume;
  ShapeOptions options = shape_in(ShapeKind::Cube, {{3, 3, 3}, {4, 4, 4}});
  options.symmetry = 7;
  options.symmetry_origin = {1, 2, 3};
  draw_shape(volume, options);
  CHECK(volume.voxel_count() == 8);
  for (const std::int32_t x : {3, -2}) {
    for (const std::int32_t y : {3, 0}) {
      for (const std::int32_t z : {3, 2}) CHECK(volume.at({x, y, z}) == kRed);
    }
  }
}

TEST_CASE("a hollow shape is the shape less its smaller self") {
  ShapeOptions options = shape_in(ShapeKind::Cube, {{0, 0, 0}, {40, 40, 40}});
  options.wall = 1;
  CHECK(count_of(options) == 40 * 40 * 40 - 38 * 38 * 38);
  options.wall = 30;
  CHECK(count_of(options) == 40 * 40 * 40);
  Volume ball;
  ShapeOptions sphere = shape_in(ShapeKind::Sphere, box_around({0, 0, 0}, {41, 41, 41}));
  sphere.wall = 3;
  draw_shape(ball, sphere);
  CHECK(ball.at({0, 0, 0}) == kEmpty);
  CHECK(ball.at({17, 0, 0}) == kEmpty);
  CHECK(ball.at({18, 0, 0}) == kRed);
}

TEST_CASE("a smooth surface fades the alpha over its width") {
  ShapeOptions options = shape_in(ShapeKind::Cube, {{0, 0, 0}, {10, 10, 10}});
  options.smoothness = 1;
  Volume volume;
  draw_shape(volume, options);
  // Centres half a voxel inside: depth .5, alpha 255 * .75 = 191.25; half a voxel outside: 255 *
  // .25 = 63.75.
  CHECK(volume.at({0, 5, 5}) == Rgba{255, 0, 0, 191});
  CHECK(volume.at({-1, 5, 5}) == Rgba{255, 0, 0, 63});
  CHECK(volume.at({1, 5, 5}) == kRed);
  CHECK(volume.at({-2, 5, 5}) == kEmpty);
}

TEST_CASE("erasing with a smooth shape erases it all, at its surface as in its middle") {
  Volume volume;
  fill_box(volume, {{-40, -40, -40}, {40, 40, 40}}, kRed);
  ShapeOptions options = shape_in(ShapeKind::Cube, {{-30, -30, -30}, {30, 30, 30}}, kEmpty);
  options.mode = BlendMode::Replace;
  options.smoothness = 1;
  draw_shape(volume, options);
  // The rim reaches centres half a voxel outside, a layer on each side.
  CHECK(volume.voxel_count() == 80 * 80 * 80 - 62 * 62 * 62);
  CHECK(volume.at({30, 0, 0}) == kEmpty);
  CHECK(volume.at({31, 0, 0}) == kRed);
}

TEST_CASE("smooth shapes drawn by tile classes agree with those drawn voxel by voxel") {
  for (std::uint64_t seed = 1; seed <= 42; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    ShapeOptions options = shape_in(static_cast<ShapeKind>(seed % 7), random.box(10, 60));
    options.placement.axes =
        rotation_xyz({random.between(0, 90) * 1.0, random.between(0, 90) * 1.0, 0}) *
        options.placement.axes;
    options.smoothness = random.one_in(2) ? 2.5 : 0;
    options.wall = random.one_in(3) ? 4 : 0;
    Volume whole;
    draw_shape(whole, options);
    check_invariants(whole);
    // A clip box of one voxel in each of some places leaves the class of the tile without influence
    // on the rest.
    Volume pieces;
    const IBox bounds = shape_bounds(options);
    for (const bool upper : {false, true}) {
      options.clip = bounds;
      (upper ? options.clip->min.z : options.clip->max.z) = (bounds.min.z + bounds.max.z) / 2;
      draw_shape(pieces, options);
    }
    CHECK(pieces == whole);
  }
}

TEST_CASE("a quarter turn of a shape is exact") {
  ShapeOptions options = shape_in(ShapeKind::Cube, {{0, 0, 0}, {10, 2, 4}});
  options.placement = placement_of_box({{0, 0, 0}, {10, 2, 4}}, rotation_about(2, 90));
  Volume volume;
  draw_shape(volume, options);
  CHECK(volume.voxel_count() == 80);
  CHECK(exact_bounds(volume) == IBox{{4, -4, 0}, {6, 6, 4}});
}

TEST_CASE("a shape at the end of space is cut, a flat or infinite one draws nothing") {
  const std::int64_t end = std::int64_t{1} << 31;
  CHECK(count_of(shape_in(ShapeKind::Cube, {{end - 2, 0, 0}, {end + 3, 1, 1}})) == 2);
  CHECK(count_of(shape_in(ShapeKind::Cube, {{-end - 3, 0, 0}, {-end + 2, 1, 1}})) == 2);
  ShapeOptions flat = shape_in(ShapeKind::Sphere, {{0, 0, 0}, {4, 4, 4}});
  flat.placement.axes.z = {0, 0, 0};
  CHECK(count_of(flat) == 0);
  flat.placement.axes.z = {0, 0, HUGE_VAL};
  CHECK(count_of(flat) == 0);
}

TEST_CASE("a thin line has one voxel a step and both its ends") {
  LineOptions line;
  line.from = {-5, 3, 100};
  line.to = {20, -7, 90};
  line.color = kRed;
  Volume volume;
  draw_line(volume, line);
  CHECK(volume.voxel_count() == 26);
  CHECK(volume.at(line.from) == kRed);
  CHECK(volume.at(line.to) == kRed);
  line.to = line.from;
  Volume dot;
  draw_line(dot, line);
  CHECK(dot.voxel_count() == 1);
}

TEST_CASE("every centre that is exactly a radius away from a long line belongs to it") {
  LineOptions options;
  options.to = {12'000, 16'000, 0};  // in direction (3, 4) / 5, so 4x - 3y = 5 is 1 away from it
  options.radius = 1;
  options.color = kRed;
  Volume volume;
  draw_line(volume, options);
  int ties = 0;
  int missing = 0;
  for (std::int32_t x = 0; x <= 12'000; ++x) {
    for (const std::int32_t side : {-5, 5}) {
      if ((4 * x - side) % 3 != 0) continue;
      const std::int32_t y = (4 * x - side) / 3;
      if (3 * x + 4 * y < 0 || 3 * x + 4 * y > 100'000) continue;
      ++ties;
      missing += volume.at({x, y, 0}).is_empty() ? 1 : 0;
      CHECK(volume.at({x, y, 1}).is_empty());
    }
  }
  CHECK(ties > 7'000);
  CHECK(missing == 0);
}

TEST_CASE("a thick line holds every centre within its radius") {
  LineOptions line;
  line.to = {10, 0, 0};
  line.radius = 1;
  Volume volume;
  draw_line(volume, line);
  // Eleven voxels along, four neighbours to each, and one more at either end.
  CHECK(volume.voxel_count() == 11 * 5 + 2);
  line.radius = 40;
  line.to = {0, 0, 0};
  Volume ball;
  draw_line(ball, line);
  ShapeOptions sphere = shape_in(ShapeKind::Sphere, {{-40, -40, -40}, {41, 41, 41}});
  sphere.placement.axes = {{40, 0, 0}, {0, 40, 0}, {0, 0, 40}};
  sphere.color = line.color;
  Volume drawn;
  draw_shape(drawn, sphere);
  CHECK(ball == drawn);
}

TEST_CASE("drawing stops when asked") {
  class Stop final : public Progress {
   public:
    void report(double, std::string_view) override {}
    bool is_stop_requested() const override { return true; }
  };
  Stop stop;
  Volume volume;
  CHECK_FALSE(draw_shape(volume, shape_in(ShapeKind::Sphere, {{0, 0, 0}, {200, 200, 200}}), stop));
}

}  // namespace goxel
