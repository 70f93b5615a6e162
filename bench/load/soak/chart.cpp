#include "bench/load/soak/chart.hpp"

#include "core/base/str_cat.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace goxel::bench {

namespace {

// All in pixels of the document's own size.
constexpr double kWidth = 960;
constexpr double kLeft = 70;
constexpr double kRight = 20;
constexpr double kTop = 64;
constexpr double kPanelHeight = 130;
constexpr double kPanelGap = 44;
constexpr double kBottom = 50;
constexpr double kPlotWidth = kWidth - kLeft - kRight;
constexpr std::size_t kColumns = 420;
constexpr int kTimeTicks = 10;
constexpr int kValueTicks = 5;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

/// Where a value stands between the lower end (0) and the upper end (1) of its axis.
class Axis {
 public:
  explicit Axis(const Panel& panel) : is_logarithmic_(panel.is_logarithmic) {
    double smallest = std::numeric_limits<double>::infinity();
    double largest = 0;
    for (const Series& series : panel.series) {
      for (const double value : series.values) {
        if (std::isnan(value)) continue;
        largest = std::max(largest, value);
        if (value > 0) smallest = std::min(smallest, value);
      }
    }
    if (is_logarithmic_) {
      const double from = largest > 0 ? std::floor(std::log10(smallest)) : 0;
      const double to = largest > 0 ? std::ceil(std::log10(largest)) : 1;
      for (double power = from; power <= std::max(to, from + 1); ++power)
        ticks_.push_back(std::pow(10, power));
    } else {
      ticks_ = ticks(largest > 0 ? largest : 1, kValueTicks);
    }
  }

  const std::vector<double>& values() const { return ticks_; }
  double place(double value) const {
    if (!is_logarithmic_) return value / ticks_.back();
    const double floored = std::max(value, ticks_.front());
    return std::log10(floored / ticks_.front()) / std::log10(ticks_.back() / ticks_.front());
  }

 private:
  bool is_logarithmic_;
  std::vector<double> ticks_;
};

/// The unit that a duration is best told in.
struct TimeUnit {
  std::string_view name;
  double seconds;
};
TimeUnit time_unit(double duration_s) {
  if (duration_s <= 120) return {"seconds", 1};
  if (duration_s <= 3 * 3600) return {"minutes", 60};
  return {"hours", 3600};
}

std::string text(double x, double y, std::string_view attributes, std::string_view content) {
  return str_cat("<text x=\"", decimal(x), "\" y=\"", decimal(y), "\" ", attributes, '>',
                 escaped(content), "</text>\n");
}

std::string line(double x1, double y1, double x2, double y2, std::string_view color) {
  return str_cat("<line x1=\"", decimal(x1), "\" y1=\"", decimal(y1), "\" x2=\"", decimal(x2),
                 "\" y2=\"", decimal(y2), "\" stroke=\"", color, "\"/>\n");
}

/// Points of one series between two gaps.
class Path {
 public:
  Path(std::string& out, std::string_view color) : out_(out), color_(color) {}
  ~Path() { end(); }
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;

  void add(double x, double y) {
    if (points_.empty()) first_ = {x, y};
    points_ += str_cat(decimal(x), ',', decimal(y), ' ');
    ++count_;
  }
  void end() {
    if (count_ == 1) {
      out_ += str_cat("<circle cx=\"", decimal(first_[0]), "\" cy=\"", decimal(first_[1]),
                      "\" r=\"1.5\" fill=\"", color_, "\"/>\n");
    } else if (count_ > 1) {
      out_ +=
          str_cat("<polyline fill=\"none\" stroke=\"", color_, "\" points=\"", points_, "\"/>\n");
    }
    points_.clear();
    count_ = 0;
  }

 private:
  std::string& out_;
  std::string_view color_;
  std::string points_;
  std::array<double, 2> first_{};
  int count_ = 0;
};

void draw_series(std::string& out, const Series& series, const Axis& axis, double top) {
  const std::size_t count = series.values.size();
  const auto y = [&axis, top](double value) {
    return top + kPanelHeight * (1 - axis.place(value));
  };
  Path path(out, series.color);
  const std::size_t columns = std::min(count, kColumns);
  for (std::size_t column = 0; column < columns; ++column) {
    double smallest = std::numeric_limits<double>::infinity();
    double largest = -smallest;
    for (std::size_t i = column * count / columns; i < (column + 1) * count / columns; ++i) {
      if (std::isnan(series.values[i])) continue;
      smallest = std::min(smallest, series.values[i]);
      largest = std::max(largest, series.values[i]);
    }
    if (largest < smallest) {
      path.end();
      continue;
    }
    const double x =
        kLeft + kPlotWidth * (static_cast<double>(column) + 0.5) / static_cast<double>(columns);
    path.add(x, y(smallest));
    if (largest > smallest) path.add(x, y(largest));
  }
}

void draw_legend(std::string& out, const Panel& panel, double top) {
  double x = kLeft + kPlotWidth;
  for (std::size_t i = panel.series.size(); i-- > 0;) {
    const Series& series = panel.series[i];
    if (series.name.empty()) continue;
    out += text(x, top - 8, str_cat("text-anchor=\"end\" style=\"fill:", series.color, '"'),
                series.name);
    x -= 8.0 * static_cast<double>(series.name.size()) + 12;
  }
}

void draw_panel(std::string& out, const Chart& chart, const Panel& panel, double top) {
  const Axis axis(panel);
  out += text(kLeft, top - 8, "class=\"title\"", panel.title);
  draw_legend(out, panel, top);
  for (const double value : axis.values()) {
    const double y = top + kPanelHeight * (1 - axis.place(value));
    out += line(kLeft, y, kLeft + kPlotWidth, y, "#dddddd");
    out += text(kLeft - 8, y + 4, "text-anchor=\"end\"", decimal(value));
  }
  const TimeUnit unit = time_unit(chart.duration_s);
  for (const double tick : ticks(chart.duration_s / unit.seconds, kTimeTicks)) {
    const double x = kLeft + kPlotWidth * tick * unit.seconds / chart.duration_s;
    if (x > kLeft + kPlotWidth + 0.5) continue;
    out += line(x, top, x, top + kPanelHeight, "#eeeeee");
    out += text(x, top + kPanelHeight + 15, "text-anchor=\"middle\"", decimal(tick));
  }
  for (const double at_s : panel.marks_s) {
    const double x = kLeft + kPlotWidth * at_s / chart.duration_s;
    out += line(x, top, x, top + kPanelHeight, "#d62728");
  }
  for (const Series& series : panel.series) draw_series(out, series, axis, top);
}

}  // namespace

std::string decimal(double value) {
  char digits[400];  // the largest double has 309 before the point
  const int length = std::snprintf(digits, sizeof digits, "%.3f", value);
  std::string_view kept(digits, static_cast<std::size_t>(length));
  while (kept.ends_with('0')) kept.remove_suffix(1);
  if (kept.ends_with('.')) kept.remove_suffix(1);
  return kept == "-0" ? "0" : std::string(kept);
}

std::vector<double> ticks(double limit, int most) {
  // Rounding may leave `limit` a hair above the last tick that it is meant to be.
  const double reach = limit * (1 - 1e-9);
  const double power = std::pow(10, std::floor(std::log10(limit / most)));
  double step = power;
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    step = power * factor;
    if (step * most >= reach) break;
  }
  std::vector<double> values = {0};
  while (values.back() < reach) values.push_back(step * static_cast<double>(values.size()));
  return values;
}

std::string to_svg(const Chart& chart) {
  const auto count = static_cast<double>(chart.panels.size());
  const double height = kTop + count * (kPanelHeight + kPanelGap) + kBottom - kPanelGap;
  std::string out = str_cat("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ",
                            decimal(kWidth), ' ', decimal(height), "\" width=\"", decimal(kWidth),
                            "\" height=\"", decimal(height), "\">\n");
  out +=
      "<style>text{font:12px sans-serif;fill:#444}.title{font-weight:bold;fill:#111}"
      ".name{font-size:15px;font-weight:bold;fill:#111}</style>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
  out += text(kLeft, 20, "class=\"name\"", chart.title);
  out += text(kLeft, 38, "", chart.subtitle);
  double top = kTop;
  for (const Panel& panel : chart.panels) {
    draw_panel(out, chart, panel, top);
    top += kPanelHeight + kPanelGap;
  }
  out += text(kLeft + kPlotWidth / 2, height - 10, "text-anchor=\"middle\"",
              str_cat("time, ", time_unit(chart.duration_s).name));
  return out + "</svg>\n";
}

}  // namespace goxel::bench
