#pragma once

#include "workers/job_pool.hpp"
#include "workers/worker.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace goxel::workers {

/// The error that stands for the exception being handled: LimitExceeded when memory ran out, else
/// InternalError with the exception's type but not its text, which may hold a path. Call it in a
/// catch block.
Error current_exception_error();

/// Queues a job whose answer goes to a worker: run(Parallel&, JobState&) on a job thread, then
/// finish(Context&, Result<T>) on `owner`, exactly once for each accepted job.
///
/// `finish` gets what `run` returned; current_exception_error() when it threw; stop_error() when
/// the job was cancelled before it began, and `run` was not called. `run` and all it holds are gone
/// before `finish` is posted, so that the owner finds its image unshared again. `finish` is only
/// moved while it is on a job thread, never called or destroyed there. Busy as JobPool::submit()
/// says; then neither is called. `owner` must outlive the pool. Any thread.
template <class T>
Result<std::shared_ptr<JobState>> submit_job(JobPool& pool, const std::string& key, Worker& owner,
                                             std::function<Result<T>(Parallel&, JobState&)> run,
                                             std::function<void(Context&, Result<T>)> finish) {
  const auto answer = [](const auto& work, Parallel& parallel, JobState& state) -> Result<T> {
    if (state.is_cancelled()) return stop_error(state);
    try {
      return work(parallel, state);
    } catch (...) {
      return current_exception_error();
    }
  };
  return pool.submit(key, [answer, &owner, run = std::move(run), finish = std::move(finish)](
                              Parallel& parallel, JobState& state) mutable {
    Result<T> result = answer(run, parallel, state);
    run = nullptr;
    owner.post([finish = std::move(finish), result = std::move(result)](Context& context) mutable {
      finish(context, std::move(result));
    });
  });
}

}  // namespace goxel::workers
