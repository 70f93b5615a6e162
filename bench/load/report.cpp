#include "bench/load/report.hpp"

#include "bench/load/earlier_run.hpp"
#include "bench/load/statistics.hpp"
#include "core/base/str_cat.hpp"

#include <boost/json.hpp>

#include <functional>
#include <iomanip>
#include <ostream>

namespace goxel::bench {

namespace {

constexpr double kBusyShare = 0.95;

struct NamedQuantile {
  std::string_view name;
  double share;
};
constexpr NamedQuantile kQuantiles[] = {
    {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}, {"max", 1}};

double quantile_us(const Measurement& measured, double share) {
  return static_cast<double>(measured.tally.latency_ns.quantile(share)) * 1e-3;
}

double others_percent(const Measurement& measured) {
  return measured.others_cpu_s / measured.seconds * 100;
}

boost::json::object to_json(const LoadShape& shape) {
  boost::json::object load = {{"connections", shape.connections},
                              {"depth", shape.depth},
                              {"threads", shape.threads},
                              {"mix", mix_name(shape.mix)}};
  if (shape.rate > 0) load["rate"] = shape.rate;
  return load;
}

boost::json::object to_json(const Measurement& measured) {
  boost::json::object latency;
  for (const auto& [name, share] : kQuantiles)
    latency[{name.data(), name.size()}] = quantile_us(measured, share);
  const std::string_view busy = bound_by(measured);
  boost::json::object run = {
      {"seconds", measured.seconds},
      {"requests", measured.replies()},
      {"requests_per_s", measured.requests_per_s()},
      {"latency_us", std::move(latency)},
      {"errors", measured.tally.errors},
      {"server_cpu_s", measured.server_cpu_s},
      {"server_cpu_us_per_request", measured.server_cpu_us_per_request()},
      {"server_busiest_thread", measured.server_busiest_s / measured.seconds},
      {"generator_cpu_s", measured.generator_cpu_s},
      {"generator_cpu_us_per_request", measured.generator_cpu_us_per_request()},
      {"generator_busiest_thread", measured.generator_busiest_s / measured.seconds},
      {"others_cpu_share", measured.others_cpu_s / measured.seconds},
      {"bound_by", boost::json::string_view(busy.data(), busy.size())}};
  if (measured.unsent > 0) run["unsent"] = measured.unsent;
  if (measured.tally.errors > 0) run["first_error"] = measured.tally.first_error;
  return run;
}

boost::json::array to_json(const std::vector<Measurement>& runs) {
  boost::json::array all;
  for (const Measurement& run : runs) all.push_back(to_json(run));
  return all;
}

void print_cpu(std::ostream& out, std::string_view side, double cpu_s, double us_per_request,
               double busiest_share) {
  out << side << std::setprecision(2) << cpu_s << " s, " << us_per_request
      << " us per request; its busiest thread " << std::setprecision(0) << busiest_share * 100
      << " %\n";
}

std::vector<double> each(const std::vector<Measurement>& runs,
                         const std::function<double(const Measurement&)>& figure) {
  std::vector<double> figures;
  figures.reserve(runs.size());
  for (const Measurement& run : runs) figures.push_back(figure(run));
  return figures;
}

std::vector<double> rates(const std::vector<Measurement>& runs) {
  return each(runs, [](const Measurement& run) { return run.requests_per_s(); });
}

/// A / B of each pair; 0 where B's figure is 0, which CPU times of very short runs can be.
std::vector<double> ratios(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> quotients;
  for (std::size_t i = 0; i < a.size(); ++i) quotients.push_back(b[i] > 0 ? a[i] / b[i] : 0);
  return quotients;
}

std::vector<double> rate_ratios(const Comparison& compared) {
  return ratios(rates(compared.a), rates(compared.b));
}

std::vector<double> server_cpu(const std::vector<Measurement>& runs) {
  return each(runs, [](const Measurement& run) { return run.server_cpu_us_per_request(); });
}

std::vector<double> cpu_ratios(const Comparison& compared) {
  return ratios(server_cpu(compared.a), server_cpu(compared.b));
}

void print_side(std::ostream& out, char name, const std::string& socket,
                const std::vector<Measurement>& runs) {
  const std::vector<double> rate = rates(runs);
  out << name << "  " << socket << '\n' << std::setprecision(0);
  out << "   median " << median(rate) << " requests/s, MAD " << median_absolute_deviation(rate)
      << "; latency p50 " << std::setprecision(1)
      << median(each(runs, [](const auto& run) { return quantile_us(run, 0.5); })) << " us, p99 "
      << median(each(runs, [](const auto& run) { return quantile_us(run, 0.99); })) << " us\n";
  out << "   CPU per request: server " << std::setprecision(2) << median(server_cpu(runs))
      << " us, generator "
      << median(each(runs, [](const auto& run) { return run.generator_cpu_us_per_request(); }))
      << " us\n";
}

void print_shape(std::ostream& out, const LoadShape& shape) {
  out << mix_name(shape.mix) << ", " << shape.connections
      << (shape.connections == 1 ? " connection x " : " connections x ") << shape.depth << " deep, "
      << shape.threads << (shape.threads == 1 ? " generator thread, " : " generator threads, ");
  if (shape.rate > 0)
    out << "open loop of " << str_cat(shape.rate) << " requests/s\n";
  else
    out << "closed loop\n";
}

void print_pairs(std::ostream& out, const Comparison& compared) {
  out << "pair     A requests/s     B requests/s    A/B   at 100 %; others' share of a processor\n";
  const std::vector<double> quotients = rate_ratios(compared);
  for (std::size_t i = 0; i < quotients.size(); ++i) {
    out << std::setw(4) << i + 1 << std::setprecision(0) << std::setw(17)
        << compared.a[i].requests_per_s() << std::setw(17) << compared.b[i].requests_per_s()
        << std::setprecision(3) << std::setw(7) << quotients[i]
        << "   A: " << bound_by(compared.a[i]) << ", B: " << bound_by(compared.b[i]) << "; others "
        << std::setprecision(0) << others_percent(compared.a[i]) << " and "
        << others_percent(compared.b[i]) << " %\n";
  }
}

void print_sides(std::ostream& out, const Measurement& measured) {
  if (measured.is_server_known) {
    print_cpu(out, "server     ", measured.server_cpu_s, measured.server_cpu_us_per_request(),
              measured.server_busiest_s / measured.seconds);
  } else {
    out << "server     its process is not known; --pid tells it\n";
  }
  print_cpu(out, "generator  ", measured.generator_cpu_s, measured.generator_cpu_us_per_request(),
            measured.generator_busiest_s / measured.seconds);
  out << (measured.is_server_known ? "others     " : "all others ") << others_percent(measured)
      << " % of a processor\n"
      << "at 100 %   " << bound_by(measured) << '\n';
}

void print_run(std::ostream& out, const Measurement& measured) {
  out << "requests   " << measured.replies() << " in " << std::setprecision(3) << measured.seconds
      << " s\nrate       " << std::setprecision(0) << measured.requests_per_s()
      << " requests/s\nlatency   " << std::setprecision(1);
  for (const auto& [name, share] : kQuantiles)
    out << ' ' << name << ' ' << quantile_us(measured, share) << (share < 1 ? "," : " us\n");
  out << "errors     " << measured.tally.errors << '\n';
  if (measured.tally.errors > 0) out << "first      " << measured.tally.first_error << '\n';
  if (measured.unsent > 0) {
    out << "unsent     " << measured.unsent
        << " were due and could not be sent: more than the server takes; the latencies leave them "
           "out\n";
  }
  print_sides(out, measured);
}

}  // namespace

std::string_view bound_by(const Measurement& measured) {
  const bool is_server = measured.server_busiest_s >= kBusyShare * measured.seconds;
  const bool is_generator = measured.generator_busiest_s >= kBusyShare * measured.seconds;
  if (is_server && is_generator) return "both";
  if (is_server) return "server";
  return is_generator ? "generator" : "neither";
}

Result<void> print(std::ostream& out, const Options& options, const Measurement& measured,
                   std::string_view earlier) {
  boost::json::object report = to_json(measured);
  report["load"] = to_json(options.shape);
  std::vector<FigureRatio> ratios_now;
  if (!earlier.empty()) {
    GOXEL_ASSIGN(ratios_now, ratios_to_earlier(report, earlier));
  }
  if (options.is_json) {
    boost::json::object to_earlier;
    for (const FigureRatio& ratio : ratios_now)
      to_earlier[{ratio.name.data(), ratio.name.size()}] = ratio.ratio();
    if (!earlier.empty()) report["ratio_to_earlier"] = std::move(to_earlier);
    out << boost::json::serialize(report) << '\n';
    return {};
  }
  out << std::fixed;
  print_shape(out, options.shape);
  print_run(out, measured);
  for (const FigureRatio& ratio : ratios_now) {
    out << "now/earlier " << std::setprecision(3) << ratio.ratio() << "  " << ratio.name << ": "
        << std::setprecision(1) << ratio.now << " now, " << ratio.earlier << " earlier\n";
  }
  return {};
}

void print(std::ostream& out, const Options& options, const Comparison& compared) {
  const std::vector<double> quotients = rate_ratios(compared);
  if (options.is_json) {
    const boost::json::object report = {{"load", to_json(options.shape)},
                                        {"a", to_json(compared.a)},
                                        {"b", to_json(compared.b)},
                                        {"ratios", boost::json::value_from(quotients)},
                                        {"ratio_median", median(quotients)},
                                        {"ratio_mad", median_absolute_deviation(quotients)},
                                        {"server_cpu_ratio_median", median(cpu_ratios(compared))}};
    out << boost::json::serialize(report) << '\n';
    return;
  }
  out << std::fixed;
  print_shape(out, options.shape);
  print_pairs(out, compared);
  print_side(out, 'A', options.server.text(), compared.a);
  print_side(out, 'B', options.other_server.text(), compared.b);
  const std::vector<double> cpu = cpu_ratios(compared);
  out << "A/B  requests/s: median " << std::setprecision(3) << median(quotients) << ", MAD "
      << median_absolute_deviation(quotients) << "; server CPU per request: median " << median(cpu)
      << ", MAD " << median_absolute_deviation(cpu) << '\n';
}

}  // namespace goxel::bench
