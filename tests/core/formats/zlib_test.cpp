#include "core/formats/zlib.hpp"

#include "tests/support/catch.hpp"

#include <string>

namespace goxel {

namespace {

/// "voxel " four times, as Python's zlib writes it.
const Bytes kStream{0x78, 0x9C, 0x2B, 0xCB, 0xAF, 0x48, 0xCD, 0x51,
                    0x28, 0xC3, 0x20, 0x01, 0x76, 0xE8, 0x09, 0x39};
const std::string kContent = "voxel voxel voxel voxel ";

}  // namespace

TEST_CASE("a zlib stream of another program gives what it holds, up to the bound") {
  const auto exact = inflate_zlib(kStream, kContent.size());
  REQUIRE(exact);
  CHECK(as_text(*exact) == kContent);
  const auto over = inflate_zlib(kStream, kContent.size() - 1);
  REQUIRE_FALSE(over);
  CHECK(over.error().code == ErrorCode::LimitExceeded);
  CHECK(over.error().message == "the zlib stream holds more than 23 bytes");
}

TEST_CASE("what is not one whole zlib stream is refused") {
  for (std::size_t size = 0; size < kStream.size(); ++size) {
    CAPTURE(size);
    const auto cut = inflate_zlib(ByteView(kStream).first(size), 1000);
    REQUIRE_FALSE(cut);
    CHECK(cut.error().code == ErrorCode::InvalidParams);
  }
  Bytes longer = kStream;
  longer.push_back(0);
  CHECK(inflate_zlib(longer, 1000).error().message == "the zlib stream has bytes after its end");
  Bytes damaged = kStream;
  damaged.back() ^= 1;  // the checksum
  CHECK(inflate_zlib(damaged, 1000).error().message == "the zlib stream is damaged or cut off");
}

TEST_CASE("a stream that holds a thousand times its size ends at the bound") {
  // Python's zlib.compress(bytes(100000), 9): 120 bytes, of which the middle is zeros.
  Bytes bomb{0x78, 0xDA, 0xED, 0xC1, 0x31, 0x01, 0x00, 0x00, 0x00,
             0xC2, 0xA0, 0xF5, 0x4F, 0x6D, 0x0D, 0x0F, 0xA0};
  bomb.resize(113);
  for (const int byte : {0x80, 0x57, 0x03, 0x86, 0xAF, 0x00, 0x01})
    bomb.push_back(static_cast<std::uint8_t>(byte));
  REQUIRE(bomb.size() == 120);
  const auto all = inflate_zlib(bomb, 100'000);
  REQUIRE(all);
  CHECK(*all == Bytes(100'000));
  CHECK(inflate_zlib(bomb, 99'999).error().code == ErrorCode::LimitExceeded);
  CHECK(inflate_zlib(bomb, 1).error().code == ErrorCode::LimitExceeded);
}

}  // namespace goxel
