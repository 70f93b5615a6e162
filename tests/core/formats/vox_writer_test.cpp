#include "core/formats/vox_writer.hpp"

#include "core/formats/vox_reader.hpp"
#include "core/image/flatten.hpp"
#include "tests/core/formats/format_files.hpp"
#include "tests/support/catch.hpp"

namespace goxel {

namespace {

using namespace test;

constexpr Rgba kGrey{100, 110, 120, 255};

Saved written_vox(const Image& image, const Limits& limits = {}) {
  auto saved = write_vox(image, limits);
  if (!saved) FAIL(saved.error().message);
  return std::move(*saved);
}

Image read_back(const Image& image) {
  auto loaded = read_vox(written_vox(image).bytes, Limits{});
  if (!loaded) FAIL(loaded.error().message);
  CHECK(loaded->warnings.empty());
  return std::move(loaded->image);
}

/// A layer with a few voxels of `side` from end to end on each axis.
Image diagonal(IVec3 first, int side) {
  Image image;
  Volume& volume = image.edit_layer(1).volume;
  volume.set(first, kGrey);
  volume.set(first + IVec3{side / 2, side / 3, side / 4}, kGrey);
  volume.set(first + IVec3{side - 1, side - 1, side - 1}, {1, 2, 3, 255});
  return image;
}

/// The first SIZE chunk's three sides.
IVec3 first_size(const Bytes& file) {
  const std::size_t at = as_text(file).find("SIZE") + 12;
  ByteReader reader(ByteView(file).subspan(at), "size");
  IVec3 size;
  for (int axis = 0; axis < 3; ++axis) size[axis] = reader.i32().value();
  return size;
}

Image colorful(int count) {
  Image image;
  for (int i = 0; i < count; ++i) {
    image.edit_layer(1).volume.set({i % 16, i / 16, 0}, {static_cast<std::uint8_t>(i % 256), 7,
                                                         static_cast<std::uint8_t>(i / 256), 255});
  }
  return image;
}

}  // namespace

TEST_CASE("the vox of one voxel is one model, its place and its colour") {
  Image image;
  image.edit_layer(1).name = "Dot";
  image.edit_layer(1).volume.set({-1, 2, 300}, kGrey);
  Bytes palette(1024);
  std::copy_n(Bytes{100, 110, 120, 255}.begin(), 4, palette.begin());
  // Half a side of one, rounded down, is none: the transform is the voxel's own position.
  CHECK(
      written_vox(image).bytes ==
      vox_file({vox_size({1, 1, 1}), vox_voxels({{0, 0, 0, 1}}), vox_transform(0, 1, {}, {}),
                vox_group(1, {2}), vox_transform(2, 3, {{"_name", "Dot"}}, {{"_t", "-1 2 300"}}, 0),
                vox_shape(3, 0), vox_chunk("RGBA", palette)}));
}

TEST_CASE("a vox is read back to the voxel, layer by layer") {
  Image image = diagonal({-7, -300, 5}, 100);
  image.edit_layer(1).name = "below";
  Layer hidden{2, "über"};
  hidden.is_visible = false;
  hidden.volume.set({-7, -300, 5}, {9, 9, 9, 255});
  image.add_layer(hidden);
  Layer last{3, "far"};
  last.volume.set({1 << 20, -(1 << 20), 0}, kGrey);
  last.volume.set({INT32_MAX, INT32_MAX, INT32_MAX}, kGrey);
  last.volume.set({INT32_MIN, INT32_MIN, INT32_MIN}, kGrey);
  image.add_layer(last);
  const Saved saved = written_vox(image);
  CHECK(saved.warnings ==
        std::vector<std::string>{
            "layer \"far\" cut into 3 models: one has at most 256 voxels a side"});
  const Image back = read_back(image);
  REQUIRE(back.layers().size() == 5);
  CHECK(back.layers()[0]->name == "below");
  CHECK(back.layers()[0]->volume == image.layers()[0]->volume);
  CHECK(back.layers()[1]->name == "über");
  CHECK_FALSE(back.layers()[1]->is_visible);
  CHECK(back.layers()[1]->volume == hidden.volume);
  CHECK(back.layers()[2]->name == "far.1");
  CHECK(back.layers()[3]->name == "far.2");
  CHECK(back.layers()[4]->name == "far.3");
  CHECK(back.layers()[2]->volume.at({INT32_MIN, INT32_MIN, INT32_MIN}) == kGrey);
  CHECK(flatten_visible(back) == flatten_visible(image));
}

TEST_CASE("an empty image is a vox without voxels") {
  const Image back = read_back(Image());
  CHECK(back.voxel_count() == 0);
  CHECK(back.layers().size() == 1);
}

TEST_CASE("a side of 256 is one vox model and 257 are two") {
  for (const int start : {0, -256, -250, 1 << 20}) {
    for (const int side : {1, 2, 16, 255, 256, 257, 513}) {
      CAPTURE(start, side);
      const Image image = diagonal({start, start + 3, start - 5}, side);
      const Image back = read_back(image);
      CHECK(back.layers().size() == (side <= 256 ? 1U : side <= 512 ? 2U : 3U));
      CHECK(flatten_visible(back) == image.active_layer().volume);
      if (side <= 256) CHECK(first_size(written_vox(image).bytes) == IVec3{side, side, side});
      CHECK(written_vox(image).warnings.size() == (side <= 256 ? 0U : 1U));
    }
  }
}

TEST_CASE("a solid of more than 256 a side is cut without a seam") {
  Image image;
  Volume& volume = image.edit_layer(1).volume;
  {
    VolumeWriter writer(volume);
    for (int x = -130; x < 130; ++x) {
      for (int y = 0; y < 20; ++y) {
        for (int z = -3; z < 3; ++z)
          writer.set({x, y, z}, {static_cast<std::uint8_t>(y), 0, 0, 255});
      }
    }
  }
  const Image back = read_back(image);
  CHECK(back.layers().size() == 2);
  CHECK(flatten_visible(back) == volume);
  // The first piece reaches from -130 to 125, the second is the four that are left.
  CHECK(first_size(written_vox(image).bytes) == IVec3{256, 20, 6});
  CHECK(back.layers()[1]->volume.voxel_count() == 4 * 20 * 6);
}

TEST_CASE("up to 255 colours of a vox are exact, and more are reduced with a warning") {
  for (const int count : {1, 254, 255}) {
    const Image image = colorful(count);
    CHECK(read_back(image).active_layer().volume == image.active_layer().volume);
    CHECK(written_vox(image).warnings.empty());
  }
  for (const int count : {256, 257, 1000}) {
    const Image image = colorful(count);
    const Saved saved = written_vox(image);
    CHECK(saved.warnings ==
          std::vector<std::string>{std::to_string(count) + " colours reduced to 255"});
    const Volume back = read_back(image).active_layer().volume;
    CHECK(back.voxel_count() == count);
    // 256 colours one apart: two of them share the mean of both, which is one of the two.
    int differing = 0;
    image.active_layer().volume.for_each_voxel([&](IVec3 p, Rgba color) {
      const Rgba now = back.at(p);
      CHECK(std::abs(now.r - color.r) <= 8);
      CHECK(now.g == 7);
      differing += now != color;
    });
    if (count == 256) CHECK(differing == 1);
  }
}

TEST_CASE("the last colour of a vox palette has number 255") {
  const Bytes file = written_vox(colorful(255)).bytes;
  const std::size_t voxels = as_text(file).find("XYZI") + 16;
  CHECK(file[voxels + 3] == 1);
  CHECK(file[voxels + 254 * 4 + 3] == 255);
  const std::size_t palette = as_text(file).find("RGBA") + 12;
  CHECK(ByteView(file).subspan(palette, 4)[0] == 0);
  CHECK(ByteView(file).subspan(palette + 254 * 4, 4)[0] == 254);
  CHECK(ByteView(file).subspan(palette + 255 * 4, 4)[3] == 0);
}

TEST_CASE("what a vox does not hold is told in warnings") {
  Image image;
  image.edit_layer(1).volume.set({0, 0, 0}, {1, 2, 3, 126});
  image.edit_layer(1).volume.set({1, 0, 0}, {1, 2, 3, 127});
  CHECK(written_vox(image).warnings ==
        std::vector<std::string>{"1 voxel with alpha below 127 left out",
                                 "1 voxel with alpha below 255 written as opaque"});
  CHECK(read_back(image).active_layer().volume.at({1, 0, 0}) == Rgba{1, 2, 3, 255});
}

TEST_CASE("the pieces and the size of a vox are limited at the bound and not one past it") {
  Image image;
  for (int i = 0; i < 3; ++i) image.edit_layer(1).volume.set({1000 * i, 0, 0}, kGrey);
  Limits limits;
  limits.layers = 3;
  limits.file_bytes = static_cast<std::int64_t>(written_vox(image, limits).bytes.size());
  CHECK(write_vox(image, limits).is_ok());
  --limits.file_bytes;
  CHECK(write_vox(image, limits).error().code == ErrorCode::LimitExceeded);
  limits = {};
  limits.layers = 2;
  CHECK(write_vox(image, limits).error().message ==
        "vox: the voxels take more than 2 models of 256 a side, the limit");
  limits = {};
  limits.file_bytes = 11;
  CHECK(write_vox(image, limits).error().message ==
        "vox: 3 voxels of 4 bytes each; the limit of a file is 11 bytes");
}

}  // namespace goxel
