#include "core/base/str_cat.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/handler.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::AsyncJobs;
using rpc::Call;
using rpc::NoParams;
using workers::SessionId;

struct JobParams {
  std::string job;
};
constexpr auto fields_of(rpc::Of<JobParams>) {
  return rpc::fields(rpc::field<&JobParams::job>("job", "id that the request with async was told"));
}

struct ListedJob {
  std::string job;
  std::string method;
  std::string state;
  double fraction = 0;
  double seconds = 0;
  std::optional<std::string> session;
  std::optional<rpc::AnyJson> result;
  std::optional<rpc::AnyJson> error;
};
constexpr auto fields_of(rpc::Of<ListedJob>) {
  using R = ListedJob;
  return rpc::fields(
      rpc::field<&R::job>("job", "its id"), rpc::field<&R::method>("method", "that it runs"),
      rpc::field<&R::state>("state", "queued, running, done, failed or cancelled"),
      rpc::field<&R::fraction>("fraction", "how much is done, 0..1, as far as the method tells"),
      rpc::field<&R::seconds>("seconds", "from the request to now, or to its end"),
      rpc::field<&R::session>("session", "it belongs to"),
      rpc::field<&R::result>("result", "as the method answers; in get_job, once done"),
      rpc::field<&R::error>("error", "as in an error reply; in get_job, once failed or cancelled"));
}

struct JobList {
  std::int64_t count = 0;
  std::vector<ListedJob> jobs;
};
constexpr auto fields_of(rpc::Of<JobList>) {
  return rpc::fields(rpc::field<&JobList::count>("count", "number of jobs"),
                     rpc::field<&JobList::jobs>("jobs", "this user's, on all workers, by id"));
}

namespace {

constexpr std::string_view kResultMember = R"("result":)";
constexpr std::string_view kErrorMember = R"("error":)";

bool has_failed(const AsyncJobs::Job& job) { return job.answer.rfind(kErrorMember, 0) == 0; }

std::string_view state_of(const AsyncJobs::Job& job) {
  if (!job.ended) return job.state != nullptr && job.state->has_begun() ? "running" : "queued";
  if (!has_failed(job)) return "done";
  return job.state != nullptr && job.state->is_cancelled() ? "cancelled" : "failed";
}

ListedJob describe(const AsyncJobs::Job& job, AsyncJobs::TimePoint now) {
  ListedJob listed;
  listed.job = rpc::job_id_text(job.id);
  listed.method = str_cat("goxel.", job.method);
  listed.state = state_of(job);
  listed.fraction = listed.state == "done" ? 1 : job.state != nullptr ? job.state->fraction() : 0;
  listed.seconds = std::chrono::duration<double>(job.ended.value_or(now) - job.started).count();
  if (!job.session.empty()) listed.session = job.session;
  return listed;
}

ListedJob describe_with_answer(const AsyncJobs::Job& job, AsyncJobs::TimePoint now) {
  ListedJob listed = describe(job, now);
  if (!job.ended) return listed;
  if (has_failed(job)) {
    listed.error = rpc::AnyJson{job.answer.substr(kErrorMember.size())};
  } else {
    listed.result = rpc::AnyJson{job.answer.substr(kResultMember.size())};
  }
  return listed;
}

/// Lets `use` have a job of the caller's own on the worker that looks after it, and answers with
/// what it returns.
void with_job(Call& call, const JobParams& params, const Answer<ListedJob>& answer,
              ListedJob (*use)(AsyncJobs::Job&, AsyncJobs::TimePoint)) {
  const Error unknown{ErrorCode::NotFound,
                      str_cat("no job ", params.job.substr(0, 64),
                              ": it never was, or its answer was kept long enough")};
  const auto id = rpc::parse_job_id(params.job);
  if (!id) return answer(unknown);
  workers::WorkerPool& pool = *call.services().pool;
  workers::Worker& home = pool.worker(call.context().worker());
  pool.owner_of(*id).post([&home, id = *id, principal = std::string(call.principal()), answer,
                           unknown, use](workers::Context& there) {
    const auto now = there.clock().now();
    AsyncJobs::Job* const job = rpc::Dispatcher::of(there).async_jobs().find(id, now);
    Result<ListedJob> found = unknown;
    if (job != nullptr && job->principal == principal) found = use(*job, now);
    home.post([answer, found = std::move(found)](workers::Context&) { answer(found); });
  });
}

ListedJob cancel(AsyncJobs::Job& job, AsyncJobs::TimePoint now) {
  if (!job.ended && job.state != nullptr) job.state->cancel();
  return describe(job, now);
}

}  // namespace

void get_job(Call& call, const JobParams& params, Answer<ListedJob> answer) {
  with_job(call, params, answer, [](AsyncJobs::Job& job, AsyncJobs::TimePoint now) {
    return describe_with_answer(job, now);
  });
}

void cancel_job(Call& call, const JobParams& params, Answer<ListedJob> answer) {
  with_job(call, params, answer, &cancel);
}

void list_jobs(Call& call, const NoParams&, Answer<JobList> answer) {
  const auto list_on = [principal = std::string(call.principal())](workers::Context& context) {
    std::vector<ListedJob> jobs;
    const auto now = context.clock().now();
    rpc::Dispatcher::of(context).async_jobs().for_each(now, [&](const AsyncJobs::Job& job) {
      if (job.principal == principal) jobs.push_back(describe(job, now));
    });
    return jobs;
  };
  call.services().pool->gather<std::vector<ListedJob>>(
      list_on, [answer](std::vector<std::vector<ListedJob>> lists) {
        JobList all;
        for (std::vector<ListedJob>& list : lists)
          std::move(list.begin(), list.end(), std::back_inserter(all.jobs));
        std::sort(all.jobs.begin(), all.jobs.end(),
                  [](const ListedJob& a, const ListedJob& b) { return a.job < b.job; });
        all.count = static_cast<std::int64_t>(all.jobs.size());
        answer(std::move(all));
      });
}

std::span<const rpc::Method> job_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::async_method<&list_jobs>("list_jobs", Access::Service,
                                    "Lists the jobs that were asked for with async."),
      rpc::async_method<&get_job>("get_job", Access::Service,
                                  "Tells how such a job stands, and its answer.")
          .fails(ErrorCode::NotFound),
      rpc::async_method<&cancel_job>(
          "cancel_job", Access::Service,
          "Stops such a job; its answer is then the error cancelled, unless it was quicker.")
          .fails(ErrorCode::NotFound),
  });
  return kTable;
}

}  // namespace goxel::methods
