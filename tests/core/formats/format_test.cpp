#include "core/formats/format.hpp"

#include "core/formats/txt_writer.hpp"
#include "tests/core/formats/format_files.hpp"
#include "tests/support/catch.hpp"

namespace goxel {

namespace {

std::string txt_of(const Image& image) {
  const Saved saved = write_txt(image, Limits{}).value();
  std::string lines;
  // Without the two header lines.
  const std::string_view text = as_text(saved.bytes);
  const std::size_t body = text.find('\n', text.find('\n') + 1) + 1;
  return std::string(text.substr(body));
}

}  // namespace

TEST_CASE("txt lines are position and lower-case colour of the solid voxels, flattened") {
  Image image;
  image.edit_layer(1).volume.set({-1, 2, 3}, {0xAB, 0xCD, 0xEF, 255});
  image.edit_layer(1).volume.set({0, 0, 0}, {1, 2, 3, 255});
  image.edit_layer(1).volume.set({1, 0, 0}, {4, 5, 6, 127});
  image.edit_layer(1).volume.set({2, 0, 0}, {7, 8, 9, 126});
  Layer top{2, "top"};
  top.volume.set({0, 0, 0}, {0, 0, 255, 255});
  image.add_layer(top);
  CHECK(txt_of(image) == "-1 2 3 abcdef\n0 0 0 0000ff\n1 0 0 040506\n");
  CHECK(write_txt(image, Limits{}).value().warnings ==
        std::vector<std::string>{"1 voxels with alpha below 127 left out"});
  image.edit_layer(2).is_visible = false;
  CHECK(txt_of(image) == "-1 2 3 abcdef\n0 0 0 010203\n1 0 0 040506\n");
}

TEST_CASE("txt header lines start with a number sign") {
  const Bytes empty = write_txt(Image(), Limits{}).value().bytes;
  const std::string_view text = as_text(empty);
  CHECK(text[0] == '#');
  CHECK(text[text.find('\n') + 1] == '#');
  CHECK(txt_of(Image()).empty());
}

TEST_CASE("the size of a txt file is limited at the bound and not one past it") {
  Image image;
  image.edit_layer(1).volume.set({-2147483647, -2147483647, -2147483647}, {1, 2, 3, 255});
  Limits limits;
  limits.file_bytes = static_cast<std::int64_t>(write_txt(image, limits).value().bytes.size());
  CHECK(write_txt(image, limits).is_ok());
  --limits.file_bytes;
  CHECK(write_txt(image, limits).error().code == ErrorCode::LimitExceeded);
}

TEST_CASE("formats are found by name, alias, extension and path in any case") {
  CHECK(find_format("gox") == FormatId::Gox);
  CHECK(find_format("GoX") == FormatId::Gox);
  CHECK(find_format("text") == FormatId::Txt);
  CHECK(find_format("TXT") == FormatId::Txt);
  CHECK(find_format("MagicaVoxel") == FormatId::Vox);
  CHECK_FALSE(find_format("go"));
  CHECK_FALSE(find_format(""));
  CHECK(format_of_path("a/b.c/model.VOX") == FormatId::Vox);
  CHECK(format_of_path(".gox") == FormatId::Gox);
  CHECK_FALSE(format_of_path("a.gox/model"));
  CHECK_FALSE(format_of_path("gox"));
  CHECK_FALSE(format_of_path("model."));
}

TEST_CASE("every format is found again by its own names") {
  for (const FormatInfo& format : format_infos()) {
    CAPTURE(format.name);
    CHECK(find_format(format.name) == format.id);
    for (const std::string_view alias : format.aliases) CHECK(find_format(alias) == format.id);
    for (const std::string_view extension : format.extensions)
      CHECK(find_format(extension) == format.id);
    CHECK((format.can_read || format.can_write));
  }
}

TEST_CASE("unknown content is refused with the formats that are known") {
  for (const std::string_view content : {"", "GO", "PK\3\4", "gox 2"}) {
    const auto loaded = load(as_bytes(content), Limits{});
    REQUIRE_FALSE(loaded.is_ok());
    CHECK(loaded.error().code == ErrorCode::FormatError);
    CHECK(loaded.error().message ==
          "unknown file content; the formats that can be read are gox, vox");
  }
}

TEST_CASE("what a format cannot do is said by name") {
  CHECK(load({}, FormatId::Txt, Limits{}).error().message ==
        "format txt cannot be read; those that can are gox, vox");
  CHECK(load({}, FormatId::Ply, Limits{}).error().message ==
        "format ply cannot be read; those that can are gox, vox");
}

TEST_CASE("the size of a file to load is limited at the bound and not one past it") {
  const Bytes file = test::gox_file(2, {});
  Limits limits;
  limits.file_bytes = 8;
  CHECK(load(file, limits).is_ok());
  limits.file_bytes = 7;
  CHECK(load(file, limits).error().code == ErrorCode::LimitExceeded);
}

}  // namespace goxel
