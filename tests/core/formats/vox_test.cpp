#include "core/formats/vox_file.hpp"
#include "core/formats/vox_reader.hpp"
#include "tests/core/formats/format_files.hpp"
#include "tests/support/catch.hpp"

#include <limits>

namespace goxel {

namespace {

using namespace test;

Image read(const Bytes& file) {
  const auto loaded = read_vox(file, Limits{});
  if (!loaded) FAIL(loaded.error().message);
  return loaded->image;
}

std::string error_of(const Bytes& file, const Limits& limits = {}) {
  const auto loaded = read_vox(file, limits);
  REQUIRE_FALSE(loaded.is_ok());
  return loaded.error().message;
}

/// Model 0: one voxel of colour 1 at (0, 0, 0) of a grid of 1.
std::vector<Bytes> one_voxel_model() { return {vox_size({1, 1, 1}), vox_voxels({{0, 0, 0, 1}})}; }

std::vector<Bytes> operator+(std::vector<Bytes> a, const std::vector<Bytes>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

TEST_CASE("a vox model without a scene graph is centred") {
  // floor(5 / 2) = 2, floor(4 / 2) = 2, floor(1 / 2) = 0.
  const Image image =
      read(vox_file({vox_size({5, 4, 1}), vox_voxels({{0, 0, 0, 1}, {4, 3, 0, 2}})}));
  REQUIRE(image.layers().size() == 1);
  CHECK(image.layers()[0]->name == "Layer.1");
  CHECK(image.voxel_count() == 2);
  CHECK(image.layers()[0]->volume.at({-2, -2, 0}) == Rgba{255, 255, 255, 255});
  CHECK(image.layers()[0]->volume.at({2, 1, 0}) == Rgba{255, 255, 204, 255});
  CHECK(image.box() == IBox{{-2, -2, 0}, {3, 2, 1}});
}

TEST_CASE("the default vox palette has a colour cube without black and four ramps") {
  const auto palette = default_vox_palette();
  CHECK(palette[1] == Rgba{0xFF, 0xFF, 0xFF, 255});
  CHECK(palette[6] == Rgba{0xFF, 0xFF, 0x00, 255});
  CHECK(palette[7] == Rgba{0xFF, 0xCC, 0xFF, 255});
  CHECK(palette[37] == Rgba{0xCC, 0xFF, 0xFF, 255});
  CHECK(palette[215] == Rgba{0x00, 0x00, 0x33, 255});
  CHECK(palette[216] == Rgba{0xEE, 0x00, 0x00, 255});
  CHECK(palette[226] == Rgba{0x00, 0xEE, 0x00, 255});
  CHECK(palette[245] == Rgba{0x00, 0x00, 0x11, 255});
  CHECK(palette[255] == Rgba{0x11, 0x11, 0x11, 255});
}

TEST_CASE("entry i of a vox palette chunk is colour i + 1, solid whatever its alpha") {
  Bytes colors(1024);
  colors[0] = 10;             // colour 1, red
  colors[254 * 4 + 2] = 20;   // colour 255, blue
  colors[254 * 4 + 3] = 128;  // and its alpha
  const Image image =
      read(vox_file({vox_size({2, 1, 1}), vox_voxels({{0, 0, 0, 1}, {1, 0, 0, 255}}),
                     vox_chunk("RGBA", colors)}));
  CHECK(image.layers()[0]->volume.at({-1, 0, 0}) == Rgba{10, 0, 0, 255});
  CHECK(image.layers()[0]->volume.at({0, 0, 0}) == Rgba{0, 0, 20, 255});
}

TEST_CASE("vox voxels of colour 0 are none") {
  CHECK(read(vox_file({vox_size({1, 1, 1}), vox_voxels({{0, 0, 0, 0}})})).voxel_count() == 0);
}

TEST_CASE("a vox model that two shapes use is placed twice, named and hidden by its transforms") {
  const Image image = read(vox_file(
      one_voxel_model() +
      std::vector<Bytes>{
          vox_transform(0, 1, {}, {{"_t", "100 0 0"}}), vox_group(1, {2, 4, 6}),
          vox_transform(2, 3, {{"_name", "first"}}, {{"_t", "1 2 3"}}), vox_shape(3, 0),
          vox_transform(4, 5, {{"_name", "second"}, {"_hidden", "1"}}, {{"_t", "-4 -5 -6"}}),
          vox_shape(5, 0), vox_transform(6, 7, {}, {}, 3), vox_shape(7, 0),
          vox_chunk("LAYR", join({i32(3), vox_dictionary({{"_hidden", "1"}}), i32(-1)}))}));
  REQUIRE(image.layers().size() == 3);
  CHECK(image.layers()[0]->name == "first");
  CHECK(image.layers()[0]->is_visible);
  CHECK_FALSE(image.layers()[0]->volume.at({101, 2, 3}).is_empty());
  CHECK(image.layers()[1]->name == "second");
  CHECK_FALSE(image.layers()[1]->is_visible);
  CHECK_FALSE(image.layers()[1]->volume.at({96, -5, -6}).is_empty());
  CHECK(image.layers()[2]->name == "Layer.1");
  CHECK_FALSE(image.layers()[2]->is_visible);
  CHECK(image.box() == IBox{{101, 2, 3}, {102, 3, 4}});
}

TEST_CASE("rotated vox models turn about their middle") {
  // A grid of 3 x 2 x 1 with a voxel at (2, 0, 0): its centre lies at (2.5 - 1, 0.5 - 1, 0.5 - 0) =
  // (1.5, -0.5, 0.5).
  struct Row {
    std::string_view rotation;
    IVec3 expected;
  };
  const auto row = GENERATE(values<Row>({
      {"4", {1, -1, 0}},    // rows x, y, z: identity
      {"17", {0, 1, 0}},    // x' = -y, y' = x: a quarter turn about z gives (0.5, 1.5, 0.5)
      {"52", {-2, 0, 0}},   // x' = -x, y' = -y: (-1.5, 0.5, 0.5)
      {"20", {-2, -1, 0}},  // x' = -x, a mirror: (-1.5, -0.5, 0.5)
      {"9", {-1, 0, 1}},    // x' = y, y' = z, z' = x: (-0.5, 0.5, 1.5)
  }));
  CAPTURE(row.rotation);
  const Image image =
      read(vox_file({vox_size({3, 2, 1}), vox_voxels({{2, 0, 0, 1}}),
                     vox_transform(0, 1, {}, {{"_r", row.rotation}}), vox_shape(1, 0)}));
  CHECK(image.voxel_count() == 1);
  CHECK_FALSE(image.layers()[0]->volume.at(row.expected).is_empty());
}

TEST_CASE("vox transforms multiply from the root down") {
  // The inner one moves by (10, 0, 0); the outer one makes that (0, 10, 0) and moves by (0, 0, 5).
  // The centre (0.5, 0.5, 0.5) of the voxel comes to (-0.5, 0.5, 0.5) + (0, 10, 5).
  const Image image =
      read(vox_file(one_voxel_model() +
                    std::vector<Bytes>{
                        vox_transform(0, 1, {}, {{"_r", "17"}, {"_t", "0 0 5"}}), vox_group(1, {2}),
                        vox_transform(2, 3, {}, {{"_t", "10 0 0"}}), vox_shape(3, 0)}));
  CHECK_FALSE(image.layers()[0]->volume.at({-1, 10, 5}).is_empty());
}

TEST_CASE("a vox rotation that is none is refused") {
  for (const std::string_view rotation : {"0", "3", "12", "5", "x"}) {
    CAPTURE(rotation);
    CHECK_FALSE(read_vox(vox_file(one_voxel_model() +
                                  std::vector<Bytes>{vox_transform(0, 1, {}, {{"_r", rotation}}),
                                                     vox_shape(1, 0)}),
                         Limits{})
                    .is_ok());
  }
}

TEST_CASE("vox scene graphs that are no tree are refused") {
  const auto graph = [](const std::vector<Bytes>& nodes) {
    return error_of(vox_file(one_voxel_model() + nodes));
  };
  CHECK(graph({vox_transform(0, 0, {}, {})}) ==
        "vox file: node 0 is met twice; a scene graph must be a tree");
  CHECK(graph({vox_group(0, {1, 2}), vox_group(1, {2}), vox_group(2, {1})}) ==
        "vox file: node 1 is met twice; a scene graph must be a tree");
  CHECK(graph({vox_group(0, {1, 1}), vox_shape(1, 0)}) ==
        "vox file: node 1 is met twice; a scene graph must be a tree");
  CHECK(graph({vox_group(0, {9})}) == "vox file: the scene graph needs node 9, which is not there");
  CHECK(graph({vox_shape(1, 0)}) == "vox file: the scene graph needs node 0, which is not there");
  CHECK(graph({vox_shape(0, 1)}) == "vox file: a shape uses model 1 of 1");
  CHECK(graph({vox_shape(0, -1)}) == "vox file: a shape uses model -1 of 1");
  CHECK(graph({vox_shape(0, 0), vox_shape(0, 0)}).find("second node with id 0") !=
        std::string::npos);
}

TEST_CASE("a vox scene graph a hundred thousand nodes deep is walked without recursion") {
  std::vector<Bytes> chunks = one_voxel_model();
  constexpr std::int32_t kDepth = 100'000;
  for (std::int32_t i = 0; i < kDepth; ++i) chunks.push_back(vox_group(i, {i + 1}));
  chunks.push_back(vox_shape(kDepth, 0));
  CHECK(read(vox_file(chunks)).voxel_count() == 1);
}

TEST_CASE("vox translations may reach the last coordinates and not pass them") {
  const auto file = [](std::string_view translation) {
    return vox_file(
        one_voxel_model() +
        std::vector<Bytes>{vox_transform(0, 1, {}, {{"_t", translation}}), vox_shape(1, 0)});
  };
  CHECK_FALSE(read(file("2147483647 0 -2147483648"))
                  .layers()[0]
                  ->volume.at({2147483647, 0, std::numeric_limits<std::int32_t>::min()})
                  .is_empty());
  CHECK_FALSE(read_vox(file("2147483648 0 0"), Limits{}).is_ok());
  const Bytes doubled =
      vox_file(one_voxel_model() +
               std::vector<Bytes>{vox_transform(0, 1, {}, {{"_t", "2147483647 0 0"}}),
                                  vox_transform(1, 2, {}, {{"_t", "1 0 0"}}), vox_shape(2, 0)});
  CHECK(error_of(doubled) == "vox file: model 0 is placed outside the 32-bit coordinates");
}

TEST_CASE("vox chunks that do not fit together are refused") {
  CHECK(error_of(vox_file({vox_voxels({})})).find("XYZI without a SIZE") != std::string::npos);
  CHECK(error_of(vox_file({vox_size({1, 1, 1})})).find("SIZE without an XYZI") !=
        std::string::npos);
  CHECK(error_of(vox_file({vox_size({1, 1, 1}), vox_size({1, 1, 1})})).find("second SIZE") !=
        std::string::npos);
  CHECK(read(vox_file({vox_size({256, 0, 1}), vox_voxels({})})).voxel_count() == 0);
  CHECK(error_of(vox_file({vox_size({257, 1, 1})})).find("model side of 257") != std::string::npos);
  CHECK(error_of(vox_file({vox_size({-1, 1, 1})})).find("model side of -1") != std::string::npos);
}

TEST_CASE("a vox file of another version or kind is refused, surplus bytes are told") {
  Bytes file = vox_file(one_voxel_model());
  file.push_back(0);
  CHECK(read_vox(file, Limits{}).value().warnings ==
        std::vector<std::string>{"1 bytes after the last chunk are ignored"});
  file[4] = 149;
  CHECK(error_of(file) == "vox file: version 149, where 150 to 200 are known, at byte 8");
  file[4] = 200;
  CHECK(read_vox(file, Limits{}).is_ok());
  file[4] = 201;
  CHECK_FALSE(read_vox(file, Limits{}).is_ok());
}

TEST_CASE("vox shapes and voxels are limited at the bound and not one past it") {
  Limits limits;
  limits.layers = 2;
  limits.voxels_per_edit = 3;
  const auto models = [](std::size_t count, std::size_t voxel_count) {
    std::vector<Bytes> chunks;
    for (std::size_t i = 0; i < count; ++i) {
      chunks.push_back(vox_size({1, 1, 1}));
      chunks.push_back(
          vox_voxels(std::vector<std::array<std::uint8_t, 4>>(voxel_count, {0, 0, 0, 1})));
    }
    return vox_file(chunks);
  };
  CHECK(read_vox(models(2, 1), limits).is_ok());
  CHECK(read_vox(models(3, 1), limits).error().code == ErrorCode::LimitExceeded);
  CHECK(read_vox(models(1, 3), limits).is_ok());
  CHECK(read_vox(models(1, 4), limits).error().code == ErrorCode::LimitExceeded);
  limits.session_bytes = 4096;
  CHECK(read_vox(models(1, 1), limits).error().code == ErrorCode::LimitExceeded);
}

}  // namespace goxel
