#include "bench/load/soak/chart.hpp"

#include "tests/support/catch.hpp"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>

#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using goxel::bench::Chart;
using goxel::bench::decimal;
using goxel::bench::Panel;
using goxel::bench::Series;
using goxel::bench::ticks;
using goxel::bench::to_svg;

namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

Chart chart_of(std::vector<double> values, bool is_logarithmic = false) {
  Panel panel;
  panel.title = "memory, MiB";
  panel.is_logarithmic = is_logarithmic;
  panel.series.push_back(Series{"all", "#000000", std::move(values)});
  Chart chart;
  chart.title = "a < b & c > d";
  chart.duration_s = 60;
  chart.panels.push_back(std::move(panel));
  return chart;
}

/// How often each kind of element is there; throws when it is no XML.
std::map<std::string, int> elements_of(const std::string& svg) {
  std::istringstream stream(svg);
  boost::property_tree::ptree tree;
  boost::property_tree::read_xml(stream, tree);
  std::map<std::string, int> counts;
  for (const auto& [name, child] : tree.get_child("svg")) ++counts[name];
  return counts;
}

bool has_text(const std::string& svg, const std::string& text) {
  return svg.find('>' + text + '<') != std::string::npos;
}

}  // namespace

TEST_CASE("a chart is well-formed whatever its values and names are") {
  const auto values = GENERATE(std::vector<double>{}, std::vector<double>{0},
                               std::vector<double>{kGap, kGap}, std::vector<double>{1e-9, 1e12},
                               std::vector<double>(100'000, 3.0), std::vector<double>{5, kGap, 7});
  const bool is_logarithmic = GENERATE(false, true);
  const std::string svg = to_svg(chart_of(values, is_logarithmic));
  CHECK(elements_of(svg)["text"] > 5);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
  CHECK(has_text(svg, "a &lt; b &amp; c &gt; d"));
  CHECK(svg.size() < 60'000);
}

TEST_CASE("a gap cuts the line of a series, and a lonely value is a dot") {
  auto counts = elements_of(to_svg(chart_of({1, 2, kGap, 3, 4, kGap, 5})));
  CHECK(counts["polyline"] == 2);
  CHECK(counts["circle"] == 1);
}

TEST_CASE("axes tell their units and rise to the largest value") {
  const std::string svg = to_svg(chart_of({0, 37}));
  CHECK(has_text(svg, "memory, MiB"));
  CHECK(has_text(svg, "time, seconds"));
  CHECK(has_text(svg, "40"));
  CHECK(has_text(svg, "60"));
  Chart hours = chart_of({1});
  hours.duration_s = 24 * 3600;
  CHECK(has_text(to_svg(hours), "time, hours"));
  CHECK(has_text(to_svg(hours), "20"));
  CHECK_FALSE(has_text(to_svg(hours), "25"));  // it is beyond the end
}

TEST_CASE("a logarithmic axis has a line at each power of ten around the values") {
  const std::string svg = to_svg(chart_of({0.2, 30}, true));
  for (const char* const power : {"0.1", "1", "10", "100"}) CHECK(has_text(svg, power));
}

TEST_CASE("one peak among many values is drawn") {
  std::vector<double> values(50'000, 1.0);
  values[31'234] = 1000;
  // The panel is 130 pixels high and begins at 64: only the peak reaches the upper edge.
  CHECK(to_svg(chart_of(values)).find(",64 ") != std::string::npos);
  CHECK(to_svg(chart_of(std::vector<double>(50'000, 1.0))).find(",64 ") != std::string::npos);
  values[31'234] = 1;
  values[0] = 990;  // the axis ends at 1000
  CHECK(to_svg(chart_of(values)).find(",64 ") == std::string::npos);
}

TEST_CASE("ticks are round and reach the limit") {
  const auto [limit, most, expected] = GENERATE(table<double, int, std::string>({
      {10, 5, "0 2 4 6 8 10"},
      {11, 5, "0 5 10 15"},
      {1, 5, "0 0.2 0.4 0.6 0.8 1"},
      {30, 10, "0 5 10 15 20 25 30"},
      {51, 5, "0 20 40 60"},
      {2, 2, "0 1 2"},
  }));
  std::string found;
  for (const double tick : ticks(limit, most)) found += (found.empty() ? "" : " ") + decimal(tick);
  CHECK(found == expected);
}

TEST_CASE("decimals have no zeros at their end") {
  CHECK(decimal(0) == "0");
  CHECK(decimal(-0.0001) == "0");
  CHECK(decimal(12) == "12");
  CHECK(decimal(12.5) == "12.5");
  CHECK(decimal(100) == "100");
  CHECK(decimal(0.12345) == "0.123");
}
