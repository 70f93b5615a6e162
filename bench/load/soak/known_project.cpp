#include "bench/load/soak/known_project.hpp"

#include <utility>

namespace goxel::bench {

boost::json::object KnownProject::params(boost::json::object params) const {
  if (is_named) params["session"] = session;
  return params;
}

}  // namespace goxel::bench
