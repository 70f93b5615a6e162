#pragma once

#include "bench/load/soak/observer.hpp"

#include <string_view>
#include <vector>

namespace goxel::bench {

/// Whether a figure grew over a run. The first third of the run is for caches and pools to fill.
struct Flatness {
  std::string_view what;
  double middle = 0;       ///< median of the second third; NaN when it is not known
  double last = 0;         ///< median of the last third; NaN when it is not known
  double allowed = 0;      ///< the most that `last` may be
  bool is_judged = false;  ///< not when the run was short, or the figure is not known
  bool is_flat() const { return !is_judged || last <= allowed; }
};

/// 5 %.
inline constexpr double kGrowth = 0.05;
/// In shorter runs nothing is said about growth.
inline constexpr double kShortestJudged_s = 300;

/// `values`, one a second, evenly over `duration_s`; NaN where it is not known. `slack`: growth
/// that is always allowed, in the figure's unit. `expected_growth`: what the second third is
/// multiplied by before.
Flatness judge(std::string_view what, const std::vector<double>& values, double slack,
               double duration_s, double expected_growth = 1);

/// Requests in the last third of the run to those in the second, at least 1: how much more was
/// asked, on a machine that had more time for it.
double load_growth(const std::vector<Sample>& samples);

/// What a soak is judged by.
struct Verdict {
  std::uint64_t probes = 0;
  std::uint64_t answered = 0;  ///< of them, in time
  std::uint64_t errors = 0;
  std::vector<Flatness> figures;  ///< resident memory, descriptors, sessions

  /// In percent; 100 is only all of them.
  double availability() const;
  bool is_well() const;
};

Verdict judge(const std::vector<Sample>& samples, std::uint64_t errors, double duration_s);

/// One figure of all samples.
std::vector<double> each(const std::vector<Sample>& samples, double Sample::*figure);

}  // namespace goxel::bench
