#include "core/edit/boolean.hpp"
#include "core/edit/clipboard.hpp"
#include "core/edit/colors.hpp"
#include "core/edit/cut_plane.hpp"
#include "core/edit/fill.hpp"
#include "core/edit/generate.hpp"
#include "core/edit/select.hpp"
#include "core/edit/set_voxels.hpp"
#include "core/edit/transform.hpp"
#include "core/volume/bounds.hpp"
#include "tests/core/edit/model_edits.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>

namespace goxel::edit {

namespace {

constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t kSide = 13;

/// A volume and its model under the same edits, in a small arena that lies across tile borders or
/// at an end of space.
class Program {
 public:
  explicit Program(std::uint64_t seed) : random_(seed) {
    const std::int32_t corners[] = {-7, 10, kMin, kMax - kSide + 1};
    const IVec3 corner{corners[random_.between(0, 3)], corners[random_.between(0, 3)],
                       corners[random_.between(0, 3)]};
    arena_ = {to_long(corner), to_long(corner) + LVec3{kSide, kSide, kSide}};
  }

  /// One random edit on both; the name says which.
  std::string step() {
    const bool is_selected = random_.one_in(3);
    selection_in_use_ = is_selected ? &selection_ : nullptr;
    model_selection_in_use_ = is_selected ? model_selection_ : VoxelModel();
    using Step = std::string (Program::*)();
    static constexpr Step kSteps[] = {
        &Program::write,   &Program::write,     &Program::fill,         &Program::fill,
        &Program::shape,   &Program::shape,     &Program::shape,        &Program::flood,
        &Program::move,    &Program::mirror,    &Program::turn,         &Program::scale_some,
        &Program::crop_to, &Program::wrap_by,   &Program::recolor,      &Program::cut_and_paste,
        &Program::plane,   &Program::combine,   &Program::extrude_face, &Program::select,
        &Program::select,  &Program::clear_some};
    // Most edits only change what is there, and several empty the arena.
    const bool is_sparse = model_.voxels.size() < 200 && random_.one_in(2);
    const std::string name =
        is_sparse ? write() : (this->*kSteps[random_.between(0, std::size(kSteps) - 1)])();
    if (!selection_is_right()) FAIL(name << " left another selection than the model");
    keep_to_arena();
    return name;
  }

  const Volume& volume() const { return volume_; }
  /// Names of the edits that changed something.
  const std::set<std::string>& effective() const { return effective_; }

 private:
  Scope scope() { return {limits_, progress_, selection_in_use_}; }

  IVec3 spot() {
    const std::int32_t last = kSide - 1;
    return to_voxel(arena_.min + LVec3{random_.between(0, last), random_.between(0, last),
                                       random_.between(0, last)});
  }
  IBox box() {
    const IBox any{to_long(spot()), {}};
    const LVec3 size{random_.between(1, 9), random_.between(1, 9), random_.between(1, 9)};
    return intersection({any.min, any.min + size}, arena_);
  }

  /// Compares what an edit did with what the model says; an edit that fails must change nothing.
  void expect(const std::string& name, const Volume& before, const Result<std::int64_t>& result,
              const model::Outcome& expected) {
    if (!expected) {
      if (result.is_ok()) FAIL(name << " did not fail");
      if (!volume_.shares_storage_with(before)) FAIL(name << " failed and changed the volume");
      return;
    }
    if (!result.is_ok()) FAIL(name << " failed: " << result.error().message);
    const VoxelModel now = VoxelModel::of(volume_);
    const std::int64_t wrong = VoxelModel::differences(now, *expected);
    if (wrong != 0) FAIL(name << ": " << wrong << " voxels differ from the model");
    const std::int64_t changed = VoxelModel::differences(model_, *expected);
    if (result.value() != changed)
      FAIL(name << " counted " << result.value() << " changes, not " << changed);
    if (changed != 0) effective_.insert(name);
    model_ = *expected;
  }

  template <class Edit>
  std::string run(const std::string& name, const model::Outcome& expected, Edit&& edit) {
    const Volume before = volume_;
    const Result<std::int64_t> result = edit();
    expect(name, before, result, expected);
    return name;
  }
  model::Outcome inside_selection(const model::Outcome& after) const {
    if (!after) return after;
    return model::restricted(model_, *after, model_selection_in_use_);
  }

  bool selection_is_right() { return VoxelModel::of(selection_) == model_selection_; }

  /// What left the arena is dropped, so that programs stay small.
  void keep_to_arena() {
    (void)crop(volume_, arena_, {limits_, progress_, nullptr});  // Cannot fail: it only removes.
    model_ = model::filtered(model_, [&](IVec3 p, Rgba) { return arena_.contains(p); });
  }

  std::string write() {
    std::vector<Voxel> voxels;
    for (int i = random_.between(1, 600); i > 0; --i)
      voxels.push_back({spot(), random_.one_in(4) ? kEmpty : random_.color()});
    VoxelModel after = model_;
    for (const Voxel& voxel : voxels) after.set(voxel.position, voxel.color);
    return run("set_voxels", inside_selection(after),
               [&] { return set_voxels(volume_, voxels, scope()); });
  }
  std::string fill() {
    const IBox where = box();
    const Rgba color = random_.one_in(8) ? kEmpty : random_.color();
    const BlendMode mode = random_.mode();
    VoxelModel after = model_;
    VoxelModel::for_each_position(where,
                                  [&](IVec3 p) { after.set(p, blend(after.at(p), color, mode)); });
    return run("fill_box " + std::string(blend_mode_name(mode)), inside_selection(after),
               [&] { return fill_box(volume_, where, color, mode, scope()); });
  }
  std::string clear_some() {
    if (random_.one_in(5)) {
      return run("clear", inside_selection(VoxelModel()), [&] { return clear(volume_, scope()); });
    }
    const IBox where = box();
    const auto after = model::filtered(model_, [&](IVec3 p, Rgba) { return !where.contains(p); });
    return run("clear_box", inside_selection(after),
               [&] { return clear_box(volume_, where, scope()); });
  }
  std::string shape() {
    const IBox where = box();
    ShapeOptions options;
    options.kind = static_cast<ShapeKind>(random_.between(0, 6));
    options.mode = random_.mode();
    options.color = random_.color();
    options.placement = placement_of_box(where);
    if (random_.one_in(2)) options.symmetry = static_cast<unsigned>(random_.between(0, 7));
    for (int axis = 0; axis < 3; ++axis) {
      options.symmetry_origin[axis] =
          static_cast<double>(arena_.min[axis]) + random_.between(0, 2 * kSide) * 0.5;
    }
    if (random_.one_in(3)) options.clip = box();
    // An image lies at most a side beyond the arena.
    const IBox candidates = intersection(
        {arena_.min - LVec3{kSide, kSide, kSide}, arena_.max + LVec3{kSide, kSide, kSide}},
        options.clip.value_or(IBox::everything()));
    const VoxelModel after =
        model::drawn(model_, options, where, intersection(candidates, IBox::everything()));
    return run("draw_shape " + std::string(shape_kind_name(options.kind)) + " " +
                   std::string(blend_mode_name(options.mode)),
               inside_selection(after), [&] { return draw_shape(volume_, options, scope()); });
  }
  Connectivity connectivity() {
    const Connectivity kinds[] = {Connectivity::Faces, Connectivity::Edges, Connectivity::Corners};
    return kinds[random_.between(0, 2)];
  }
  int tolerance() {
    const int values[] = {0, 80, 128, 255};
    return values[random_.between(0, 3)];
  }
  std::string flood() {
    FloodFillOptions options;
    options.start = spot();
    options.color = random_.one_in(6) ? kEmpty : random_.color();
    options.tolerance = tolerance();
    options.connectivity = connectivity();
    options.box = box();
    const auto after = model::flood_filled(model_, options);
    return run("flood_fill", inside_selection(after),
               [&] { return flood_fill(volume_, options, scope()); });
  }
  std::string move() {
    const LVec3 offset = random_.one_in(4) ? LVec3{16, -16, 0} : to_long(random_.position(3));
    const auto by_offset = [&](IVec3 p) { return to_long(p) + offset; };
    const bool only_selected = !model_selection_in_use_.voxels.empty();
    const auto is_moving = [&](IVec3 p, Rgba) {
      return !only_selected || !model_selection_in_use_.at(p).is_empty();
    };
    model::Outcome after = model::moved(model::filtered(model_, is_moving), by_offset);
    if (after && only_selected) {
      const auto staying =
          model::filtered(model_, [&](IVec3 p, Rgba color) { return !is_moving(p, color); });
      after = model::merged(staying, *after, BlendMode::Over);
    }
    return run("translate", after, [&] { return translate(volume_, offset, scope()); });
  }
  std::string mirror() {
    const IBox where = box();
    const int axis = random_.between(0, 2);
    VoxelModel after = model_;
    VoxelModel::for_each_position(where, [&](IVec3 p) {
      LVec3 from = to_long(p);
      from[axis] = where.max[axis] - 1 - (from[axis] - where.min[axis]);
      after.set(p, model_.at(to_voxel(from)));
    });
    return run("mirror", inside_selection(after),
               [&] { return edit::mirror(volume_, where, axis, scope()); });
  }
  std::string turn() {
    const IBox where = random_.one_in(2) ? arena_ : box();
    const int axis = random_.between(0, 2);
    const int quarters = random_.between(-4, 4);
    const auto after =
        model::moved(model_, [&](IVec3 p) { return model::turned(p, where, axis, quarters); });
    return run("rotate_quarters", inside_selection(after),
               [&] { return rotate_quarters(volume_, where, axis, quarters, scope()); });
  }
  std::string scale_some() {
    DVec3 factors{1, 1, 1};
    constexpr double kFactors[] = {0.5, 2, 3};
    factors[random_.between(0, 2)] = kFactors[random_.between(0, 2)];
    const DVec3 center = to_double(spot());
    const LVec3 room{3 * kSide, 3 * kSide, 3 * kSide};
    IBox around = arena_;
    for (int axis = 0; axis < 3; ++axis) {
      if (factors[axis] <= 1) continue;
      around.min[axis] -= room[axis];
      around.max[axis] += room[axis];
    }
    VoxelModel after;
    VoxelModel::for_each_position(intersection(around, IBox::everything()), [&](IVec3 p) {
      LVec3 from;
      for (int i = 0; i < 3; ++i) {
        from[i] = static_cast<std::int64_t>(
            std::floor(center[i] + (p[i] + 0.5 - center[i]) / factors[i]));
      }
      if (is_voxel_position(from)) after.set(p, model_.at(to_voxel(from)));
    });
    return run("scale", inside_selection(after),
               [&] { return scale(volume_, center, factors, scope()); });
  }
  std::string crop_to() {
    const IBox where{box().min, arena_.max};
    const auto after = model::filtered(model_, [&](IVec3 p, Rgba) { return where.contains(p); });
    return run("crop", inside_selection(after), [&] { return crop(volume_, where, scope()); });
  }
  std::string wrap_by() {
    const IBox where = box();
    const int axis = random_.between(0, 2);
    const std::int64_t shift = random_.between(-20, 20);
    const std::int64_t size = where.size()[axis];
    VoxelModel after = model_;
    VoxelModel::for_each_position(where, [&](IVec3 p) {
      LVec3 to = to_long(p);
      to[axis] = where.min[axis] + (((to[axis] - where.min[axis] + shift) % size) + size) % size;
      after.set(to_voxel(to), model_.at(p));
    });
    return run("wrap", inside_selection(after),
               [&] { return wrap(volume_, where, axis, shift, scope()); });
  }
  std::string recolor() {
    VoxelModel after = model_;
    if (random_.one_in(2)) {
      // A third of a turn of hue takes red to green, green to blue and blue to red.
      ColorAdjustment adjustment;
      adjustment.hue_deg = 120;
      for (auto& entry : after.voxels) {
        const Rgba c = entry.second;
        entry.second = {c.b, c.r, c.g, c.a};
      }
      return run("adjust_colors", inside_selection(after),
                 [&] { return adjust_colors(volume_, adjustment, scope()); });
    }
    const ColorReplacement replacement{random_.color(),
                                       random_.one_in(4) ? kEmpty : random_.color(), tolerance()};
    for (const auto& [key, color] : model_.voxels) {
      if (model::distance(color, replacement.from) <= replacement.tolerance)
        after.set(model::position_of(key), replacement.to);
    }
    return run("replace_color", inside_selection(after),
               [&] { return replace_color(volume_, replacement, scope()); });
  }
  std::string cut_and_paste() {
    const IBox where = box();
    const auto is_taken = [&](IVec3 p, Rgba) {
      return where.contains(p) &&
             (model_selection_in_use_.voxels.empty() || !model_selection_in_use_.at(p).is_empty());
    };
    const VoxelModel taken = model::filtered(model_, is_taken);
    Clipboard clipboard = copy(volume_, where, selection_in_use_);
    if (random_.one_in(2)) {
      const auto rest = model::filtered(model_, [&](IVec3 p, Rgba c) { return !is_taken(p, c); });
      run("cut", rest, [&] { return cut(volume_, where, clipboard, scope()); });
    }
    if (!(VoxelModel::of(clipboard.volume) == taken)) FAIL("the clipboard holds something else");
    const LVec3 offset = to_long(random_.position(4));
    const BlendMode mode = random_.mode();
    auto after = model::moved(taken, [&](IVec3 p) { return to_long(p) + offset; });
    if (after) after = inside_selection(model::merged(model_, *after, mode));
    return run("paste " + std::string(blend_mode_name(mode)), after,
               [&] { return paste(volume_, clipboard, offset, mode, scope()); });
  }
  std::string plane() {
    const DVec3 point = to_double(spot()) + DVec3{0.5, 0.5, 0.5};
    DVec3 normal;
    normal[random_.between(0, 2)] = random_.one_in(2) ? 2 : -2;
    // Along one axis, so that centres on the plane are exactly on it.
    const PlaneSide side = random_.one_in(2) ? PlaneSide::Above : PlaneSide::Below;
    const auto after = model::filtered(model_, [&](IVec3 p, Rgba) {
      const DVec3 from = to_double(p) + DVec3{0.5, 0.5, 0.5} - point;
      const double height = from.x * normal.x + from.y * normal.y + from.z * normal.z;
      return side == PlaneSide::Above ? height <= 0 : height >= 0;
    });
    return run("cut_plane", inside_selection(after),
               [&] { return cut_plane(volume_, point, normal, side, scope()); });
  }
  std::string combine() {
    Volume other;
    VoxelModel other_model;
    for (int i = random_.between(0, 300); i > 0; --i) {
      const IVec3 p = spot();
      const Rgba color = random_.color();
      other.set(p, color);
      other_model.set(p, color);
    }
    const auto op = static_cast<BooleanOp>(random_.between(0, 2));
    VoxelModel after = model::merged(model_, other_model, BlendMode::Over);
    if (op != BooleanOp::Union) {
      after = model::filtered(model_, [&](IVec3 p, Rgba) {
        return other_model.at(p).is_empty() == (op == BooleanOp::Subtract);
      });
    }
    return run("boolean", inside_selection(after),
               [&] { return boolean_layers(volume_, other, op, scope()); });
  }
  std::string extrude_face() {
    ExtrudeOptions options;
    options.start = spot();
    options.face = random_.between(0, 5);
    options.distance = random_.between(-3, 3);
    options.tolerance = tolerance();
    return run("extrude", inside_selection(model::extruded(model_, options)),
               [&] { return extrude(volume_, options, scope()); });
  }
  std::string select() {
    const auto op = static_cast<SelectOp>(random_.between(0, 2));
    VoxelModel found;
    const int kind = random_.between(0, 2);
    if (kind == 0) {
      const IBox where = box();
      select_box(selection_, volume_, where, op);
      found = model::filtered(model_, [&](IVec3 p, Rgba) { return where.contains(p); });
    } else if (kind == 1) {
      const Rgba color = random_.color();
      const int within = tolerance();
      select_color(selection_, volume_, color, within, op);
      found = model::filtered(model_,
                              [&](IVec3, Rgba c) { return model::distance(c, color) <= within; });
    } else {
      const SelectConnectedOptions options{spot(), tolerance(), connectivity(), op};
      if (!select_connected(selection_, volume_, options, scope())) FAIL("select_connected failed");
      found = model::connected(model_, options.start, options.tolerance, options.connectivity);
    }
    if (op == SelectOp::Set) model_selection_ = {};
    for (const auto& entry : found.voxels) {
      const Rgba color = op == SelectOp::Sub ? kEmpty : Rgba{255, 255, 255, 255};
      model_selection_.set(model::position_of(entry.first), color);
    }
    return "select";
  }

  Random random_;
  Limits limits_;
  NoProgress progress_;
  IBox arena_;
  Volume volume_;
  VoxelModel model_;
  Volume selection_;
  VoxelModel model_selection_;
  const Volume* selection_in_use_ = nullptr;
  VoxelModel model_selection_in_use_;
  std::set<std::string> effective_;
};

}  // namespace

TEST_CASE("random programs of every edit agree with a plain map, at the ends of space too") {
  constexpr int kPrograms = 240;
  constexpr int kSteps = 40;
  std::set<std::string> effective;
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    INFO("seed " << seed);
    Program program(seed);
    std::string steps;
    for (int i = 0; i < kSteps; ++i) {
      INFO("after" << steps);
      steps += " " + program.step();
    }
    check_invariants(program.volume());
    effective.insert(program.effective().begin(), program.effective().end());
  }
  // Nine modes of fill_box and of paste, 63 pairs of a shape and a mode, and 16 other edits.
  CHECK(effective.size() == 9 + 9 + 63 + 16);
}

}  // namespace goxel::edit
