#include "core/formats/format.hpp"
#include "core/formats/obj_writer.hpp"
#include "core/formats/ply_writer.hpp"
#include "core/image/flatten.hpp"
#include "tests/core/formats/parsed_mesh.hpp"
#include "tests/support/catch.hpp"

namespace goxel {

namespace {

using namespace test;

constexpr Rgba kOrange{255, 128, 0, 255};
/// The ways of writing squares: each file holds the same faces.
enum class Way { Obj, Ply, AsciiPly };
constexpr Way kWays[] = {Way::Obj, Way::Ply, Way::AsciiPly};

Saved written(const Image& image, Way way, MeshOptions options = {}, const Limits& limits = {}) {
  options.is_ascii = way == Way::AsciiPly;
  auto saved =
      way == Way::Obj ? write_obj(image, limits, options) : write_ply(image, limits, options);
  if (!saved) FAIL(saved.error().message);
  return std::move(*saved);
}

ParsedMesh parsed(const Saved& saved, Way way) {
  return way == Way::Obj ? parse_obj(saved.bytes) : parse_ply(saved.bytes);
}

Image image_of(const std::vector<std::pair<IVec3, Rgba>>& voxels) {
  Image image;
  for (const auto& [at, color] : voxels) image.edit_layer(1).volume.set(at, color);
  return image;
}

/// Found by looking at each voxel's neighbours.
std::map<MeshFace, int> expected_faces(const Image& image) {
  const Volume volume = flatten_visible(image);
  std::map<MeshFace, int> faces;
  volume.for_each_voxel([&](IVec3 p, Rgba color) {
    if (!is_solid(color)) return;
    for (int axis = 0; axis < 3; ++axis) {
      for (const int sign : {-1, 1}) {
        IVec3 next = p;
        next[axis] += sign;
        if (is_solid(volume.at(next))) continue;
        std::array<double, 3> middle = {2.0 * p.x + 1, 2.0 * p.y + 1, 2.0 * p.z + 1};
        std::array<double, 3> normal{};
        middle[static_cast<std::size_t>(axis)] += sign;
        normal[static_cast<std::size_t>(axis)] = sign;
        ++faces[{middle, normal, color_key({color.r, color.g, color.b, 255})}];
      }
    }
  });
  return faces;
}

}  // namespace

TEST_CASE("the obj of one voxel is eight vertices and six faces") {
  const Saved saved = written(image_of({{{-1, 2, 3}, kOrange}}), Way::Obj);
  CHECK(saved.warnings.empty());
  CHECK(as_text(saved.bytes) ==
        "# Voxel model; Z is up; colours follow the coordinates\n"
        "g model\n"
        "v -1 2 3 1 0.5020 0\n"
        "v -1 2 4 1 0.5020 0\n"
        "v -1 3 4 1 0.5020 0\n"
        "v -1 3 3 1 0.5020 0\n"
        "v 0 2 3 1 0.5020 0\n"
        "v 0 3 3 1 0.5020 0\n"
        "v 0 3 4 1 0.5020 0\n"
        "v 0 2 4 1 0.5020 0\n"
        "f 1 2 3 4\n"    // -x
        "f 5 6 7 8\n"    // +x
        "f 1 5 8 2\n"    // -y
        "f 4 3 7 6\n"    // +y
        "f 1 4 6 5\n"    // -z
        "f 2 8 7 3\n");  // +z
}

TEST_CASE("the ascii ply of one voxel is eight vertices and six faces") {
  const Saved saved = written(image_of({{{0, 0, 0}, kOrange}}), Way::AsciiPly);
  CHECK(as_text(saved.bytes) ==
        "ply\n"
        "format ascii 1.0\n"
        "comment Voxel model; Z is up\n"
        "element vertex 8\n"
        "property float x\n"
        "property float y\n"
        "property float z\n"
        "property uchar red\n"
        "property uchar green\n"
        "property uchar blue\n"
        "element face 6\n"
        "property list uchar int vertex_indices\n"
        "end_header\n"
        "0 0 0 255 128 0\n"
        "0 0 1 255 128 0\n"
        "0 1 1 255 128 0\n"
        "0 1 0 255 128 0\n"
        "1 0 0 255 128 0\n"
        "1 1 0 255 128 0\n"
        "1 1 1 255 128 0\n"
        "1 0 1 255 128 0\n"
        "4 0 1 2 3\n"
        "4 4 5 6 7\n"
        "4 0 4 7 1\n"
        "4 3 2 6 5\n"
        "4 0 3 5 4\n"
        "4 1 7 6 2\n");
}

TEST_CASE("the binary ply of one voxel has 15 bytes a vertex and 17 a face") {
  const Saved saved = written(image_of({{{0, 0, 0}, kOrange}}), Way::Ply);
  const std::string_view text = as_text(saved.bytes);
  const std::size_t body = text.find("end_header\n") + 11;
  CHECK(text.find("format binary_little_endian 1.0\n") == 4);
  CHECK(saved.bytes.size() == body + 8 * 15 + 6 * 17);
  // The second vertex is 0 0 1, and the first face 0 1 2 3.
  CHECK(Bytes(saved.bytes.begin() + static_cast<std::ptrdiff_t>(body + 15),
              saved.bytes.begin() + static_cast<std::ptrdiff_t>(body + 30)) ==
        Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3F, 255, 128, 0});
  CHECK(Bytes(saved.bytes.begin() + static_cast<std::ptrdiff_t>(body + 120),
              saved.bytes.begin() + static_cast<std::ptrdiff_t>(body + 137)) ==
        Bytes{4, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0});
}

TEST_CASE("obj and ply hold the visible faces of hard images") {
  std::vector<Image> images = {Image()};
  images.push_back(image_of({{{-1, -16, -17}, kOrange}, {{-1, -16, -16}, kOrange}}));
  images.push_back(image_of({{{1 << 20, 0, -(1 << 20)}, kOrange}, {{0, 0, 0}, kOrange}}));
  images.push_back(image_of({{{INT32_MAX - 1, 0, 0}, kOrange}}));
  for (const int count : {255, 256, 257}) {
    Image& image = images.emplace_back();
    for (int i = 0; i < count; ++i) {
      image.edit_layer(1).volume.set(
          {i, 5, i % 3}, {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i / 2), 9, 255});
    }
  }
  Image& layered = images.emplace_back(images[1]);
  Layer top{2, "top"};
  top.volume.set({-1, -16, -17}, {0, 0, 255, 255});
  top.volume.set({0, -16, -17}, {0, 0, 255, 255});
  layered.add_layer(top);
  for (const Image& image : images) {
    for (const Way way : kWays) {
      const Saved saved = written(image, way);
      CAPTURE(static_cast<int>(way), saved.bytes.size());
      CHECK(faces_of(parsed(saved, way)) == expected_faces(image));
      CHECK(written(image, way).bytes == saved.bytes);
    }
  }
}

TEST_CASE("every channel value of an obj colour is told from its neighbours") {
  Image image;
  for (int i = 0; i < 256; ++i) {
    image.edit_layer(1).volume.set({2 * i, 0, 0}, {static_cast<std::uint8_t>(i), 0, 0, 255});
  }
  const ParsedMesh mesh = parsed(written(image, Way::Obj), Way::Obj);
  REQUIRE(mesh.colors.size() == 256 * 8);
  for (std::size_t i = 0; i < mesh.colors.size(); ++i) {
    CHECK(mesh.colors[i].r == static_cast<std::uint8_t>(mesh.positions[i][0] / 2));
  }
}

TEST_CASE("a ply says double where float would move vertices") {
  const auto has_double = [](std::int32_t x) {
    const Saved saved = written(image_of({{{x, 0, 0}, kOrange}}), Way::Ply);
    return as_text(saved.bytes).find("property double x") != std::string_view::npos;
  };
  // The farther corner of the voxel decides.
  CHECK_FALSE(has_double((1 << 24) - 1));
  CHECK(has_double(1 << 24));
  CHECK_FALSE(has_double(-(1 << 24)));
  CHECK(has_double(-(1 << 24) - 1));
}

TEST_CASE("with y up the model is turned and not mirrored") {
  MeshOptions options;
  options.up = UpAxis::Y;
  const Image image = image_of({{{3, 5, 7}, kOrange}});
  for (const Way way : kWays) {
    // (x, y, z) is (x, z, -y): the voxel reaches from y = 5 to 6, so z from -6 to -5.
    const auto expected = expected_faces(image_of({{{3, 7, -6}, kOrange}}));
    CHECK(faces_of(parsed(written(image, way, options), way)) == expected);
  }
}

TEST_CASE("an obj has a group for all or for each visible layer") {
  Image image = image_of({{{0, 0, 0}, kOrange}});
  image.edit_layer(1).name = "one two\nf 1 1 1";
  Layer top{2, "über"};
  top.volume.set({1, 0, 0}, kOrange);
  image.add_layer(top);
  image.add_layer({3, "empty"});
  Layer hidden{4, "hidden"};
  hidden.is_visible = false;
  hidden.volume.set({5, 0, 0}, kOrange);
  image.add_layer(hidden);
  const ParsedMesh merged = parsed(written(image, Way::Obj), Way::Obj);
  CHECK(merged.groups == std::vector<std::string>{"model"});
  CHECK(merged.faces.size() == 10);
  CHECK(written(image, Way::Obj).warnings ==
        std::vector<std::string>{"2 layers merged into one", "1 hidden layer left out"});
  MeshOptions options;
  options.is_per_layer = true;
  const Saved saved = written(image, Way::Obj, options);
  const ParsedMesh apart = parsed(saved, Way::Obj);
  CHECK(apart.groups == std::vector<std::string>{"one_two_f_1_1_1", "über"});
  CHECK(apart.faces.size() == 12);
  CHECK(saved.warnings == std::vector<std::string>{"1 hidden layer left out"});
}

TEST_CASE("what polygons do not show is told in warnings") {
  Image image = image_of({{{0, 0, 0}, {1, 2, 3, 126}},
                          {{4, 0, 0}, {1, 2, 3, 127}},
                          {{5, 0, 0}, {1, 2, 3, 254}},
                          {{6, 0, 0}, {1, 2, 3, 255}}});
  image.edit_materials().push_back({});
  image.edit_layer(1).material = 0;
  image.edit_layer(1).mode = BlendMode::Paint;
  for (const Way way : kWays) {
    const Saved saved = written(image, way);
    CHECK(saved.warnings ==
          std::vector<std::string>{"the blend mode of 1 layer is taken as over",
                                   "the material of 1 layer left out",
                                   "1 voxel with alpha below 127 left out",
                                   "2 voxels with alpha below 255 written as opaque"});
    // Three voxels in a row.
    CHECK(parsed(saved, way).faces.size() == 14);
  }
}

TEST_CASE("the size of obj and ply files is limited at the bound and not one past it") {
  const Image image = image_of({{{-2147483647, 0, 7}, kOrange}, {{4, 0, 0}, kOrange}});
  for (const Way way : kWays) {
    const auto save_within = [&](std::int64_t size_bytes) {
      Limits limits;
      limits.file_bytes = size_bytes;
      MeshOptions options;
      options.is_ascii = way == Way::AsciiPly;
      return way == Way::Obj ? write_obj(image, limits, options)
                             : write_ply(image, limits, options);
    };
    const auto size = static_cast<std::int64_t>(written(image, way).bytes.size());
    CHECK(save_within(size).is_ok());
    const auto refused = save_within(size - 1);
    REQUIRE_FALSE(refused.is_ok());
    CHECK(refused.error().code == ErrorCode::LimitExceeded);
    CHECK(refused.error().message.find(std::to_string(size - 1)) != std::string::npos);
  }
}

}  // namespace goxel
