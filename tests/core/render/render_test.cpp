#include "core/render/render.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <string>
#include <thread>
#include <vector>

using namespace goxel;

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kGreen{0, 255, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};
constexpr Rgba kWhite{255, 255, 255, 255};

struct Point {
  IVec3 at;
  Rgba color;
};

Image image_of(const std::vector<Point>& voxels) {
  Image image;
  Volume& volume = image.edit_layer(image.active_layer_id()).volume;
  for (const Point& voxel : voxels) volume.set(voxel.at, voxel.color);
  return image;
}

RenderOptions flat(std::int32_t width, std::int32_t height) {
  RenderOptions options;
  options.width = width;
  options.height = height;
  options.is_unlit = true;
  options.is_transparent = true;
  return options;
}

Picture draw(const Image& image, const View& view, const RenderOptions& options) {
  Serial serial;
  NoProgress progress;
  return render(image, view, options, Limits{}, serial, progress).value();
}

Picture draw_preset(const Image& image, Preset preset, const RenderOptions& options,
                    double margin = 0) {
  const IBox bounds = visible_bounds(image, options).value();
  const double aspect = static_cast<double>(options.width) / options.height;
  return draw(image, fit(preset_view(preset), bounds, aspect, margin), options);
}

Rgba pixel(const Picture& picture, int x, int y) {
  return picture.pixels[static_cast<std::size_t>(y * picture.width + x)];
}

/// One letter a pixel, rows apart by a slash: r, g, b, w for the colours above, a point for
/// nothing.
std::string letters(const Picture& picture) {
  std::string text;
  for (int y = 0; y < picture.height; ++y) {
    if (y > 0) text += '/';
    for (int x = 0; x < picture.width; ++x) {
      const Rgba c = pixel(picture, x, y);
      text += c == kRed     ? 'r'
              : c == kGreen ? 'g'
              : c == kBlue  ? 'b'
              : c == kWhite ? 'w'
              : c == kEmpty ? '.'
                            : '?';
    }
  }
  return text;
}

/// White at the origin, red at +x, green at +y, blue at +z.
Image axes() {
  return image_of(
      {{{0, 0, 0}, kWhite}, {{1, 0, 0}, kRed}, {{0, 1, 0}, kGreen}, {{0, 0, 1}, kBlue}});
}

/// Parts on several threads, last first.
class Threads final : public Parallel {
 public:
  void for_each(std::size_t count, const std::function<void(std::size_t)>& part) override {
    std::atomic<std::size_t> left = count;
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        while (true) {
          const std::size_t mine = left.fetch_sub(1);
          if (mine == 0 || mine > count) return;
          part(mine - 1);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
};

class StopAfter final : public Progress {
 public:
  explicit StopAfter(int reports) : left_(reports) {}
  void report(double fraction, std::string_view) override {
    is_monotonic = is_monotonic && fraction >= last_ && fraction <= 1;
    last_ = fraction;
    --left_;
  }
  bool is_stop_requested() const override { return left_ <= 0; }

  bool is_monotonic = true;

 private:
  int left_;
  double last_ = 0;
};

/// Rough ground with a few colours, across tile and node borders.
Image ground() {
  Image image;
  Volume& volume = image.edit_layer(1).volume;
  for (int y = -20; y < 20; ++y) {
    for (int x = 110; x < 150; ++x) {
      const int top = 12 + (x * 7 + y * 3) % 5;
      for (int z = 8; z < top; ++z) {
        volume.set({x, y, z}, {static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(90 + y),
                               static_cast<std::uint8_t>(z * 10), 255});
      }
    }
  }
  return image;
}

}  // namespace

TEST_CASE("each straight preset shows the axes where its directions put them") {
  // By hand from forward, up and right = forward x up of each preset; of two voxels in line the
  // nearer one shows.
  const auto [preset, expected] = GENERATE(table<Preset, const char*>({
      {Preset::Front, "b./wr"},
      {Preset::Back, ".b/rg"},
      {Preset::Left, ".b/gw"},
      {Preset::Right, "b./rg"},
      {Preset::Top, "g./br"},
      {Preset::Bottom, "wr/g."},
  }));
  CHECK(letters(draw_preset(axes(), preset, flat(2, 2))) == expected);
}

TEST_CASE("the isometric preset shows +x to the right, +y to the left and +z up") {
  // The window has a half height of 2 sqrt(2/3); each pixel lies on a face that only its voxel shows.
  const Picture picture = draw_preset(axes(), Preset::Isometric, flat(100, 100));
  CHECK(pixel(picture, 77, 62) == kRed);
  CHECK(pixel(picture, 22, 62) == kGreen);
  CHECK(pixel(picture, 50, 50) == kBlue);
  CHECK(pixel(picture, 50, 80) == kWhite);
  CHECK(pixel(picture, 2, 2) == kEmpty);
}

TEST_CASE("a voxel covers exactly its pixels from every straight preset") {
  const Preset preset = GENERATE(Preset::Front, Preset::Back, Preset::Left, Preset::Right,
                                 Preset::Top, Preset::Bottom);
  const IVec3 at = GENERATE(IVec3{0, 0, 0}, IVec3{-1, 15, 127}, IVec3{128, -128, -17});
  const Image image = image_of({{at, kRed}});
  // A quarter of the window free on each side: half of eight pixels are the voxel's.
  const Picture picture = draw_preset(image, preset, flat(8, 8), 0.25);
  CHECK(letters(picture) ==
        "......../......../..rrrr../..rrrr../..rrrr../..rrrr../......../........");
}

TEST_CASE("pixels whose middles lie on voxel borders are filled without gaps") {
  Image image;
  for (int x = 120; x < 136; ++x) {
    for (int z = 8; z < 24; ++z) image.edit_layer(1).volume.set({x, 0, z}, kGreen);
  }
  const Preset preset = GENERATE(Preset::Front, Preset::Back);
  // 16 voxels over 8 pixels: each middle is where four voxels meet.
  const Picture picture = draw_preset(image, preset, flat(8, 8));
  CHECK(std::count(picture.pixels.begin(), picture.pixels.end(), kGreen) == 64);
}

TEST_CASE("a closed floor has no missing pixels in perspective") {
  Image image;
  for (int y = -300; y < 300; ++y) {
    for (int x = -300; x < 300; x += 1) image.edit_layer(1).volume.set({x, y, 0}, kBlue);
  }
  const View view = view_look_at({0.25, -40, 60}, {3, 0, 0}, {0, 0, 1}, {}, 1).value();
  const Picture picture = draw(image, view, flat(97, 89));
  CHECK(std::count(picture.pixels.begin(), picture.pixels.end(), kBlue) == 97 * 89);
}

TEST_CASE("unlit shows voxel colours exactly, whatever the number of samples") {
  Image image;
  for (int i = 0; i < 256; ++i) {
    const auto c = static_cast<std::uint8_t>(i);
    image.edit_layer(1).volume.set({i & 15, 0, i >> 4},
                                   {c, static_cast<std::uint8_t>(255 - i), c, 255});
  }
  RenderOptions options = flat(32, 32);
  options.samples = GENERATE(1, 3, 16);
  const Picture picture = draw_preset(image, Preset::Front, options);
  for (int i = 0; i < 256; ++i) {
    const auto c = static_cast<std::uint8_t>(i);
    const Rgba expected{c, static_cast<std::uint8_t>(255 - i), c, 255};
    CHECK(pixel(picture, 2 * (i & 15), 31 - 2 * (i >> 4)) == expected);
  }
}

TEST_CASE("the gradient darkens the top and lightens the bottom by a fifth") {
  RenderOptions options;
  options.width = 3;
  options.height = 255;
  const Picture picture = draw(Image(), preset_view(Preset::Front), options);
  // 70 - 51 and 70 + 51, less a fifth of a step for the middle of the outermost rows.
  CHECK(pixel(picture, 0, 0) == Rgba{19, 19, 19, 255});
  CHECK(pixel(picture, 1, 127) == Rgba{70, 70, 70, 255});
  CHECK(pixel(picture, 2, 254) == Rgba{121, 121, 121, 255});
}

TEST_CASE("an empty image gives the background alone") {
  RenderOptions options = flat(40, 33);
  options.samples = 4;
  CHECK(draw(Image(), preset_view(Preset::Top), options).pixels ==
        std::vector<Rgba>(40 * 33, kEmpty));
  options.is_transparent = false;
  options.has_gradient = false;
  options.background = {1, 2, 3, 200};
  CHECK(draw(Image(), preset_view(Preset::Top), options).pixels ==
        std::vector<Rgba>(40 * 33, Rgba{1, 2, 3, 200}));
}

TEST_CASE("voxels are drawn from alpha 127 on") {
  const auto [alpha, expected] = GENERATE(table<int, Rgba>({{126, kGreen}, {127, kRed}}));
  const Image image =
      image_of({{{0, 0, 0}, {255, 0, 0, static_cast<std::uint8_t>(alpha)}}, {{0, 5, 0}, kGreen}});
  const Picture picture = draw_preset(image, Preset::Front, flat(1, 1));
  CHECK(pixel(picture, 0, 0) == expected);
}

TEST_CASE("half covered pixels have half the alpha and the full colour") {
  RenderOptions options = flat(1, 1);
  options.samples = 16;
  const Image image = image_of({{{0, 0, 0}, kRed}});
  View view = fit(preset_view(Preset::Front), {{0, 0, 0}, {2, 1, 1}}, 1, 0);
  view.half_width = 1;
  view.half_height = 0.5;
  const Rgba found = pixel(draw(image, view, options), 0, 0);
  CHECK(found == Rgba{255, 0, 0, 128});
}

TEST_CASE("a perspective picture shows near voxels larger") {
  const Image image = image_of({{{0, 0, 0}, kRed}, {{0, 9, 0}, kGreen}});
  // Window at distance d is 2 d tan 45 = 2 d wide. The red front face at distance 1 covers all of
  // the width of two voxels' half; seen from the middle between columns.
  const View view = view_look_at({1, -1, 0.5}, {1, 0, 0.5}, {0, 0, 1}, {false, 90, 1}, 1).value();
  const Picture picture = draw(image, view, flat(20, 20));
  // Red: x from -1 to 0 and z from -0.5 to 0.5 at distance 1: pixels 0..9, rows 5..14. Green is
  // behind it at distance 10: a tenth of the size, pixels 9..10 exclusive, hidden behind red.
  CHECK(std::count(picture.pixels.begin(), picture.pixels.end(), kRed) >= 100);
  CHECK(pixel(picture, 0, 10) == kRed);
  CHECK(pixel(picture, 9, 10) == kRed);
  CHECK(pixel(picture, 10, 10) == kEmpty);
  CHECK(pixel(picture, 5, 4) == kEmpty);
  CHECK(pixel(picture, 5, 5) == kRed);
}

TEST_CASE("a camera inside a solid sees that solid everywhere") {
  Image image;
  for (int i = 0; i < 27; ++i) image.edit_layer(1).volume.set({i % 3, i / 3 % 3, i / 9}, kBlue);
  const View view = view_look_at({1.5, 1.5, 1.5}, {9, 4, 2}, {0, 0, 1}, {}, 1).value();
  const Picture picture = draw(image, view, flat(5, 5));
  CHECK(std::count(picture.pixels.begin(), picture.pixels.end(), kBlue) == 25);
}

TEST_CASE("the same model gives the same picture anywhere in space") {
  const Image here = axes();
  const std::int32_t far = GENERATE(std::numeric_limits<std::int32_t>::min(),
                                    std::numeric_limits<std::int32_t>::max() - 1, 1 << 30);
  const Image there = image_of({{{far, far, far}, kWhite},
                                {{far + 1, far, far}, kRed},
                                {{far, far + 1, far}, kGreen},
                                {{far, far, far + 1}, kBlue}});
  const Preset preset = GENERATE(Preset::Front, Preset::Bottom, Preset::Isometric);
  RenderOptions options = flat(30, 30);
  options.is_unlit = false;
  CHECK(draw_preset(here, preset, options) == draw_preset(there, preset, options));
}

TEST_CASE("two voxels at opposite ends of space are drawn at once") {
  const std::int32_t low = std::numeric_limits<std::int32_t>::min();
  const std::int32_t high = std::numeric_limits<std::int32_t>::max();
  const Image image = image_of({{{low, low, low}, kRed}, {{high, high, high}, kBlue}});
  RenderOptions options = flat(64, 64);
  options.is_unlit = false;
  const Preset preset = GENERATE(Preset::Front, Preset::Isometric);
  CHECK(draw_preset(image, preset, options).pixels.size() == 64 * 64);
  const View near = fit(preset_view(Preset::Front),
                        IBox::inclusive({high, high, high}, {high, high, high}), 1, 0);
  CHECK(pixel(draw(image, near, flat(3, 3)), 1, 1) == kBlue);
}

TEST_CASE("faces are lit differently and all keep the voxel's hue") {
  const Image image = image_of({{{0, 0, 0}, {200, 100, 50, 255}}});
  RenderOptions options = flat(100, 100);
  options.is_unlit = false;
  const Picture picture = draw_preset(image, Preset::Isometric, options);
  const Rgba top = pixel(picture, 50, 25);
  const Rgba left = pixel(picture, 25, 60);
  const Rgba right = pixel(picture, 75, 60);
  CHECK(top.r > left.r + 20);
  CHECK(left.r > right.r + 15);
  for (const Rgba c : {top, left, right}) {
    CHECK(c.r > c.g);
    CHECK(c.g > c.b);
  }
}

TEST_CASE("a shadow falls away from the light and darkens only there") {
  // The light stands at (+x, +y, +z); the post's shadow falls towards -x.
  Image image;
  for (int i = 0; i < 81; ++i) image.edit_layer(1).volume.set({i % 9, i / 9, 0}, kWhite);
  for (int z = 1; z < 9; ++z) image.edit_layer(1).volume.set({4, 4, z}, kWhite);
  RenderOptions options = flat(90, 90);
  options.is_unlit = false;
  options.occlusion = 0;
  options.shadow = 1;
  const Picture with = draw_preset(image, Preset::Top, options);
  options.has_shadows = false;
  const Picture without = draw_preset(image, Preset::Top, options);
  // To the light: sin 20 sin 120, -sin 20 cos 120, cos 20; one voxel up moves the shadow by
  // (-0.315, -0.182).
  CHECK(pixel(with, 35, 48).r < pixel(without, 35, 48).r);
  CHECK(pixel(with, 60, 40) == pixel(without, 60, 40));
  CHECK(pixel(with, 35, 20) == pixel(without, 35, 20));
}

TEST_CASE("occlusion darkens the foot of a wall, smoothly, and nothing in the open") {
  Image image;
  for (int i = 0; i < 25; ++i) image.edit_layer(1).volume.set({i % 5, i / 5, 0}, kWhite);
  for (int y = 0; y < 5; ++y) image.edit_layer(1).volume.set({0, y, 1}, kWhite);
  RenderOptions options = flat(50, 50);
  options.is_unlit = false;
  options.has_shadows = false;
  const Picture picture = draw_preset(image, Preset::Top, options);
  CHECK(pixel(picture, 10, 25).r < pixel(picture, 14, 25).r);
  CHECK(pixel(picture, 14, 25).r < pixel(picture, 19, 25).r);
  CHECK(pixel(picture, 22, 25) == pixel(picture, 45, 25));
  options.occlusion = 0;
  const Picture open = draw_preset(image, Preset::Top, options);
  CHECK(pixel(open, 10, 25) == pixel(open, 45, 25));
}

TEST_CASE("edges darken where a surface ends, not between its voxels") {
  const Image image = image_of({{{0, 0, 0}, kWhite}, {{1, 0, 0}, kWhite}});
  RenderOptions options = flat(80, 40);
  options.has_edges = true;
  const Picture picture = draw_preset(image, Preset::Front, options);
  CHECK(pixel(picture, 0, 20).r < 200);
  CHECK(pixel(picture, 79, 20).r < 200);
  CHECK(pixel(picture, 39, 20) == kWhite);
  CHECK(pixel(picture, 40, 20) == kWhite);
}

TEST_CASE("hidden layers do not show unless they are asked for") {
  Image image = image_of({{{0, 0, 0}, kRed}});
  Layer hidden;
  hidden.name = "Hidden";
  hidden.is_visible = false;
  hidden.volume.set({0, 0, 0}, kBlue);
  const std::int32_t id = image.add_layer(std::move(hidden));
  RenderOptions options = flat(1, 1);
  CHECK(pixel(draw_preset(image, Preset::Front, options), 0, 0) == kRed);
  options.layers = {{id}};
  CHECK(pixel(draw_preset(image, Preset::Front, options), 0, 0) == kBlue);
  options.layers = {{id, 99}};
  CHECK(visible_bounds(image, options).error().code == ErrorCode::NotFound);
}

TEST_CASE("materials tint, glow and let through what is behind") {
  Image image = image_of({{{0, 1, 0}, kWhite}});
  Layer front;
  front.volume.set({0, 0, 0}, kWhite);
  front.material = 0;
  image.add_layer(std::move(front));
  Material material;
  RenderOptions options = flat(1, 1);
  options.is_unlit = false;
  const auto drawn = [&] {
    image.edit_materials() = {material};
    return pixel(draw_preset(image, Preset::Front, options), 0, 0);
  };
  material.color = {1, 0, 0, 1};
  CHECK(drawn().r > 50);
  CHECK(drawn().g == 0);
  material.emission = {0, 0, 1};
  CHECK(drawn().b == 255);
  material.emission = {0, 0, 0};
  material.color = {1, 0, 0, 0.5F};
  const Rgba mixed = drawn();
  CHECK(mixed.a == 255);
  CHECK(mixed.r > mixed.g);
  CHECK(mixed.g > 20);
}

TEST_CASE("a picture may be as large as the limits and no larger") {
  Serial serial;
  NoProgress progress;
  Limits limits;
  limits.picture_side = 40;
  limits.picture_pixels = 40 * 30;
  limits.samples = 2;
  RenderOptions options = flat(40, 30);
  options.samples = 2;
  const auto attempt = [&] {
    return render(Image(), preset_view(Preset::Front), options, limits, serial, progress);
  };
  REQUIRE(attempt().is_ok());
  SECTION("one row more has too many pixels") {
    options.height = 31;
    const Error error = attempt().error();
    CHECK(error.code == ErrorCode::LimitExceeded);
    CHECK(error.details == std::vector<ErrorDetail>{{"limit", std::string("picture_pixels")},
                                                    {"found", std::int64_t{1240}},
                                                    {"maximum", std::int64_t{1200}}});
  }
  SECTION("one column more is too wide") {
    options.width = 41;
    options.height = 1;
    const Error error = attempt().error();
    CHECK(error.code == ErrorCode::LimitExceeded);
    CHECK(error.details.front() == ErrorDetail{"limit", std::string("picture_side")});
    CHECK(error.message == "the picture's longer side is 41; the limit is 40");
  }
  SECTION("one sample more is too many") {
    options.samples = 3;
    CHECK(attempt().error().details.front() == ErrorDetail{"limit", std::string("samples")});
  }
  SECTION("no pixels or no samples are invalid") {
    options.width = 0;
    CHECK(attempt().error().code == ErrorCode::InvalidParams);
    options.width = 1;
    options.samples = 0;
    CHECK(attempt().error().code == ErrorCode::InvalidParams);
  }
}

TEST_CASE("options and views that make no sense are refused") {
  Serial serial;
  NoProgress progress;
  RenderOptions options = flat(4, 4);
  View view = preset_view(Preset::Front);
  SECTION("occlusion") { options.occlusion = 1.01; }
  SECTION("shadow") { options.shadow = -0.1; }
  SECTION("not a number") { options.occlusion = std::numeric_limits<double>::quiet_NaN(); }
  SECTION("view") { view.half_width = 0; }
  SECTION("position") { view.position.x = std::numeric_limits<double>::infinity(); }
  const auto result = render(Image(), view, options, Limits{}, serial, progress);
  CHECK(result.error().code == ErrorCode::InvalidParams);
}

TEST_CASE("a render stops when asked, and its progress never goes back") {
  Serial serial;
  const Image image = ground();
  StopAfter progress(3);
  const auto result =
      render(image, preset_view(Preset::Top), flat(200, 200), Limits{}, serial, progress);
  CHECK(result.error().code == ErrorCode::Cancelled);
  StopAfter patient(1'000'000);
  Threads threads;
  CHECK(
      render(image, preset_view(Preset::Top), flat(200, 200), Limits{}, threads, patient).is_ok());
  CHECK(patient.is_monotonic);
}

TEST_CASE("threads change no byte of a picture") {
  const Image image = ground();
  RenderOptions options;
  options.width = 150;
  options.height = 99;
  options.samples = GENERATE(1, 4);
  options.has_edges = true;
  const View view = default_view(image, visible_bounds(image, options).value(), 150.0 / 99);
  Serial serial;
  Threads threads;
  NoProgress progress;
  CHECK(render(image, view, options, Limits{}, serial, progress).value() ==
        render(image, view, options, Limits{}, threads, progress).value());
}

TEST_CASE("light and materials that are not numbers still give a picture") {
  Image image = image_of({{{0, 0, 0}, kRed}});
  const float nan = std::numeric_limits<float>::quiet_NaN();
  image.set_light({nan, nan, nan, true, nan, nan});
  Material material;
  material.color = {nan, nan, nan, nan};
  material.emission = {nan, nan, nan};
  image.edit_materials() = {material};
  image.edit_layer(1).material = 0;
  RenderOptions options = flat(1, 1);
  options.is_unlit = false;
  CHECK(pixel(draw_preset(image, Preset::Front, options), 0, 0).a == 255);
}
