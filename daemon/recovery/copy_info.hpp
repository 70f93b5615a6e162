#pragma once

#include "workers/session_id.hpp"

#include <cstdint>
#include <string>

namespace goxel::recovery {

/// Why a copy was made, and so how soon it is dropped when there is no room.
enum class CopyKind : std::uint8_t {
  Abandoned,  ///< its project was replaced or closed with unsaved changes: dropped first
  Evicted,    ///< its session rests, or was open when the service stopped: clients count on it
};

/// What is known of a copy without reading it.
struct CopyInfo {
  workers::SessionId id = {};
  std::string principal = {};  ///< whose it is, for example "uid:1000"
  std::string name = {};       ///< of the project
  bool is_dirty = false;       ///< whether it has changes that were never saved
  CopyKind kind = CopyKind::Evicted;
  std::int64_t written_at = 0;  ///< seconds since 1970
  std::int64_t size_bytes = 0;  ///< on disk, the sum of its files

  friend bool operator==(const CopyInfo&, const CopyInfo&) = default;
};

}  // namespace goxel::recovery
