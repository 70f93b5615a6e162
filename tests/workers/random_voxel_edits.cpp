#include "tests/workers/random_voxel_edits.hpp"

#include "core/edit/boolean.hpp"
#include "core/edit/clipboard.hpp"
#include "core/edit/colors.hpp"
#include "core/edit/cut_plane.hpp"
#include "core/edit/extrude.hpp"
#include "core/edit/fill.hpp"
#include "core/edit/flood_fill.hpp"
#include "core/edit/generate.hpp"
#include "core/edit/transform.hpp"
#include "core/volume/region.hpp"

namespace goxel::workers {

namespace {

using Changed = Result<std::int64_t>;
using edit::Scope;

/// A voxel that is there, for edits that find nothing to do anywhere else.
IVec3 any_voxel(const Volume& volume, Random& random) {
  if (volume.is_empty()) return {0, 0, 0};
  const auto last = static_cast<std::int32_t>(volume.voxel_count() - 1);
  return read_voxels(volume, IBox::everything(), random.between(0, last), 1).front().position;
}

Changed flood_fill(Volume& volume, const Volume&, Random& random, const Scope& scope) {
  edit::FloodFillOptions options;
  options.start = random.one_in(3) ? random.position(10) : any_voxel(volume, random);
  options.color = random.color();
  options.tolerance = random.between(0, 100);
  constexpr Connectivity kKinds[] = {Connectivity::Faces, Connectivity::Edges,
                                     Connectivity::Corners};
  options.connectivity = kKinds[random.between(0, 2)];
  options.box = {{-10, -10, -10}, {10, 10, 10}};
  return edit::flood_fill(volume, options, scope);
}
Changed extrude(Volume& volume, const Volume&, Random& random, const Scope& scope) {
  edit::ExtrudeOptions options;
  options.start = any_voxel(volume, random);
  options.face = random.between(0, 5);
  options.distance = random.between(-3, 3);
  return edit::extrude(volume, options, scope);
}
Changed rotate(Volume& volume, const Volume&, Random& random, const Scope& scope) {
  const int axis = random.between(0, 2);
  const int quarters = random.between(1, 3);
  if (random.one_in(2)) return edit::rotate(volume, {0.5, 1, 0}, axis, 25.0 * quarters, scope);
  return edit::rotate_quarters(volume, random.box(10, 20), axis, quarters, scope);
}
/// More often smaller than larger, so that many do not make a layer large.
Changed scale(Volume& volume, const Volume&, Random& random, const Scope& scope) {
  constexpr double kFactors[] = {0.5, 0.75, 1.25};
  DVec3 factors;
  for (int axis = 0; axis < 3; ++axis) factors[axis] = kFactors[random.between(0, 2)];
  return edit::scale(volume, to_double(random.position(10)), factors, scope);
}
Changed wrap(Volume& volume, const Volume&, Random& random, const Scope& scope) {
  const IBox box = random.box(20, 30);
  const int axis = random.between(0, 2);
  return edit::wrap(volume, box, axis, random.between(-9, 9), scope);
}
Changed paste(Volume& volume, const Volume& other, Random& random, const Scope& scope) {
  const edit::Clipboard clipboard = edit::copy(other, random.box(20, 30), nullptr);
  const IVec3 offset = random.position(9);
  return edit::paste(volume, clipboard, to_long(offset), random.mode(), scope);
}
Changed cut_plane(Volume& volume, const Volume&, Random& random, const Scope& scope) {
  const DVec3 point = to_double(random.position(15));
  const DVec3 normal = to_double(random.position(2));
  return edit::cut_plane(volume, point, normal, edit::PlaneSide::Above, scope);
}
Changed boolean(Volume& volume, const Volume& other, Random& random, const Scope& scope) {
  const auto op = static_cast<edit::BooleanOp>(random.between(0, 2));
  return edit::boolean_layers(volume, other, op, scope);
}
Changed noise(Volume& volume, const Volume&, Random& random, const Scope& scope) {
  edit::NoiseOptions options;
  options.box = random.box(20, 12);
  options.seed = static_cast<std::uint64_t>(random.between(0, 99));
  options.scale_vox = 4;
  options.color = random.color();
  return edit::generate_noise(volume, options, scope);
}
Changed terrain(Volume& volume, const Volume&, Random& random, const Scope& scope) {
  edit::TerrainOptions options;
  options.box = random.box(20, 12);
  options.seed = static_cast<std::uint64_t>(random.between(0, 99));
  return edit::generate_terrain(volume, options, scope);
}
Changed replace_color(Volume& volume, const Volume&, Random& random, const Scope& scope) {
  edit::ColorReplacement replacement;
  replacement.from = volume.at(any_voxel(volume, random));
  replacement.to = random.one_in(4) ? kEmpty : random.color();
  replacement.tolerance = random.between(0, 80);
  return edit::replace_color(volume, replacement, scope);
}
Changed quantize(Volume& volume, const Volume&, Random& random, const Scope& scope) {
  return edit::quantize_colors(volume, random.between(1, 6), scope);
}
Changed line(Volume& volume, const Volume&, Random& random, const Scope& scope) {
  LineOptions options;
  options.from = random.position(20);
  options.to = random.position(20);
  options.radius = random.between(0, 4) * 0.5;
  options.color = random.color();
  options.mode = random.mode();
  return edit::draw_line(volume, options, scope);
}

constexpr RandomVoxelEdit kEdits[] = {
    {"flood_fill", flood_fill}, {"extrude", extrude}, {"rotate", rotate},
    {"scale", scale},           {"wrap", wrap},       {"paste", paste},
    {"cut_plane", cut_plane},   {"boolean", boolean}, {"noise", noise},
    {"terrain", terrain},       {"line", line},       {"replace_color", replace_color},
    {"quantize", quantize},
};

}  // namespace

std::span<const RandomVoxelEdit> random_voxel_edits() { return kEdits; }

}  // namespace goxel::workers
