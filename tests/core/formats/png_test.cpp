#include "core/formats/png.hpp"

#include "tests/support/catch.hpp"

#include <random>

namespace goxel {

namespace {

/// Zlib streams in stored (uncompressed) blocks and all checksums can be made by hand, so these
/// build any PNG.
std::uint32_t crc32(ByteView bytes) {
  std::uint32_t crc = ~0U;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xEDB88320U & (0U - (crc & 1U)));
  }
  return ~crc;
}

void append_big_endian(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append_chunk(Bytes& out, std::string_view type, const Bytes& content) {
  append_big_endian(out, static_cast<std::uint32_t>(content.size()));
  Bytes checked(type.begin(), type.end());
  checked.insert(checked.end(), content.begin(), content.end());
  out.insert(out.end(), checked.begin(), checked.end());
  append_big_endian(out, crc32(checked));
}

Bytes stored_zlib(const Bytes& raw) {
  REQUIRE(raw.size() < 65536);
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const std::uint8_t byte : raw) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  const auto low = static_cast<std::uint8_t>(raw.size());
  const auto high = static_cast<std::uint8_t>(raw.size() >> 8);
  Bytes out = {
      0x78, 0x01, 1, low, high, static_cast<std::uint8_t>(~low), static_cast<std::uint8_t>(~high)};
  out.insert(out.end(), raw.begin(), raw.end());
  append_big_endian(out, b << 16 | a);
  return out;
}

struct Header {
  std::uint32_t width;
  std::uint32_t height;
  std::uint8_t depth;
  std::uint8_t color_type;
};

struct Chunk {
  std::string_view type;
  Bytes content;
};

Bytes make_png(const Header& header, const std::vector<Chunk>& extra, const Bytes& rows) {
  Bytes out = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  Bytes content;
  append_big_endian(content, header.width);
  append_big_endian(content, header.height);
  content.insert(content.end(), {header.depth, header.color_type, 0, 0, 0});
  append_chunk(out, "IHDR", content);
  for (const Chunk& chunk : extra) append_chunk(out, chunk.type, chunk.content);
  append_chunk(out, "IDAT", stored_zlib(rows));
  append_chunk(out, "IEND", {});
  return out;
}

Picture noise(std::int32_t width, std::int32_t height, int min_alpha, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto byte = [&] { return static_cast<std::uint8_t>(random() >> 24); };
  Picture picture{width, height, {}};
  picture.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (Rgba& pixel : picture.pixels) {
    pixel = {byte(), byte(), byte(), static_cast<std::uint8_t>(std::max<int>(byte(), min_alpha))};
  }
  return picture;
}

}  // namespace

TEST_CASE("a png of every colour type decodes to 8-bit rgba") {
  const Limits limits;
  SECTION("grey of one bit a pixel") {
    const Picture picture = read_png(make_png({3, 1, 1, 0}, {}, {0, 0b10100000}), limits).value();
    CHECK(picture.pixels ==
          std::vector<Rgba>{{255, 255, 255, 255}, {0, 0, 0, 255}, {255, 255, 255, 255}});
  }
  SECTION("palette with one transparent entry") {
    const Bytes png =
        make_png({2, 1, 8, 3}, {{"PLTE", {1, 2, 3, 4, 5, 6}}, {"tRNS", {0}}}, {0, 0, 1});
    CHECK(read_png(png, limits).value().pixels == std::vector<Rgba>{{1, 2, 3, 0}, {4, 5, 6, 255}});
  }
  SECTION("rgb") {
    const Bytes png = make_png({1, 2, 8, 2}, {}, {0, 9, 8, 7, 0, 6, 5, 4});
    CHECK(read_png(png, limits).value().pixels ==
          std::vector<Rgba>{{9, 8, 7, 255}, {6, 5, 4, 255}});
  }
  SECTION("grey with alpha") {
    const Bytes png = make_png({1, 1, 8, 4}, {}, {0, 77, 12});
    CHECK(read_png(png, limits).value().pixels == std::vector<Rgba>{{77, 77, 77, 12}});
  }
  SECTION("16 bits a channel, rounded") {
    const Bytes png = make_png({1, 1, 16, 6}, {}, {0, 0x12, 0x34, 0x80, 0xFF, 0xFF, 0xFF, 0, 0});
    CHECK(read_png(png, limits).value().pixels == std::vector<Rgba>{{0x12, 0x80, 255, 0}});
  }
}

TEST_CASE("a gamma chunk does not change the colours of a png") {
  const Bytes png = make_png({1, 1, 8, 6}, {{"gAMA", {0, 1, 0x86, 0xA0}}}, {0, 10, 20, 30, 40});
  CHECK(read_png(png, Limits{}).value().pixels == std::vector<Rgba>{{10, 20, 30, 40}});
}

TEST_CASE("pictures survive being written as png and read again") {
  const std::uint32_t seed = GENERATE(1U, 2U, 3U);
  CAPTURE(seed);
  const auto size = GENERATE(PngSize{1, 1}, PngSize{3, 2}, PngSize{64, 64}, PngSize{257, 5});
  const int min_alpha = GENERATE(0, 255);
  const auto filters = GENERATE(PngFilters::PerRow, PngFilters::None);
  const Picture picture = noise(size.width, size.height, min_alpha, seed);
  const Bytes png = write_png(picture, {PngChannels::Smallest, filters, 1});
  CHECK(png[25] == (min_alpha == 255 ? 2 : 6));  // the colour type
  CHECK(read_png(png, Limits{}).value() == picture);
  CHECK(write_png(picture, {PngChannels::Smallest, filters, 1}) == png);
}

TEST_CASE("an opaque picture is written with alpha when that is asked for") {
  const Bytes png = write_png({1, 1, {{1, 2, 3, 255}}}, {PngChannels::Rgba, PngFilters::None, 1});
  CHECK(png[25] == 6);
}

TEST_CASE("a png writer gives the same bytes whatever it wrote before") {
  const Picture first = noise(20, 20, 0, 4);
  const Picture second = noise(7, 9, 0, 5);
  PngWriter writer;
  (void)writer.write(first.pixels, {20, 20});
  CHECK(writer.write(second.pixels, {7, 9}) == write_png(second));
}

TEST_CASE("a png of another size than required is refused before it is decoded") {
  const Bytes png = write_png(noise(63, 64, 0, 6));
  const auto result = read_png(png, PngSize{64, 64});
  REQUIRE_FALSE(result.is_ok());
  CHECK(result.error().code == ErrorCode::FormatError);
  CHECK(result.error().message == "png: the picture has 63 x 64 pixels where 64 x 64 are required");
}

TEST_CASE("png limits hold at the bound and not one past it") {
  Limits limits;
  const Bytes png = write_png(noise(20, 10, 0, 7));
  limits.picture_side = 20;
  limits.picture_pixels = 200;
  CHECK(read_png(png, limits).is_ok());
  limits.picture_side = 19;
  CHECK(read_png(png, limits).error().code == ErrorCode::LimitExceeded);
  limits.picture_side = 20;
  limits.picture_pixels = 199;
  CHECK(read_png(png, limits).error().code == ErrorCode::LimitExceeded);
}

TEST_CASE("a short png that claims a large picture is refused without memory for it") {
  const Bytes png = make_png({8192, 8192, 8, 6}, {}, {0});
  const auto result = read_png(png, Limits{});
  REQUIRE_FALSE(result.is_ok());
  CHECK(result.error().message == "png: 69 bytes cannot hold 8192 x 8192 pixels");
}

TEST_CASE("every truncation and every single damaged byte of a png is an error or harmless") {
  const Bytes png = write_png(noise(9, 9, 0, 8));
  for (std::size_t size = 0; size < png.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(read_png(ByteView(png).first(size), Limits{}).is_ok());
  }
  for (std::size_t at = 0; at < png.size(); ++at) {
    Bytes damaged = png;
    damaged[at] ^= 0x55;
    (void)read_png(damaged, Limits{});  // Any answer will do; the sanitizers watch how it is found.
  }
}

}  // namespace goxel
