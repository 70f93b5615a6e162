#include "core/edit/boolean.hpp"
#include "core/edit/clipboard.hpp"
#include "core/edit/cut_plane.hpp"
#include "core/edit/select.hpp"
#include "core/edit/transform.hpp"
#include "core/math/trig.hpp"
#include "tests/core/edit/program.hpp"

#include <cmath>

namespace goxel::edit {

namespace {

/// The whole number below a coordinate; where rounding may put it on either side, both. Far from
/// the origin a double has no more than about six decimals.
Few<std::int64_t> cell_of(double v, bool is_exact) {
  const double slack = is_exact ? 0 : 1e-5;
  Few<std::int64_t> cells;
  cells.add(static_cast<std::int64_t>(std::floor(v - slack)));
  cells.add(static_cast<std::int64_t>(std::floor(v + slack)));
  return cells;
}

/// The colours that a sample at a point may find.
Few<Rgba> sampled(const VoxelModel& model, const IBox& arena, DVec3 p, bool is_exact) {
  Few<Rgba> colors;
  for (const std::int64_t x : cell_of(p.x, is_exact)) {
    for (const std::int64_t y : cell_of(p.y, is_exact)) {
      for (const std::int64_t z : cell_of(p.z, is_exact)) {
        const LVec3 cell{x, y, z};
        const bool is_inside = is_voxel_position(cell) && arena.contains(to_voxel(cell));
        colors.add(is_inside ? model.at(to_voxel(cell)) : kEmpty);
      }
    }
  }
  return colors;
}

/// Everything that content of the arena can reach, `room` voxels beyond it.
IBox around(const IBox& arena, LVec3 room) {
  return intersection({arena.min - room, arena.max + room}, IBox::everything());
}

/// What a move takes along, only selected voxels of a box if there are any, and what it leaves.
struct Parts {
  VoxelModel moving;
  VoxelModel staying;
};

Parts parts_of(const Program& program, const IBox& box) {
  const VoxelModel& selected = program.selection_model_in_use();
  const auto is_moving = [&](IVec3 p) {
    return box.contains(p) && (selected.voxels.empty() || !selected.at(p).is_empty());
  };
  return {model::filtered(program.model(), [&](IVec3 p, Rgba) { return is_moving(p); }),
          model::filtered(program.model(), [&](IVec3 p, Rgba) { return !is_moving(p); })};
}

/// The parts together again; fails when the one that moves has no image.
model::Outcome moved_parts(const Parts& parts, const std::optional<VoxelModel>& image) {
  if (!image) return std::nullopt;
  return model::put_over(parts.staying, *image);
}

}  // namespace

std::string translate_step(Program& program) {
  Random& random = program.random();
  const LVec3 offset = random.one_in(4) ? LVec3{16, -16, 0} : to_long(random.position(3));
  const Parts parts = parts_of(program, IBox::everything());
  const auto image = model::moved(parts.moving, [&](IVec3 p) { return to_long(p) + offset; });
  return program.run_anywhere("translate", moved_parts(parts, image),
                              [&] { return translate(program.volume(), offset, program.scope()); });
}

std::string mirror_step(Program& program) {
  const IBox where = program.box();
  const int axis = program.random().between(0, 2);
  const Parts parts = parts_of(program, where);
  const auto image = model::moved(parts.moving, [&](IVec3 p) {
    LVec3 to = to_long(p);
    to[axis] = where.max[axis] - 1 - (to[axis] - where.min[axis]);
    return to;
  });
  return program.run_anywhere("mirror", moved_parts(parts, image), [&] {
    return mirror(program.volume(), where, axis, program.scope());
  });
}

std::string quarters_step(Program& program) {
  Random& random = program.random();
  const IBox where = random.one_in(2) ? program.arena() : program.box();
  const int axis = random.between(0, 2);
  const int quarters = random.between(-4, 4);
  const Parts parts = parts_of(program, IBox::everything());
  const auto image =
      model::moved(parts.moving, [&](IVec3 p) { return model::turned(p, where, axis, quarters); });
  return program.run_anywhere("rotate_quarters", moved_parts(parts, image), [&] {
    return rotate_quarters(program.volume(), where, axis, quarters, program.scope());
  });
}

std::string rotate_step(Program& program) {
  Random& random = program.random();
  const int axis = random.between(0, 2);
  const int u = (axis + 1) % 3;
  const int v = (axis + 2) % 3;
  const bool is_quarter = random.one_in(3);
  const double angle =
      is_quarter ? random.between(-5, 5) * 90.0 : random.between(-3600, 3600) * 0.1;
  const DVec3 corner = to_double(program.spot());
  const DVec3 center = corner + DVec3{random.between(0, 2) * 0.5, random.between(0, 2) * 0.5, 0};
  // The sample comes from where the turn back leads.
  double c = std::cos(radians(angle));
  double s = -std::sin(radians(angle));
  if (is_quarter) {
    c = std::round(c);
    s = std::round(s);
  }
  LVec3 room{20, 20, 20};
  room[axis] = 0;
  const Parts parts = parts_of(program, IBox::everything());
  model::Expected image;
  VoxelModel::for_each_position(around(program.arena(), room), [&](IVec3 p) {
    const DVec3 from_center = to_double(p) + DVec3{0.5, 0.5, 0.5} - center;
    DVec3 from = from_center + center;
    from[u] = c * from_center[u] - s * from_center[v] + center[u];
    from[v] = s * from_center[u] + c * from_center[v] + center[v];
    const bool is_exact = is_quarter || std::floor(angle / 90) * 90 == angle;
    const Few<Rgba> colors = sampled(parts.moving, program.arena(), from, is_exact);
    if (colors.size() > 1 || !colors.front().is_empty()) image.allow(p, colors);
  });
  const char* name = is_quarter ? "rotate by right angles" : "rotate";
  return program.run_anywhere(name, model::put_over(parts.staying, image), [&] {
    return rotate(program.volume(), center, axis, angle, program.scope());
  });
}

std::string scale_step(Program& program) {
  Random& random = program.random();
  // One axis may grow, the others shrink, so that the result stays small.
  constexpr double kShrinking[] = {1, 0.5, 0.7, 1.0 / 3};
  constexpr double kAny[] = {0.5, 2, 3, 1.5};
  DVec3 factors;
  for (int i = 0; i < 3; ++i) factors[i] = kShrinking[random.between(0, 3)];
  const int axis = random.between(0, 2);
  factors[axis] = kAny[random.between(0, 3)];
  bool is_exact = true;
  for (int i = 0; i < 3; ++i)
    is_exact = is_exact && (factors[i] == 0.5 || factors[i] == 1 || factors[i] == 2);
  const DVec3 corner = to_double(program.spot());
  const DVec3 center = corner + DVec3{random.between(0, 1) * 0.5, 0, 0};
  LVec3 room;
  room[axis] = 3 * Program::kSide;
  const Parts parts = parts_of(program, IBox::everything());
  model::Expected image;
  VoxelModel::for_each_position(around(program.arena(), room), [&](IVec3 p) {
    const DVec3 q = to_double(p) + DVec3{0.5, 0.5, 0.5} - center;
    const DVec3 from = DVec3{q.x / factors.x, q.y / factors.y, q.z / factors.z} + center;
    const Few<Rgba> colors = sampled(parts.moving, program.arena(), from, is_exact);
    if (colors.size() > 1 || !colors.front().is_empty()) image.allow(p, colors);
  });
  return program.run_anywhere("scale", model::put_over(parts.staying, image), [&] {
    return scale(program.volume(), center, factors, program.scope());
  });
}

std::string crop_step(Program& program) {
  const IBox where{program.box().min, program.arena().max};
  const auto after =
      model::filtered(program.model(), [&](IVec3 p, Rgba) { return where.contains(p); });
  return program.run("crop", after, [&] { return crop(program.volume(), where, program.scope()); });
}

std::string wrap_step(Program& program) {
  const IBox where = program.box();
  const int axis = program.random().between(0, 2);
  const std::int64_t shift = program.random().between(-20, 20);
  const std::int64_t size = where.size()[axis];
  const Parts parts = parts_of(program, where);
  const auto image = model::moved(parts.moving, [&](IVec3 p) {
    LVec3 to = to_long(p);
    to[axis] = where.min[axis] + (((to[axis] - where.min[axis] + shift) % size) + size) % size;
    return to;
  });
  return program.run_anywhere("wrap", moved_parts(parts, image), [&] {
    return wrap(program.volume(), where, axis, shift, program.scope());
  });
}

std::string clipboard_step(Program& program) {
  Random& random = program.random();
  const IBox where = program.box();
  const VoxelModel& selected = program.selection_model_in_use();
  const auto is_taken = [&](IVec3 p, Rgba) {
    return where.contains(p) && (selected.voxels.empty() || !selected.at(p).is_empty());
  };
  const VoxelModel taken = model::filtered(program.model(), is_taken);
  Clipboard clipboard = copy(program.volume(), where, program.selection_in_use());
  if (random.one_in(2)) {
    const auto rest =
        model::filtered(program.model(), [&](IVec3 p, Rgba c) { return !is_taken(p, c); });
    program.run_anywhere("cut", rest,
                         [&] { return cut(program.volume(), where, clipboard, program.scope()); });
  }
  if (!(VoxelModel::of(clipboard.volume) == taken)) FAIL("the clipboard holds something else");
  const LVec3 offset = to_long(random.position(4));
  const BlendMode mode = random.mode();
  const auto moved = model::moved(taken, [&](IVec3 p) { return to_long(p) + offset; });
  model::Outcome after;
  if (moved) after = model::merged(program.model(), *moved, mode);
  return program.run("paste " + std::string(blend_mode_name(mode)), after, [&] {
    return paste(program.volume(), clipboard, offset, mode, program.scope());
  });
}

std::string plane_step(Program& program) {
  Random& random = program.random();
  const DVec3 point = to_double(program.spot()) + DVec3{0.5, 0.5, 0.5};
  const IVec3 normal = random.position(3);
  const bool is_flat = normal == IVec3{};
  const PlaneSide side = random.one_in(2) ? PlaneSide::Above : PlaneSide::Below;
  model::Expected after(program.model());
  for (const auto& [key, color] : program.model().voxels) {
    const DVec3 from = to_double(model::position_of(key)) + DVec3{0.5, 0.5, 0.5} - point;
    const double height = dot(from, to_double(normal)) * (side == PlaneSide::Above ? 1 : -1);
    if (height > 0) after.allow(model::position_of(key), Few<Rgba>(kEmpty));
  }
  const model::Outcome outcome = is_flat ? model::Outcome() : model::Outcome(after);
  return program.run("cut_plane", outcome, [&] {
    return cut_plane(program.volume(), point, to_double(normal), side, program.scope());
  });
}

std::string boolean_step(Program& program) {
  Volume other;
  VoxelModel other_model;
  for (int i = program.random().between(0, 300); i > 0; --i) {
    const IVec3 p = program.spot();
    const Rgba color = program.random().color();
    other.set(p, color);
    other_model.set(p, color);
  }
  const auto op = static_cast<BooleanOp>(program.random().between(0, 2));
  const char* names[] = {"union", "subtract", "intersect"};
  VoxelModel after = model::merged(program.model(), other_model, BlendMode::Over);
  if (op != BooleanOp::Union) {
    after = model::filtered(program.model(), [&](IVec3 p, Rgba) {
      return other_model.at(p).is_empty() == (op == BooleanOp::Subtract);
    });
  }
  return program.run(names[static_cast<int>(op)], after,
                     [&] { return boolean_layers(program.volume(), other, op, program.scope()); });
}

std::string select_step(Program& program) {
  Random& random = program.random();
  const auto op = static_cast<SelectOp>(random.between(0, 2));
  VoxelModel found;
  const int kind = random.between(0, 2);
  if (kind == 0) {
    const IBox where = program.box();
    select_box(program.selection(), program.volume(), where, op);
    found = model::filtered(program.model(), [&](IVec3 p, Rgba) { return where.contains(p); });
  } else if (kind == 1) {
    const Rgba color = random.color();
    const int within = program.tolerance();
    select_color(program.selection(), program.volume(), color, within, op);
    found = model::filtered(program.model(),
                            [&](IVec3, Rgba c) { return model::distance(c, color) <= within; });
  } else {
    const SelectConnectedOptions options{program.spot(), program.tolerance(),
                                         program.connectivity(), op};
    if (!select_connected(program.selection(), program.volume(), options, program.scope()))
      FAIL("select_connected failed");
    found =
        model::connected(program.model(), options.start, options.tolerance, options.connectivity);
  }
  VoxelModel& selection = program.selection_model();
  if (op == SelectOp::Set) selection = {};
  for (const auto& entry : found.voxels) {
    const Rgba color = op == SelectOp::Sub ? kEmpty : Rgba{255, 255, 255, 255};
    selection.set(model::position_of(entry.first), color);
  }
  return "select";
}

}  // namespace goxel::edit
