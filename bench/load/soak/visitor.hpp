#pragma once

#include "bench/load/soak/known_project.hpp"
#include "bench/load/soak/rpc_client.hpp"
#include "bench/load/soak/soak_options.hpp"
#include "bench/load/soak/soak_tally.hpp"

#include <chrono>
#include <deque>
#include <optional>
#include <random>
#include <stop_token>

namespace goxel::bench {

/// One of the clients of a soak: what it asks with, in turn with the others, and what it means to
/// come back to. After the stop nothing waits any more, so that what was begun ends soon. Owned by
/// one thread.
class Visitor {
 public:
  using Clock = std::chrono::steady_clock;

  /// `number`, from 0, of options.clients. `options` and `tally` must outlive it.
  Visitor(const SoakOptions& options, std::size_t number, SoakTally& tally, std::stop_token stop);

  std::size_t number() const { return number_; }
  const SoakOptions& options() const { return options_; }
  SoakTally& tally() { return tally_; }
  bool is_stopped() const { return stop_.stop_requested(); }

  /// By chance, 0 to `bound` - 1.
  int below(int bound);

  /// Each of these waits for its turn and counts.
  Result<RpcClient> connect();
  Result<boost::json::value> call(RpcClient& client, std::string_view method,
                                  const boost::json::object& params = {});
  void wait_for_turn();

  /// Leaves a project to be asked for again after options.rest_s. At most 16 are; false when it is
  /// one too many, and nobody will come back to it.
  bool leave(KnownProject project);
  /// A project whose time has come, or after the stop any; nothing when there is none.
  std::optional<KnownProject> take_left();

 private:
  struct Left {
    Clock::time_point back_at;
    KnownProject project;
  };

  const SoakOptions& options_;
  std::size_t number_;
  SoakTally& tally_;
  std::stop_token stop_;
  std::minstd_rand random_;
  Clock::duration interval_;
  Clock::time_point next_turn_;
  std::deque<Left> left_;
};

}  // namespace goxel::bench
