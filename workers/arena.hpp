#pragma once

#include <cstdint>
#include <optional>

namespace goxel::workers {

/// A jemalloc arena: what one worker or job thread allocates from, so that its memory can be
/// counted and given back. In builds without jemalloc there are none and every call says so.
using ArenaId = unsigned;

struct ArenaStats {
  std::uint64_t allocated_bytes = 0;  ///< by the program
  std::uint64_t active_bytes = 0;     ///< in pages that hold any of it
  std::uint64_t resident_bytes = 0;   ///< in physical memory
};

/// Makes a new arena and binds the calling thread to it. Nothing without jemalloc.
std::optional<ArenaId> bind_thread_to_new_arena();

/// Any thread. Counters are brought up to date first, which takes about a millisecond.
std::optional<ArenaStats> arena_stats(ArenaId arena);

/// What the calling thread has ever allocated, given back or not: it stays the same while the thread
/// allocates nothing. Nothing without jemalloc.
std::optional<std::uint64_t> thread_allocated_bytes();

/// Gives an arena's unused pages back to the system. Any thread.
void purge_arena(ArenaId arena);

}  // namespace goxel::workers
