#include "bench/load/soak/verdict.hpp"

#include "bench/load/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace goxel::bench {

namespace {

constexpr double kResidentSlack_mib = 2;
constexpr double kDescriptorSlack = 4;
constexpr double kSessionSlack = 4;

/// Of the known ones of values [begin, end); NaN when there is none.
double known_median(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  std::vector<double> known;
  for (std::size_t i = begin; i < end; ++i)
    if (!std::isnan(values[i])) known.push_back(values[i]);
  return known.empty() ? std::numeric_limits<double>::quiet_NaN() : median(std::move(known));
}

}  // namespace

double load_growth(const std::vector<Sample>& samples) {
  const std::size_t third = samples.size() / 3;
  if (third == 0) return 1;
  const auto requests = [&samples, third](std::size_t begin) {
    return static_cast<double>(samples[begin + third - 1].requests - samples[begin].requests);
  };
  const double middle = requests(third);
  return middle > 0 ? std::max(1.0, requests(2 * third) / middle) : 1;
}

Flatness judge(std::string_view what, const std::vector<double>& values, double slack,
               double duration_s, double expected_growth) {
  Flatness flatness;
  flatness.what = what;
  const std::size_t third = values.size() / 3;
  flatness.middle = known_median(values, third, 2 * third);
  flatness.last = known_median(values, 2 * third, values.size());
  const double expected = flatness.middle * expected_growth;
  flatness.allowed = std::max(expected * (1 + kGrowth), expected + slack);
  flatness.is_judged =
      duration_s >= kShortestJudged_s && !std::isnan(flatness.middle) && !std::isnan(flatness.last);
  return flatness;
}

double Verdict::availability() const {
  if (probes == 0) return 0;
  return 100 * static_cast<double>(answered) / static_cast<double>(probes);
}

bool Verdict::is_well() const {
  return probes > 0 && answered == probes && errors == 0 &&
         std::all_of(figures.begin(), figures.end(),
                     [](const Flatness& figure) { return figure.is_flat(); });
}

std::vector<double> each(const std::vector<Sample>& samples, double Sample::*figure) {
  std::vector<double> values;
  values.reserve(samples.size());
  for (const Sample& sample : samples) values.push_back(sample.*figure);
  return values;
}

Verdict judge(const std::vector<Sample>& samples, std::uint64_t errors, double duration_s) {
  Verdict verdict;
  verdict.probes = samples.size();
  verdict.answered = static_cast<std::uint64_t>(
      std::count_if(samples.begin(), samples.end(),
                    [](const Sample& sample) { return !std::isnan(sample.probe_ms); }));
  verdict.errors = errors;
  verdict.figures = {
      judge("resident memory, MiB", each(samples, &Sample::resident_mib), kResidentSlack_mib,
            duration_s),
      judge("open descriptors", each(samples, &Sample::descriptors), kDescriptorSlack, duration_s),
      // How many rest on disk until they expire is a matter of how many were left.
      judge("sessions", each(samples, &Sample::sessions), kSessionSlack, duration_s,
            load_growth(samples))};
  return verdict;
}

}  // namespace goxel::bench
