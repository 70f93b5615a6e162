#include "core/edit/colors.hpp"
#include "tests/core/edit/plain_colors.hpp"
#include "tests/core/edit/program.hpp"

#include <vector>

namespace goxel::edit {

std::string adjust_step(Program& program) {
  Random& random = program.random();
  const auto percent = [&] { return random.one_in(2) ? 0.0 : random.between(-200, 200) * 0.5; };
  const ColorAdjustment adjustment{random.one_in(2) ? 0.0 : random.between(-800, 800) * 1.0,
                                   percent(), percent(), percent()};
  model::Expected after;
  for (const auto& [key, color] : program.model().voxels)
    after.allow(model::position_of(key), model::adjusted(color, adjustment));
  return program.run("adjust_colors", after,
                     [&] { return adjust_colors(program.volume(), adjustment, program.scope()); });
}

std::string replace_color_step(Program& program) {
  Random& random = program.random();
  const ColorReplacement replacement{random.color(), random.one_in(4) ? kEmpty : random.color(),
                                     program.tolerance()};
  VoxelModel after = program.model();
  for (const auto& [key, color] : program.model().voxels) {
    if (model::distance(color, replacement.from) <= replacement.tolerance)
      after.set(model::position_of(key), replacement.to);
  }
  return program.run("replace_color", after,
                     [&] { return replace_color(program.volume(), replacement, program.scope()); });
}

std::string quantize_step(Program& program) {
  Random& random = program.random();
  const bool is_given = random.one_in(2);
  const int max_colors = random.between(1, 9);
  std::vector<Rgba> palette;
  if (is_given) {
    for (int i = 0; i < max_colors; ++i) palette.push_back(random.color());
  } else if (!program.model().voxels.empty()) {
    std::vector<Rgba> colors;
    for (const auto& entry : program.model().voxels) colors.push_back(entry.second);
    palette = model::median_cut(std::move(colors), static_cast<std::size_t>(max_colors));
  }
  VoxelModel after;
  for (const auto& [key, color] : program.model().voxels)
    after.set(model::position_of(key), model::nearest(palette, color));
  return program.run(is_given ? "quantize_to_palette" : "quantize_colors", after, [&] {
    return is_given ? quantize_to_palette(program.volume(), palette, program.scope())
                    : quantize_colors(program.volume(), max_colors, program.scope());
  });
}

}  // namespace goxel::edit
