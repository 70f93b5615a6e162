#include "bench/load/histogram.hpp"

#include "tests/support/catch.hpp"

#include <limits>
#include <tuple>

using goxel::bench::Histogram;

TEST_CASE("an empty histogram answers with zeros") {
  const Histogram histogram;
  CHECK(histogram.count() == 0);
  CHECK(histogram.max() == 0);
  CHECK(histogram.quantile(0.5) == 0);
}

TEST_CASE("quantiles of values below 256 are exact") {
  Histogram histogram;
  for (std::uint64_t value = 1; value <= 100; ++value) histogram.record(value);
  const auto [share, expected] = GENERATE(table<double, std::uint64_t>(
      {{0, 1}, {0.01, 1}, {0.011, 2}, {0.5, 50}, {0.9, 90}, {0.99, 99}, {0.999, 100}, {1, 100}}));
  CHECK(histogram.count() == 100);
  CHECK(histogram.max() == 100);
  CHECK(histogram.quantile(share) == expected);
}

TEST_CASE("a quantile counts each value as often as it came") {
  Histogram histogram;
  for (int i = 0; i < 98; ++i) histogram.record(7);
  histogram.record(200);
  histogram.record(255);
  CHECK(histogram.quantile(0.98) == 7);
  CHECK(histogram.quantile(0.99) == 200);
  CHECK(histogram.quantile(1) == 255);
}

TEST_CASE("a value above 255 is rounded up to the end of its bucket") {
  // [256, 512) has buckets of 2, [512, 1024) of 4, [2^20, 2^21) of 2^13.
  const auto [value, expected] = GENERATE(table<std::uint64_t, std::uint64_t>({
      {255, 255},
      {256, 257},
      {257, 257},
      {258, 259},
      {511, 511},
      {512, 515},
      {1'000, 1'003},
      {1'048'576, 1'056'767},
  }));
  Histogram histogram;
  histogram.record(value);
  histogram.record(2'000'000);  // so that the maximum does not cut the answer
  CHECK(histogram.quantile(0.5) == expected);
}

TEST_CASE("a quantile never exceeds the largest value") {
  Histogram histogram;
  histogram.record(1'000);
  CHECK(histogram.quantile(0.5) == 1'000);
  CHECK(histogram.max() == 1'000);
}

TEST_CASE("the smallest and the largest values that there are can be counted") {
  Histogram histogram;
  histogram.record(0);
  histogram.record(std::numeric_limits<std::uint64_t>::max());
  CHECK(histogram.count() == 2);
  CHECK(histogram.quantile(0.5) == 0);
  CHECK(histogram.quantile(1) == std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("a merged histogram holds the values of both") {
  Histogram low;
  for (int i = 0; i < 3; ++i) low.record(10);
  Histogram high;
  high.record(100);
  low.merge(high);
  CHECK(low.count() == 4);
  CHECK(low.max() == 100);
  CHECK(low.quantile(0.75) == 10);
  CHECK(low.quantile(0.76) == 100);
  CHECK(high.count() == 1);
}
