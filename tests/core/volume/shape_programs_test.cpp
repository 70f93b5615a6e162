#include "core/volume/line.hpp"
#include "core/volume/merge.hpp"
#include "core/volume/region.hpp"
#include "core/volume/shape.hpp"
#include "tests/core/volume/plain_line.hpp"
#include "tests/core/volume/plain_shape.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <limits>
#include <set>
#include <utility>
#include <vector>

namespace goxel {

namespace {

constexpr int kKinds = 7;
constexpr int kModes = 9;

/// Some content to draw onto: boxes and single voxels of few colours.
void scatter(Random& random, Volume& volume, const IBox& room) {
  const LVec3 size = room.size();
  const auto somewhere = [&] {
    return to_voxel(room.min + LVec3{random.between(0, static_cast<std::int32_t>(size.x) - 1),
                                     random.between(0, static_cast<std::int32_t>(size.y) - 1),
                                     random.between(0, static_cast<std::int32_t>(size.z) - 1)});
  };
  for (int i = random.between(0, 4); i > 0; --i) {
    const LVec3 corner = to_long(somewhere());
    const LVec3 extent{random.between(1, 24), random.between(1, 24), random.between(1, 24)};
    fill_box(volume, intersection({corner, corner + extent}, room), random.color(),
             BlendMode::Replace);
  }
  for (int i = random.between(0, 60); i > 0; --i) {
    const IVec3 p = somewhere();
    volume.set(p, random.color());
  }
}

/// A quarter of a voxel is exact in binary, so that ties at surfaces are ties.
DVec3 quarters(Random& random, int low, int high) {
  return {random.between(low, high) * 0.25, random.between(low, high) * 0.25,
          random.between(low, high) * 0.25};
}

/// Any shape of up to `largest` voxels, in about the given place.
ShapeOptions random_shape(Random& random, IVec3 place, int largest) {
  ShapeOptions options;
  options.kind = static_cast<ShapeKind>(random.between(0, kKinds - 1));
  options.mode = random.mode();
  options.color = random.one_in(10) ? Rgba{9, 9, 9, 0} : random.color();
  const DVec3 half = quarters(random, 1, 2 * largest);
  const bool is_turned = random.one_in(3);
  const Axes turn =
      is_turned ? rotation_xyz({random.between(-180, 180) * 1.0, random.between(-180, 180) * 1.0,
                                random.between(-4, 4) * 22.5})
                : Axes{};
  options.placement = {to_double(place) + quarters(random, -8, 8),
                       {turn.x * half.x, turn.y * half.y, turn.z * half.z}};
  if (random.one_in(3)) options.smoothness = random.between(1, 12) * 0.25;
  if (random.one_in(3)) options.wall = random.between(1, 12) * 0.25;
  if (random.one_in(4)) {
    options.symmetry = static_cast<unsigned>(random.between(1, 7));
    options.symmetry_origin = options.placement.center + quarters(random, -3, 3) * 2;
    for (int i = 0; i < 3; ++i)
      options.symmetry_origin[i] = std::floor(options.symmetry_origin[i] * 2) / 2;
  }
  if (random.one_in(4)) {
    const LVec3 corner = to_long(place) + to_long(random.position(largest));
    options.clip =
        intersection({corner, corner + LVec3{random.between(1, 20), random.between(1, 20), 12}},
                     IBox::everything());
  }
  return options;
}

struct Drawn {
  std::int64_t changed = 0;
  std::int64_t unsure = 0;  ///< voxels that rounding may decide
};

/// Draws onto random content and compares every voxel with its definition.
Drawn draw_and_compare(Random& random, const ShapeOptions& options) {
  const PlainShape plain(options);
  const IBox room = plain.room();
  Volume volume;
  scatter(random, volume, room);
  // An intersection also reaches what lies far away.
  const IVec3 far{77, -1000, 5};
  const bool is_far = !room.contains(far);
  const Rgba far_color{1, 2, 3, 255};
  if (is_far) volume.set(far, far_color);
  std::vector<Rgba> before(static_cast<std::size_t>(voxel_volume(room)));
  std::vector<Rgba> after(before.size());
  read_dense_box(volume, room, before);
  draw_shape(volume, options);
  check_invariants(volume);
  read_dense_box(volume, room, after);
  Drawn drawn;
  std::int64_t inside = 0;
  std::size_t i = 0;
  VoxelModel::for_each_position(room, [&](IVec3 p) {
    const Few<Rgba> expected = plain.drawn(p, before[i]);
    if (!expected.contains(after[i])) {
      FAIL("(" << p.x << ", " << p.y << ", " << p.z << ") has alpha " << int{after[i].a} << ", not "
               << int{expected.front().a});
    }
    drawn.changed += after[i] != before[i];
    drawn.unsure += expected.size() > 1;
    inside += !after[i].is_empty();
    ++i;
  });
  if (is_far) {
    const Few<Rgba> expected = plain.drawn(far, far_color);
    CHECK(expected.contains(volume.at(far)));
    inside += !volume.at(far).is_empty();
  }
  // Nothing was drawn anywhere else.
  CHECK(volume.voxel_count() == inside);
  return drawn;
}

}  // namespace

TEST_CASE("every blend mode agrees with its table for every pair of alphas") {
  Random random(1);
  for (int number = 0; number < kModes; ++number) {
    const auto mode = static_cast<BlendMode>(number);
    std::int64_t wrong = 0;
    for (int i = 0; i < 2 * 65'536; ++i) {
      const auto byte = [&] { return static_cast<std::uint8_t>(random.between(0, 255)); };
      Rgba a{byte(), byte(), byte(), static_cast<std::uint8_t>(i)};
      if (a.is_empty()) a = kEmpty;
      const Rgba b{byte(), byte(), byte(), static_cast<std::uint8_t>(i >> 8)};
      wrong += blend(a, b, mode) != plain_blend(a, b, mode);
    }
    INFO("mode " << blend_mode_name(mode) << ", seed 1");
    CHECK(wrong == 0);
  }
}

TEST_CASE("random shapes of every kind in every mode agree with their definition voxel by voxel") {
  constexpr int kCases = 4'000;
  constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
  constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
  const std::int32_t places[] = {0, 13, -21, kMin + 3, kMax - 3};
  std::set<std::pair<ShapeKind, BlendMode>> effective;
  std::int64_t changed = 0;
  std::int64_t unsure = 0;
  for (std::uint64_t seed = 1; seed <= kCases; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    const int last = random.one_in(3) ? 4 : 2;
    const IVec3 place{places[random.between(0, last)], places[random.between(0, last)],
                      places[random.between(0, last)]};
    const ShapeOptions options = random_shape(random, place, 10);
    INFO(shape_kind_name(options.kind) << " " << blend_mode_name(options.mode));
    const Drawn drawn = draw_and_compare(random, options);
    if (drawn.changed != 0) effective.emplace(options.kind, options.mode);
    changed += drawn.changed;
    unsure += drawn.unsure;
  }
  CHECK(effective.size() == kKinds * kModes);
  CHECK(changed > 200'000);
  // Where a smooth alpha is a whole number rounding decides; elsewhere the model does.
  CHECK(unsure * 20 < changed);
}

TEST_CASE("large shapes agree with their definition in tiles full, empty and cut") {
  for (std::uint64_t seed = 1; seed <= 42; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    ShapeOptions options = random_shape(random, {5, -9, 70}, 40);
    options.kind = static_cast<ShapeKind>(seed % kKinds);
    options.symmetry = 0;
    const DVec3 half = DVec3{12, 12, 12} + quarters(random, 0, 40);
    const double angle = random.between(1, 90);
    const Axes turn = seed % 2 == 0 ? rotation_xyz({angle, angle / 2, 0}) : Axes{};
    options.placement.axes = {turn.x * half.x, turn.y * half.y, turn.z * half.z};
    if (options.clip) options.clip = IBox{{-40, -20, 40}, {17, 31, 90}};
    INFO(shape_kind_name(options.kind) << " " << blend_mode_name(options.mode));
    draw_and_compare(random, options);
  }
}

TEST_CASE("random lines, thin and thick, agree with their definition in every mode") {
  constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
  constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
  const std::int32_t corners[] = {-7, 12, -20, kMin, kMax - 14};
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    const LVec3 corner{corners[random.between(0, 4)], corners[random.between(0, 4)],
                       corners[random.between(0, 4)]};
    const auto somewhere = [&] {
      return to_voxel(corner +
                      LVec3{random.between(0, 14), random.between(0, 14), random.between(0, 14)});
    };
    Volume volume;
    for (int i = 0; i < 200; ++i) {
      const IVec3 p = somewhere();
      volume.set(p, random.color());
    }
    const IBox box = IBox::inclusive(to_voxel(corner), somewhere());
    fill_box(volume, box, random.color());
    LineOptions line;
    line.from = somewhere();
    line.to = random.one_in(8) ? line.from : somewhere();
    line.mode = random.mode();
    line.color = random.one_in(10) ? kEmpty : random.color();
    if (random.one_in(3)) line.clip = IBox{to_long(somewhere()), corner + LVec3{15, 15, 15}};
    const int half_radii = random.between(0, 6);
    line.radius = half_radii * 0.5;
    const VoxelModel before = VoxelModel::of(volume);
    draw_line(volume, line);
    check_invariants(volume);
    CHECK(VoxelModel::of(volume) == plain_line(before, line, half_radii));
  }
}

}  // namespace goxel
