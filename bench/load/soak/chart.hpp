#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goxel::bench {

/// One line of a panel.
struct Series {
  std::string name;
  std::string_view color;      ///< as SVG writes it
  std::vector<double> values;  ///< evenly over the chart's time; NaN leaves a gap
};

/// One graph of a chart, with an axis of its own from 0, or logarithmic from a power of ten.
struct Panel {
  std::string title;  ///< with the unit
  bool is_logarithmic = false;
  std::vector<Series> series;
  std::vector<double> marks_s;  ///< times that are marked in red
};

/// Graphs one below the other over the same time.
struct Chart {
  std::string title;
  std::string subtitle;
  double duration_s = 0;
  std::vector<Panel> panels;
};

/// An SVG document of its own: no script, no font, no link. Long series are drawn as the smallest
/// and largest value of each column of about two pixels, so that no peak is lost.
std::string to_svg(const Chart& chart);

/// Multiples, from 0, of the roundest step (1, 2 or 5 times a power of ten) that takes at most
/// `most` steps, 2 or more, to reach `limit` or pass it.
std::vector<double> ticks(double limit, int most);

/// `value` with at most three decimals, without zeros at its end.
std::string decimal(double value);

}  // namespace goxel::bench
