#include "workers/job_pool.hpp"

#include "core/base/str_cat.hpp"
#include "workers/arena.hpp"

#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>

namespace goxel::workers {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// Below the workers', so that a storm of renders does not take the latency of a get_voxel with it.
constexpr int kJobNiceness = 10;

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(SteadyClock::now().time_since_epoch())
      .count();
}

void lower_own_priority() {
#ifdef __linux__
  // On Linux the niceness is the thread's. Failure (a sandbox that forbids it) costs latency under
  // load, no more.
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kJobNiceness);
#endif
}

}  // namespace

void JobState::begin() { started_ns_.store(now_ns(), std::memory_order_relaxed); }

bool JobState::is_out_of_time() const {
  const std::int64_t started = started_ns_.load(std::memory_order_relaxed);
  return started != 0 && now_ns() - started > std::chrono::nanoseconds(time_limit_).count();
}

void JobState::report(double fraction, std::string_view) {
  fraction_.store(fraction, std::memory_order_relaxed);
}

Error stop_error(const JobState& state) {
  if (!state.is_cancelled() && state.is_out_of_time()) {
    return Error{ErrorCode::LimitExceeded, "the job ran longer than job_time_ms allows"}.with(
        "limit", "job_time_ms");
  }
  return Error{ErrorCode::Cancelled, "the job was cancelled"};
}

/// Shares the parts of one job among the thread that runs it and those that are free. A helper that
/// comes late finds no part left and goes; the job's own thread never waits for a helper that has
/// not begun.
class JobPool::Helpers final : public Parallel {
 public:
  explicit Helpers(JobPool& pool) : pool_(pool) {}

  void for_each(std::size_t count, const std::function<void(std::size_t)>& part) override {
    const auto shared = std::make_shared<Parts>();
    shared->count = count;
    shared->part = &part;
    const std::size_t helpers = std::min<std::size_t>(pool_.thread_count(), count);
    {
      const MutexLock lock(pool_.mutex_);
      for (std::size_t i = 1; i < helpers; ++i) {
        pool_.helping_.push_back([shared] { work_on(*shared); });
      }
    }
    pool_.has_work_.notify_all();
    work_on(*shared);
    MutexLock lock(shared->mutex);
    while (shared->active != 0) lock.wait(shared->all_left);
  }

 private:
  struct Parts {
    std::size_t count = 0;
    const std::function<void(std::size_t)>* part = nullptr;
    std::atomic<std::size_t> next{0};
    Mutex mutex;
    std::condition_variable all_left;
    int active GOXEL_GUARDED_BY(mutex) = 0;
  };

  static void work_on(Parts& parts) {
    {
      // Entering is what for_each waits for: past the last part nobody enters, and `part` may be
      // gone.
      const MutexLock lock(parts.mutex);
      if (parts.next.load(std::memory_order_relaxed) >= parts.count) return;
      ++parts.active;
    }
    for (std::size_t i = parts.next.fetch_add(1); i < parts.count; i = parts.next.fetch_add(1)) {
      (*parts.part)(i);
    }
    const MutexLock lock(parts.mutex);
    if (--parts.active == 0) parts.all_left.notify_all();
  }

  JobPool& pool_;
};

JobPool::JobPool(const Options& options) : options_(options) {
  GOXEL_CHECK(options.threads > 0);
  // Threads read thread_count(): it must not grow under them.
  const MutexLock lock(mutex_);
  threads_.reserve(options.threads);
  for (std::uint32_t i = 0; i < options.threads; ++i) threads_.emplace_back([this] { work(); });
}

JobPool::~JobPool() {
  cancel_all();
  {
    const MutexLock lock(mutex_);
    is_closing_ = true;
  }
  has_work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Result<std::shared_ptr<JobState>> JobPool::submit(const std::string& key, Run run) {
  auto state = std::make_shared<JobState>(options_.time_limit);
  {
    const MutexLock lock(mutex_);
    const auto busy = [&](std::string_view limit, std::int64_t maximum) {
      return Error{ErrorCode::Busy, str_cat(maximum, " jobs are queued or running; the limit ",
                                            limit, " allows no more")}
          .with("limit", std::string(limit))
          .with("maximum", maximum)
          .with("retry_after_ms", 100);
    };
    if (count_ >= options_.jobs) return busy("jobs", options_.jobs);
    Queue& queue = queues_[key];
    if (queue.count >= options_.jobs_per_key)
      return busy("jobs_per_session", options_.jobs_per_key);
    if (queue.waiting.empty()) turns_.push_back(key);
    queue.waiting.push_back({state, std::move(run)});
    ++queue.count;
    ++count_;
  }
  has_work_.notify_one();
  return state;
}

bool JobPool::take_next(std::string& key, Job& job) {
  if (turns_.empty()) return false;
  key = std::move(turns_.front());
  turns_.pop_front();
  Queue& queue = queues_[key];
  job = std::move(queue.waiting.front());
  queue.waiting.pop_front();
  if (!queue.waiting.empty()) turns_.push_back(key);
  running_.push_back(job.state);
  return true;
}

void JobPool::work() {
  (void)bind_thread_to_new_arena();  // counted in the process total; a job's memory is not any one
                                     // worker's
  lower_own_priority();
  Helpers helpers(*this);
  for (;;) {
    std::function<void()> help;
    std::string key;
    Job job;
    {
      MutexLock lock(mutex_);
      for (;;) {
        if (!helping_.empty()) {
          help = std::move(helping_.front());
          helping_.pop_front();
          break;
        }
        if (take_next(key, job)) break;
        if (is_closing_) return;
        lock.wait(has_work_);
      }
    }
    if (help) {
      help();
      continue;
    }
    job.state->begin();
    job.run(helpers, *job.state);
    job.run = nullptr;  // what it holds is given back before the job counts as ended
    {
      const MutexLock lock(mutex_);
      std::erase(running_, job.state);
    }
    finish(key);
  }
}

void JobPool::finish(const std::string& key) {
  bool is_idle = false;
  {
    const MutexLock lock(mutex_);
    const auto queue = queues_.find(key);
    if (--queue->second.count == 0) queues_.erase(queue);
    is_idle = --count_ == 0;
  }
  if (is_idle) is_idle_.notify_all();
}

std::int64_t JobPool::job_count() const {
  const MutexLock lock(mutex_);
  return count_;
}

void JobPool::cancel_all() {
  const MutexLock lock(mutex_);
  for (const auto& state : running_) state->cancel();
  for (auto& [key, queue] : queues_) {
    for (Job& job : queue.waiting) job.state->cancel();
  }
}

bool JobPool::wait_until_idle(SteadyClock::time_point deadline) {
  MutexLock lock(mutex_);
  while (count_ != 0) {
    if (!lock.wait_until(is_idle_, deadline)) return count_ == 0;
  }
  return true;
}

}  // namespace goxel::workers
