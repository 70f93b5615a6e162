#include "workers/arena.hpp"

#ifdef GOXEL_JEMALLOC
#include "core/base/str_cat.hpp"

#include <jemalloc/jemalloc.h>
#endif

namespace goxel::workers {

#ifdef GOXEL_JEMALLOC

namespace {

template <class T>
std::optional<T> read(const char* name) {
  T value{};
  std::size_t size = sizeof value;
  if (mallctl(name, &value, &size, nullptr, 0) != 0) return std::nullopt;
  return value;
}

}  // namespace

std::optional<ArenaId> bind_thread_to_new_arena() {
  const auto arena = read<unsigned>("arenas.create");
  if (!arena) return std::nullopt;
  unsigned id = *arena;
  if (mallctl("thread.arena", nullptr, nullptr, &id, sizeof id) != 0) return std::nullopt;
  return id;
}

std::optional<ArenaStats> arena_stats(ArenaId arena) {
  std::uint64_t epoch = 1;
  if (mallctl("epoch", nullptr, nullptr, &epoch, sizeof epoch) != 0) return std::nullopt;
  const std::string prefix = str_cat("stats.arenas.", arena, ".");
  const auto small = read<std::size_t>((prefix + "small.allocated").c_str());
  const auto large = read<std::size_t>((prefix + "large.allocated").c_str());
  const auto pages = read<std::size_t>((prefix + "pactive").c_str());
  const auto resident = read<std::size_t>((prefix + "resident").c_str());
  const auto page_bytes = read<std::size_t>("arenas.page");
  if (!small || !large || !pages || !resident || !page_bytes) return std::nullopt;
  return ArenaStats{*small + *large, *pages * *page_bytes, *resident};
}

std::optional<std::uint64_t> thread_allocated_bytes() {
  return read<std::uint64_t>("thread.allocated");
}

void purge_arena(ArenaId arena) {
  // A failure leaves the pages where they are; there is nothing else to do about it.
  (void)mallctl(str_cat("arena.", arena, ".purge").c_str(), nullptr, nullptr, nullptr, 0);
}

#else

std::optional<ArenaId> bind_thread_to_new_arena() { return std::nullopt; }
std::optional<ArenaStats> arena_stats(ArenaId) { return std::nullopt; }
std::optional<std::uint64_t> thread_allocated_bytes() { return std::nullopt; }
void purge_arena(ArenaId) {}

#endif

}  // namespace goxel::workers
