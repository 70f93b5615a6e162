#include "tests/core/edit/program.hpp"
#include "tests/support/catch.hpp"

#include <iterator>
#include <set>
#include <string>

namespace goxel::edit {

namespace {

/// Every edit, some twice: most only change what is there, and several empty the arena.
constexpr Step kSteps[] = {
    write_step,    write_step,   paint_step,  remove_step,  fill_step,      fill_step,
    clear_step,    shape_step,   shape_step,  shape_step,   line_step,      line_step,
    flood_step,    extrude_step, noise_step,  terrain_step, translate_step, mirror_step,
    quarters_step, rotate_step,  scale_step,  crop_step,    wrap_step,      clipboard_step,
    plane_step,    boolean_step, select_step, select_step,  adjust_step,    replace_color_step,
    quantize_step,
};

std::string random_step(Program& program) {
  program.begin_step();
  const bool is_sparse = program.model().voxels.size() < 200 && program.random().one_in(2);
  const Step step =
      is_sparse ? write_step : kSteps[program.random().between(0, std::size(kSteps) - 1)];
  std::string name = step(program);
  program.end_step(name);
  return name;
}

}  // namespace

TEST_CASE("random programs of every edit agree with a plain map, at the ends of space too") {
  constexpr int kPrograms = 150;
  constexpr int kLength = 40;
  std::set<std::string> effective;
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    INFO("seed " << seed);
    Program program(seed);
    std::string steps;
    for (int i = 0; i < kLength; ++i) {
      INFO("after" << steps);
      steps += " " + random_step(program);
    }
    check_invariants(program.volume());
    effective.insert(program.effective().begin(), program.effective().end());
  }
  // Nine modes each of fill_box, draw_line and paste, 63 pairs of a shape and a mode, and 27
  // others.
  for (const std::string& name : effective) UNSCOPED_INFO(name);
  CHECK(effective.size() == 9 + 9 + 9 + 63 + 27);
}

}  // namespace goxel::edit
