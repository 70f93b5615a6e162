#include "core/edit/boolean.hpp"
#include "core/edit/colors.hpp"
#include "core/edit/cut_plane.hpp"
#include "core/edit/extrude.hpp"
#include "core/edit/fill.hpp"
#include "core/edit/flood_fill.hpp"
#include "core/edit/generate.hpp"
#include "core/edit/select.hpp"
#include "core/edit/set_voxels.hpp"
#include "core/edit/transform.hpp"
#include "tests/core/edit/packed.hpp"
#include "tests/core/edit/workplace.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

namespace goxel::edit {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};

/// Lets work go on for so many polls and then asks it to stop.
class StopAfter final : public Progress {
 public:
  explicit StopAfter(int polls) : left_(polls) {}
  void report(double, std::string_view) override {}
  bool is_stop_requested() const override { return left_-- <= 0; }

 private:
  mutable int left_;
};

struct NamedEdit {
  std::string name;
  Edit run;
};

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
    for (const bool is_selected : {false, true}) {
      INFO(edit.name << (is_selected ? " of a selection" : ""));
      const Workplace before;
      Workplace work = before;
      Limits limits;
      limits.session_bytes = 1;
      NoProgress progress;
      const Result<std::int64_t> result =
          edit.run(work, {limits, progress, is_selected ? &work.selection : nullptr});
      CHECK(result.error().code == ErrorCode::LimitExceeded);
      CHECK(work.is_untouched(before));
    }
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

}  // namespace goxel::edit
