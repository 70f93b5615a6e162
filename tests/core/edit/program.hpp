#pragma once

#include "core/edit/edit.hpp"
#include "tests/core/edit/model_edits.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace goxel::edit {

/// A volume, a selection, and the models of both under the same random edits, in a small arena that
/// lies across tile borders or at an end of space. The steps are free functions, by topic.
class Program {
 public:
  static constexpr std::int32_t kSide = 13;

  explicit Program(std::uint64_t seed);

  /// Makes ready for a step: one in three honours the selection.
  void begin_step();
  /// After a step: the selection must be the model's, and what left the arena is dropped, so that
  /// programs stay small.
  void end_step(const std::string& name);

  Random& random() { return random_; }
  const IBox& arena() const { return arena_; }
  /// A voxel, or a box of up to 9 voxels a side, in the arena.
  IVec3 spot();
  IBox box();
  int tolerance();
  Connectivity connectivity();

  Volume& volume() { return volume_; }
  const VoxelModel& model() const { return model_; }
  Volume& selection() { return selection_; }
  VoxelModel& selection_model() { return selection_model_; }

  /// What the next edit is given; without a selection the model of the one in use is empty.
  Scope scope() { return {limits_, progress_, selection_in_use_}; }
  const Volume* selection_in_use() const { return selection_in_use_; }
  const VoxelModel& selection_model_in_use() const { return selection_model_in_use_; }

  /// Runs an edit and compares with what must come out, which a selection does not yet restrict. An
  /// edit that must fail must change nothing.
  template <class Edit>
  std::string run(const std::string& name, const model::Outcome& expected, Edit&& edit) {
    model::Outcome inside = expected;
    if (inside) inside = model::restricted(model_, *inside, selection_model_in_use_);
    return run_anywhere(name, std::move(inside), edit);
  }
  /// The same for an edit that changes what is not selected as well.
  template <class Edit>
  std::string run_anywhere(const std::string& name, model::Outcome expected, Edit&& edit) {
    const Volume before = volume_;
    const Result<std::int64_t> result = edit();
    compare(name, before, result, std::move(expected));
    return name;
  }

  /// Names of the edits that changed something.
  const std::set<std::string>& effective() const { return effective_; }

 private:
  void compare(const std::string& name, const Volume& before, const Result<std::int64_t>& result,
               model::Outcome expected);

  Random random_;
  Limits limits_;
  NoProgress progress_;
  IBox arena_;
  Volume volume_;
  VoxelModel model_;
  Volume selection_;
  VoxelModel selection_model_;
  const Volume* selection_in_use_ = nullptr;
  VoxelModel selection_model_in_use_;
  std::set<std::string> effective_;
};

/// Each makes one random edit on both sides and returns its name.
using Step = std::string (*)(Program&);

std::string write_step(Program& program);
std::string paint_step(Program& program);
std::string remove_step(Program& program);
std::string fill_step(Program& program);
std::string clear_step(Program& program);
std::string shape_step(Program& program);
std::string line_step(Program& program);
std::string flood_step(Program& program);
std::string extrude_step(Program& program);
std::string noise_step(Program& program);
std::string terrain_step(Program& program);

std::string translate_step(Program& program);
std::string mirror_step(Program& program);
std::string quarters_step(Program& program);
std::string rotate_step(Program& program);
std::string scale_step(Program& program);
std::string crop_step(Program& program);
std::string wrap_step(Program& program);
std::string clipboard_step(Program& program);
std::string plane_step(Program& program);
std::string boolean_step(Program& program);
std::string select_step(Program& program);

std::string adjust_step(Program& program);
std::string replace_color_step(Program& program);
std::string quantize_step(Program& program);

}  // namespace goxel::edit
