#include "bench/load/soak/soak.hpp"

#include "bench/load/client.hpp"
#include "bench/load/signals.hpp"
#include "bench/load/soak/observer.hpp"
#include "bench/load/soak/soak_report.hpp"
#include "bench/load/soak/visits.hpp"
#include "core/base/str_cat.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <ostream>
#include <poll.h>
#include <thread>

namespace goxel::bench {

namespace {

constexpr std::uint64_t kSecondNs = 1'000'000'000;
constexpr std::size_t kShownProbeFailures = 20;
/// At most as many lines tell of the run while it goes on.
constexpr double kRows = 30;

/// The clients, one thread each. Stops and joins them at its end.
class Crowd {
 public:
  Crowd(const SoakOptions& options, SoakTally& tally) {
    for (std::size_t number = 0; number < options.clients; ++number) {
      threads_.emplace_back([&options, &tally, number](std::stop_token stop) {
        Visitor visitor(options, number, tally, std::move(stop));
        while (!visitor.is_stopped()) visit(visitor);
        tidy_up(visitor);
      });
    }
  }
  /// Asks all to end, then waits for them.
  void stop() {
    for (std::jthread& thread : threads_) thread.request_stop();
    threads_.clear();
  }

 private:
  std::vector<std::jthread> threads_;
};

/// False when a signal came first.
bool wait_until(std::uint64_t due_ns, int signals) {
  while (true) {
    const std::uint64_t now = now_ns();
    if (now >= due_ns) return true;
    pollfd asked{signals, POLLIN, 0};
    const auto left_ms = static_cast<int>(std::min((due_ns - now) / 1'000'000 + 1, kSecondNs));
    if (::poll(&asked, 1, left_ms) > 0) return false;
  }
}

void add_sample(SoakReport& report, Sample sample, const SoakTally::Totals& totals,
                const std::string& failure) {
  sample.requests = totals.requests;
  sample.errors = totals.errors;
  if (!failure.empty() && report.probe_failures.size() < kShownProbeFailures)
    report.probe_failures.push_back(str_cat("at ", std::round(sample.at_s), " s: ", failure));
  report.samples.push_back(sample);
}

/// Looks each second until the time is over or a signal comes.
void watch(const SoakOptions& options, Observer& observer, const SoakTally& tally, int signals,
           SoakReport& report, std::ostream& out) {
  const double duration_s = options.minutes * 60;
  const auto row_samples = static_cast<std::size_t>(std::max(1.0, std::ceil(duration_s / kRows)));
  std::size_t shown = 0;
  const std::uint64_t began_ns = now_ns();
  const std::uint64_t end_ns = began_ns + static_cast<std::uint64_t>(duration_s * 1e9);
  print_heading(out);
  for (std::uint64_t due_ns = began_ns; due_ns < end_ns; due_ns += kSecondNs) {
    if (!wait_until(due_ns, signals)) break;
    const Sample sample = observer.look(began_ns);
    add_sample(report, sample, tally.totals(), observer.failure());
    if (report.samples.size() - shown < row_samples) continue;
    print_row(out, report.samples, shown);
    shown = report.samples.size();
  }
  (void)wait_until(std::min(end_ns, now_ns() + kSecondNs), signals);  // the last second's load
  report.duration_s = static_cast<double>(now_ns() - began_ns) * 1e-9;
}

Result<void> write_file(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  if (!file) return Error{ErrorCode::FileError, str_cat("cannot write ", path)};
  return {};
}

Result<void> write_files(const SoakOptions& options, const SoakReport& report, std::ostream& out) {
  if (!options.svg_file.empty()) GOXEL_TRY(write_file(options.svg_file, to_svg(options, report)));
  if (options.json_file == "-")
    out << to_json(options, report);
  else if (!options.json_file.empty())
    GOXEL_TRY(write_file(options.json_file, to_json(options, report)));
  return {};
}

}  // namespace

Result<bool> run_soak(const SoakOptions& options, std::ostream& out) {
  GOXEL_ASSIGN(const UniqueFd signals, catch_signals());
  GOXEL_ASSIGN(Observer observer, Observer::create(options.server, options.process));
  SoakTally tally;
  SoakReport report;
  {
    Crowd crowd(options, tally);
    watch(options, observer, tally, signals.get(), report, out);
    crowd.stop();
  }
  report.totals = tally.totals();
  report.verdict = judge(report.samples, report.totals.errors, report.duration_s);
  print(out, report);
  GOXEL_TRY(write_files(options, report, out));
  return report.verdict.is_well();
}

}  // namespace goxel::bench
