#pragma once

#include "bench/load/load.hpp"
#include "bench/load/options.hpp"

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::bench {

/// Which side had a thread that was busy at least 95 % of the time: "server", "generator", "both",
/// or "neither", when waiting for one another is what takes the time.
std::string_view bound_by(const Measurement& measured);

/// One run, for people or, with options.is_json, as one line of JSON. `earlier` is the text of an
/// earlier run's JSON to show the ratios to; empty: none. Fails, having printed nothing, when that
/// cannot be compared.
Result<void> print(std::ostream& out, const Options& options, const Measurement& measured,
                   std::string_view earlier);

/// Runs of A and B in turn: a[i] was measured just before b[i]. Both have the same length.
struct Comparison {
  std::vector<Measurement> a;
  std::vector<Measurement> b;
};
void print(std::ostream& out, const Options& options, const Comparison& compared);

}  // namespace goxel::bench
