#pragma once

#include "daemon/rpc/handler.hpp"
#include "workers/job.hpp"

#include <memory>
#include <string>
#include <utility>

namespace goxel::rpc {

namespace detail {

/// The session a job is about, and whether its later requests wait for the job.
struct JobScope {
  std::optional<workers::SessionId> session;
  bool is_barrier = false;
};

/// Counts a job, or whatever else answers later, and raises the barrier when the session's later
/// requests have to wait for it.
JobScope enter_job(Call& call, bool is_barrier);
/// Lowers it and runs what waited. The session may have gone meanwhile.
void leave_job(Dispatcher& dispatcher, const JobScope& scope);
/// For an exception in finish(): the session is not trusted any more.
void suspect_session(Dispatcher& dispatcher, const JobScope& scope);

/// What `run` gives, with an exception turned into an error: a job that throws must not take its
/// thread with it.
template <class R, class Run>
R run_guarded(Run&& run) {
  try {
    return run();
  } catch (...) {
    return workers::current_exception_error();
  }
}

template <class M>
void finish_long(Dispatcher& dispatcher, Reply reply, const JobScope& scope,
                 const Identity& identity, typename M::Task& task,
                 Result<typename M::Output> output) {
  dispatcher.forget_job(*reply.address);
  Client* client = reply.address->worker == dispatcher.context().worker()
                       ? dispatcher.find_client(reply.address->client)
                       : nullptr;
  workers::Session* session =
      scope.session ? dispatcher.context().sessions().find(*scope.session) : nullptr;
  Call call(dispatcher, client, identity, session);
  const Result<void> finished = run_guarded<Result<void>>([&] {
    M::finish(call, task, std::move(output), Answer<typename M::Answered>(dispatcher, reply));
    return Result<void>();
  });
  if (!finished) {
    dispatcher.answer_error(reply, finished.error());
    suspect_session(dispatcher, scope);
  }
  leave_job(dispatcher, scope);
}

/// Whose turn a job takes in the pool, and its place among the jobs of the same session.
struct JobLane {
  std::string key;
  workers::JobOrder order;
};
template <class M>
JobLane lane_of(const JobScope& scope, const std::string& principal) {
  std::string key = scope.session ? scope.session->to_string() : principal;
  if constexpr (requires { M::kIsOneByOne; }) return {key + " files", workers::JobOrder::OneByOne};
  return {std::move(key), workers::JobOrder::Together};
}

/// Queues the job of a task that M::prepare() made.
template <class M>
void start_long(Dispatcher& dispatcher, Invocation& invocation, Call& call,
                typename M::Task prepared) {
  const Access access = invocation.method->access;
  const JobScope scope = enter_job(call, access == Access::Write || access == Access::Open);
  const auto task = std::make_shared<typename M::Task>(std::move(prepared));
  const ReplyAddress address = dispatcher.detach(invocation.reply);
  const Reply reply = invocation.reply;
  const std::shared_ptr<const Identity> identity = invocation.identity->shared_from_this();
  workers::Worker& owner = dispatcher.services().pool->worker(dispatcher.context().worker());
  const JobLane lane = lane_of<M>(scope, identity->principal);
  auto submitted = dispatcher.services().jobs.submit(
      lane.key,
      [task, reply, scope, identity, &owner](Parallel& parallel, workers::JobState& state) {
        auto output =
            std::make_shared<Result<typename M::Output>>(run_guarded<Result<typename M::Output>>(
                [&] { return M::run(*task, parallel, state); }));
        owner.post([task, reply, scope, identity, output](workers::Context& context) {
          finish_long<M>(Dispatcher::of(context), reply, scope, *identity, *task,
                         std::move(*output));
        });
      },
      lane.order);
  if (!submitted) {
    return finish_long<M>(dispatcher, reply, scope, *identity, *task, std::move(submitted).error());
  }
  dispatcher.remember_job(address, *submitted);
}

template <class M>
void invoke_long(Dispatcher& dispatcher, Invocation& invocation) {
  typename M::Params params{};
  if (!decode_or_answer(dispatcher, invocation, params)) return;
  Call call(dispatcher, invocation.client, *invocation.identity, invocation.session,
            std::move(invocation.hold));
  auto prepared = M::prepare(call, std::move(params));
  if (!prepared) return dispatcher.answer_error(invocation.reply, prepared.error());
  start_long<M>(dispatcher, invocation, call, std::move(*prepared));
}

}  // namespace detail

/// A long method M, so that the thread of each line is visible:
///
///   struct M {
///     using Params = ...;   // decoded parameters
///     using Task = ...;     // what run() needs: values and snapshots
///     using Output = ...;   // what run() makes
///     using Answered = ...; // the result that clients see
///     // On the owner.
///     static Result<Task> prepare(Call&, Params&&);
///     // In the job pool; pure.
///     static Result<Output> run(const Task&, Parallel&, workers::JobState&);
///     // On the owner again, also after a failure.
///     static void finish(Call&, Task&, Result<Output>&&, const Answer<Answered>&);
///   };
///
/// Jobs of one session may run at the same time, unless M has a constant kIsOneByOne: its jobs then
/// run in the order of their requests, so that of two saves to one path the later one stays.
///
/// With Access::Write or Access::Open its session's later requests wait until finish() is through.
/// In finish() the session may have gone (Call::has_session()), and so may the client.
template <class M>
constexpr Method long_method(std::string_view name, Access access, std::string_view summary) {
  Method row{name, summary, access, &detail::invoke_long<M>, kFields<typename M::Params>};
  row.is_long = true;
  return row;
}

}  // namespace goxel::rpc
