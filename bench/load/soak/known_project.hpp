#pragma once

#include <boost/json/object.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <string>

namespace goxel::bench {

using VoxelPosition = std::array<int, 3>;
using VoxelColor = std::array<int, 4>;  ///< r, g, b, a; 0..255

/// A project of the server and what must be in it, since the client that wrote it is the only one
/// who does. A value.
struct KnownProject {
  std::string session;
  /// Requests name the session, instead of meaning the one that the connection is bound to.
  bool is_named = false;
  std::map<VoxelPosition, VoxelColor> voxels;

  /// `params` with the session in it, if it is to be named.
  boost::json::object params(boost::json::object params) const;
};

}  // namespace goxel::bench
