#pragma once

#include "daemon/rpc/handler.hpp"
#include "daemon/rpc/job_options.hpp"
#include "daemon/rpc/progress_teller.hpp"
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
  bool is_change = false;  ///< of the session's project, as it is at `revision`
  std::uint64_t revision = 0;
};

/// Counts a job, or whatever else answers later, and raises the barrier when the session's later
/// requests have to wait for it.
JobScope enter_job(Call& call, bool is_barrier, bool is_change = false);
/// Conflict when a job that changes its session, and that nobody waited for, finds that others have
/// changed it meanwhile.
Result<void> check_unchanged(const JobScope& scope, const workers::Session* session);
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

/// What all jobs have, whatever their method: where the answer goes, and who hears of it.
struct JobTicket {
  Reply reply;
  JobScope scope;
  std::shared_ptr<const Identity> identity;
  ProgressTeller progress;
};

/// Answers a request that was made with `async` with its job's id, and lets the job's own answer go
/// to the worker's AsyncJobs.
void answer_with_job(Dispatcher& dispatcher, Invocation& invocation, const JobScope& scope);

template <class M>
void finish_long(Dispatcher& dispatcher, const JobTicket& ticket, typename M::Task& task,
                 Result<typename M::Output> output) {
  const Reply& reply = ticket.reply;
  const JobScope& scope = ticket.scope;
  dispatcher.forget_job(*reply.address);
  Client* client = reply.address->worker == dispatcher.context().worker()
                       ? dispatcher.find_client(reply.address->client)
                       : nullptr;
  workers::Session* session =
      scope.session ? dispatcher.context().sessions().find(*scope.session) : nullptr;
  if (output) {
    if (auto unchanged = check_unchanged(scope, session); !unchanged)
      output = std::move(unchanged).error();
  }
  ticket.progress.end(dispatcher.context(), output.is_ok());
  Call call(dispatcher, client, *ticket.identity, session);
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

/// Whether nobody but the client that asked has anything of a job.
template <class M>
bool is_for_reply(Access access, const typename M::Task& task) {
  if constexpr (requires { M::is_for_reply(task); }) {
    return M::is_for_reply(task);
  } else {
    return access == Access::Read && !requires { M::kIsOneByOne; };
  }
}

/// Notes the job's session and client, and answers already what is `async`.
JobTicket open_ticket(Dispatcher& dispatcher, Invocation& invocation, Call& call,
                      JobOptions options);

/// Queues the job of a task that M::prepare() made.
template <class M>
void start_long(Dispatcher& dispatcher, Invocation& invocation, Call& call, JobOptions options,
                typename M::Task prepared) {
  const bool is_for_reply_alone =
      !options.is_async && is_for_reply<M>(invocation.method->access, prepared);
  const auto task = std::make_shared<typename M::Task>(std::move(prepared));
  const auto ticket = std::make_shared<const JobTicket>(
      open_ticket(dispatcher, invocation, call, std::move(options)));
  workers::Worker& owner = dispatcher.services().pool->worker(dispatcher.context().worker());
  const JobLane lane = lane_of<M>(ticket->scope, ticket->identity->principal);
  auto submitted = dispatcher.services().jobs.submit(
      lane.key,
      [task, ticket, &owner](Parallel& parallel, workers::JobState& state) {
        if (ticket->progress.is_wanted()) {
          state.set_listener([ticket](double fraction, std::string_view text) {
            ticket->progress.report(fraction, text);
          });
        }
        auto output =
            std::make_shared<Result<typename M::Output>>(run_guarded<Result<typename M::Output>>(
                [&] { return M::run(*task, parallel, state); }));
        owner.post([task, ticket, output](workers::Context& context) {
          finish_long<M>(Dispatcher::of(context), *ticket, *task, std::move(*output));
        });
      },
      lane.order);
  if (!submitted) {
    return finish_long<M>(dispatcher, *ticket, *task, std::move(submitted).error());
  }
  dispatcher.remember_job(*ticket->reply.address, *submitted, is_for_reply_alone);
}

template <class M>
void invoke_long(Dispatcher& dispatcher, Invocation& invocation) {
  typename M::Params params{};
  if (!decode_or_answer(dispatcher, invocation, params)) return;
  auto options = read_job_options(invocation.params);
  if (!options) return dispatcher.answer_error(invocation.reply, options.error());
  Call call(dispatcher, invocation.client, *invocation.identity, invocation.session,
            std::move(invocation.hold));
  call.set_async(options->is_async);
  auto prepared = M::prepare(call, std::move(params));
  if (!prepared) return dispatcher.answer_error(invocation.reply, prepared.error());
  start_long<M>(dispatcher, invocation, call, std::move(*options), std::move(*prepared));
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
/// A job is cancelled when its client goes, if nobody else has anything of it: as M::is_for_reply(
/// const Task&) says, and without that every job with Access::Read and no kIsOneByOne.
///
/// With Access::Write or Access::Open its session's later requests wait until finish() is through,
/// unless the request says `async`: then a session that others have changed meanwhile is a
/// Conflict, which finish() gets in place of the output. In finish() the session may have gone
/// (Call::has_session()), and so may the client.
template <class M>
constexpr Method long_method(std::string_view name, Access access, std::string_view summary) {
  Method row = method_row<typename M::Params, typename M::Answered>(name, access, summary,
                                                                    &detail::invoke_long<M>);
  row.is_long = true;
  return row;
}

}  // namespace goxel::rpc
