#pragma once

#include <vector>

namespace goxel::bench {

/// The middle value, or the mean of the two in the middle; 0 of none.
double median(std::vector<double> values);
/// Median of the absolute distances from the median: a spread that one odd run does not move.
double median_absolute_deviation(const std::vector<double>& values);

}  // namespace goxel::bench
