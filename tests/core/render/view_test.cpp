#include "core/render/view.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace goxel;

namespace {

/// Where a point appears: -1..1 across the window, x to the right and y up.
struct Seen {
  double x;
  double y;
};

Seen seen(const View& view, DVec3 point) {
  const DVec3 offset = point - view.position;
  const double depth = view.is_orthographic ? 1 : dot(offset, view.forward);
  REQUIRE(depth > 0);
  return {dot(offset, view.right) / (depth * view.half_width),
          dot(offset, view.up) / (depth * view.half_height)};
}

double largest_coordinate_of_corners(const View& view, const IBox& box) {
  double largest = 0;
  for (int i = 0; i < 8; ++i) {
    const LVec3 corner{(i & 1) != 0 ? box.max.x : box.min.x, (i & 2) != 0 ? box.max.y : box.min.y,
                       (i & 4) != 0 ? box.max.z : box.min.z};
    const Seen at = seen(view, to_double(corner));
    largest = std::max({largest, std::fabs(at.x), std::fabs(at.y)});
  }
  return largest;
}

void check_direction(DVec3 found, DVec3 expected) {
  CHECK(found.x == Approx(expected.x).margin(1e-12));
  CHECK(found.y == Approx(expected.y).margin(1e-12));
  CHECK(found.z == Approx(expected.z).margin(1e-12));
}

}  // namespace

TEST_CASE("presets look along their axes with the documented up") {
  const auto [name, forward, up] = GENERATE(table<const char*, DVec3, DVec3>({
      {"front", {0, 1, 0}, {0, 0, 1}},
      {"back", {0, -1, 0}, {0, 0, 1}},
      {"left", {1, 0, 0}, {0, 0, 1}},
      {"right", {-1, 0, 0}, {0, 0, 1}},
      {"top", {0, 0, -1}, {0, 1, 0}},
      {"bottom", {0, 0, 1}, {0, -1, 0}},
  }));
  const auto preset = find_preset(name);
  REQUIRE(preset.has_value());
  const View view = preset_view(*preset);
  CHECK(view.is_orthographic);
  // Exactly, not nearly: a slanted ray would show a second face.
  CHECK(view.forward == forward);
  CHECK(view.up == up);
  CHECK(view.right == cross(forward, up));
}

TEST_CASE("the isometric preset looks from (-1,-1,+1) with Z up") {
  const View view = preset_view(Preset::Isometric);
  const double third = std::sqrt(1.0 / 3);
  check_direction(view.forward, {third, third, -third});
  check_direction(view.right, {std::sqrt(0.5), -std::sqrt(0.5), 0});
  check_direction(view.up, cross(view.right, view.forward));
}

TEST_CASE("preset names are found in any case and unknown ones are not") {
  CHECK(find_preset("Isometric") == Preset::Isometric);
  CHECK(find_preset("TOP") == Preset::Top);
  CHECK_FALSE(find_preset("fron").has_value());
  CHECK_FALSE(find_preset("").has_value());
  for (const Preset preset : {Preset::Front, Preset::Bottom, Preset::Isometric}) {
    CHECK(find_preset(preset_name(preset)) == preset);
  }
}

TEST_CASE("orbit azimuths grow from -y towards -x") {
  const Projection projection;
  const auto at = [&](double azimuth, double elevation) {
    return view_orbit({1, 2, 3}, azimuth, elevation, 10, projection, 1).value();
  };
  CHECK(at(0, 0).position == DVec3{1, -8, 3});
  CHECK(at(90, 0).position == DVec3{-9, 2, 3});
  CHECK(at(180, 0).position == DVec3{1, 12, 3});
  CHECK(at(-90, 0).position == DVec3{11, 2, 3});
  CHECK(at(0, 90).position == DVec3{1, 2, 13});
  CHECK(at(0, 90).up == DVec3{0, 1, 0});
  const double diagonal = std::sqrt(0.5);
  check_direction(at(45, 0).forward, {diagonal, diagonal, 0});
}

TEST_CASE("fit brings every corner inside the margin, and one onto it") {
  const auto [margin, aspect] =
      GENERATE(table<double, double>({{0.05, 1.0}, {0.0, 2.5}, {0.2, 0.4}}));
  const IBox box{{-7, 3, 10}, {21, 5, 90}};
  View view = preset_view(Preset::Isometric);
  SECTION("orthographic") {}
  SECTION("perspective") { view.is_orthographic = false; }
  view = fit(view, box, aspect, margin);
  CHECK(view.half_width / view.half_height == Approx(aspect));
  CHECK(largest_coordinate_of_corners(view, box) == Approx(1 - 2 * margin));
}

TEST_CASE("a front view of a cube fits its side and the margin into the window") {
  const View view = fit(preset_view(Preset::Front), {{0, 0, 0}, {9, 9, 9}}, 1, 0.05);
  // 9 voxels are 90 % of the window's 10.
  CHECK(view.half_width == Approx(5));
  CHECK(view.half_height == Approx(5));
}

TEST_CASE("fit of an empty box frames the voxel at the origin") {
  const View view = fit(preset_view(Preset::Front), IBox{}, 1, 0);
  CHECK(view.half_width == Approx(0.5));
  CHECK(seen(view, {0.5, 0.5, 0.5}).x == Approx(0).margin(1e-12));
}

TEST_CASE("view_look_at refuses points that give no direction and angles out of range") {
  const Projection projection;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(view_look_at({1, 1, 1}, {1, 1, 1}, {0, 0, 1}, projection, 1).error().code ==
        ErrorCode::InvalidParams);
  CHECK_FALSE(view_look_at({nan, 0, 0}, {1, 1, 1}, {0, 0, 1}, projection, 1).is_ok());
  CHECK_FALSE(view_look_at({0, 0, 0}, {1, 1, 1}, {0, 0, 1}, {false, 171, 1}, 1).is_ok());
  CHECK(view_look_at({0, 0, 0}, {1, 1, 1}, {0, 0, 1}, {false, 170, 1}, 1).is_ok());
  CHECK_FALSE(view_look_at({0, 0, 0}, {1, 1, 1}, {0, 0, 1}, {true, 20, 0}, 1).is_ok());
  CHECK_FALSE(view_look_at({0, 0, 0}, {1, 1, 1}, {0, 0, 1}, projection, 0).is_ok());
}

TEST_CASE("view_look_at finds another up when the given one is along the line of sight") {
  const View view = view_look_at({0, 0, 10}, {0, 0, 0}, {0, 0, 1}, {}, 1).value();
  CHECK(view.forward == DVec3{0, 0, -1});
  check_direction(view.up, {0, 1, 0});
}

TEST_CASE("a project camera looks along its -z axis with 20 degrees of vertical view") {
  Camera camera;
  camera.to_world = Mat4::translation({1, 2, 50});
  const View view = view_from_camera(camera, 2).value();
  CHECK(view.position == DVec3{1, 2, 50});
  CHECK(view.forward == DVec3{0, 0, -1});
  CHECK(view.up == DVec3{0, 1, 0});
  CHECK(view.half_height == Approx(0.17632698));  // tan 10 degrees
  CHECK(view.half_width == Approx(0.35265396));
  camera.is_orthographic = true;
  camera.distance = 8;
  CHECK(view_from_camera(camera, 2).value().half_width == 8);
  CHECK(view_from_camera(camera, 2).value().half_height == 4);
}

TEST_CASE("a camera without a direction is refused, and the default view does without it") {
  Camera camera;
  camera.to_world.set_column(2, {0, 0, 0});
  CHECK(view_from_camera(camera, 1).error().code == ErrorCode::InvalidParams);
  Image image;
  image.edit_cameras().push_back(camera);
  image.set_active_camera(0);
  const IBox box{{0, 0, 0}, {10, 10, 10}};
  const View view = default_view(image, box, 1);
  CHECK_FALSE(view.is_orthographic);
  CHECK(largest_coordinate_of_corners(view, box) == Approx(0.9));
}

TEST_CASE("the default view is the active camera's") {
  Image image;
  Camera camera;
  camera.to_world = Mat4::translation({0, 0, 77});
  image.edit_cameras().push_back(camera);
  image.set_active_camera(0);
  CHECK(default_view(image, {{0, 0, 0}, {1, 1, 1}}, 1).position == DVec3{0, 0, 77});
}
