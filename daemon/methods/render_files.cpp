#include "core/base/str_cat.hpp"
#include "daemon/methods/rendered_file.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/handler.hpp"

#include <ctime>
#include <optional>

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::NoParams;

struct RenderList {
  bool success = true;
  std::int64_t count = 0;
  std::int64_t total_size = 0;
  std::vector<RenderedFile> renders;
};
constexpr auto fields_of(rpc::Of<RenderList>) {
  using R = RenderList;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::count>("count", "number of pictures"),
                     rpc::field<&R::total_size>("total_size", "of their files, in bytes"),
                     rpc::field<&R::renders>("renders", "the caller's, oldest first"));
}

Result<RenderList> list_renders(Call& call, const NoParams&) {
  const std::int64_t now = std::time(nullptr);
  RenderList list;
  for (const renders::RenderEntry& entry : call.services().renders.list()) {
    if (entry.principal != call.principal()) continue;
    list.total_size += entry.size_bytes;
    list.renders.push_back(rendered_file(entry, now));
  }
  list.count = static_cast<std::int64_t>(list.renders.size());
  return list;
}

struct RenderPath {
  std::string path;
};
constexpr auto fields_of(rpc::Of<RenderPath>) {
  return rpc::fields(
      rpc::field<&RenderPath::path>("path", "of a managed picture, exactly as it was given out"));
}

namespace {

/// Other users' pictures are none.
Result<renders::RenderEntry> find_own(Call& call, const std::string& path) {
  GOXEL_ASSIGN(renders::RenderEntry entry, call.services().renders.find(path));
  if (entry.principal == call.principal()) return entry;
  return renders::no_such_render(path);
}

}  // namespace

struct RenderDetails {
  bool success = true;
  RenderedFile render;
  RenderedFile file;
  std::int64_t ttl_remaining = 0;
};
constexpr auto fields_of(rpc::Of<RenderDetails>) {
  using R = RenderDetails;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::render>("render", "the picture"),
                     rpc::field<&R::file>("file", "the same"),
                     rpc::field<&R::ttl_remaining>("ttl_remaining", "seconds until it is deleted"));
}

Result<RenderDetails> get_render_info(Call& call, const RenderPath& params) {
  GOXEL_ASSIGN(const renders::RenderEntry entry, find_own(call, params.path));
  const RenderedFile file = rendered_file(entry, std::time(nullptr));
  return RenderDetails{true, file, file, file.ttl_remaining};
}

struct RenderCleaned {
  bool success = true;
  std::string message = "Render cleaned up successfully";
  std::int64_t freed_bytes = 0;
};
constexpr auto fields_of(rpc::Of<RenderCleaned>) {
  using R = RenderCleaned;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::message>("message", "for people"),
                     rpc::field<&R::freed_bytes>("freed_bytes", "size of the file that is gone"));
}

Result<RenderCleaned> cleanup_render(Call& call, const RenderPath& params) {
  GOXEL_TRY(find_own(call, params.path));
  RenderCleaned cleaned;
  GOXEL_ASSIGN(cleaned.freed_bytes, call.services().renders.remove(params.path));
  return cleaned;
}

struct RenderFolderStats {
  std::int64_t active_renders = 0;
  std::int64_t total_renders = 0;
  std::int64_t total_cleanups = 0;
  std::int64_t current_cache_size = 0;
  std::int64_t max_cache_size = 0;
  double cache_usage_percent = 0;
  std::int64_t files_cleaned = 0;
  std::int64_t bytes_freed = 0;
  std::int64_t security_violations = 0;
  bool cleanup_thread_active = true;
  std::optional<std::int64_t> last_cleanup;
  std::optional<std::int64_t> next_cleanup;
};
constexpr auto fields_of(rpc::Of<RenderFolderStats>) {
  using R = RenderFolderStats;
  return rpc::fields(
      rpc::field<&R::active_renders>("active_renders", "pictures in the folder"),
      rpc::field<&R::total_renders>("total_renders", "pictures ever put there, since the start"),
      rpc::field<&R::total_cleanups>("total_cleanups", "times that it was swept"),
      rpc::field<&R::current_cache_size>("current_cache_size", "bytes in the folder"),
      rpc::field<&R::max_cache_size>("max_cache_size", "bytes that it may hold"),
      rpc::field<&R::cache_usage_percent>("cache_usage_percent",
                                          "the one by the other: a fraction from 0 to 1"),
      rpc::field<&R::files_cleaned>("files_cleaned", "pictures deleted: old, too many, or asked"),
      rpc::field<&R::bytes_freed>("bytes_freed", "of their files"),
      rpc::field<&R::security_violations>("security_violations",
                                          "requests for a path outside the folder"),
      rpc::field<&R::cleanup_thread_active>("cleanup_thread_active",
                                            "whether it is swept: until shutdown"),
      rpc::field<&R::last_cleanup>("last_cleanup", "unix seconds; absent before the first"),
      rpc::field<&R::next_cleanup>("next_cleanup", "unix seconds; absent before the first"));
}

struct RenderStatsResult {
  bool success = true;
  RenderFolderStats stats;
};
constexpr auto fields_of(rpc::Of<RenderStatsResult>) {
  return rpc::fields(
      rpc::field<&RenderStatsResult::success>("success", "always true"),
      rpc::field<&RenderStatsResult::stats>("stats", "of the managed folder, all users together"));
}

Result<RenderStatsResult> get_render_stats(Call& call, const NoParams&) {
  const rpc::Services& services = call.services();
  const renders::RenderStats found = services.renders.stats();
  RenderFolderStats stats;
  stats.active_renders = found.active_renders;
  stats.total_renders = found.total_renders;
  stats.total_cleanups = found.total_cleanups;
  stats.current_cache_size = found.current_cache_size_bytes;
  stats.max_cache_size = found.max_cache_size_bytes;
  stats.cache_usage_percent = found.cache_usage_fraction;
  stats.files_cleaned = found.files_cleaned;
  stats.bytes_freed = found.bytes_freed;
  stats.security_violations = found.security_violations;
  stats.cleanup_thread_active = !services.is_draining.load(std::memory_order_relaxed);
  stats.last_cleanup = found.last_cleanup;
  if (found.last_cleanup)
    stats.next_cleanup = *found.last_cleanup + services.render_cleanup_interval_s;
  return RenderStatsResult{true, stats};
}

std::span<const rpc::Method> render_file_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&list_renders>("list_renders", Access::Service,
                                 "Lists the caller's pictures in the managed folder."),
      rpc::method<&get_render_info>("get_render_info", Access::Service,
                                    "Tells about one picture in the managed folder.")
          .fails(ErrorCode::NotFound),
      rpc::method<&cleanup_render>("cleanup_render", Access::Service,
                                   "Deletes a picture in the managed folder.")
          .fails(ErrorCode::NotFound)
          .editor(),
      rpc::method<&get_render_stats>("get_render_stats", Access::Service,
                                     "Tells how full the managed folder is."),
  });
  return kTable;
}

}  // namespace goxel::methods
