#include "core/edit/colors.hpp"

#include "core/volume/region.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <vector>

namespace goxel::edit {

namespace {
struct Fixture {
  Limits limits;
  NoProgress progress;
  Scope scope{limits, progress, nullptr};
};
}  // namespace

TEST_CASE(
    "colour adjustment is the identity at zero, and a whole turn of hue gives every colour back") {
  Fixture f;
  Volume volume;
  Random random(4);
  for (int i = 0; i < 2000; ++i) {
    volume.set(random.position(12), {static_cast<std::uint8_t>(random.between(0, 255)),
                                     static_cast<std::uint8_t>(random.between(0, 255)),
                                     static_cast<std::uint8_t>(random.between(0, 255)), 255});
  }
  CHECK(adjust_colors(volume, {}, f.scope).value() == 0);
  CHECK(adjust_colors(volume, {360, 0, 0, 0}, f.scope).value() == 0);
  CHECK(adjust_colors(volume, {0, 0, 0, 0.000001}, f.scope).value() == 0);
}

TEST_CASE("an adjustment too small for 8 bits changes no colour") {
  Fixture f;
  Volume volume;
  for (std::int32_t i = 0; i < 32 * 32 * 32; ++i) {
    const IVec3 p{i & 31, i >> 5 & 31, i >> 10};
    const auto channel = [](std::int32_t v) { return static_cast<std::uint8_t>(v * 255 / 31); };
    volume.set(p, {channel(p.x), channel(p.y), channel(p.z), 255});
  }
  CHECK(adjust_colors(volume, {0.000001, 0, 0, 0}, f.scope).value() == 0);
  CHECK(adjust_colors(volume, {0, 0.000001, 0, 0}, f.scope).value() == 0);
  CHECK(adjust_colors(volume, {0, 0, -0.000001, 0}, f.scope).value() == 0);
  CHECK(adjust_colors(volume, {-0.000001, 0.000001, 0.000001, 0.000001}, f.scope).value() == 0);
}

TEST_CASE("hue, saturation, lightness and contrast do what they say") {
  struct Row {
    ColorAdjustment adjustment;
    Rgba before, after;
  };
  const auto row = GENERATE(values<Row>({
      {{120, 0, 0, 0}, {255, 0, 0, 255}, {0, 255, 0, 255}},
      {{-120, 0, 0, 0}, {255, 0, 0, 200}, {0, 0, 255, 200}},
      {{0, -100, 0, 0}, {255, 0, 0, 255}, {128, 128, 128, 255}},
      {{0, 0, 100, 0}, {10, 20, 30, 255}, {255, 255, 255, 255}},
      {{0, 0, -100, 0}, {10, 20, 30, 255}, {0, 0, 0, 255}},
      // Lightness 0.5 halves the way to white: hsl(0, 100 %, 75 %).
      {{0, 0, 50, 0}, {255, 0, 0, 255}, {255, 128, 128, 255}},
      // Without contrast all is the linear middle: 0.5 is 188 in sRGB.
      {{0, 0, 0, -100}, {10, 200, 30, 255}, {188, 188, 188, 255}},
      {{0, 0, 0, 100}, {0, 255, 188, 255}, {0, 255, 188, 255}},
  }));
  Fixture f;
  Volume volume;
  volume.set({0, 0, 0}, row.before);
  CHECK(adjust_colors(volume, row.adjustment, f.scope).is_ok());
  CHECK(volume.at({0, 0, 0}) == row.after);
}

TEST_CASE("an adjustment out of range is refused") {
  Fixture f;
  Volume volume;
  CHECK(adjust_colors(volume, {0, 100.5, 0, 0}, f.scope).error().message ==
        "saturation 100.5 is outside -100..100");
  CHECK(adjust_colors(volume, {0, 0, 0, 100}, f.scope).is_ok());
}

TEST_CASE("replacing a colour takes what is within the tolerance, and alpha 0 removes it") {
  Fixture f;
  Volume volume;
  volume.set({0, 0, 0}, {100, 0, 0, 255});
  volume.set({1, 0, 0}, {103, 0, 0, 255});
  volume.set({2, 0, 0}, {104, 0, 0, 255});
  CHECK(replace_color(volume, {{100, 0, 0, 255}, {1, 2, 3, 255}, 3}, f.scope).value() == 2);
  CHECK(volume.at({2, 0, 0}) == Rgba{104, 0, 0, 255});
  CHECK(replace_color(volume, {{1, 2, 3, 255}, {9, 9, 9, 0}, 0}, f.scope).value() == 2);
  CHECK(volume.voxel_count() == 1);
}

TEST_CASE("quantizing keeps few colours as they are and takes the nearest of a palette") {
  Fixture f;
  Volume volume;
  fill_box(volume, {{0, 0, 0}, {10, 1, 1}}, {200, 0, 0, 255});
  fill_box(volume, {{0, 1, 0}, {10, 2, 1}}, {0, 0, 200, 255});
  volume.set({0, 5, 0}, {0, 0, 210, 255});
  Volume few = volume;
  CHECK(quantize_colors(few, 3, f.scope).value() == 0);
  CHECK(quantize_colors(few, 2, f.scope).value() == 11);
  // Ten of 200 and one of 210: 200.9.
  CHECK(few.at({0, 5, 0}) == Rgba{0, 0, 201, 255});
  CHECK(few.at({0, 0, 0}) == Rgba{200, 0, 0, 255});
  const std::vector<Rgba> palette = {{255, 0, 0, 255}, {0, 0, 255, 255}};
  CHECK(quantize_to_palette(volume, palette, f.scope).value() == 21);
  CHECK(volume.at({0, 0, 0}) == palette[0]);
  CHECK(quantize_to_palette(volume, {}, f.scope).error().code == ErrorCode::InvalidParams);
}

}  // namespace goxel::edit
