#include "bench/load/statistics.hpp"

#include "tests/support/catch.hpp"

using goxel::bench::median;
using goxel::bench::median_absolute_deviation;

TEST_CASE("the median is the middle value, or the mean of the two in the middle") {
  CHECK(median({}) == 0);
  CHECK(median({4}) == 4);
  CHECK(median({9, 1, 5}) == 5);
  CHECK(median({4, 1, 3, 100}) == 3.5);
}

TEST_CASE("one odd run does not move the median absolute deviation") {
  // Distances from 3: 2 1 0 1 97.
  CHECK(median_absolute_deviation({1, 2, 3, 4, 100}) == 1);
  CHECK(median_absolute_deviation({5, 5, 5}) == 0);
}
