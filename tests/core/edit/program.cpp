#include "tests/core/edit/program.hpp"

#include "core/edit/crop.hpp"

#include <limits>

namespace goxel::edit {

namespace {
constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
}  // namespace

Program::Program(std::uint64_t seed) : random_(seed) {
  const std::int32_t corners[] = {-7, 10, kMin, kMax - kSide + 1};
  const IVec3 corner{corners[random_.between(0, 3)], corners[random_.between(0, 3)],
                     corners[random_.between(0, 3)]};
  arena_ = {to_long(corner), to_long(corner) + LVec3{kSide, kSide, kSide}};
}

void Program::begin_step() {
  const bool is_selected = random_.one_in(3);
  selection_in_use_ = is_selected ? &selection_ : nullptr;
  selection_model_in_use_ = is_selected ? selection_model_ : VoxelModel();
}

void Program::end_step(const std::string& name) {
  if (!(VoxelModel::of(selection_) == selection_model_))
    FAIL(name << " left another selection than the model");
  (void)crop(volume_, arena_, {limits_, progress_, nullptr});  // Cannot fail: it only removes.
  model_ = model::filtered(model_, [&](IVec3 p, Rgba) { return arena_.contains(p); });
}

IVec3 Program::spot() {
  const std::int32_t last = kSide - 1;
  return to_voxel(arena_.min + LVec3{random_.between(0, last), random_.between(0, last),
                                     random_.between(0, last)});
}

IBox Program::box() {
  const LVec3 corner = to_long(spot());
  const LVec3 size{random_.between(1, 9), random_.between(1, 9), random_.between(1, 9)};
  return intersection({corner, corner + size}, arena_);
}

int Program::tolerance() {
  const int values[] = {0, 80, 128, 255};
  return values[random_.between(0, 3)];
}

Connectivity Program::connectivity() {
  const Connectivity kinds[] = {Connectivity::Faces, Connectivity::Edges, Connectivity::Corners};
  return kinds[random_.between(0, 2)];
}

void Program::compare(const std::string& name, const Volume& before,
                      const Result<std::int64_t>& result, model::Outcome expected) {
  if (!expected) {
    if (result.is_ok()) FAIL(name << " did not fail");
    if (!volume_.shares_storage_with(before)) FAIL(name << " failed and changed the volume");
    return;
  }
  if (!result.is_ok()) FAIL(name << " failed: " << result.error().message);
  const VoxelModel now = VoxelModel::of(volume_);
  expected->adopt(now);
  const std::int64_t wrong = VoxelModel::differences(now, expected->voxels);
  if (wrong != 0) FAIL(name << ": " << wrong << " voxels differ from the model");
  const std::int64_t changed = VoxelModel::differences(model_, now);
  if (result.value() != changed)
    FAIL(name << " counted " << result.value() << " changes, not " << changed);
  if (changed != 0) effective_.insert(name);
  model_ = now;
}

}  // namespace goxel::edit
