#pragma once

#include "bench/load/client.hpp"

#include <vector>

namespace goxel::bench {

/// The clients of one thread and the epoll set they are waited for in. Owned by one thread at a
/// time.
class Generator {
 public:
  static Result<Generator> create(std::vector<Client> clients);

  struct Outcome {
    Tally tally;
    double cpu_s = 0;          ///< of the calling thread
    std::uint64_t end_ns = 0;  ///< when the last reply had come
  };
  /// Lets every client ask until its allowance ends, and waits until all is answered. Fails when a
  /// connection breaks, or nothing comes for ten seconds.
  Result<Outcome> run(const std::vector<Allowance>& allowances);

  std::size_t client_count() const { return clients_.size(); }

 private:
  Generator(UniqueFd epoll, std::vector<Client> clients);
  Result<void> serve(std::size_t index, std::uint32_t events, Tally& tally);
  Result<void> watch(std::size_t index);

  UniqueFd epoll_;
  std::vector<Client> clients_;
  std::vector<bool> is_sending_;  ///< whose room to send is waited for
};

}  // namespace goxel::bench
