#pragma once

#include "bench/load/soak/observer.hpp"
#include "bench/load/soak/soak_options.hpp"
#include "bench/load/soak/soak_tally.hpp"
#include "bench/load/soak/verdict.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace goxel::bench {

/// All that a soak found out.
struct SoakReport {
  double duration_s = 0;
  std::vector<Sample> samples;
  std::vector<std::string> probe_failures;  ///< the first of them
  SoakTally::Totals totals;
  Verdict verdict;
};

/// The heading of the table that print_row() continues.
void print_heading(std::ostream& out);
/// One line about the samples from `begin` on, of which there must be one.
void print_row(std::ostream& out, const std::vector<Sample>& samples, std::size_t begin);

/// For people: what was done, what went wrong, and the verdict.
void print(std::ostream& out, const SoakReport& report);
/// One JSON text with every figure of every second.
std::string to_json(const SoakOptions& options, const SoakReport& report);
/// Latency of the probe, resident memory, descriptors and sessions over time.
std::string to_svg(const SoakOptions& options, const SoakReport& report);

}  // namespace goxel::bench
