#include "daemon/methods/ownership.hpp"
#include "daemon/methods/project_summary.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/handler.hpp"
#include "daemon/system/process_memory.hpp"

#include <algorithm>
#include <chrono>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::Call;
using rpc::NoParams;
using workers::Session;

struct LockHolder {
  std::string project_id;
  std::int64_t held_seconds = 0;
  std::int64_t idle_seconds = 0;
};
constexpr auto fields_of(rpc::Of<LockHolder>) {
  using R = LockHolder;
  return rpc::fields(
      rpc::field<&R::project_id>("project_id", "what the place is used for"),
      rpc::field<&R::held_seconds>("held_seconds", "since it was taken"),
      rpc::field<&R::idle_seconds>("idle_seconds", "since the project's last request"));
}

struct LockState {
  std::int64_t places = 0;
  std::vector<LockHolder> holders;
  std::int64_t waiting = 0;
  std::int64_t foreign_writes = 0;
};
constexpr auto fields_of(rpc::Of<LockState>) {
  using R = LockState;
  return rpc::fields(rpc::field<&R::places>("places", "projects that may be under way at once"),
                     rpc::field<&R::holders>("holders", "the longest idle first"),
                     rpc::field<&R::waiting>("waiting", "requests that wait for a place"),
                     rpc::field<&R::foreign_writes>(
                         "foreign_writes", "writes to a held project by others than its holder"));
}

struct SessionState {
  std::string session;
  std::string project_id;
  std::string state;
  std::int64_t worker = 0;
  std::int64_t revision = 0;
  bool dirty = false;
  std::int64_t idle_seconds = 0;
  std::int64_t connections = 0;
  bool busy = false;
  bool holds_lock = false;
  std::optional<std::string> principal;
};
constexpr auto fields_of(rpc::Of<SessionState>) {
  using R = SessionState;
  return rpc::fields(
      rpc::field<&R::session>("session", "its id"),
      rpc::field<&R::project_id>("project_id", "name of its project"),
      rpc::field<&R::state>("state", "\"bound\", \"detached\" or \"evicted\""),
      rpc::field<&R::worker>("worker", "that owns it"),
      rpc::field<&R::revision>("revision", "grows with every change"),
      rpc::field<&R::dirty>("dirty", "whether it has changes that were never saved"),
      rpc::field<&R::idle_seconds>("idle_seconds", "since its last request"),
      rpc::field<&R::connections>("connections", "bound to it"),
      rpc::field<&R::busy>("busy", "whether a job or a waiting request is under way"),
      rpc::field<&R::holds_lock>("holds_lock", "whether it has a place in the project lock"),
      rpc::field<&R::principal>("principal", "whose it is; told to admins"));
}

struct ProjectState {
  std::string mode;
  std::optional<LockState> lock;
  std::vector<SessionState> sessions;
};
constexpr auto fields_of(rpc::Of<ProjectState>) {
  using R = ProjectState;
  return rpc::fields(rpc::field<&R::mode>("mode", "\"multi\" or \"single\""),
                     rpc::field<&R::lock>("lock", "the project lock, where there is one"),
                     rpc::field<&R::sessions>(
                         "sessions", "this user's, or to an admin all, that are in memory, by id"));
}

namespace {

std::vector<SessionState> states_on(workers::Context& context, const std::string& principal) {
  std::vector<SessionState> states;
  const auto now = context.clock().now();
  context.sessions().for_each([&](Session& session) {
    if (!is_shown(session, principal)) return;
    const auto idle = std::chrono::duration_cast<std::chrono::seconds>(now - session.last_used());
    states.push_back({session.id().to_string(), project_id(session.project()),
                      std::string(rpc::SessionKeeper::state_of(session)), context.worker(),
                      static_cast<std::int64_t>(session.project().revision),
                      session.project().is_dirty(), idle.count(), session.bound_connections(),
                      session.is_busy(), session.hold().is_held(),
                      principal.empty() ? std::optional(session.principal()) : std::nullopt});
  });
  return states;
}

std::optional<LockState> lock_state(const rpc::Services& services) {
  if (services.project_lock == nullptr) return std::nullopt;
  LockState state;
  state.places = services.max_projects;
  for (const auto& holder : services.project_lock->holders())
    state.holders.push_back({holder.project_id, holder.held_seconds, holder.idle_seconds});
  state.waiting = static_cast<std::int64_t>(services.project_lock->waiting());
  state.foreign_writes = services.foreign_writes.load(std::memory_order_relaxed);
  return state;
}

template <class T, class Key>
std::vector<T> joined(std::vector<std::vector<T>> lists, Key key) {
  std::vector<T> all;
  for (auto& list : lists) std::move(list.begin(), list.end(), std::back_inserter(all));
  std::sort(all.begin(), all.end(), [key](const T& a, const T& b) { return a.*key < b.*key; });
  return all;
}

}  // namespace

void get_project_state(Call& call, const NoParams&, Answer<ProjectState> answer) {
  ProjectState state;
  state.mode = project_mode_word(call.services());
  state.lock = lock_state(call.services());
  call.services().pool->gather<std::vector<SessionState>>(
      [principal = shown_principal(call.identity())](workers::Context& context) {
        return states_on(context, principal);
      },
      [answer, state = std::move(state)](std::vector<std::vector<SessionState>> lists) mutable {
        state.sessions = joined(std::move(lists), &SessionState::session);
        answer(std::move(state));
      });
}

struct CleanupResult {
  bool success = true;
  std::string session;
  std::string project_id;
  bool lock_released = false;
  std::int64_t connections_released = 0;
  std::optional<std::string> recoverable;
};
constexpr auto fields_of(rpc::Of<CleanupResult>) {
  using R = CleanupResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::session>("session", "that was closed"),
      rpc::field<&R::project_id>("project_id", "name of its project"),
      rpc::field<&R::lock_released>("lock_released", "whether it had a place in the project lock"),
      rpc::field<&R::connections_released>("connections_released", "that were bound to it"),
      rpc::field<&R::recoverable>("recoverable",
                                  "its id again when it keeps changes that were never saved"));
}

Result<CleanupResult> force_cleanup(Call& call, const NoParams&) {
  Session& session = call.session();
  GOXEL_TRY(check_owner(call.services(), call.identity(), session, access::Role::Admin,
                        "cleaning up somebody else's session"));
  CleanupResult result;
  result.session = session.id().to_string();
  result.project_id = project_id(session.project());
  result.lock_released = session.hold().is_held();
  result.connections_released = session.bound_connections();
  call.dispatcher().unbind_all(session.id());
  if (call.dispatcher().keeper().put_away(session)) result.recoverable = result.session;
  return result;
}

struct WorkerMemory {
  std::int64_t worker = 0;
  std::int64_t allocated = 0;
  std::int64_t active = 0;
  std::int64_t resident = 0;
  std::int64_t ever_allocated = 0;
};
constexpr auto fields_of(rpc::Of<WorkerMemory>) {
  using R = WorkerMemory;
  return rpc::fields(
      rpc::field<&R::worker>("worker", "its index"),
      rpc::field<&R::allocated>("allocated", "bytes in use"),
      rpc::field<&R::active>("active", "bytes of pages with any of them"),
      rpc::field<&R::resident>("resident", "bytes in physical memory"),
      rpc::field<&R::ever_allocated>("ever_allocated", "bytes that its thread has ever asked for"));
}

struct SessionMemory {
  std::string session;
  std::int64_t tiles = 0;
  std::int64_t shared_tiles = 0;
  std::int64_t bytes = 0;
};
constexpr auto fields_of(rpc::Of<SessionMemory>) {
  using R = SessionMemory;
  return rpc::fields(
      rpc::field<&R::session>("session", "its id"), rpc::field<&R::tiles>("tiles", "in its layers"),
      rpc::field<&R::shared_tiles>("shared_tiles",
                                   "of those, held by its history, snapshots or a job as well"),
      rpc::field<&R::bytes>("bytes", "of its image, history included"));
}

struct MemoryStats {
  std::vector<WorkerMemory> workers;
  std::vector<SessionMemory> sessions;
  std::int64_t resident = 0;
};
constexpr auto fields_of(rpc::Of<MemoryStats>) {
  using R = MemoryStats;
  return rpc::fields(
      rpc::field<&R::workers>("workers", "each worker's arena; zeros without jemalloc"),
      rpc::field<&R::sessions>("sessions",
                               "this user's, or to an admin all, that are in memory, by id"),
      rpc::field<&R::resident>("resident", "bytes of physical memory of the process"));
}

namespace {

SessionMemory memory_of(const Session& session) {
  SessionMemory memory;
  memory.session = session.id().to_string();
  const Image& image = session.image();
  for (const CowPtr<Layer>& layer : image.layers()) {
    memory.tiles += layer->volume.tile_count();
    memory.shared_tiles +=
        layer.is_unique() ? layer->volume.shared_tile_count() : layer->volume.tile_count();
  }
  memory.bytes =
      static_cast<std::int64_t>(image.size_bytes()) + session.project().history.size_bytes();
  return memory;
}

struct MemoryOnWorker {
  WorkerMemory worker;
  std::vector<SessionMemory> sessions;
};

MemoryOnWorker memory_on(workers::Context& context, const std::string& principal) {
  MemoryOnWorker memory;
  memory.worker.worker = context.worker();
  const auto stats = context.arena() ? workers::arena_stats(*context.arena()) : std::nullopt;
  if (stats) {
    memory.worker.allocated = static_cast<std::int64_t>(stats->allocated_bytes);
    memory.worker.active = static_cast<std::int64_t>(stats->active_bytes);
    memory.worker.resident = static_cast<std::int64_t>(stats->resident_bytes);
  }
  memory.worker.ever_allocated =
      static_cast<std::int64_t>(workers::thread_allocated_bytes().value_or(0));
  context.sessions().for_each([&](const Session& session) {
    if (is_shown(session, principal)) memory.sessions.push_back(memory_of(session));
  });
  return memory;
}

}  // namespace

void get_memory_stats(Call& call, const NoParams&, Answer<MemoryStats> answer) {
  call.services().pool->gather<MemoryOnWorker>(
      [principal = shown_principal(call.identity())](workers::Context& context) {
        return memory_on(context, principal);
      },
      [answer](std::vector<MemoryOnWorker> all) {
        MemoryStats stats;
        std::vector<std::vector<SessionMemory>> sessions;
        for (MemoryOnWorker& memory : all) {
          stats.workers.push_back(memory.worker);
          sessions.push_back(std::move(memory.sessions));
        }
        stats.sessions = joined(std::move(sessions), &SessionMemory::session);
        stats.resident = system::resident_bytes();
        answer(std::move(stats));
      });
}

std::span<const rpc::Method> debug_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::async_method<&get_project_state>(
          "debug.get_project_state", Access::Service,
          "Tells how this user's sessions and the project lock stand."),
      rpc::method<&force_cleanup>(
          "debug.force_cleanup", Access::Write,
          "Closes a session and gives back its place in the project lock; keeps what is unsaved.")
          .freeing()
          .viewer(),
      rpc::async_method<&get_memory_stats>("debug.get_memory_stats", Access::Service,
                                           "Tells what each worker and each session holds."),
  });
  return kTable;
}

}  // namespace goxel::methods
