#include "daemon/rpc/session_keeper.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/dispatcher.hpp"
#include "workers/job.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace goxel::rpc {

namespace {

using recovery::CopyKind;
using workers::Project;
using workers::Session;
using workers::SessionId;

/// Recovery writes that one worker may have under way.
constexpr std::size_t kMaxWrites = 16;

std::string job_key(const SessionId& id) { return id.to_string() + " copy"; }

}  // namespace

SessionKeeper::SessionKeeper(Services& services, workers::Context& context, Dispatcher& dispatcher)
    : services_(services), context_(context), dispatcher_(dispatcher) {}

std::string_view SessionKeeper::state_of(const Session& session) {
  if (session.is_resting()) return "evicted";
  return session.bound_connections() > 0 ? "bound" : "detached";
}

void SessionKeeper::log_state(const Session& session, std::string_view before,
                              std::string_view after) {
  const auto [method, request] = dispatcher_.request_under_way();
  services_.log.info("session", {{"session", session.id().to_string()},
                                 {"project", session.project().name},
                                 {"from", before},
                                 {"to", after},
                                 {"method", method},
                                 {"request", request}});
}

Session& SessionKeeper::open(const Identity& identity, Project project, workers::ProjectHold hold,
                             bool is_ephemeral) {
  const Limits& limits = services_.limits;
  project.history = History({limits.history_steps, limits.history_bytes});
  Session& session = context_.add_session(identity.principal, std::move(project));
  session.set_ephemeral(is_ephemeral);
  session.hold() = std::move(hold);
  if (identity.peer != nullptr) {
    identity.peer->add_session(session.id());
    session.keep(std::shared_ptr<const void>(
        nullptr,
        [peer = identity.peer, id = session.id()](const void*) { peer->remove_session(id); }));
  }
  log_state(session, "none", "open");
  return session;
}

Session* SessionKeeper::find(const SessionId& id) {
  if (Session* session = context_.sessions().find(id)) return session;
  if (services_.recovery == nullptr || ended_.count(id) != 0) return nullptr;
  const auto copy = services_.recovery->find(id);
  if (!copy) return nullptr;
  Project listed;
  listed.name = copy->name;
  listed.revision = copy->is_dirty ? 1 : 0;
  Session& session = context_.adopt_session(id, copy->principal, std::move(listed));
  session.rest();
  return &session;
}

Result<void> SessionKeeper::wake(Session& session) {
  GOXEL_ASSERT(session.is_resting() && services_.recovery != nullptr);
  auto submitted = workers::submit_job<Project>(
      services_.jobs, job_key(session.id()), services_.pool->worker(context_.worker()),
      [store = services_.recovery, id = session.id()](Parallel&, workers::JobState&) {
        return store->read(id);
      },
      [id = session.id()](workers::Context& context, Result<Project> project) {
        Dispatcher::of(context).keeper().finish_wake(id, std::move(project));
      });
  if (!submitted) return std::move(submitted).error();
  session.raise_barrier();
  return {};
}

void SessionKeeper::finish_wake(const SessionId& id, Result<Project> project) {
  Session* session = context_.sessions().find(id);
  if (session == nullptr) return remove_used_copy(id);  // ended: what waited has been answered
  session->lower_barrier();
  if (project) {
    const Limits& limits = services_.limits;
    project->history = History({limits.history_steps, limits.history_bytes}, project->revision);
    session->wake(std::move(*project));
    log_state(*session, "evicted", state_of(*session));
  } else if (project.error().code == ErrorCode::SessionNotFound) {
    return end(id);
  } else {
    services_.log.error("a session cannot be brought back",
                        {{"session", id.to_string()}, {"why", project.error().message}});
    session->set_wake_error(std::move(project).error());
  }
  context_.sessions().resume(id);
  session = context_.sessions().find(id);
  if (session != nullptr) session->set_wake_error(std::nullopt);
}

void SessionKeeper::end(const SessionId& id) {
  const SessionId key = id;  // it may be the session's own
  const Session& session = *context_.sessions().find(key);
  const bool is_in_a_job =
      being_written_.count(key) != 0 || (session.is_resting() && session.is_barred());
  log_state(session, state_of(session), "closed");
  dispatcher_.unbind_all(key);
  services_.shared_session.forget(key);
  context_.remove_session(key);
  if (services_.recovery == nullptr) return;
  if (is_in_a_job) {
    ended_.insert(key);  // until that is over: on the disk the removal would have to wait for it
  } else if (services_.recovery->find(key)) {
    give_up_copy(key);
  }
}

void SessionKeeper::give_up_copy(const SessionId& id) {
  const auto copy = services_.recovery->take(id);
  if (!copy) return;  // gone already is as good
  // Even a rename may wait for the disk, and all other sessions of this worker would wait with it.
  const auto queued = services_.jobs.submit(
      job_key(id), [store = services_.recovery, copy = *copy](Parallel&, workers::JobState&) {
        (void)store->erase(copy);  // if it stays, it ends when it is too old
      });
  if (!queued) (void)services_.recovery->erase(*copy);
}

void SessionKeeper::remove_used_copy(const SessionId& id) {
  const auto queued = workers::submit_job<void>(
      services_.jobs, job_key(id), services_.pool->worker(context_.worker()),
      [store = services_.recovery, id](Parallel&, workers::JobState&) {
        (void)store->remove(id);  // gone already is as good
        return Result<void>();
      },
      [id](workers::Context& context, const Result<void>&) {
        Dispatcher::of(context).keeper().ended_.erase(id);
      });
  if (queued) return;
  (void)services_.recovery->remove(id);
  ended_.erase(id);
}

/// From now on it is meant by its id alone.
void SessionKeeper::give_up(Session& session) {
  session.hold().release();
  session.keep(nullptr);
}

bool SessionKeeper::put_away(Session& session) {
  if (!session.project().is_dirty() || session.is_ephemeral()) {
    end(session.id());
    return false;
  }
  give_up(session);
  when_room([this, id = session.id()] {
    Session* there = context_.sessions().find(id);
    if (there != nullptr && !there->is_resting()) rest(*there, CopyKind::Abandoned);
  });
  return true;
}

void SessionKeeper::suspect(Session& session) {
  services_.log.error("a session is suspect and is closed",
                      {{"session", session.id().to_string()}});
  dispatcher_.unbind_all(session.id());
  give_up(session);
  if (session.is_ephemeral() || !session.project().was_touched()) return end(session.id());
  rest(session, CopyKind::Abandoned);
}

bool SessionKeeper::write(Session& session, CopyKind kind, Written written) {
  Project copy = session.project();
  copy.history = History();
  auto submitted = workers::submit_job<void>(
      services_.jobs, job_key(session.id()), services_.pool->worker(context_.worker()),
      [store = services_.recovery, id = session.id(), principal = session.principal(),
       copy = std::move(copy), kind,
       now = context_.clock().unix_seconds()](Parallel& parallel, workers::JobState&) {
        return store->write(id, principal, copy, kind, now, parallel);
      },
      [id = session.id(), written = std::move(written)](workers::Context& context,
                                                        const Result<void>& result) {
        SessionKeeper& keeper = Dispatcher::of(context).keeper();
        keeper.being_written_.erase(id);
        written(result);
        while (!keeper.waiting_for_room_.empty() && keeper.has_room()) {
          const auto then = std::move(keeper.waiting_for_room_.front());
          keeper.waiting_for_room_.pop_front();
          then();
        }
      });
  if (submitted) being_written_.insert(session.id());
  return submitted.is_ok();
}

void SessionKeeper::rest(Session& session, CopyKind kind) {
  if (services_.recovery == nullptr || being_written_.count(session.id()) != 0) return;
  // When the pool is full the session stays as it is, and the next look for idle ones tries again.
  (void)write(session, kind,
              [this, id = session.id(), uses = session.use_count()](const Result<void>& result) {
                finish_rest(id, uses, result);
              });
}

void SessionKeeper::finish_rest(const SessionId& id, std::uint64_t uses,
                                const Result<void>& written) {
  Session* session = context_.sessions().find(id);
  if (session == nullptr) return remove_used_copy(id);  // ended while it was written
  if (!written) {
    services_.log.error("a session cannot be written and stays in memory",
                        {{"session", id.to_string()}, {"why", written.error().message}});
    return;
  }
  // Somebody uses it again: the copy is merely an older state, for the worst case.
  if (session->use_count() != uses || session->is_resting() || session->is_busy()) return;
  const std::string_view before = state_of(*session);
  session->rest();
  log_state(*session, before, "evicted");
  if (being_written_.empty() && context_.arena()) workers::purge_arena(*context_.arena());
}

void SessionKeeper::expire_idle() {
  const auto now = context_.clock().now();
  std::vector<Session*> idle;
  context_.sessions().for_each([&](Session& session) {
    if (session.is_resting() || session.is_busy()) return;
    if (now - session.last_used() >= services_.idle_timeout) idle.push_back(&session);
  });
  for (Session* session : idle) {
    session->hold().release();
    const bool is_bound = session->bound_connections() > 0;
    if (session->is_ephemeral() && is_bound) continue;  // it ends with its connection
    if (session->is_ephemeral() || !(is_bound || session->project().was_touched())) {
      end(session->id());
    } else if (services_.recovery == nullptr) {
      if (!is_bound && !session->project().is_dirty()) end(session->id());
    } else if (has_room()) {
      rest(*session, CopyKind::Evicted);
    }
  }
}

void SessionKeeper::write_all() {
  if (services_.recovery == nullptr) return;
  struct Copy {
    SessionId id;
    std::string principal;
    Project project;
  };
  std::vector<Copy> copies;
  context_.sessions().for_each([&](Session& session) {
    if (session.is_resting() || session.is_ephemeral() || !session.project().was_touched()) return;
    copies.push_back({session.id(), session.principal(), session.project()});
  });
  if (copies.empty()) return;
  // One job for all: there may be more sessions than the pool takes jobs.
  const auto queued = services_.jobs.submit(
      str_cat("copies ", context_.worker()),
      [&services = services_, copies = std::move(copies), now = context_.clock().unix_seconds()](
          Parallel& parallel, workers::JobState& state) {
        for (const Copy& copy : copies) {
          const Result<void> written =
              state.is_stop_requested()
                  ? Result<void>(workers::stop_error(state))
                  : services.recovery->write(copy.id, copy.principal, copy.project,
                                             CopyKind::Evicted, now, parallel);
          if (written) continue;
          services.log.error("a session cannot be written and is lost",
                             {{"session", copy.id.to_string()}, {"why", written.error().message}});
        }
      });
  if (!queued) services_.log.error("sessions are lost", {{"why", queued.error().message}});
}

bool SessionKeeper::has_room() const { return being_written_.size() < kMaxWrites; }

void SessionKeeper::when_room(std::function<void()> then) {
  if (has_room()) return then();
  waiting_for_room_.push_back(std::move(then));
}

void SessionKeeper::forget(const SessionId& id) {
  const Session* session = context_.sessions().find(id);
  if (session != nullptr && session->is_resting() && !session->is_busy()) end(id);
}

}  // namespace goxel::rpc
