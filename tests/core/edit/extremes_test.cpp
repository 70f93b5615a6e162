#include "core/edit/boolean.hpp"
#include "core/edit/clipboard.hpp"
#include "core/edit/colors.hpp"
#include "core/edit/cut_plane.hpp"
#include "core/edit/extrude.hpp"
#include "core/edit/fill.hpp"
#include "core/edit/flood_fill.hpp"
#include "core/edit/generate.hpp"
#include "core/edit/select.hpp"
#include "core/edit/set_voxels.hpp"
#include "core/edit/transform.hpp"
#include "core/volume/bounds.hpp"
#include "core/volume/bulk.hpp"
#include "core/volume/region.hpp"
#include "tests/core/edit/packed.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <limits>
#include <vector>

namespace goxel::edit {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};
constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kEnd = std::int64_t{1} << 31;

/// One of the two corners at which all three coordinates end.
struct Corner {
  bool is_high;

  IVec3 last() const { return is_high ? IVec3{kMax, kMax, kMax} : IVec3{kMin, kMin, kMin}; }
  /// The n^3 voxels in the corner, and `beyond` more outside of space.
  IBox box(std::int64_t n, std::int64_t beyond = 0) const {
    const std::int64_t low = is_high ? kEnd - n : -kEnd - beyond;
    const std::int64_t high = is_high ? kEnd + beyond : -kEnd + n;
    return {{low, low, low}, {high, high, high}};
  }
  /// A voxel `n` steps from the last one on each axis.
  IVec3 inwards(std::int32_t x, std::int32_t y, std::int32_t z) const {
    return is_high ? IVec3{kMax - x, kMax - y, kMax - z} : IVec3{kMin + x, kMin + y, kMin + z};
  }
  /// The face through which the corner's voxels look along x out of space.
  int outer_face() const { return is_high ? 4 : 5; }
};

struct Fixture {
  Limits limits;
  NoProgress progress;
  Scope scope{limits, progress, nullptr};
  Volume volume;
};

Corner each_corner() { return Corner{GENERATE(false, true)}; }

}  // namespace

TEST_CASE("drawing at the ends of space takes what lies inside") {
  const Corner corner = each_corner();
  Fixture f;
  CHECK(fill_box(f.volume, corner.box(2, 100), kRed, BlendMode::Over, f.scope).value() == 8);
  CHECK(exact_bounds(f.volume) == corner.box(2));
  CHECK(clear_box(f.volume, corner.box(1, kEnd), f.scope).value() == 1);
  CHECK(f.volume.at(corner.last()) == kEmpty);
  CHECK(f.volume.at(corner.inwards(1, 0, 0)) == kRed);
  CHECK(clear(f.volume, f.scope).value() == 7);

  // A cube of 8 about the corner point has one eighth in space: 4^3. Of every round solid some of
  // those 64 voxels are left, the one next to the middle first.
  for (int kind = 0; kind < 7; ++kind) {
    ShapeOptions shape;
    shape.kind = static_cast<ShapeKind>(kind);
    shape.placement = placement_of_box(corner.box(4, 4));
    Fixture drawn;
    const std::int64_t count = draw_shape(drawn.volume, shape, drawn.scope).value();
    INFO(shape_kind_name(shape.kind));
    CHECK((kind == 0 ? count == 64 : count > 0 && count < 64));
    CHECK(corner.box(4).contains(exact_bounds(drawn.volume)));
    shape.symmetry = 7;
    shape.symmetry_origin = to_double(corner.last());
    shape.smoothness = 2;
    shape.wall = 1;
    CHECK(draw_shape(drawn.volume, shape, drawn.scope).is_ok());
    check_invariants(drawn.volume);
  }

  LineOptions line;
  line.from = corner.last();
  line.to = corner.inwards(5, 0, 0);
  line.radius = 1;
  // Six voxels on the edge of space, beside each two of its four neighbours, and the one ahead.
  CHECK(draw_line(f.volume, line, f.scope).value() == 6 * 3 + 1);
  line.radius = 0;
  line.to = corner.inwards(2, 1, 9);
  Fixture thin;
  CHECK(draw_line(thin.volume, line, thin.scope).value() == 10);
}

TEST_CASE("a thin line is as long as a list may be, at the ends of space too") {
  Fixture f;
  LineOptions line;
  line.from = {kMin, kMax, 0};
  line.to = {kMax, kMin, 1};
  // 2^32 steps are past any list.
  CHECK(draw_line(f.volume, line, f.scope).error().code == ErrorCode::LimitExceeded);
  // The steps close to the ends are found without going over 64 bits.
  f.limits.voxels_per_call = 3'000'000;
  line.to = {kMin + 2'999'999, kMax - 1'000'000, 0};
  CHECK(draw_line(f.volume, line, f.scope).value() == 3'000'000);
  CHECK(f.volume.at(line.to) == line.color);
  CHECK(f.volume.at({kMin + 3, kMax - 1, 0}) == line.color);
  line.to.x += 1;
  CHECK(draw_line(f.volume, line, f.scope).error().code == ErrorCode::LimitExceeded);
}

TEST_CASE("lists of voxels reach the ends of space") {
  const Corner corner = each_corner();
  Fixture f;
  const std::vector<Voxel> voxels = {{corner.last(), kRed}, {corner.inwards(0, 1, 16), kRed}};
  CHECK(set_voxels(f.volume, voxels, f.scope).value() == 2);
  CHECK(f.volume.at(corner.last()) == kRed);
  const std::vector<Voxel> paint = {{corner.last(), kBlue}, {corner.inwards(1, 1, 1), kBlue}};
  CHECK(paint_voxels(f.volume, paint, f.scope).value() == 1);
  const std::vector<IVec3> gone = {corner.last(), corner.inwards(3, 3, 3)};
  CHECK(remove_voxels(f.volume, gone, f.scope).value() == 1);
  CHECK(set_packed_voxels(f.volume, packed(voxels), f.scope).value() == 1);
  const std::vector<Rgba> dense(27, kBlue);
  CHECK(set_dense_box(f.volume, corner.box(3), dense) == 27);
  std::vector<Rgba> read(27);
  read_dense_box(f.volume, corner.box(3), read);
  CHECK(read == dense);
}

TEST_CASE("floods, faces and selections end where space ends") {
  const Corner corner = each_corner();
  Fixture f;
  FloodFillOptions flood{corner.last(), kRed};
  flood.box = corner.box(3, 1000);
  flood.connectivity = Connectivity::Corners;
  CHECK(flood_fill(f.volume, flood, f.scope).value() == 27);
  flood.color = kBlue;
  CHECK(flood_fill(f.volume, flood, f.scope).value() == 27);

  ExtrudeOptions face{corner.last(), corner.outer_face(), 5};
  CHECK(extrude(f.volume, face, f.scope).value() == 0);
  face.distance = -1;
  CHECK(extrude(f.volume, face, f.scope).value() == 9);
  face.start = corner.inwards(1, 0, 0);
  face.distance = 5;
  CHECK(extrude(f.volume, face, f.scope).value() == 9);
  CHECK(f.volume.voxel_count() == 27);

  Volume selection;
  CHECK(select_box(selection, f.volume, corner.box(2, 7), SelectOp::Set) == 8);
  CHECK(select_color(selection, f.volume, kBlue, 0, SelectOp::Set) == 27);
  CHECK(select_connected(selection, f.volume, {corner.last(), 0, Connectivity::Corners}, f.scope)
            .value() == 27);
}

TEST_CASE("moves go from one end of space to the other and not past it") {
  const Corner corner = each_corner();
  const Corner opposite{!corner.is_high};
  const std::int64_t span = corner.is_high ? 1 - 2 * kEnd : 2 * kEnd - 1;
  Fixture f;
  f.volume.set(corner.last(), kRed);
  const Volume start = f.volume;
  CHECK(translate(f.volume, {span, span, span}, f.scope).value() == 2);
  CHECK(f.volume.at(opposite.last()) == kRed);
  const std::int64_t away = corner.is_high ? -1 : 1;
  CHECK(translate(f.volume, {0, away, 0}, f.scope).error().code == ErrorCode::LimitExceeded);

  for (int axis = 0; axis < 3; ++axis)
    CHECK(mirror(f.volume, IBox::everything(), axis, f.scope).value() == 2);
  CHECK(f.volume == start);
  // Two quarter turns about the middle of space take x and y from one end to the other.
  CHECK(rotate_quarters(f.volume, IBox::everything(), 2, 2, f.scope).value() == 2);
  IVec3 turned = corner.last();
  turned.x = turned.y = opposite.last().x;
  CHECK(f.volume.at(turned) == kRed);
  CHECK(rotate(f.volume, {0, 0, 0}, 2, 180, f.scope).value() == 2);
  CHECK(f.volume == start);
  CHECK(wrap(f.volume, IBox::everything(), 1, away, f.scope).value() == 2);
  CHECK(f.volume.voxel_count() == 1);

  Clipboard clipboard = copy(start, IBox::everything(), nullptr);
  Volume pasted;
  CHECK(paste(pasted, clipboard, {span, span, span}, BlendMode::Over, f.scope).value() == 1);
  CHECK(pasted.at(opposite.last()) == kRed);
}

TEST_CASE("a wrap at an end of space comes back at the other side of its box") {
  const Corner corner = each_corner();
  Fixture f;
  f.volume.set(corner.last(), kRed);
  const std::int64_t outwards = corner.is_high ? 1 : -1;
  CHECK(wrap(f.volume, corner.box(3, 9), 0, outwards, f.scope).value() == 2);
  CHECK(f.volume.at(corner.inwards(2, 0, 0)) == kRed);
}

TEST_CASE("scaling at an end of space cuts what leaves it") {
  const Corner corner = each_corner();
  Fixture f;
  f.volume.set(corner.last(), kRed);
  const Volume start = f.volume;
  const double end = corner.is_high ? 2147483648.0 : -2147483648.0;
  CHECK(scale(f.volume, {end, end, end}, {2, 2, 2}, f.scope).value() == 7);
  CHECK(exact_bounds(f.volume) == corner.box(2));
  CHECK(scale(f.volume, {end, end, end}, {0.5, 0.5, 0.5}, f.scope).value() == 7);
  CHECK(f.volume == start);
  // From the middle of space twice as far is outside.
  CHECK(scale(f.volume, {0, 0, 0}, {2, 2, 2}, f.scope).value() == 1);
  CHECK(f.volume.is_empty());
}

TEST_CASE("cuts, planes, booleans, noise and colours work at the ends of space") {
  const Corner corner = each_corner();
  Fixture f;
  NoiseOptions noise;
  noise.box = corner.box(4, 50);
  noise.threshold = 0;
  noise.color = kRed;
  CHECK(generate_noise(f.volume, noise, f.scope).value() == 64);
  TerrainOptions terrain;
  terrain.box = corner.box(4, 0);
  CHECK(generate_terrain(f.volume, terrain, f.scope).value() >= 16);
  CHECK(replace_color(f.volume, {kRed, kBlue, 255}, f.scope).value() == 64);
  CHECK(adjust_colors(f.volume, {120, 0, 0, 0}, f.scope).value() == 64);
  CHECK(quantize_colors(f.volume, 1, f.scope).value() == 0);

  CHECK(crop(f.volume, corner.box(3, 3), f.scope).value() == 64 - 27);
  const DVec3 middle = to_double(corner.inwards(1, 1, 1)) + DVec3{0.5, 0.5, 0.5};
  CHECK(cut_plane(f.volume, middle, {0, 0, 1}, PlaneSide::Above, f.scope).value() == 9);
  Clipboard clipboard;
  CHECK(cut(f.volume, corner.box(1, 1), clipboard, f.scope).value() == (corner.is_high ? 0 : 1));
  Volume other;
  goxel::fill_box(other, corner.box(9, 9), kBlue);
  CHECK(boolean_layers(f.volume, other, BooleanOp::Union, f.scope).is_ok());
  CHECK(f.volume.voxel_count() == 729);
  CHECK(boolean_layers(f.volume, other, BooleanOp::Intersect, f.scope).value() == 0);
  CHECK(boolean_layers(f.volume, other, BooleanOp::Subtract, f.scope).value() == 729);
}

}  // namespace goxel::edit
