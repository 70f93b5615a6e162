#include "daemon/rpc/long_method.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/json_writer.hpp"

namespace goxel::rpc::detail {

JobScope enter_job(Call& call, bool is_barrier, bool is_change) {
  if (!call.has_session()) return {};
  const JobScope scope{call.session().id(), is_barrier, is_change,
                       call.session().project().revision};
  call.session().begin_job();
  if (scope.is_barrier) call.session().raise_barrier();
  return scope;
}

void leave_job(Dispatcher& dispatcher, const JobScope& scope) {
  if (!scope.session) return;
  workers::SessionTable& sessions = dispatcher.context().sessions();
  workers::Session* session = sessions.find(*scope.session);
  if (session == nullptr) return;
  session->end_job();
  if (!scope.is_barrier) return;
  session->lower_barrier();
  sessions.resume(*scope.session);
}

Result<void> check_unchanged(const JobScope& scope, const workers::Session* session) {
  if (!scope.is_change || session == nullptr) return {};
  const std::uint64_t now = session->project().revision;
  if (now == scope.revision) return {};
  return Error{ErrorCode::Conflict,
               str_cat("the project was changed, from revision ", scope.revision, " to ", now,
                       ", while the job worked on it")}
      .with("revision", static_cast<std::int64_t>(now));
}

void answer_with_job(Dispatcher& dispatcher, Invocation& invocation, const JobScope& scope) {
  AsyncJobs& jobs = dispatcher.async_jobs();
  AsyncJobs::Job job;
  job.method = invocation.method->name;
  job.principal = invocation.identity->principal;
  if (scope.session) job.session = scope.session->to_string();
  job.started = dispatcher.context().clock().now();
  const std::uint32_t number = jobs.open(std::move(job));
  dispatcher.answer(invocation.reply, [&](std::string& out) {
    out += R"("result":)";
    JsonWriter writer(out);
    writer.begin_object();
    writer.member("job", job_id_text(jobs.find(number)->id));
    writer.end_object();
  });
  invocation.reply = {};
  invocation.reply.address = ReplyAddress{dispatcher.context().worker(), kAsyncJobs, number};
}

JobTicket open_ticket(Dispatcher& dispatcher, Invocation& invocation, Call& call,
                      JobOptions options) {
  const Access access = invocation.method->access;
  const bool is_change = access == Access::Write;
  const bool is_barrier = !options.is_async && (is_change || access == Access::Open);
  const JobScope scope = enter_job(call, is_barrier, is_change);
  const ReplyAddress client = dispatcher.detach(invocation.reply);
  ProgressTeller progress(*dispatcher.services().pool, client, options, invocation.method->name);
  progress.begin(dispatcher.context());
  if (options.is_async) answer_with_job(dispatcher, invocation, scope);
  return {invocation.reply, scope, invocation.identity->shared_from_this(), std::move(progress)};
}

void suspect_session(Dispatcher& dispatcher, const JobScope& scope) {
  workers::Session* session =
      scope.session ? dispatcher.context().sessions().find(*scope.session) : nullptr;
  if (session != nullptr) dispatcher.keeper().suspect(*session);
}

}  // namespace goxel::rpc::detail
