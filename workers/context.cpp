#include "workers/context.hpp"

#include <utility>

namespace goxel::workers {

namespace {

thread_local std::unique_ptr<Context> thread_context;

}  // namespace

Context::Context(WorkerIndex worker, boost::asio::io_context& io, WorkerCounters& counters,
                 const Clock& clock)
    : worker_(worker),
      arena_(bind_thread_to_new_arena()),
      io_(io),
      counters_(counters),
      clock_(clock) {}

Context::~Context() { owner_.assert_held(); }

Context& Context::current() {
  GOXEL_ASSERT(thread_context != nullptr);
  return *thread_context;
}

bool Context::exists() { return thread_context != nullptr; }

Context& Context::create(WorkerIndex worker, boost::asio::io_context& io, WorkerCounters& counters,
                         const Clock& clock) {
  GOXEL_CHECK(thread_context == nullptr);
  thread_context = std::make_unique<Context>(worker, io, counters, clock);
  return *thread_context;
}

void Context::destroy() {
  // While there still is a context: destructors of what sessions and the resident hold may ask.
  current().set_resident(nullptr);
  current().sessions().clear();
  thread_context.reset();
}

Session& Context::add_session(std::string principal, Project project) {
  return adopt_session(SessionId::make(worker_), std::move(principal), std::move(project));
}

Session& Context::adopt_session(const SessionId& id, std::string principal, Project project) {
  owner_.assert_held();
  counters_.sessions.fetch_add(1, std::memory_order_relaxed);
  return sessions_.add(
      std::make_unique<Session>(id, std::move(principal), std::move(project), clock_.now()));
}

void Context::remove_session(const SessionId& id) {
  owner_.assert_held();
  counters_.sessions.fetch_sub(1, std::memory_order_relaxed);
  sessions_.remove(id);
}

}  // namespace goxel::workers
