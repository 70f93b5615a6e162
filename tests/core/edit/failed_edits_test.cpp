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
#include "core/volume/region.hpp"
#include "tests/core/edit/packed.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace goxel::edit {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};
constexpr IBox kSolid{{-20, -20, -20}, {20, 20, 20}};

/// Lets work go on for so many polls and then asks it to stop.
class StopAfter final : public Progress {
 public:
  explicit StopAfter(int polls) : left_(polls) {}
  void report(double, std::string_view) override {}
  bool is_stop_requested() const override { return left_-- <= 0; }

 private:
  mutable int left_;
};

/// All that an edit may look at or change.
struct Workplace {
  Volume volume;
  Volume selection;
  Volume other;
  Clipboard clipboard;

  Workplace() {
    goxel::fill_box(volume, kSolid, kRed);
    goxel::fill_box(volume, {{-20, -20, 0}, {0, 20, 3}}, {200, 10, 10, 180}, BlendMode::Replace);
    goxel::fill_box(selection, {{-9, -9, -9}, {30, 30, 30}}, {255, 255, 255, 255});
    goxel::fill_box(other, {{0, 0, 0}, {30, 30, 30}}, kBlue);
    clipboard.volume = other;
  }
  bool is_untouched(const Workplace& before) const {
    return volume.shares_storage_with(before.volume) &&
           volume.content_hash() == before.volume.content_hash() &&
           volume.voxel_count() == before.volume.voxel_count() &&
           volume.tile_count() == before.volume.tile_count() &&
           selection.shares_storage_with(before.selection) &&
           clipboard.volume.shares_storage_with(before.clipboard.volume);
  }
};

using Edit = std::function<Result<std::int64_t>(Workplace&, const Scope&)>;
struct NamedEdit {
  std::string name;
  Edit run;
};

ShapeOptions large_shape(ShapeKind kind, double smoothness) {
  ShapeOptions options;
  options.kind = kind;
  options.color = kBlue;
  options.placement = placement_of_box({{-60, -60, -60}, {50, 50, 50}}, rotation_about(2, 30));
  options.smoothness = smoothness;
  options.symmetry = 3;
  return options;
}

std::vector<NamedEdit> drawing_edits() {
  const std::vector<Voxel> voxels = {{{1, 1, 1}, kBlue}, {{100, 1, 1}, kBlue}};
  const std::vector<IVec3> positions = {{1, 1, 1}, {2, 2, 2}};
  return {
      {"set_voxels", [=](Workplace& w, const Scope& s) { return set_voxels(w.volume, voxels, s); }},
      {"set_packed_voxels",
       [=](Workplace& w, const Scope& s) {
         return set_packed_voxels(w.volume, packed(voxels), s);
       }},
      {"paint_voxels",
       [=](Workplace& w, const Scope& s) { return paint_voxels(w.volume, voxels, s); }},
      {"remove_voxels",
       [=](Workplace& w, const Scope& s) { return remove_voxels(w.volume, positions, s); }},
      {"fill_box",
       [](Workplace& w, const Scope& s) {
         return fill_box(w.volume, {{0, 0, 0}, {40, 40, 40}}, kBlue, BlendMode::Over, s);
       }},
      {"clear_box",
       [](Workplace& w, const Scope& s) {
         return clear_box(w.volume, {{0, 0, 0}, {9, 9, 9}}, s);
       }},
      {"draw_shape",
       [](Workplace& w, const Scope& s) {
         return draw_shape(w.volume, large_shape(ShapeKind::Sphere, 0), s);
       }},
      {"draw_shape smooth",
       [](Workplace& w, const Scope& s) {
         return draw_shape(w.volume, large_shape(ShapeKind::Torus, 2), s);
       }},
      {"draw_line",
       [](Workplace& w, const Scope& s) {
         LineOptions line;
         line.to = {90, 30, 10};
         line.radius = 3;
         return draw_line(w.volume, line, s);
       }},
      {"flood_fill",
       [](Workplace& w, const Scope& s) {
         return flood_fill(w.volume, {{5, 5, 5}, kBlue, 255}, s);
       }},
      {"flood_fill of empty cells",
       [](Workplace& w, const Scope& s) {
         FloodFillOptions options{{30, 30, 30}, kBlue};
         options.box = {{-64, -64, -64}, {64, 64, 64}};
         return flood_fill(w.volume, options, s);
       }},
      {"extrude",
       [](Workplace& w, const Scope& s) {
         return extrude(w.volume, {{0, 0, 19}, 3, 4}, s);
       }},
      {"generate_noise",
       [](Workplace& w, const Scope& s) {
         return generate_noise(w.volume, {{{0, 0, 0}, {40, 40, 40}}, 3}, s);
       }},
      {"generate_terrain",
       [](Workplace& w, const Scope& s) {
         return generate_terrain(w.volume, {{{0, 0, 0}, {40, 40, 40}}, 3}, s);
       }},
      {"adjust_colors",
       [](Workplace& w, const Scope& s) {
         return adjust_colors(w.volume, {30, 10, 0, 0}, s);
       }},
      {"replace_color",
       [](Workplace& w, const Scope& s) {
         return replace_color(w.volume, {kRed, kBlue}, s);
       }},
      {"quantize_colors",
       [](Workplace& w, const Scope& s) { return quantize_colors(w.volume, 1, s); }},
  };
}

std::vector<NamedEdit> moving_edits() {
  return {
      {"translate",
       [](Workplace& w, const Scope& s) {
         return translate(w.volume, {1, 2, 3}, s);
       }},
      {"mirror",
       [](Workplace& w, const Scope& s) {
         return mirror(w.volume, {{-20, -20, -20}, {25, 25, 25}}, 0, s);
       }},
      {"rotate_quarters",
       [](Workplace& w, const Scope& s) {
         return rotate_quarters(w.volume, {{-20, -20, -20}, {25, 21, 24}}, 1, 1, s);
       }},
      {"rotate",
       [](Workplace& w, const Scope& s) {
         return rotate(w.volume, {0, 0, 0}, 2, 33, s);
       }},
      {"scale",
       [](Workplace& w, const Scope& s) {
         return scale(w.volume, {0, 0, 0}, {2, 1, 0.5}, s);
       }},
      {"crop",
       [](Workplace& w, const Scope& s) {
         return crop(w.volume, {{-5, -5, -5}, {9, 9, 9}}, s);
       }},
      {"wrap",
       [](Workplace& w, const Scope& s) {
         return wrap(w.volume, {{-30, -30, -30}, {30, 30, 30}}, 1, 7, s);
       }},
      {"cut",
       [](Workplace& w, const Scope& s) {
         return cut(w.volume, {{0, 0, 0}, {9, 9, 9}}, w.clipboard, s);
       }},
      {"paste",
       [](Workplace& w, const Scope& s) {
         return paste(w.volume, w.clipboard, {5, 5, 5}, BlendMode::Over, s);
       }},
      {"cut_plane",
       [](Workplace& w, const Scope& s) {
         return cut_plane(w.volume, {0, 0, 0}, {1, 2, 3}, PlaneSide::Above, s);
       }},
      {"union",
       [](Workplace& w, const Scope& s) {
         return boolean_layers(w.volume, w.other, BooleanOp::Union, s);
       }},
      {"subtract",
       [](Workplace& w, const Scope& s) {
         return boolean_layers(w.volume, w.other, BooleanOp::Subtract, s);
       }},
      {"intersect",
       [](Workplace& w, const Scope& s) {
         return boolean_layers(w.volume, w.other, BooleanOp::Intersect, s);
       }},
  };
}

std::vector<NamedEdit> all_edits() {
  std::vector<NamedEdit> edits = drawing_edits();
  for (NamedEdit& edit : moving_edits()) edits.push_back(std::move(edit));
  return edits;
}

}  // namespace

TEST_CASE("an edit stopped at any of its polls leaves everything bit for bit as it was") {
  for (const NamedEdit& edit : all_edits()) {
    for (const bool is_selected : {false, true}) {
      const Workplace before;
      bool is_done = false;
      // Every poll at first, then fewer and fewer: some edits have thousands.
      int polls = 0;
      for (; !is_done; polls += 1 + polls / 2) {
        INFO(edit.name << " stopped at poll " << polls);
        Workplace work = before;
        const Limits limits;
        StopAfter progress(polls);
        const Result<std::int64_t> result =
            edit.run(work, {limits, progress, is_selected ? &work.selection : nullptr});
        is_done = result.is_ok();
        if (is_done) {
          CHECK(result.value() > 0);
          CHECK_FALSE(work.volume == before.volume);
        } else {
          CHECK(result.error().code == ErrorCode::Cancelled);
          CHECK(work.is_untouched(before));
        }
      }
      INFO(edit.name);
      CHECK(polls > 1);
    }
  }
}

TEST_CASE("an edit whose result would be too large leaves everything bit for bit as it was") {
  for (const NamedEdit& edit : all_edits()) {
    INFO(edit.name);
    const Workplace before;
    Workplace work = before;
    Limits limits;
    limits.session_bytes = 1;
    NoProgress progress;
    const Result<std::int64_t> result = edit.run(work, {limits, progress, nullptr});
    CHECK(result.error().code == ErrorCode::LimitExceeded);
    CHECK(work.is_untouched(before));
  }
}

TEST_CASE("a connected selection that is stopped or too large leaves the selection as it was") {
  const Workplace before;
  Workplace work = before;
  Limits limits;
  const SelectConnectedOptions options{{5, 5, 5}, 255};
  StopAfter stop(1);
  CHECK(select_connected(work.selection, work.volume, options, {limits, stop, nullptr})
            .error()
            .code == ErrorCode::Cancelled);
  CHECK(work.is_untouched(before));
  limits.voxels_per_edit = 63'999;
  NoProgress progress;
  CHECK(select_connected(work.selection, work.volume, options, {limits, progress, nullptr})
            .error()
            .code == ErrorCode::LimitExceeded);
  CHECK(work.is_untouched(before));
  limits.voxels_per_edit = 64'000;
  CHECK(
      select_connected(work.selection, work.volume, options, {limits, progress, nullptr}).value() ==
      64'000);
}

namespace {

struct Refusal {
  std::string name;
  ErrorCode code;
  Edit run;
};

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr std::int64_t kEnd = std::int64_t{1} << 31;

std::vector<Refusal> refused_drawings() {
  const auto shape = [](double smoothness, double wall) {
    ShapeOptions options = large_shape(ShapeKind::Cube, smoothness);
    options.wall = wall;
    return options;
  };
  const auto line = [](double radius, IVec3 to) {
    LineOptions options;
    options.radius = radius;
    options.to = to;
    return options;
  };
  constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
  return {
      {"a smoothness below 0", ErrorCode::InvalidParams,
       [=](Workplace& w, const Scope& s) { return draw_shape(w.volume, shape(-1, 0), s); }},
      {"an infinite wall", ErrorCode::InvalidParams,
       [=](Workplace& w, const Scope& s) { return draw_shape(w.volume, shape(0, kInf), s); }},
      {"a smoothness that is no number", ErrorCode::InvalidParams,
       [=](Workplace& w, const Scope& s) { return draw_shape(w.volume, shape(NAN, 0), s); }},
      {"a radius below 0", ErrorCode::InvalidParams,
       [=](Workplace& w, const Scope& s) { return draw_line(w.volume, line(-0.1, {}), s); }},
      {"a line past the list limit", ErrorCode::LimitExceeded,
       [=](Workplace& w, const Scope& s) {
         return draw_line(w.volume, line(0, {kMax, 0, 0}), s);
       }},
      {"a thick line through space", ErrorCode::LimitExceeded,
       [=](Workplace& w, const Scope& s) {
         return draw_line(w.volume, line(1, {kMax, kMax, kMax}), s);
       }},
      {"a shape as large as space", ErrorCode::LimitExceeded,
       [=](Workplace& w, const Scope& s) { return draw_shape(w.volume, shape(1e9, 0), s); }},
      {"a box as large as space", ErrorCode::LimitExceeded,
       [](Workplace& w, const Scope& s) {
         return fill_box(w.volume, IBox::everything(), kRed, BlendMode::Sub, s);
       }},
      {"records of 17 bytes", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         const std::vector<std::uint8_t> bytes(17);
         return set_packed_voxels(w.volume, bytes, s);
       }},
      {"painting with nothing", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         const std::vector<Voxel> voxels = {{{1, 1, 1}, kBlue}, {{2, 2, 2}, kEmpty}};
         return paint_voxels(w.volume, voxels, s);
       }},
      {"a flood from an empty cell outside the box", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         FloodFillOptions options{{90, 90, 90}, kBlue};
         options.box = kSolid;
         return flood_fill(w.volume, options, s);
       }},
      {"a flood past its limit", ErrorCode::LimitExceeded,
       [](Workplace& w, const Scope& s) {
         FloodFillOptions options{{5, 5, 5}, kBlue, 255};
         options.max_voxels = 100;
         return flood_fill(w.volume, options, s);
       }},
      {"an unknown face", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return extrude(w.volume, {{0, 0, 19}, 6, 1}, s);
       }},
      {"a covered face", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return extrude(w.volume, {{0, 0, 0}, 3, 1}, s);
       }},
      {"two thousand million layers", ErrorCode::LimitExceeded,
       [=](Workplace& w, const Scope& s) {
         return extrude(w.volume, {{0, 0, 19}, 3, kMax}, s);
       }},
      {"noise finer than a voxel", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return generate_noise(w.volume, {kSolid, 1, 0.5}, s);
       }},
      {"nine octaves", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return generate_terrain(w.volume, {kSolid, 1, 8, 9}, s);
       }},
      {"noise in all of space", ErrorCode::LimitExceeded,
       [](Workplace& w, const Scope& s) {
         return generate_noise(w.volume, {IBox::everything(), 1}, s);
       }},
      {"terrain in all of space", ErrorCode::LimitExceeded,
       [](Workplace& w, const Scope& s) {
         return generate_terrain(w.volume, {IBox::everything(), 1}, s);
       }},
  };
}

std::vector<Refusal> other_refusals() {
  return {
      {"saturation past 100", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return adjust_colors(w.volume, {0, 101, 0, 0}, s);
       }},
      {"lightness that is no number", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return adjust_colors(w.volume, {0, 0, NAN, 0}, s);
       }},
      {"contrast past -100", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return adjust_colors(w.volume, {0, 0, 0, -101}, s);
       }},
      {"an infinite hue", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return adjust_colors(w.volume, {kInf, 0, 0, 0}, s);
       }},
      {"a tolerance of 256", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return replace_color(w.volume, {kRed, kBlue, 256}, s);
       }},
      {"no colours", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) { return quantize_colors(w.volume, 0, s); }},
      {"too many colours", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) { return quantize_colors(w.volume, 4097, s); }},
      {"an empty palette", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) { return quantize_to_palette(w.volume, {}, s); }},
      {"a mirror on axis 3", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) { return mirror(w.volume, kSolid, 3, s); }},
      {"a wrap on axis -1", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) { return wrap(w.volume, kSolid, -1, 1, s); }},
      {"quarter turns on axis 7", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) { return rotate_quarters(w.volume, kSolid, 7, 1, s); }},
      {"a turn by infinity", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) { return rotate(w.volume, {}, 0, kInf, s); }},
      {"a scale of 0", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return scale(w.volume, {}, {1, 0, 1}, s);
       }},
      {"a scale of a million", ErrorCode::LimitExceeded,
       [](Workplace& w, const Scope& s) {
         return scale(w.volume, {}, {1e6, 1e6, 1e6}, s);
       }},
      {"a move out of space", ErrorCode::LimitExceeded,
       [](Workplace& w, const Scope& s) {
         return translate(w.volume, {kEnd, 0, 0}, s);
       }},
      {"a move by more than space", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return translate(w.volume, {0, 2 * kEnd, 0}, s);
       }},
      {"a turn out of space", ErrorCode::LimitExceeded,
       [](Workplace& w, const Scope& s) {
         return rotate_quarters(w.volume, {{kEnd - 2, 0, 0}, {kEnd, 2, 2}}, 2, 2, s);
       }},
      {"a mirror out of space", ErrorCode::LimitExceeded,
       [](Workplace& w, const Scope& s) {
         return mirror(w.volume, {{-20, -20, -20}, {kEnd + 40, 20, 20}}, 0, s);
       }},
      {"a paste out of space", ErrorCode::LimitExceeded,
       [](Workplace& w, const Scope& s) {
         return paste(w.volume, w.clipboard, {0, 0, kEnd - 29}, BlendMode::Over, s);
       }},
      {"a plane without a normal", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return cut_plane(w.volume, {}, {0, 0, 0}, PlaneSide::Below, s);
       }},
      {"a plane at infinity", ErrorCode::InvalidParams,
       [](Workplace& w, const Scope& s) {
         return cut_plane(w.volume, {0, kInf, 0}, {0, 1, 0}, PlaneSide::Below, s);
       }},
  };
}

}  // namespace

TEST_CASE("an edit that is refused leaves everything bit for bit as it was") {
  std::vector<Refusal> refusals = refused_drawings();
  for (Refusal& refusal : other_refusals()) refusals.push_back(std::move(refusal));
  const Workplace before;
  const Limits limits;
  NoProgress progress;
  for (const Refusal& refusal : refusals) {
    INFO(refusal.name);
    Workplace work = before;
    const Result<std::int64_t> result = refusal.run(work, {limits, progress, nullptr});
    REQUIRE_FALSE(result.is_ok());
    CHECK(result.error().code == refusal.code);
    CHECK(work.is_untouched(before));
  }
}

}  // namespace goxel::edit
