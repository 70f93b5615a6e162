#include "core/edit/edit.hpp"

#include "core/edit/boolean.hpp"
#include "core/edit/clipboard.hpp"
#include "core/edit/cut_plane.hpp"
#include "core/edit/extrude.hpp"
#include "core/edit/fill.hpp"
#include "core/edit/flood_fill.hpp"
#include "core/edit/generate.hpp"
#include "core/edit/select.hpp"
#include "core/edit/set_voxels.hpp"
#include "core/edit/transform.hpp"
#include "core/volume/bounds.hpp"
#include "core/volume/region.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <limits>
#include <vector>

namespace goxel::edit {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};

struct Stop final : Progress {
  void report(double, std::string_view) override {}
  bool is_stop_requested() const override { return true; }
};

struct Fixture {
  Limits limits;
  NoProgress progress;
  Scope scope{limits, progress, nullptr};
  Volume volume;
};

Volume box_of(const IBox& box, Rgba color = kRed) {
  Volume volume;
  goxel::fill_box(volume, box, color);
  return volume;
}

}  // namespace

TEST_CASE("a failed or cancelled edit leaves the volume as it was, storage and all") {
  Fixture f;
  f.volume = box_of({{0, 0, 0}, {20, 20, 20}});
  const Volume before = f.volume;
  Stop stop;
  const Scope stopped{f.limits, stop, nullptr};
  CHECK(fill_box(f.volume, {{0, 0, 0}, {5, 5, 5}}, kBlue, BlendMode::Over, stopped).error().code ==
        ErrorCode::Cancelled);
  CHECK(clear(f.volume, stopped).error().code == ErrorCode::Cancelled);
  CHECK(fill_box(f.volume, IBox::everything(), kBlue, BlendMode::Over, f.scope).error().code ==
        ErrorCode::LimitExceeded);
  CHECK(translate(f.volume, {std::int64_t{1} << 31, 0, 0}, f.scope).error().code ==
        ErrorCode::LimitExceeded);
  CHECK(translate(f.volume, {std::int64_t{1} << 62, 0, 0}, f.scope).error().code ==
        ErrorCode::InvalidParams);
  CHECK(scale(f.volume, {0, 0, 0}, {1e6, 1e6, 1e6}, f.scope).error().code ==
        ErrorCode::LimitExceeded);
  CHECK(mirror(f.volume, {{0, 0, 0}, {1, 1, 1}}, 3, f.scope).error().message ==
        "axis 3 is not 0, 1 or 2");
  CHECK(f.volume.shares_storage_with(before));
}

TEST_CASE("edits keep their limits: at the limit they work, one past it they fail") {
  Fixture f;
  f.limits.voxels_per_edit = 1000;
  f.limits.voxels_per_call = 2;
  CHECK(fill_box(f.volume, {{0, 0, 0}, {10, 10, 10}}, kRed, BlendMode::Over, f.scope).value() ==
        1000);
  CHECK(fill_box(f.volume, {{0, 0, 0}, {7, 11, 13}}, kRed, BlendMode::Over, f.scope)
            .error()
            .message == "the edit covers 1001 voxels; the limit is 1000");
  const std::vector<Voxel> voxels = {{{50, 0, 0}, kRed}, {{51, 0, 0}, kRed}, {{52, 0, 0}, kRed}};
  CHECK(set_voxels(f.volume, std::span(voxels).first(2), f.scope).value() == 2);
  CHECK(set_voxels(f.volume, voxels, f.scope).error().message ==
        "the list has 3 voxels; the limit is 2");
  f.limits.voxels_per_edit = 1LL << 31;
  f.limits.session_bytes = 100'000;
  CHECK(fill_box(f.volume, {{0, 0, 0}, {1, 1, 100'000}}, kRed, BlendMode::Over, f.scope)
            .error()
            .code == ErrorCode::LimitExceeded);
}

TEST_CASE("an edit that changes nothing keeps the storage and counts zero") {
  Fixture f;
  f.volume = box_of({{0, 0, 0}, {4, 4, 4}});
  const Volume before = f.volume;
  CHECK(fill_box(f.volume, {{0, 0, 0}, {4, 4, 4}}, kRed, BlendMode::Over, f.scope).value() == 0);
  CHECK(f.volume.shares_storage_with(before));
}

TEST_CASE("edits change nothing outside the selection") {
  Fixture f;
  f.volume = box_of({{0, 0, 0}, {20, 1, 1}});
  Volume selection;
  CHECK(select_box(selection, f.volume, {{5, 0, 0}, {8, 1, 1}}, SelectOp::Set) == 3);
  const Scope selected{f.limits, f.progress, &selection};
  CHECK(clear(f.volume, selected).value() == 3);
  CHECK(f.volume.voxel_count() == 17);
  CHECK(fill_box(f.volume, {{0, 0, 0}, {20, 5, 5}}, kBlue, BlendMode::Over, selected).value() == 3);
  CHECK(f.volume.at({5, 0, 0}) == kBlue);
  CHECK(f.volume.at({4, 0, 0}) == kRed);
}

TEST_CASE("painting touches existing voxels only") {
  Fixture f;
  f.volume.set({0, 0, 0}, kRed);
  const std::vector<Voxel> voxels = {{{0, 0, 0}, kBlue}, {{1, 0, 0}, kBlue}};
  CHECK(paint_voxels(f.volume, voxels, f.scope).value() == 1);
  CHECK(f.volume.at({0, 0, 0}) == kBlue);
  CHECK(f.volume.voxel_count() == 1);
  const std::vector<IVec3> positions = {{0, 0, 0}, {7, 7, 7}};
  CHECK(remove_voxels(f.volume, positions, f.scope).value() == 1);
}

TEST_CASE("flood fill recolours the connected region within the tolerance") {
  Fixture f;
  f.volume = box_of({{0, 0, 0}, {10, 1, 1}}, {100, 0, 0, 255});
  f.volume.set({4, 0, 0}, {105, 0, 0, 255});
  f.volume.set({7, 0, 0}, {120, 0, 0, 255});
  FloodFillOptions options;
  options.start = {0, 0, 0};
  options.color = kBlue;
  Volume exact = f.volume;
  CHECK(flood_fill(exact, options, f.scope).value() == 4);
  options.tolerance = 5;
  CHECK(flood_fill(f.volume, options, f.scope).value() == 7);
  CHECK(f.volume.at({8, 0, 0}) == Rgba{100, 0, 0, 255});
  options.start = {8, 0, 0};
  options.max_voxels = 1;
  CHECK(flood_fill(f.volume, options, f.scope).error().code == ErrorCode::LimitExceeded);
  options.max_voxels = 2;
  CHECK(flood_fill(f.volume, options, f.scope).value() == 2);
}

TEST_CASE("flood fill from an empty cell fills the empty region inside the box") {
  Fixture f;
  ShapeOptions shell;
  shell.placement = placement_of_box({{0, 0, 0}, {10, 10, 10}});
  shell.wall = 1;
  CHECK(draw_shape(f.volume, shell, f.scope).value() == 1000 - 512);
  FloodFillOptions options;
  options.box = {{-2, -2, -2}, {12, 12, 12}};
  options.start = {5, 5, 5};
  Volume inside = f.volume;
  CHECK(flood_fill(inside, options, f.scope).value() == 512);
  options.start = {-1, 0, 0};
  CHECK(flood_fill(f.volume, options, f.scope).value() == 14 * 14 * 14 - 1000);
  options.start = {50, 0, 0};
  CHECK(flood_fill(f.volume, options, f.scope).error().message ==
        "the empty cell (50, 0, 0) lies outside the box to fill");
}

TEST_CASE("mirror, wrap, crop and quarter turns move single voxels as worked out by hand") {
  Fixture f;
  f.volume.set({1, 0, 0}, kRed);
  f.volume.set({9, 0, 0}, kBlue);
  const IBox box{{0, 0, 0}, {4, 4, 4}};
  CHECK(mirror(f.volume, box, 0, f.scope).value() == 2);
  CHECK(f.volume.at({2, 0, 0}) == kRed);
  CHECK(f.volume.at({9, 0, 0}) == kBlue);
  CHECK(wrap(f.volume, box, 0, 3, f.scope).value() == 2);
  CHECK(f.volume.at({1, 0, 0}) == kRed);
  CHECK(wrap(f.volume, box, 2, -1, f.scope).is_ok());
  CHECK(f.volume.at({1, 0, 3}) == kRed);
  CHECK(rotate_quarters(f.volume, box, 2, 1, f.scope).is_ok());
  CHECK(f.volume.at({3, 1, 3}) == kRed);
  CHECK(crop(f.volume, box, f.scope).value() == 1);
  CHECK(rotate(f.volume, {2, 2, 2}, 2, 90, f.scope).is_ok());
  CHECK(f.volume.at({2, 3, 3}) == kRed);
  CHECK(translate(f.volume, {-2, -3, -3}, f.scope).value() == 2);
  CHECK(f.volume.at({0, 0, 0}) == kRed);
  CHECK(scale(f.volume, {0, 0, 0}, {2, 3, 1}, f.scope).is_ok());
  CHECK(exact_bounds(f.volume) == IBox{{0, 0, 0}, {2, 3, 1}});
}

TEST_CASE("a selection moves alone, over what is there") {
  Fixture f;
  f.volume = box_of({{0, 0, 0}, {4, 1, 1}});
  f.volume.set({0, 0, 0}, kBlue);
  Volume selection;
  selection.set({0, 0, 0}, kRed);
  CHECK(translate(f.volume, {2, 0, 0}, {f.limits, f.progress, &selection}).value() == 2);
  CHECK(f.volume.at({2, 0, 0}) == kBlue);
  CHECK(f.volume.voxel_count() == 3);
}

TEST_CASE("cutting and pasting moves a part") {
  Fixture f;
  f.volume = box_of({{0, 0, 0}, {10, 1, 1}});
  Clipboard clipboard;
  CHECK(cut(f.volume, {{8, 0, 0}, {20, 1, 1}}, clipboard, f.scope).value() == 2);
  CHECK(f.volume.voxel_count() == 8);
  CHECK(paste(f.volume, clipboard, {0, 5, 0}, BlendMode::Over, f.scope).value() == 2);
  CHECK(f.volume.at({9, 5, 0}) == kRed);
  Volume selection;
  selection.set({0, 0, 0}, kRed);
  CHECK(copy(f.volume, IBox::everything(), &selection).volume.voxel_count() == 1);
}

TEST_CASE("a plane cut removes centres strictly on its side") {
  Fixture f;
  f.volume = box_of({{0, 0, 0}, {1, 1, 10}});
  CHECK(cut_plane(f.volume, {0, 0, 4.5}, {0, 0, 2}, PlaneSide::Above, f.scope).value() == 5);
  CHECK(f.volume.at({0, 0, 4}) == kRed);
  CHECK(cut_plane(f.volume, {0, 0, 4.5}, {0, 0, 2}, PlaneSide::Below, f.scope).value() == 4);
  CHECK(cut_plane(f.volume, {0, 0, 0}, {0, 0, 0}, PlaneSide::Below, f.scope).error().code ==
        ErrorCode::InvalidParams);
}

TEST_CASE("selections by colour and by connection are set, added and subtracted") {
  Fixture f;
  f.volume = box_of({{0, 0, 0}, {4, 1, 1}});
  goxel::fill_box(f.volume, {{4, 0, 0}, {6, 1, 1}}, kBlue);
  f.volume.set({20, 0, 0}, kRed);
  Volume selection;
  CHECK(select_color(selection, f.volume, kRed, 0, SelectOp::Set) == 5);
  SelectConnectedOptions options;
  options.op = SelectOp::Sub;
  CHECK(select_connected(selection, f.volume, options, f.scope).value() == 1);
  options.tolerance = 255;
  options.op = SelectOp::Add;
  CHECK(select_connected(selection, f.volume, options, f.scope).value() == 7);
  options.start = {10, 0, 0};
  options.op = SelectOp::Set;
  CHECK(select_connected(selection, f.volume, options, f.scope).value() == 0);
}

TEST_CASE("boolean operations go by occupancy and keep the target's colours") {
  Fixture f;
  const Volume target = box_of({{0, 0, 0}, {4, 1, 1}});
  const Volume source = box_of({{2, 0, 0}, {6, 1, 1}}, kBlue);
  Volume joined = target;
  CHECK(boolean_layers(joined, source, BooleanOp::Union, f.scope).value() == 4);
  CHECK(joined.at({2, 0, 0}) == kBlue);
  Volume cut_away = target;
  CHECK(boolean_layers(cut_away, source, BooleanOp::Subtract, f.scope).value() == 2);
  Volume common = target;
  CHECK(boolean_layers(common, source, BooleanOp::Intersect, f.scope).value() == 2);
  CHECK(common.at({2, 0, 0}) == kRed);
}

TEST_CASE("extruding a face copies it outwards or removes layers") {
  Fixture f;
  f.volume = box_of({{0, 0, 0}, {4, 4, 4}});
  f.volume.set({0, 0, 4}, kBlue);
  ExtrudeOptions options;
  options.start = {3, 3, 3};
  options.distance = 2;
  Volume grown = f.volume;
  CHECK(extrude(grown, options, f.scope).value() == 30);
  options.distance = -4;
  CHECK(extrude(f.volume, options, f.scope).value() == 60);
  options.start = {0, 0, 0};
  options.face = 3;
  CHECK(extrude(f.volume, options, f.scope).error().message ==
        "voxel (0, 0, 0) has no exposed face 3");
  options.face = 6;
  CHECK(extrude(f.volume, options, f.scope).error().message == "face 6 is outside 0..5");
}

TEST_CASE("noise and terrain depend on the seed alone") {
  Fixture f;
  TerrainOptions terrain;
  terrain.box = {{-20, -20, 0}, {20, 20, 16}};
  terrain.seed = 5;
  CHECK(generate_terrain(f.volume, terrain, f.scope).is_ok());
  Volume again;
  CHECK(generate_terrain(again, terrain, f.scope).is_ok());
  CHECK(again == f.volume);
  CHECK(count_voxels(f.volume, {{-20, -20, 0}, {20, 20, 1}}) == 1600);
  terrain.seed = 6;
  Volume other;
  CHECK(generate_terrain(other, terrain, f.scope).is_ok());
  CHECK_FALSE(other == f.volume);
  NoiseOptions noise;
  noise.box = {{0, 0, 0}, {32, 32, 32}};
  noise.threshold = 0;
  Volume full;
  CHECK(generate_noise(full, noise, f.scope).value() == 32 * 32 * 32);
  noise.octaves = 9;
  CHECK(generate_noise(full, noise, f.scope).error().message == "octaves 9 is outside 1..8");
}

}  // namespace goxel::edit
