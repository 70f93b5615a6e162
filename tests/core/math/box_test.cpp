#include "core/math/box.hpp"

#include "core/math/mat4.hpp"
#include "core/math/trig.hpp"
#include "tests/support/catch.hpp"

#include <limits>

namespace goxel {

TEST_CASE("a box is half-open") {
  const IBox box{{0, 0, 0}, {2, 1, 1}};
  CHECK(box.contains(IVec3{1, 0, 0}));
  CHECK_FALSE(box.contains(IVec3{2, 0, 0}));
  CHECK(IBox::inclusive({0, 0, 0}, {1, 0, 0}) == box);
  CHECK(IBox{{0, 0, 0}, {0, 5, 5}}.is_empty());
}

TEST_CASE("the number of voxels in a box saturates") {
  CHECK(voxel_volume({{0, 0, 0}, {2, 3, 4}}) == 24);
  CHECK(voxel_volume({{0, 0, 0}, {0, 3, 4}}) == 0);
  CHECK(voxel_volume(IBox::everything()) == std::numeric_limits<std::int64_t>::max());
  CHECK(voxel_volume({{0, 0, 0}, {std::int64_t{1} << 31, std::int64_t{1} << 31, 1}}) ==
        std::int64_t{1} << 62);
}

TEST_CASE("an inclusive box may end at the last coordinate") {
  constexpr auto kMax = std::numeric_limits<std::int32_t>::max();
  CHECK(IBox::inclusive({kMax, kMax, kMax}, {kMax, kMax, kMax}).size() == LVec3{1, 1, 1});
}

TEST_CASE("a box survives the way through its matrix") {
  const IBox box{{-16, -16, 0}, {16, 17, 33}};
  CHECK(box_of_matrix(matrix_of_box(box)) == box);
  Mat4 none;
  none.m[15] = 0;
  CHECK_FALSE(box_of_matrix(none).has_value());
  Mat4 infinite;
  infinite.m[12] = std::numeric_limits<float>::infinity();
  CHECK_FALSE(box_of_matrix(infinite).has_value());
}

TEST_CASE("an affine inverse undoes its matrix, and a singular matrix has none") {
  Mat4 m = Mat4::translation({10, -20, 30});
  m.set_column(0, {0, 2, 0});
  m.set_column(1, {-2, 0, 0});
  const auto inverse = affine_inverse(m);
  REQUIRE(inverse);
  CHECK(*inverse * m == Mat4::identity());
  m.set_column(2, {0, 0, 0});
  CHECK_FALSE(affine_inverse(m));
}

TEST_CASE("sine and cosine have their known values") {
  CHECK(sine(0) == 0);
  CHECK(cosine(0) == 1);
  CHECK(sine(kPi / 6) == Approx(0.5).epsilon(1e-15));
  CHECK(cosine(kPi / 3) == Approx(0.5).epsilon(1e-15));
  CHECK(sine(kPi / 2) == 1);
  CHECK(cosine(1000) == Approx(0.56237907629070275).epsilon(1e-14));
  CHECK(sine(-100000) == Approx(-0.03574879797201651).epsilon(1e-12));
}

}  // namespace goxel
