#include "bench/load/soak/soak_report.hpp"

#include "bench/load/soak/chart.hpp"
#include "core/base/str_cat.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <ostream>

namespace goxel::bench {

namespace {

constexpr std::string_view kBlue = "#1f77b4";
constexpr std::string_view kOrange = "#c55a00";

/// "?" where it is not known.
std::string shown(double value, int decimals) {
  if (std::isnan(value)) return "?";
  const double scale = std::pow(10, decimals);
  return decimal(std::round(value * scale) / scale);
}

/// JSON has no NaN.
boost::json::value json_number(double value) {
  if (std::isnan(value)) return nullptr;
  return value;
}

double largest_known(const std::vector<Sample>& samples, std::size_t begin,
                     double Sample::*figure) {
  double largest = std::nan("");
  for (std::size_t i = begin; i < samples.size(); ++i)
    largest = std::fmax(largest, samples[i].*figure);
  return largest;
}

boost::json::value to_json(const std::vector<double>& values) {
  boost::json::array array;
  for (const double value : values) array.push_back(json_number(value));
  return array;
}

void print_flatness(std::ostream& out, const Flatness& figure) {
  out << "flat           " << figure.what << ": median " << shown(figure.middle, 1)
      << " in the second third, " << shown(figure.last, 1) << " in the last; "
      << shown(figure.allowed, 1) << " is allowed: ";
  if (!figure.is_judged)
    out << "not judged, the run was too short or the figure is not known\n";
  else
    out << (figure.is_flat() ? "flat\n" : "GROWS\n");
}

boost::json::object to_json(const Flatness& figure) {
  return {{"figure", boost::json::string_view(figure.what.data(), figure.what.size())},
          {"median_second_third", json_number(figure.middle)},
          {"median_last_third", json_number(figure.last)},
          {"allowed", json_number(figure.allowed)},
          {"judged", figure.is_judged},
          {"flat", figure.is_flat()}};
}

boost::json::object to_json(const SoakTally::Totals& totals) {
  boost::json::object visits;
  for (const auto& [name, count] : totals.visits) visits[{name.data(), name.size()}] = count;
  return {
      {"requests", totals.requests}, {"connections", totals.connections},
      {"killed", totals.killed},     {"read_back_from_disk", totals.woken},
      {"errors", totals.errors},     {"first_errors", boost::json::value_from(totals.first_errors)},
      {"visits", std::move(visits)}};
}

Panel panel(std::string title, std::vector<Series> series) {
  Panel made;
  made.title = std::move(title);
  made.series = std::move(series);
  return made;
}

}  // namespace

void print_heading(std::ostream& out) {
  out << "  minutes  worst probe, ms  RSS, MiB  descriptors  sessions  connections   requests  "
         "errors"
      << std::endl;
}

void print_row(std::ostream& out, const std::vector<Sample>& samples, std::size_t begin) {
  const Sample& last = samples.back();
  const bool is_answered =
      std::none_of(samples.begin() + static_cast<std::ptrdiff_t>(begin), samples.end(),
                   [](const Sample& sample) { return std::isnan(sample.probe_ms); });
  const double worst = largest_known(samples, begin, &Sample::probe_ms);
  out << std::setw(9) << shown(last.at_s / 60, 2) << std::setw(17)
      << (is_answered ? shown(worst, 2) : "FAILED") << std::setw(10) << shown(last.resident_mib, 1)
      << std::setw(13) << shown(last.descriptors, 0) << std::setw(10) << shown(last.sessions, 0)
      << std::setw(13) << shown(last.connections, 0) << std::setw(11) << last.requests
      << std::setw(8) << last.errors << std::endl;
}

void print(std::ostream& out, const SoakReport& report) {
  const SoakTally::Totals& totals = report.totals;
  const Verdict& verdict = report.verdict;
  out << "\ndone           " << totals.requests << " requests on " << totals.connections
      << " connections; " << totals.killed << " were cut in mid-request, " << totals.woken
      << " projects read back from disk\nvisits        ";
  const char* separator = " ";
  for (const auto& [name, count] : totals.visits) {
    out << separator << count << " x " << name;
    separator = ", ";
  }
  std::vector<double> probes = each(report.samples, &Sample::probe_ms);
  std::erase_if(probes, [](double ms) { return std::isnan(ms); });
  std::sort(probes.begin(), probes.end());
  const auto quantile = [&probes](double share) {
    if (probes.empty()) return std::nan("");
    return probes[static_cast<std::size_t>(share * static_cast<double>(probes.size() - 1))];
  };
  out << "\nprobe          p50 " << shown(quantile(0.5), 2) << ", p99 " << shown(quantile(0.99), 2)
      << ", max " << shown(quantile(1), 2) << " ms\n";
  out << "availability   " << verdict.answered << " of " << verdict.probes
      << " probes answered within 1 s: " << shown(verdict.availability(), 3) << " %\n";
  for (const std::string& failure : report.probe_failures) out << "    " << failure << '\n';
  out << "errors         " << verdict.errors << '\n';
  for (const std::string& error : totals.first_errors) out << "    " << error << '\n';
  for (const Flatness& figure : verdict.figures) print_flatness(out, figure);
  out << "verdict        " << (verdict.is_well() ? "well" : "NOT WELL") << '\n';
}

std::string to_json(const SoakOptions& options, const SoakReport& report) {
  const std::vector<Sample>& samples = report.samples;
  boost::json::array flat;
  for (const Flatness& figure : report.verdict.figures) flat.push_back(to_json(figure));
  std::vector<double> requests;
  for (const Sample& sample : samples) requests.push_back(static_cast<double>(sample.requests));
  const boost::json::object whole = {
      {"server", options.server.text()},
      {"clients", options.clients},
      {"rate", options.rate},
      {"rest_s", options.rest_s},
      {"seed", options.seed},
      {"duration_s", report.duration_s},
      {"well", report.verdict.is_well()},
      {"probes", report.verdict.probes},
      {"probes_answered", report.verdict.answered},
      {"availability_percent", report.verdict.availability()},
      {"first_probe_failures", boost::json::value_from(report.probe_failures)},
      {"done", to_json(report.totals)},
      {"flatness", std::move(flat)},
      {"samples",
       {{"at_s", to_json(each(samples, &Sample::at_s))},
        {"probe_ms", to_json(each(samples, &Sample::probe_ms))},
        {"resident_mib", to_json(each(samples, &Sample::resident_mib))},
        {"descriptors", to_json(each(samples, &Sample::descriptors))},
        {"sessions", to_json(each(samples, &Sample::sessions))},
        {"connections", to_json(each(samples, &Sample::connections))},
        {"requests", to_json(requests)}}}};
  return boost::json::serialize(whole) + '\n';
}

std::string to_svg(const SoakOptions& options, const SoakReport& report) {
  const std::vector<Sample>& samples = report.samples;
  Chart chart;
  chart.title = str_cat("goxel-bench soak: ", shown(report.verdict.availability(), 3),
                        " % available, ", report.verdict.errors, " errors");
  chart.subtitle =
      str_cat(options.clients, " clients, ", report.totals.requests, " requests, ",
              report.totals.connections, " connections, ", report.totals.killed,
              " cut in mid-request, ", report.totals.woken, " projects read back from disk");
  chart.duration_s = std::max(report.duration_s, 1.0);
  Panel probe = panel("health_check, milliseconds (logarithmic; red: not within 1 s)",
                      {{"", kBlue, each(samples, &Sample::probe_ms)}});
  probe.is_logarithmic = true;
  for (const Sample& sample : samples)
    if (std::isnan(sample.probe_ms)) probe.marks_s.push_back(sample.at_s);
  chart.panels.push_back(std::move(probe));
  chart.panels.push_back(
      panel("resident memory, MiB", {{"", kBlue, each(samples, &Sample::resident_mib)}}));
  chart.panels.push_back(
      panel("open descriptors", {{"", kBlue, each(samples, &Sample::descriptors)}}));
  chart.panels.push_back(panel("sessions, those on disk included, and connections",
                               {{"sessions", kBlue, each(samples, &Sample::sessions)},
                                {"connections", kOrange, each(samples, &Sample::connections)}}));
  return to_svg(chart);
}

}  // namespace goxel::bench
