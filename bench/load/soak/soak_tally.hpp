#pragma once

#include "workers/mutex.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::bench {

/// What the clients of a soak did and saw. Internally locked; any thread.
class SoakTally {
 public:
  struct Totals {
    std::uint64_t requests = 0;
    std::uint64_t connections = 0;
    std::uint64_t errors = 0;
    std::uint64_t killed = 0;  ///< connections cut while a request was under way
    std::uint64_t woken = 0;   ///< projects that were on disk when their client came back
    std::map<std::string_view, std::uint64_t> visits;  ///< by their name, those that ended well
    std::vector<std::string> first_errors;             ///< at most kShownErrors
  };
  static constexpr std::size_t kShownErrors = 20;

  void count_request();
  void count_connection();
  void count_killed();
  void count_woken();
  /// `name` must stay valid: that of a table.
  void count_visit(std::string_view name);
  void add_error(std::string text);
  Totals totals() const;

 private:
  mutable workers::Mutex mutex_;
  Totals totals_ GOXEL_GUARDED_BY(mutex_);
};

}  // namespace goxel::bench
