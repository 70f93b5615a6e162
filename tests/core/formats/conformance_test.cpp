#include "core/formats/format.hpp"
#include "core/image/flatten.hpp"
#include "tests/core/formats/format_files.hpp"
#include "tests/support/catch.hpp"

#include <limits>

/// What must hold for every format, whatever it is.

namespace goxel {

namespace {

using namespace test;

/// A small valid file of each format that is read, with every kind of chunk that its reader knows.
std::vector<Bytes> valid_files() {
  const Rgba red{255, 0, 0, 255};
  return {
      gox_file(2,
               {gox_chunk("IMG ", gox_entry("box", join(std::vector<Bytes>(16, f32(1))))),
                gox_block({{{1, 2, 3}, red}}), gox_chunk("MATE", gox_entry("metallic", f32(0.5F))),
                gox_layer({gox_reference(0, {16, 0, 0}), gox_reference(0, {0, 0, 3})},
                          {gox_entry("name", text("a")), gox_entry("id", i32(1)),
                           gox_entry("base_id", i32(1))}),
                gox_chunk("CAMR", gox_entry("dist", f32(3))),
                gox_chunk("LIGH", gox_entry("pitch", f32(1)))}),
      vox_file({vox_size({2, 2, 2}), vox_voxels({{0, 1, 1, 1}, {1, 1, 1, 255}}),
                vox_chunk("RGBA", Bytes(1024, 7)),
                vox_transform(0, 1, {{"_name", "n"}}, {{"_r", "17"}, {"_t", "1 2 3"}}),
                vox_group(1, {2}), vox_transform(2, 3, {{"_hidden", "1"}}, {}, 0), vox_shape(3, 0),
                vox_chunk("LAYR", join({i32(0), vox_dictionary({{"_hidden", "1"}}), i32(-1)})),
                vox_chunk("MATL", join({i32(1), vox_dictionary({{"_type", "_glass"}})}))}),
  };
}

Limits small_limits() {
  Limits limits;
  limits.session_bytes = 16 << 20;
  return limits;
}

std::vector<FormatId> round_trip_formats() {
  std::vector<FormatId> formats;
  for (const FormatInfo& format : format_infos()) {
    if (format.can_read && format.can_write) formats.push_back(format.id);
  }
  return formats;
}

Volume round_trip(const Volume& volume, FormatId format) {
  Image image;
  image.edit_layer(1).volume = volume;
  const Bytes bytes = save(image, format, Limits{}).value().bytes;
  CHECK(save(image, format, Limits{}).value().bytes == bytes);
  const Loaded loaded = load(bytes, Limits{}).value();
  CHECK(loaded.format == format);
  return flatten_visible(loaded.image);
}

}  // namespace

TEST_CASE("the valid files of the conformance tests are valid") {
  for (const Bytes& file : valid_files()) {
    const auto loaded = load(file, small_limits());
    if (!loaded) FAIL(loaded.error().message);
    CHECK(loaded->image.voxel_count() == 2);
  }
}

TEST_CASE("every truncation of a valid file is an error with its offset, or a shorter valid file") {
  for (const Bytes& file : valid_files()) {
    for (std::size_t size = 4; size < file.size(); ++size) {
      const auto loaded = load(ByteView(file).first(size), small_limits());
      if (loaded) continue;
      CAPTURE(size, loaded.error().message);
      CHECK(loaded.error().code == ErrorCode::FormatError);
      CHECK_FALSE(loaded.error().details.empty());
    }
  }
}

TEST_CASE("no value of any four bytes of a valid file does harm") {
  constexpr auto kMax = std::numeric_limits<std::uint32_t>::max();
  for (const Bytes& file : valid_files()) {
    for (std::size_t at = 0; at + 4 <= file.size(); ++at) {
      for (const std::uint32_t value : {0U, 1U, 0x7FFFFFFFU, 0x80000000U, kMax}) {
        Bytes damaged = file;
        const Bytes field = u32(value);
        std::copy(field.begin(), field.end(), damaged.begin() + static_cast<std::ptrdiff_t>(at));
        const auto loaded = load(damaged, small_limits());
        if (loaded) CHECK(loaded->image.voxel_count() >= 0);
      }
    }
  }
}

TEST_CASE("surplus bytes after a valid file do no harm") {
  for (Bytes file : valid_files()) {
    for (int i = 0; i < 40; ++i) {
      file.push_back(static_cast<std::uint8_t>(i));
      (void)load(file, small_limits());  // Refused or told as a warning, as the format has it.
    }
  }
}

TEST_CASE("formats that are read and written keep the voxels of hard images") {
  for (const FormatId format : round_trip_formats()) {
    CAPTURE(format_info(format).name);
    Volume volume;
    CHECK(round_trip(volume, format) == volume);
    volume.set({0, 0, 0}, {1, 2, 3, 255});
    CHECK(round_trip(volume, format) == volume);
    volume.set({-1, -16, -17}, {255, 255, 255, 255});
    volume.set({1 << 20, 0, -(1 << 20)}, {0, 0, 0, 255});
    CHECK(round_trip(volume, format) == volume);
    // A vox has 255 colours, three of which are above.
    for (int i = 0; i < (format == FormatId::Vox ? 252 : 257); ++i) {
      volume.set({i, 5, 5},
                 {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i / 2), 9, 255});
    }
    CHECK(round_trip(volume, format) == volume);
  }
}

}  // namespace goxel
