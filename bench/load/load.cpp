#include "bench/load/load.hpp"

#include "bench/load/process_cpu.hpp"
#include "bench/load/server_process.hpp"
#include "core/base/str_cat.hpp"

#include <algorithm>
#include <thread>

namespace goxel::bench {

namespace {

constexpr std::uint64_t kGraceNs = 10'000'000'000;

Result<bool> is_echo_server(int fd) {
  const std::string line = R"({"jsonrpc":"2.0","id":0,"method":"ping"})";
  GOXEL_ASSIGN(const std::string reply, ask(fd, line + '\n'));
  return reply == line;
}

Result<void> prepare(int fd) {
  std::uint64_t id = 0;
  for (const std::string& line : Workload::preparation()) {
    GOXEL_ASSIGN(const std::string reply, ask(fd, line));
    if (!is_result(reply, ++id))
      return Error{ErrorCode::InvalidRequest, str_cat("preparing: to ", line, "came ", reply)};
  }
  return {};
}

double us_per(double seconds, std::uint64_t count) {
  return count == 0 ? 0 : seconds * 1e6 / static_cast<double>(count);
}

/// Each of `count` connections' part of `requests`; the first ones take what is left over.
std::uint64_t share_of(std::uint64_t requests, std::size_t count, std::size_t index) {
  return requests / count + (index < requests % count ? 1 : 0);
}

}  // namespace

double Measurement::server_cpu_us_per_request() const { return us_per(server_cpu_s, replies()); }
double Measurement::generator_cpu_us_per_request() const {
  return us_per(generator_cpu_s, replies());
}

Result<Load> Load::open(const Endpoint& server, const LoadShape& shape, pid_t process) {
  Load load;
  load.workload_ = std::make_unique<const Workload>(shape.mix);
  load.connection_count_ = shape.connections;
  load.rate_ = shape.rate;
  std::vector<std::vector<Client>> shares(std::min(shape.threads, shape.connections));
  for (std::size_t i = 0; i < shape.connections; ++i) {
    GOXEL_ASSIGN(UniqueFd fd, connect_to(server));
    if (i == 0) {
      GOXEL_ASSIGN(load.is_echo_, is_echo_server(fd.get()));
      GOXEL_ASSIGN(load.server_, server_process(fd.get(), load.is_echo_));
      if (process != 0) load.server_ = process;
    }
    if (!load.is_echo_) GOXEL_TRY(prepare(fd.get()));
    GOXEL_TRY(set_non_blocking(fd.get()));
    shares[i % shares.size()].emplace_back(std::move(fd), *load.workload_, shape.depth,
                                           load.is_echo_);
  }
  for (auto& share : shares) {
    GOXEL_ASSIGN(Generator generator, Generator::create(std::move(share)));
    load.generators_.push_back(std::move(generator));
  }
  return load;
}

std::vector<Allowance> Load::allowances(std::size_t index, std::uint64_t begin_ns, double seconds,
                                        std::optional<std::uint64_t> requests) const {
  std::vector<Allowance> allowances(generators_[index].client_count());
  for (std::size_t i = 0; i < allowances.size(); ++i) {
    // As open() dealt them out.
    const std::size_t connection = index + i * generators_.size();
    Allowance& allowance = allowances[i];
    if (requests)
      allowance.requests = share_of(*requests, connection_count_, connection);
    else
      allowance.until_ns = begin_ns + static_cast<std::uint64_t>(seconds * 1e9);
    if (rate_ <= 0) continue;
    const double gap_ns = 1e9 / rate_;
    allowance.schedule.first_ns =
        static_cast<double>(begin_ns) + gap_ns * static_cast<double>(connection);
    allowance.schedule.interval_ns = gap_ns * static_cast<double>(connection_count_);
    if (!requests) allowance.give_up_ns = allowance.until_ns + kGraceNs;
  }
  return allowances;
}

Result<Measurement> Load::run(double seconds, std::optional<std::uint64_t> requests) {
  const double machine_before_s = machine_cpu_s();
  const ProcessCpu server_before = process_cpu(server_);
  std::vector<Result<Generator::Outcome>> outcomes(generators_.size(), Generator::Outcome{});
  const std::uint64_t begin_ns = now_ns();
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < generators_.size(); ++i) {
    threads.emplace_back(
        [&generator = generators_[i], &outcome = outcomes[i],
         own = allowances(i, begin_ns, seconds, requests)] { outcome = generator.run(own); });
  }
  threads.clear();  // joins
  const ProcessCpu server_after = process_cpu(server_);
  const double machine_used_s = machine_cpu_s() - machine_before_s;

  Measurement measured;
  std::uint64_t end_ns = begin_ns;
  for (auto& outcome : outcomes) {
    if (!outcome) return std::move(outcome).error();
    measured.tally.merge(outcome->tally);
    measured.unsent += outcome->unsent;
    measured.generator_cpu_s += outcome->cpu_s;
    measured.generator_busiest_s = std::max(measured.generator_busiest_s, outcome->cpu_s);
    end_ns = std::max(end_ns, outcome->end_ns);
  }
  measured.seconds = static_cast<double>(end_ns - begin_ns) * 1e-9;
  measured.is_server_known = server_ != 0;
  measured.server_cpu_s = server_after.total_s - server_before.total_s;
  measured.others_cpu_s =
      std::max(0.0, machine_used_s - measured.server_cpu_s - measured.generator_cpu_s);
  measured.server_busiest_s = busiest_thread_s(server_before, server_after);
  return measured;
}

}  // namespace goxel::bench
