#include "bench/load/soak/soak_tally.hpp"

#include <utility>

namespace goxel::bench {

using workers::MutexLock;

void SoakTally::count_request() {
  const MutexLock lock(mutex_);
  ++totals_.requests;
}

void SoakTally::count_connection() {
  const MutexLock lock(mutex_);
  ++totals_.connections;
}

void SoakTally::count_killed() {
  const MutexLock lock(mutex_);
  ++totals_.killed;
}

void SoakTally::count_woken() {
  const MutexLock lock(mutex_);
  ++totals_.woken;
}

void SoakTally::count_visit(std::string_view name) {
  const MutexLock lock(mutex_);
  ++totals_.visits[name];
}

void SoakTally::add_error(std::string text) {
  const MutexLock lock(mutex_);
  ++totals_.errors;
  if (totals_.first_errors.size() < kShownErrors) totals_.first_errors.push_back(std::move(text));
}

SoakTally::Totals SoakTally::totals() const {
  const MutexLock lock(mutex_);
  return totals_;
}

}  // namespace goxel::bench
