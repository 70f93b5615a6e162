#include "daemon/metrics/histogram.hpp"

#include "tests/support/catch.hpp"

#include <cstdint>
#include <memory>
#include <tuple>

namespace goxel::metrics {

TEST_CASE("durations fall into buckets whose ends belong to them") {
  using Row = std::tuple<std::uint64_t, std::size_t, std::uint64_t>;
  // Above 32 ns a power of two has 16 buckets: 33..64 in steps of 2, 513..1024 in steps of 32.
  const auto [ns, index, upper] = GENERATE(table<std::uint64_t, std::size_t, std::uint64_t>(
      {Row{0, 0, 1}, Row{1, 0, 1}, Row{2, 1, 2}, Row{32, 31, 32}, Row{33, 32, 34}, Row{34, 32, 34},
       Row{35, 33, 36}, Row{64, 47, 64}, Row{65, 48, 68}, Row{992, 110, 992}, Row{993, 111, 1'024},
       Row{1'024, 111, 1'024}, Row{1'025, 112, 1'088}, Row{1ULL << 40, 591, 1ULL << 40}}));
  CHECK(Buckets::index_of(ns) == index);
  CHECK(Buckets::upper_ns(index) == upper);
}

TEST_CASE("what is longer than any bucket counts in the last one") {
  CHECK(Buckets::index_of((1ULL << 40) + 1) == Buckets::kCount - 1);
  CHECK(Buckets::index_of(~0ULL) == Buckets::kCount - 1);
  Histogram histogram;
  histogram.record(1ULL << 50);
  Distribution all;
  all.add(histogram);
  CHECK(all.quantile_ns(0.5) == 1ULL << 50);
}

TEST_CASE("quantiles are the ends of the buckets that they fall into") {
  const auto histogram = std::make_unique<Histogram>();
  for (std::uint64_t us = 1; us <= 100; ++us) histogram->record(us * 1'000);
  Distribution all;
  all.add(*histogram);
  CHECK(all.count() == 100);
  CHECK(all.sum_ns() == 5'050'000);
  CHECK(all.max_ns() == 100'000);
  CHECK(all.quantile_ns(0.5) == 51'200);    // of 50,000: 49,152 to 51,200
  CHECK(all.quantile_ns(0.9) == 90'112);    // of 90,000: 86,016 to 90,112
  CHECK(all.quantile_ns(0.99) == 100'000);  // of 99,000: up to 102,400, and so the largest
  CHECK(all.quantile_ns(0.999) == 100'000);
  CHECK(all.quantile_ns(0) == 1'024);  // of 1,000: 992 to 1,024
  CHECK(all.quantile_ns(1) == 100'000);
}

TEST_CASE("a count up to a bucket's end is exact") {
  Histogram histogram;
  for (const std::uint64_t ns : {1ULL, 1'023ULL, 1'024ULL, 1'025ULL, 4'096ULL, 4'097ULL})
    histogram.record(ns);
  Distribution all;
  all.add(histogram);
  CHECK(all.count_up_to(1'024) == 3);
  CHECK(all.count_up_to(4'096) == 5);
  CHECK(all.count_up_to(1ULL << 34) == 6);
}

TEST_CASE("histograms add up, and an empty one has no quantile but 0") {
  Histogram first;
  Histogram second;
  first.record(10);
  second.record(20);
  second.record(30);
  Distribution all;
  CHECK(all.quantile_ns(0.5) == 0);
  all.add(first);
  all.add(second);
  CHECK(all.count() == 3);
  CHECK(all.sum_ns() == 60);
  CHECK(all.max_ns() == 30);
  CHECK(all.quantile_ns(0.5) == 20);
}

}  // namespace goxel::metrics
