#include "core/edit/fill.hpp"
#include "core/edit/generate.hpp"
#include "core/edit/set_voxels.hpp"
#include "tests/core/edit/packed.hpp"
#include "tests/core/edit/plain_noise.hpp"
#include "tests/core/edit/program.hpp"
#include "tests/core/volume/plain_line.hpp"
#include "tests/core/volume/plain_shape.hpp"

#include <cmath>
#include <vector>

namespace goxel::edit {

namespace {

std::vector<Voxel> random_voxels(Program& program, int empty_one_in) {
  Random& random = program.random();
  std::vector<Voxel> voxels;
  for (int i = random.between(1, 600); i > 0; --i) {
    const IVec3 p = program.spot();
    voxels.push_back({p, random.one_in(empty_one_in) ? kEmpty : random.color()});
  }
  return voxels;
}

std::string with_mode(const std::string& name, BlendMode mode) {
  return name + " " + std::string(blend_mode_name(mode));
}

}  // namespace

std::string write_step(Program& program) {
  const std::vector<Voxel> voxels = random_voxels(program, 4);
  VoxelModel after = program.model();
  for (const Voxel& voxel : voxels) after.set(voxel.position, voxel.color);
  if (program.random().one_in(2)) {
    return program.run("set_packed_voxels", after, [&] {
      return set_packed_voxels(program.volume(), packed(voxels), program.scope());
    });
  }
  return program.run("set_voxels", after,
                     [&] { return set_voxels(program.volume(), voxels, program.scope()); });
}

std::string paint_step(Program& program) {
  // Painting with nothing is refused.
  const std::vector<Voxel> voxels = random_voxels(program, 2'000);
  model::Outcome after = program.model();
  for (const Voxel& voxel : voxels) {
    if (voxel.color.is_empty()) {
      after.reset();
      break;
    }
    if (!program.model().at(voxel.position).is_empty())
      after->voxels.set(voxel.position, voxel.color);
  }
  return program.run("paint_voxels", after,
                     [&] { return paint_voxels(program.volume(), voxels, program.scope()); });
}

std::string remove_step(Program& program) {
  std::vector<IVec3> positions;
  VoxelModel after = program.model();
  for (int i = program.random().between(1, 300); i > 0; --i) {
    positions.push_back(program.spot());
    after.set(positions.back(), kEmpty);
  }
  return program.run("remove_voxels", after,
                     [&] { return remove_voxels(program.volume(), positions, program.scope()); });
}

std::string fill_step(Program& program) {
  Random& random = program.random();
  const IBox where = program.box();
  const Rgba color = random.one_in(8) ? kEmpty : random.color();
  const BlendMode mode = random.mode();
  VoxelModel after = program.model();
  VoxelModel::for_each_position(
      where, [&](IVec3 p) { after.set(p, plain_blend(after.at(p), color, mode)); });
  return program.run(with_mode("fill_box", mode), after, [&] {
    return fill_box(program.volume(), where, color, mode, program.scope());
  });
}

std::string clear_step(Program& program) {
  if (program.random().one_in(5)) {
    return program.run("clear", VoxelModel(),
                       [&] { return clear(program.volume(), program.scope()); });
  }
  const IBox where = program.box();
  const auto after =
      model::filtered(program.model(), [&](IVec3 p, Rgba) { return !where.contains(p); });
  return program.run("clear_box", after,
                     [&] { return clear_box(program.volume(), where, program.scope()); });
}

std::string shape_step(Program& program) {
  Random& random = program.random();
  ShapeOptions options;
  options.kind = static_cast<ShapeKind>(random.between(0, 6));
  options.mode = random.mode();
  options.color = random.one_in(20) ? kEmpty : random.color();
  const bool is_turned = random.one_in(4);
  options.placement = placement_of_box(
      program.box(),
      is_turned ? rotation_xyz({random.between(0, 359) * 1.0, random.between(0, 359) * 1.0, 15})
                : Axes{});
  if (random.one_in(4)) options.smoothness = random.between(1, 8) * 0.25;
  if (random.one_in(4)) options.wall = random.between(1, 3) * 0.5;
  if (random.one_in(2)) options.symmetry = static_cast<unsigned>(random.between(0, 7));
  for (int axis = 0; axis < 3; ++axis) {
    options.symmetry_origin[axis] = static_cast<double>(program.arena().min[axis]) +
                                    random.between(0, 2 * Program::kSide) * 0.5;
  }
  if (random.one_in(3)) options.clip = program.box();
  const PlainShape plain(options);
  const IBox room = plain.room();
  model::Expected after(program.model());
  VoxelModel::for_each_position(room, [&](IVec3 p) {
    const Rgba before = program.model().at(p);
    const Few<Rgba> drawn = plain.drawn(p, before);
    if (drawn.size() > 1 || drawn.front() != before) after.allow(p, drawn);
  });
  for (const auto& [key, color] : program.model().voxels) {
    const IVec3 p = model::position_of(key);
    if (!room.contains(p)) after.allow(p, plain.drawn(p, color));
  }
  return program.run(
      with_mode("draw_shape " + std::string(shape_kind_name(options.kind)), options.mode), after,
      [&] { return draw_shape(program.volume(), options, program.scope()); });
}

std::string line_step(Program& program) {
  Random& random = program.random();
  LineOptions line;
  line.from = program.spot();
  line.to = program.spot();
  line.mode = random.mode();
  line.color = random.one_in(8) ? kEmpty : random.color();
  if (random.one_in(3)) line.clip = program.box();
  const int half_radii = random.between(0, 5);
  line.radius = half_radii * 0.5;
  return program.run(with_mode("draw_line", line.mode),
                     plain_line(program.model(), line, half_radii),
                     [&] { return draw_line(program.volume(), line, program.scope()); });
}

std::string flood_step(Program& program) {
  FloodFillOptions options;
  options.start = program.spot();
  options.color = program.random().one_in(6) ? kEmpty : program.random().color();
  options.tolerance = program.tolerance();
  options.connectivity = program.connectivity();
  options.box = program.box();
  return program.run("flood_fill", model::flood_filled(program.model(), options),
                     [&] { return flood_fill(program.volume(), options, program.scope()); });
}

std::string extrude_step(Program& program) {
  ExtrudeOptions options;
  options.start = program.spot();
  options.face = program.random().between(0, 5);
  options.distance = program.random().between(-3, 3);
  options.tolerance = program.tolerance();
  return program.run("extrude", model::extruded(program.model(), options),
                     [&] { return extrude(program.volume(), options, program.scope()); });
}

std::string noise_step(Program& program) {
  Random& random = program.random();
  NoiseOptions options;
  options.box = program.box();
  options.seed = static_cast<std::uint64_t>(random.between(0, 1'000'000));
  options.scale_vox = random.between(4, 60) * 0.25;
  options.octaves = random.between(1, 8);
  options.threshold = random.between(0, 10) * 0.1;
  options.color = random.color();
  model::Expected after(program.model());
  VoxelModel::for_each_position(options.box, [&](IVec3 p) {
    const double value =
        model::noise_at(options.seed, to_double(p), options.scale_vox, options.octaves);
    const Rgba before = program.model().at(p);
    Few<Rgba> colors;
    if (value >= options.threshold - 1e-9)
      colors.add(plain_blend(before, options.color, BlendMode::Over));
    if (value < options.threshold + 1e-9 && options.threshold > 0) colors.add(before);
    after.allow(p, colors);
  });
  return program.run("generate_noise", after,
                     [&] { return generate_noise(program.volume(), options, program.scope()); });
}

std::string terrain_step(Program& program) {
  Random& random = program.random();
  TerrainOptions options;
  options.box = program.box();
  options.seed = static_cast<std::uint64_t>(random.between(0, 1'000'000));
  options.scale_vox = random.between(4, 60) * 0.25;
  options.octaves = random.between(1, 8);
  options.top = random.color();
  const std::int64_t height = options.box.size().z;
  VoxelModel after = program.model();
  VoxelModel::for_each_position(options.box, [&](IVec3 p) {
    DVec3 foot = to_double(p);
    foot.z = 0;
    const double value = model::noise_at(options.seed, foot, options.scale_vox, options.octaves);
    const std::int64_t top =
        options.box.min.z +
        std::min<std::int64_t>(
            height - 1, static_cast<std::int64_t>(std::floor(value * static_cast<double>(height))));
    if (p.z > top) return;
    const Rgba color = p.z == top ? options.top : p.z >= top - 3 ? options.earth : options.stone;
    after.set(p, plain_blend(after.at(p), color, BlendMode::Over));
  });
  return program.run("generate_terrain", after,
                     [&] { return generate_terrain(program.volume(), options, program.scope()); });
}

}  // namespace goxel::edit
