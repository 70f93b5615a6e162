#include "core/edit/colors.hpp"
#include "core/edit/cut_plane.hpp"
#include "core/edit/extrude.hpp"
#include "core/edit/fill.hpp"
#include "core/edit/flood_fill.hpp"
#include "core/edit/generate.hpp"
#include "core/edit/set_voxels.hpp"
#include "core/edit/transform.hpp"
#include "tests/core/edit/workplace.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace goxel::edit {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};
constexpr IBox kSolid = kWorkplaceBox;

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
