#include "core/math/srgb.hpp"

#include "tests/support/catch.hpp"

using goxel::kSrgb;
using goxel::srgb_to_linear;

TEST_CASE("srgb_to_linear agrees with values worked out from the standard's formula") {
  CHECK(srgb_to_linear(0) == 0);
  CHECK(srgb_to_linear(1) == Approx(1).epsilon(1e-14));
  CHECK(srgb_to_linear(188 / 255.0) == Approx(0.502886).epsilon(1e-5));
  CHECK(srgb_to_linear(0.5) == Approx(0.21404114048223255).epsilon(1e-12));
  CHECK(srgb_to_linear(10 / 255.0) == Approx(10 / 255.0 / 12.92).epsilon(1e-14));
}

TEST_CASE("every 8-bit sRGB value survives the way to linear light and back") {
  for (int i = 0; i < 256; ++i) {
    const auto code = static_cast<std::uint8_t>(i);
    CHECK(kSrgb.encode(kSrgb.to_linear(code)) == code);
  }
}

TEST_CASE("encode clamps what is outside 0..1 and takes the nearest code") {
  CHECK(kSrgb.encode(-1.0F) == 0);
  CHECK(kSrgb.encode(7.0F) == 255);
  CHECK(kSrgb.encode(0.5F) == 188);
  // Half way between codes 0 and 1 lies 0.5 / 255 / 12.92 = 0.00015176.
  CHECK(kSrgb.encode(0.000151F) == 0);
  CHECK(kSrgb.encode(0.000152F) == 1);
}
