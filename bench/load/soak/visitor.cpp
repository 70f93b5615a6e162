#include "bench/load/soak/visitor.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace goxel::bench {

namespace {

// Far longer than a request takes on a loaded machine: only a hang meets it.
constexpr int kReplyPatience_s = 30;
constexpr std::size_t kMostLeft = 16;

Visitor::Clock::duration seconds(double count) {
  return std::chrono::duration_cast<Visitor::Clock::duration>(std::chrono::duration<double>(count));
}

}  // namespace

Visitor::Visitor(const SoakOptions& options, std::size_t number, SoakTally& tally,
                 std::stop_token stop)
    : options_(options),
      number_(number),
      tally_(tally),
      stop_(std::move(stop)),
      random_(options.seed + static_cast<std::uint32_t>(number) * 7919U),
      interval_(seconds(static_cast<double>(options.clients) / options.rate)),
      next_turn_(Clock::now() + seconds(static_cast<double>(number) / options.rate)) {}

int Visitor::below(int bound) {
  // The low bits of this generator are poor.
  return static_cast<int>((random_() >> 8) % static_cast<unsigned>(bound));
}

void Visitor::wait_for_turn() {
  if (is_stopped()) return;
  std::mutex mutex;
  std::condition_variable_any condition;
  std::unique_lock lock(mutex);
  condition.wait_until(lock, stop_, next_turn_, [] { return false; });
  // Time that a slow reply took is not made up for: the load must not come in bursts.
  next_turn_ = std::max(next_turn_, Clock::now()) + interval_;
}

Result<RpcClient> Visitor::connect() {
  wait_for_turn();
  tally_.count_connection();
  return RpcClient::connect(options_.server, kReplyPatience_s);
}

Result<boost::json::value> Visitor::call(RpcClient& client, std::string_view method,
                                         const boost::json::object& params) {
  wait_for_turn();
  tally_.count_request();
  return client.call(method, params);
}

bool Visitor::leave(KnownProject project) {
  if (left_.size() >= kMostLeft) return false;
  left_.push_back({Clock::now() + seconds(options_.rest_s), std::move(project)});
  return true;
}

std::optional<KnownProject> Visitor::take_left() {
  if (left_.empty()) return std::nullopt;
  if (!is_stopped() && left_.front().back_at > Clock::now()) return std::nullopt;
  KnownProject project = std::move(left_.front().project);
  left_.pop_front();
  return project;
}

}  // namespace goxel::bench
