#include "core/base/str_cat.hpp"
#include "core/formats/gox_reader.hpp"
#include "core/formats/gox_writer.hpp"
#include "tests/core/formats/format_files.hpp"
#include "tests/support/catch.hpp"

#include <limits>
#include <random>

namespace goxel {

namespace {

using namespace test;

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};

Image read(const Bytes& file) {
  const auto loaded = read_gox(file, Limits{});
  if (!loaded) FAIL(loaded.error().message);
  return loaded->image;
}

std::string error_of(const Bytes& file, const Limits& limits = {}) {
  const auto loaded = read_gox(file, limits);
  REQUIRE_FALSE(loaded.is_ok());
  return loaded.error().message;
}

std::vector<std::string> warnings_of(const Bytes& file) {
  return read_gox(file, Limits{}).value().warnings;
}

Bytes write(const Image& image) { return write_gox(image).value().bytes; }

const Volume& first_volume(const Image& image) { return image.layers()[0]->volume; }

/// An image with one of everything that the format holds.
Image full_image() {
  Image image;
  image.edit_materials() = {{"Material.1"},
                            {"Lamp", {1, 0.5F, 0.25F, 0.5F}, 0.75F, 0.125F, {4, 3, 2}}};
  image.edit_cameras() = {{"Camera.1"}, {"top", 64, true, Mat4::translation({1, 2, 3})}};
  image.set_active_camera(1);
  image.set_light({0.5F, 1.5F, 3, true, 0.25F, 0.75F});
  image.set_box({{-5, -6, -7}, {8, 9, 11}});
  Layer& base = image.edit_layer(1);
  base.name = "B\xC3\xA4rchen";
  base.volume.set({0, 0, 0}, kRed);
  base.volume.set({-1, -17, 40}, {1, 2, 3, 100});
  base.volume.set({1 << 20, -(1 << 20), 1 << 20}, kBlue);
  base.material = 1;
  base.mode = BlendMode::Sub;
  Layer clone{7, "clone"};
  clone.base_id = 1;
  clone.transform = Mat4::translation({3, 4, 5});
  clone.is_visible = false;
  image.add_layer(clone);
  Layer shape{9, "shape"};
  shape.shape = LayerShape::Cylinder;
  shape.color = {9, 8, 7, 6};
  shape.box = matrix_of_box({{0, 0, 0}, {3, 5, 7}});
  image.add_layer(shape);
  Layer picture{3, "picture"};
  picture.picture_path = "a/b.png";
  image.add_layer(picture);
  return image;
}

}  // namespace

TEST_CASE("a gox header alone is a valid, empty file") {
  const std::int32_t version = GENERATE(0, 1, 2);
  const Image image = read(gox_file(version, {}));
  CHECK(image.layers().size() == 1);
  CHECK(image.voxel_count() == 0);
  CHECK(image.box() == kDefaultImageBox);
}

TEST_CASE("a gox file of another version or kind is refused") {
  CHECK(error_of(gox_file(3, {})) == "gox file: version 3, where 0 to 2 are known, at byte 8");
  CHECK(error_of(gox_file(-1, {})) == "gox file: version -1, where 0 to 2 are known, at byte 8");
  CHECK(error_of(text("GOXX\2\0\0\0")) ==
        "gox file: no \"GOX \" at the start; other content at byte 4");
}

TEST_CASE("a gox block's pixels are voxels with x fastest, then y, then z") {
  const Bytes file =
      gox_file(2, {gox_block({{{1, 2, 3}, kRed}, {{15, 15, 15}, {4, 5, 6, 7}}}),
                   gox_layer({gox_reference(0, {-16, 0, 32})},
                             {gox_entry("name", text("one")), gox_entry("id", i32(5))})});
  const Image image = read(file);
  REQUIRE(image.layers().size() == 1);
  CHECK(image.layers()[0]->name == "one");
  CHECK(image.layers()[0]->id == 5);
  CHECK(image.voxel_count() == 2);
  CHECK(first_volume(image).at({-15, 2, 35}) == kRed);
  CHECK(first_volume(image).at({-1, 15, 47}) == Rgba{4, 5, 6, 7});
  CHECK(image.box() == IBox{{-15, 2, 35}, {0, 16, 48}});
}

TEST_CASE("a gox block that is a picture without alpha is solid") {
  const Image image =
      read(gox_file(2, {gox_uniform_block(kBlue), gox_layer({gox_reference(0, {0, 0, 0})}, {})}));
  CHECK(image.voxel_count() == 4096);
  CHECK(first_volume(image).at({7, 7, 7}) == kBlue);
}

TEST_CASE("version 1 gox files have their blocks 8 too far on each axis") {
  const std::vector<Bytes> chunks = {gox_block({{{0, 0, 0}, kRed}}),
                                     gox_layer({gox_reference(0, {8, 24, -8})}, {})};
  CHECK(first_volume(read(gox_file(1, chunks))).at({0, 16, -16}) == kRed);
  CHECK(first_volume(read(gox_file(2, chunks))).at({8, 24, -8}) == kRed);
  CHECK(first_volume(read(gox_file(0, chunks))).at({8, 24, -8}) == kRed);
}

TEST_CASE("of gox blocks that overlap the later one wins, its empty voxels too") {
  // The second block covers x = 5..20 and holds one voxel, at x = 7.
  const Bytes file =
      gox_file(2, {gox_uniform_block(kRed), gox_block({{{2, 0, 0}, kBlue}}),
                   gox_layer({gox_reference(0, {0, 0, 0}), gox_reference(1, {5, 0, 0})}, {})});
  const Image image = read(file);
  CHECK(image.voxel_count() == 5 * 16 * 16 + 1);
  CHECK(first_volume(image).at({4, 15, 15}) == kRed);
  CHECK(first_volume(image).at({7, 0, 0}) == kBlue);
  CHECK(first_volume(image).at({6, 0, 0}) == kEmpty);
  CHECK(first_volume(image).tile_count() == 1);
}

TEST_CASE("gox blocks off the grid are cut into tiles at any place") {
  std::mt19937 random(11);
  for (int i = 0; i < 20; ++i) {
    const auto coordinate = [&] { return static_cast<std::int32_t>(random() % 200) - 100; };
    const IVec3 at{coordinate(), coordinate(), coordinate()};
    CAPTURE(at.x, at.y, at.z);
    const Image image =
        read(gox_file(2, {gox_block({{{0, 0, 0}, kRed}, {{15, 15, 15}, kBlue}, {{3, 9, 12}, kRed}}),
                          gox_layer({gox_reference(0, at)}, {})}));
    CHECK(image.voxel_count() == 3);
    CHECK(first_volume(image).at(at) == kRed);
    CHECK(first_volume(image).at(at + IVec3{15, 15, 15}) == kBlue);
    CHECK(first_volume(image).at(at + IVec3{3, 9, 12}) == kRed);
  }
}

TEST_CASE("gox blocks may touch the first and last coordinates and not pass them") {
  constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
  constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
  const auto file = [](std::int32_t version, std::int32_t x) {
    return gox_file(version,
                    {gox_uniform_block(kRed), gox_layer({gox_reference(0, {x, 0, 0})}, {})});
  };
  CHECK(first_volume(read(file(2, kMax - 15))).at({kMax, 0, 0}) == kRed);
  CHECK(first_volume(read(file(2, kMin))).at({kMin, 0, 0}) == kRed);
  CHECK(read(file(2, kMin + 1)).voxel_count() == 4096);
  CHECK(error_of(file(2, kMax - 14)).find("outside the 32-bit coordinates") != std::string::npos);
  CHECK(error_of(file(1, kMin + 7)).find("outside the 32-bit coordinates") != std::string::npos);
}

TEST_CASE("gox blocks that several references use share one tile") {
  const Image image =
      read(gox_file(2, {gox_uniform_block(kRed), gox_layer({gox_reference(0, {0, 0, 0})}, {}),
                        gox_layer({gox_reference(0, {160, 0, 0})}, {})}));
  CHECK(image.layers()[0]->volume.share_tile({0, 0, 0}) ==
        image.layers()[1]->volume.share_tile({10, 0, 0}));
}

TEST_CASE("a gox layer that uses a block which is not there yet is refused with the offset") {
  const Bytes layer = gox_layer({gox_reference(0, {0, 0, 0})}, {});
  CHECK(error_of(gox_file(2, {layer, gox_uniform_block(kRed)})) ==
        "gox file: layer uses block 0 of the 0 before it, at byte 24");
  CHECK(error_of(gox_file(2, {gox_layer({gox_reference(-1, {0, 0, 0})}, {})})) ==
        "gox file: layer uses block -1 of the 0 before it, at byte 24");
}

TEST_CASE("a gox block of the wrong size is refused with its number and offset") {
  const Bytes block = gox_chunk("BL16", write_png({64, 63, std::vector<Rgba>(64 * 63, kRed)}));
  CHECK(error_of(gox_file(2, {block})) ==
        "gox file: block 0 at byte 16: png: the picture has 64 x 63 pixels where 64 x 64 are "
        "required");
}

TEST_CASE("unknown gox chunks, unknown keys, unused blocks and damaged previews are skipped") {
  const Bytes file =
      gox_file(2, {gox_chunk("XXXX", {1, 2, 3}), gox_chunk("PREV", {9, 9}), gox_uniform_block(kRed),
                   gox_layer({}, {gox_entry("later", i32(3)), gox_entry("id", i32(1))})});
  const auto loaded = read_gox(file, Limits{});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->warnings.empty());
  CHECK(loaded->image.voxel_count() == 0);
}

TEST_CASE("gox values of the wrong size or not finite are ignored with a warning") {
  const Bytes file = gox_file(
      2, {gox_chunk("CAMR", join({gox_entry("dist", f32(std::numeric_limits<float>::quiet_NaN())),
                                  gox_entry("ortho", i32(1))})),
          gox_layer({}, {gox_entry("id", i32(1)), gox_entry("mode", i32(99)),
                         gox_entry("material", i32(4)), gox_entry("shape", text("blob"))})});
  const auto loaded = read_gox(file, Limits{});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->warnings ==
        std::vector<std::string>{"camera 0: dist ignored: it holds a number that is not finite",
                                 "camera 0: ortho ignored: it has 4 bytes instead of 1",
                                 "layer 0: unknown shape \"blob\" ignored",
                                 "layer 0: unknown blend mode 99 became \"over\"",
                                 "layer 0: material 4 of 0 ignored"});
  CHECK(loaded->image.cameras()[0].distance == 128);
  CHECK_FALSE(loaded->image.cameras()[0].is_orthographic);
}

TEST_CASE("a gox dictionary may end with a key length of 0 and nothing after it") {
  CHECK(read(gox_file(2, {gox_layer({}, {gox_entry("name", text("x")), u32(0)})}))
            .layers()[0]
            ->name == "x");
  CHECK(error_of(gox_file(2, {gox_layer({}, {u32(0), u32(0)})}))
            .find("after the end of a dictionary") != std::string::npos);
}

TEST_CASE("a gox key or value may have 255 bytes and no more") {
  const std::string longest(255, 'n');
  CHECK(read(gox_file(2, {gox_layer({}, {gox_entry("name", text(longest))})})).layers()[0]->name ==
        longest);
  CHECK(error_of(gox_file(2, {gox_layer({}, {gox_entry("name", text(longest + "n"))})}))
            .find("value of 256 bytes, where 255 are allowed") != std::string::npos);
  CHECK(read(gox_file(2, {gox_layer({}, {gox_entry(longest, {})})})).layers().size() == 1);
  CHECK_FALSE(
      read_gox(gox_file(2, {gox_layer({}, {gox_entry(longest + "n", {})})}), Limits{}).is_ok());
}

TEST_CASE("gox names that are not text are cleaned") {
  const auto name_of = [](std::string_view name) {
    return read(gox_file(2, {gox_layer({}, {gox_entry("name", text(name))})})).layers()[0]->name;
  };
  CHECK(name_of("a\xFF\x01z") == "a??z");
  CHECK(name_of("\xE2\x82\xAC") == "\xE2\x82\xAC");
  CHECK(name_of(std::string_view("ab\0cd", 5)) == "ab");
  CHECK(name_of("") == "Layer.1");
}

TEST_CASE(
    "gox layer ids that are 0 or taken get free ones, and clones follow the first layer of an id") {
  const auto layer = [](std::string_view name, std::int32_t id, std::int32_t base) {
    return gox_layer({}, {gox_entry("name", text(name)), gox_entry("id", i32(id)),
                          gox_entry("base_id", i32(base))});
  };
  const Bytes file = gox_file(2, {layer("a", 2, 0), layer("b", 2, 0), layer("c", 0, 2),
                                  layer("d", -3, 0), layer("e", 1, -3), layer("lost", 8, 77)});
  const Image image = read(file);
  std::vector<std::pair<std::int32_t, std::int32_t>> links;
  for (const CowPtr<Layer>& l : image.layers()) links.push_back({l->id, l->base_id});
  CHECK(links == std::vector<std::pair<std::int32_t, std::int32_t>>{
                     {2, 0}, {3, 0}, {4, 2}, {5, 0}, {1, 5}, {8, 0}});
  CHECK(warnings_of(file).size() == 4);
}

TEST_CASE(
    "gox layers that clone each other in a circle become normal layers, those that hang on it stay "
    "clones") {
  const auto layer = [](std::int32_t id, std::int32_t base) {
    return gox_layer({}, {gox_entry("id", i32(id)), gox_entry("base_id", i32(base))});
  };
  const Image image = read(gox_file(2, {layer(1, 2), layer(2, 3), layer(3, 2), layer(4, 4)}));
  std::vector<std::int32_t> bases;
  for (const CowPtr<Layer>& l : image.layers()) bases.push_back(l->base_id);
  CHECK(bases == std::vector<std::int32_t>{2, 0, 0, 0});
}

TEST_CASE("a gox image keeps everything through writing and reading") {
  const Image image = full_image();
  const auto loaded = read_gox(write(image), Limits{});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->warnings.empty());
  CHECK(loaded->image == image);
  CHECK(write(loaded->image) == write(image));
}

TEST_CASE(
    "gox chunks come in the order that the editor needs, the preview in front of the blocks") {
  const Bytes preview = {1, 2, 3};
  const Bytes file = write_gox(full_image(), {preview, nullptr}).value().bytes;
  ByteReader reader(ByteView(file).subspan(8), "test");
  std::string types;
  while (!reader.is_at_end()) {
    types += as_text(reader.take(4).value());
    CHECK(reader.take(reader.u32().value()).is_ok());
    CHECK(reader.u32().value() == 0);
  }
  CHECK(types == "IMG PREVBL16BL16BL16MATEMATELAYRLAYRLAYRLAYRCAMRCAMRLIGH");
}

TEST_CASE("the bytes of a gox file do not depend on sharing, and equal tiles are written once") {
  Image shared;
  Layer& layer = shared.edit_layer(1);
  const auto tile = CowPtr<Tile>::make(kRed);
  layer.volume.set_tile({0, 0, 0}, tile);
  layer.volume.set_tile({1, 0, 0}, tile);
  Image apart;
  for (int x = 0; x < 32; ++x) {
    for (int y = 0; y < 16; ++y) {
      for (int z = 0; z < 16; ++z) apart.edit_layer(1).volume.set({x, y, z}, kRed);
    }
  }
  const Bytes file = write(shared);
  CHECK(file == write(apart));
  CHECK(file.size() < 1000);
}

TEST_CASE("gox texts that are too long are cut at a character with a warning") {
  Image image;
  // 127 bytes would cut the last two-byte character in half.
  const std::string name = "x" + std::string(126, 'y') + "\xC3\xA4";
  image.edit_cameras() = {{name}};
  const Saved saved = write_gox(image).value();
  CHECK(saved.warnings.size() == 1);
  CHECK(read(saved.bytes).cameras()[0].name == name.substr(0, 127));
}

TEST_CASE("a gox camera without a transform stands where the editor puts it") {
  const Image image = read(gox_file(2, {gox_chunk("CAMR", {})}));
  CHECK(image.cameras()[0].name == "unnamed");
  CHECK(image.active_camera() == 0);
  // Distance 128 at 45 degrees of elevation: 64, -64 and 128 / sqrt(2).
  const DVec3 eye = image.cameras()[0].to_world.column(3);
  CHECK(eye.x == Approx(64));
  CHECK(eye.y == Approx(-64));
  CHECK(eye.z == Approx(90.50967));
}

TEST_CASE("gox layers are limited at the bound and not one past it") {
  Limits limits;
  limits.layers = 2;
  const Bytes layer = gox_layer({}, {});
  CHECK(read_gox(gox_file(2, {layer, layer}), limits).is_ok());
  CHECK(read_gox(gox_file(2, {layer, layer, layer}), limits).error().code ==
        ErrorCode::LimitExceeded);
}

TEST_CASE("a small gox file that expands to much memory is stopped") {
  Limits limits;
  limits.session_bytes = 1 << 20;
  SECTION("by blocks of many colours") {
    const Bytes block = gox_block({{{0, 0, 0}, kRed}, {{1, 0, 0}, kBlue}});
    const std::vector<Bytes> blocks(100, block);
    CHECK(read_gox(gox_file(2, blocks), limits).error().code == ErrorCode::LimitExceeded);
  }
  SECTION("by references far apart") {
    std::vector<Bytes> references;
    for (int i = 0; i < 300; ++i) references.push_back(gox_reference(0, {i * 4096, 0, 0}));
    CHECK(read_gox(gox_file(2, {gox_uniform_block(kRed), gox_layer(references, {})}), limits)
              .error()
              .code == ErrorCode::LimitExceeded);
  }
  SECTION("by blocks off the grid") {
    std::vector<Bytes> references;
    for (int i = 0; i < 60; ++i) references.push_back(gox_reference(0, {i * 32 + 1, 0, 0}));
    CHECK(read_gox(gox_file(2, {gox_uniform_block(kRed), gox_layer(references, {})}), limits)
              .error()
              .code == ErrorCode::LimitExceeded);
  }
  SECTION("and one that shares a block a thousand times is not") {
    std::vector<Bytes> references;
    for (int i = 0; i < 1000; ++i) references.push_back(gox_reference(0, {i * 16, 0, 0}));
    CHECK(read_gox(gox_file(2, {gox_uniform_block(kRed), gox_layer(references, {})}), limits)
              .value()
              .image.voxel_count() == 4'096'000);
  }
}

TEST_CASE("voxels in gox blocks off the grid are limited at the bound and not one past it") {
  Limits limits;
  limits.voxels_per_edit = 8192;
  const Bytes off_grid = gox_reference(0, {1, 0, 0});
  const auto file = [&](std::size_t count) {
    return gox_file(2,
                    {gox_uniform_block(kRed), gox_layer(std::vector<Bytes>(count, off_grid), {})});
  };
  CHECK(read_gox(file(2), limits).is_ok());
  CHECK(read_gox(file(3), limits).error().code == ErrorCode::LimitExceeded);
}

TEST_CASE("a gox image of a thousand mistakes gives a bounded list of warnings") {
  std::vector<Bytes> chunks;
  for (int i = 0; i < 1000; ++i) chunks.push_back(gox_chunk("MATE", gox_entry("metallic", {1})));
  const auto warnings = warnings_of(gox_file(2, chunks));
  REQUIRE(warnings.size() == 51);
  CHECK(warnings.back() == "and 950 more");
}

}  // namespace goxel
