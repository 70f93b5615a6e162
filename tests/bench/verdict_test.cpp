#include "bench/load/soak/verdict.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <limits>
#include <vector>

using goxel::bench::Flatness;
using goxel::bench::judge;
using goxel::bench::load_growth;
using goxel::bench::Sample;
using goxel::bench::Verdict;

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// As many values in each third.
std::vector<double> thirds(double first, double middle, double last) {
  std::vector<double> values(100, first);
  values.insert(values.end(), 100, middle);
  values.insert(values.end(), 100, last);
  return values;
}

std::vector<Sample> samples_of(std::size_t count) {
  Sample sample;
  sample.probe_ms = 1;
  sample.resident_mib = 50;
  sample.descriptors = 40;
  sample.sessions = 30;
  return std::vector<Sample>(count, sample);
}

}  // namespace

TEST_CASE("a figure is flat up to 5 % above its second third, or its slack") {
  const auto [first, middle, last, slack, is_flat] =
      GENERATE(table<double, double, double, double, bool>({
          {0, 100, 105, 0, true},
          {0, 100, 105.1, 0, false},
          {0, 100, 110, 10, true},
          {0, 100, 110.1, 10, false},
          {0, 100, 50, 0, true},  // what shrinks is well
          {0, 10, 10, 0, true},   // the first third does not count
          {99, 10, 10, 0, true},
      }));
  const Flatness flatness = judge("it", thirds(first, middle, last), slack, 300);
  CHECK(flatness.is_judged);
  CHECK(flatness.middle == middle);
  CHECK(flatness.last == last);
  CHECK(flatness.is_flat() == is_flat);
}

TEST_CASE("growth is not judged in a run below 5 minutes, nor of a figure that is not known") {
  CHECK_FALSE(judge("it", thirds(1, 1, 99), 0, 299.9).is_judged);
  CHECK(judge("it", thirds(1, 1, 99), 0, 299.9).is_flat());
  CHECK_FALSE(judge("it", thirds(1, 1, kUnknown), 0, 300).is_judged);
  CHECK_FALSE(judge("it", thirds(1, kUnknown, 1), 0, 300).is_judged);
  CHECK_FALSE(judge("it", {}, 0, 300).is_judged);
}

TEST_CASE("single values that are not known are left out, and single peaks do not count") {
  std::vector<double> values = thirds(1, 1, 1);
  values[150] = kUnknown;
  values[250] = kUnknown;
  values[260] = 1000;
  const Flatness flatness = judge("it", values, 0, 300);
  CHECK(flatness.is_judged);
  CHECK(flatness.is_flat());
}

TEST_CASE("a verdict is well with every probe answered, no error, and nothing that grows") {
  CHECK(judge(samples_of(300), 0, 300).is_well());
  CHECK(judge(samples_of(300), 0, 300).availability() == 100);
  CHECK_FALSE(judge(samples_of(300), 1, 300).is_well());
  CHECK_FALSE(judge({}, 0, 300).is_well());
}

TEST_CASE("one probe that was not answered in time makes a verdict bad") {
  std::vector<Sample> samples = samples_of(400);
  samples[7].probe_ms = kUnknown;
  const Verdict verdict = judge(samples, 0, 400);
  CHECK_FALSE(verdict.is_well());
  CHECK(verdict.answered == 399);
  CHECK(verdict.availability() == 99.75);
}

TEST_CASE("sessions may grow as the requests do, and nothing else may") {
  std::vector<Sample> samples = samples_of(300);
  // 10 requests a second in the second third, 20 in the last.
  for (std::size_t i = 0; i < 300; ++i)
    samples[i].requests = i < 200 ? 10 * i : 2000 + 20 * (i - 200);
  CHECK(load_growth(samples) == Approx(2));
  for (std::size_t i = 200; i < 300; ++i) samples[i].sessions = 63;  // of 30: twice and 5 %
  CHECK(judge(samples, 0, 300).is_well());
  for (std::size_t i = 200; i < 300; ++i) samples[i].sessions = 65;
  CHECK_FALSE(judge(samples, 0, 300).is_well());
  for (std::size_t i = 200; i < 300; ++i) samples[i].sessions = 30, samples[i].resident_mib = 60;
  CHECK_FALSE(judge(samples, 0, 300).is_well());
}

TEST_CASE("fewer requests, or too few samples to tell, ask for no fewer sessions") {
  std::vector<Sample> samples = samples_of(300);
  for (std::size_t i = 0; i < 300; ++i) samples[i].requests = std::min<std::uint64_t>(i, 200);
  CHECK(load_growth(samples) == 1);
  CHECK(load_growth({}) == 1);
  CHECK(load_growth(samples_of(3)) == 1);
}

TEST_CASE("memory, descriptors and sessions are judged each by itself") {
  const auto figure = GENERATE(&Sample::resident_mib, &Sample::descriptors, &Sample::sessions);
  std::vector<Sample> samples = samples_of(300);
  for (std::size_t i = 200; i < 300; ++i) samples[i].*figure *= 1.5;
  CHECK_FALSE(judge(samples, 0, 300).is_well());
}
