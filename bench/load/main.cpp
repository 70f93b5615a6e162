#include "bench/load/earlier_run.hpp"
#include "bench/load/echo_server.hpp"
#include "bench/load/load.hpp"
#include "bench/load/options.hpp"
#include "bench/load/report.hpp"
#include "bench/load/soak/soak.hpp"
#include "core/base/str_cat.hpp"

#include <iostream>
#include <sys/resource.h>

namespace goxel::bench {

namespace {

constexpr int kSoakFailed = 1;
// sysexits(3)
constexpr int kUsage = 64;
constexpr int kBadInput = 65;
constexpr int kUnavailable = 69;
constexpr int kCannotCreate = 73;
constexpr int kInputOutput = 74;
constexpr int kTryAgain = 75;
constexpr int kProtocol = 76;

int exit_code(const Error& error) {
  switch (error.code) {
    case ErrorCode::InvalidParams:
      return kUsage;
    case ErrorCode::FormatError:
      return kBadInput;
    case ErrorCode::NotFound:
      return kUnavailable;
    case ErrorCode::Conflict:
      return kCannotCreate;
    case ErrorCode::Timeout:
      return kTryAgain;
    case ErrorCode::InvalidRequest:
    case ErrorCode::LimitExceeded:
      return kProtocol;
    default:
      return kInputOutput;
  }
}

/// One connection is one descriptor: as many as the system lets this process have.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  // Failing is no loss: opening the connections tells.
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

Result<void> warm_up(Load& load, double seconds) {
  if (seconds <= 0) return {};
  GOXEL_ASSIGN(const Measurement unused, load.run(seconds, {}));
  if (unused.tally.errors > 0)
    return Error{ErrorCode::InvalidRequest, str_cat("warming up: ", unused.tally.first_error)};
  return {};
}

/// 0, or kProtocol when a reply was wrong.
Result<int> measure(const Options& options) {
  std::string earlier;
  if (!options.earlier_file.empty()) {
    GOXEL_ASSIGN(earlier, read_report(options.earlier_file));
  }
  GOXEL_ASSIGN(Load load, Load::open(options.server, options.shape, options.process));
  if (load.is_echo() != options.is_echo) {
    return Error{ErrorCode::InvalidParams,
                 str_cat(options.server.text(), load.is_echo() ? " is an echo: --echo is needed"
                                                               : " is no echo: leave out --echo")};
  }
  GOXEL_TRY(warm_up(load, options.warmup_s));
  GOXEL_ASSIGN(const Measurement measured, load.run(options.duration_s, options.requests));
  GOXEL_TRY(print(std::cout, options, measured, earlier));
  return measured.tally.errors == 0 ? 0 : kProtocol;
}

Result<int> compare(const Options& options) {
  GOXEL_ASSIGN(Load a, Load::open(options.server, options.shape));
  GOXEL_ASSIGN(Load b, Load::open(options.other_server, options.shape));
  GOXEL_TRY(warm_up(a, options.warmup_s));
  GOXEL_TRY(warm_up(b, options.warmup_s));
  Comparison compared;
  bool is_right = true;
  for (int pair = 0; pair < options.pairs; ++pair) {
    GOXEL_ASSIGN(Measurement of_a, a.run(options.duration_s, options.requests));
    GOXEL_ASSIGN(Measurement of_b, b.run(options.duration_s, options.requests));
    for (const Measurement* run : {&of_a, &of_b}) {
      if (run->tally.errors == 0) continue;
      is_right = false;
      std::cerr << "goxel-bench: " << run->tally.errors << " wrong replies; "
                << run->tally.first_error << '\n';
    }
    compared.a.push_back(std::move(of_a));
    compared.b.push_back(std::move(of_b));
  }
  print(std::cout, options, compared);
  return is_right ? 0 : kProtocol;
}

Result<int> serve(const Options& options, EchoKind kind) {
  GOXEL_TRY(serve_echo(options.server, kind));
  return 0;
}

Result<int> soak(const SoakOptions& options) {
  GOXEL_ASSIGN(const bool is_well, run_soak(options, std::cout));
  return is_well ? 0 : kSoakFailed;
}

Result<int> perform(const Options& options) {
  switch (options.task) {
    case Task::Measure:
      return measure(options);
    case Task::Compare:
      return compare(options);
    case Task::ServeEcho:
      return serve(options, EchoKind::Bytes);
    case Task::ServeJsonEcho:
      return serve(options, EchoKind::Json);
    case Task::Soak:
      return soak(options.soak);
  }
  return 0;
}

}  // namespace

}  // namespace goxel::bench

int main(int argc, char** argv) {
  using namespace goxel;
  const auto options = bench::parse_options(argc, argv);
  if (const int* code = std::get_if<int>(&options)) return *code;
  bench::raise_descriptor_limit();
  const Result<int> outcome = bench::perform(*std::get_if<bench::Options>(&options));
  if (!outcome) {
    std::cerr << "goxel-bench: " << outcome.error().message << '\n';
    return bench::exit_code(outcome.error());
  }
  return *outcome;
}
