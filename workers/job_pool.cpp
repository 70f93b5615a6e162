#include "workers/job_pool.hpp"

#include "core/base/str_cat.hpp"
#include "workers/arena.hpp"

#include <algorithm>
#include <exception>
#include <sys/resource.h>
#include <unistd.h>

namespace goxel::workers {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// How far below the workers', so that a storm of renders does not take the latency of a get_voxel
/// with it.
constexpr int kJobNiceness = 10;
/// Between two reports of one job to its listener.
constexpr std::chrono::nanoseconds kTellInterval = std::chrono::milliseconds(100);

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(SteadyClock::now().time_since_epoch())
      .count();
}

void lower_own_priority() {
#ifdef __linux__
  // On Linux the niceness is the thread's, and starts as its maker's, which systemd may have set.
  // Failure (a sandbox that forbids it) costs latency under load, no more.
  const auto self = static_cast<id_t>(gettid());
  (void)setpriority(PRIO_PROCESS, self, getpriority(PRIO_PROCESS, self) + kJobNiceness);
#endif
}

}  // namespace

void JobState::begin() { started_ns_.store(now_ns(), std::memory_order_relaxed); }

bool JobState::is_out_of_time() const {
  const std::int64_t started = started_ns_.load(std::memory_order_relaxed);
  return started != 0 && now_ns() - started > std::chrono::nanoseconds(time_limit_).count();
}

void JobState::set_listener(Listener listener) {
  const MutexLock lock(mutex_);
  listener_ = std::move(listener);
  tell_at_ns_.store(0, std::memory_order_relaxed);
}

void JobState::report(double fraction, std::string_view text) {
  fraction_.store(fraction, std::memory_order_relaxed);
  if (now_ns() < tell_at_ns_.load(std::memory_order_relaxed)) return;
  const MutexLock lock(mutex_);
  const std::int64_t now = now_ns();
  if (now < tell_at_ns_.load(std::memory_order_relaxed) || fraction <= told_) return;
  told_ = fraction;
  tell_at_ns_.store(now + kTellInterval.count(), std::memory_order_relaxed);
  listener_(fraction, text);
}

Error stop_error(const JobState& state) {
  if (!state.is_cancelled() && state.is_out_of_time()) {
    return Error{ErrorCode::LimitExceeded, "the job ran longer than job_time_ms allows"}.with(
        "limit", "job_time_ms");
  }
  return Error{ErrorCode::Cancelled, "the job was cancelled"};
}

/// One for_each that is under way.
struct JobPool::Parts {
  const std::size_t count;
  const std::function<void(std::size_t)>* const part;
  std::atomic<std::size_t> next{0};
  Mutex mutex;
  std::condition_variable all_left;
  int active GOXEL_GUARDED_BY(mutex) = 0;
  std::exception_ptr failure GOXEL_GUARDED_BY(mutex);

  Parts(std::size_t part_count, const std::function<void(std::size_t)>& part_function)
      : count(part_count), part(&part_function) {}

  /// Entering is what for_each waits for: past the last part nobody enters, and `part` may be gone.
  bool enter() {
    const MutexLock lock(mutex);
    if (next.load(std::memory_order_relaxed) >= count) return false;
    ++active;
    return true;
  }

  /// Takes parts until none is left or `must_leave()` says so.
  template <class MustLeave>
  void work(MustLeave must_leave) {
    if (!enter()) return;
    std::exception_ptr thrown;
    try {
      while (!must_leave()) {
        const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
        if (i >= count) break;
        (*part)(i);
      }
    } catch (...) {
      next.store(count, std::memory_order_relaxed);
      thrown = std::current_exception();
    }
    const MutexLock lock(mutex);
    if (thrown && !failure) failure = std::move(thrown);
    if (--active == 0) all_left.notify_all();
  }

  /// Waits for every thread that entered; the exception of a part, if one threw.
  std::exception_ptr wait_until_left() {
    MutexLock lock(mutex);
    while (active != 0) lock.wait(all_left);
    return failure;
  }
};

/// Shares the parts of one job among the thread that runs it and those that are free. A helper that
/// comes late finds no part left and goes; the job's own thread never waits for a helper that has
/// not begun.
class JobPool::Helpers final : public Parallel {
 public:
  explicit Helpers(JobPool& pool) : pool_(pool) {}

  void for_each(std::size_t count, const std::function<void(std::size_t)>& part) override {
    const auto parts = std::make_shared<Parts>(count, part);
    pool_.offer(parts);
    parts->work([] { return false; });
    pool_.withdraw(parts);
    if (const std::exception_ptr failure = parts->wait_until_left()) {
      std::rethrow_exception(failure);
    }
  }

 private:
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
  {
    const MutexLock lock(mutex_);
    is_closing_ = true;
    cancel_each();
  }
  has_work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Result<std::shared_ptr<JobState>> JobPool::submit(const std::string& key, Run run, JobOrder order) {
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
    const auto known = queues_.find(key);
    if ((known != queues_.end() ? known->second.count : 0) >= options_.jobs_per_key) {
      return busy("jobs_per_session", options_.jobs_per_key);
    }
    // cancel_each() has passed already.
    if (is_closing_ || is_cancelling_) state->cancel();
    Queue& queue = queues_[key];
    queue.is_one_by_one = order == JobOrder::OneByOne;
    const bool may_start = queue.is_one_by_one ? queue.count == 0 : queue.waiting.empty();
    if (may_start) turns_.push_back(key);
    queue.waiting.push_back({state, std::move(run)});
    ++queue.count;
    ++count_;
    has_turns_.store(!turns_.empty(), std::memory_order_relaxed);
  }
  has_work_.notify_one();
  return state;
}

bool JobPool::take_job(Task& task) {
  if (turns_.empty()) return false;
  task.key = std::move(turns_.front());
  turns_.pop_front();
  Queue& queue = queues_[task.key];
  task.job = std::move(queue.waiting.front());
  queue.waiting.pop_front();
  if (!queue.waiting.empty() && !queue.is_one_by_one) turns_.push_back(task.key);
  has_turns_.store(!turns_.empty(), std::memory_order_relaxed);
  running_.push_back(task.job.state);
  return true;
}

bool JobPool::take(Task& task) {
  MutexLock lock(mutex_);
  for (;;) {
    if (take_job(task)) return true;
    if (!helping_.empty()) {
      task.parts = std::move(helping_.front());
      helping_.pop_front();
      return true;
    }
    if (is_closing_) return false;
    lock.wait(has_work_);
  }
}

void JobPool::work() {
  (void)bind_thread_to_new_arena();  // counted in the process total; a job's memory is not any one
                                     // worker's
  lower_own_priority();
  Helpers helpers(*this);
  for (Task task; take(task); task = Task()) {
    if (task.parts) {
      help(std::move(task.parts));
    } else {
      run(task, helpers);
    }
  }
}

void JobPool::run(Task& task, Parallel& helpers) {
  Job& job = task.job;
  job.state->begin();
  try {
    job.run(helpers, *job.state);
  } catch (...) {
    // One job fails and the daemon lives. Who wants to know has submitted it with submit_job().
  }
  job.run = nullptr;  // what it holds is given back before the job counts as ended
  const MutexLock lock(mutex_);
  std::erase(running_, job.state);
  const auto queue = queues_.find(task.key);
  --queue->second.count;
  if (queue->second.is_one_by_one && !queue->second.waiting.empty()) {
    turns_.push_back(task.key);
    has_turns_.store(true, std::memory_order_relaxed);
    has_work_.notify_one();
  }
  if (queue->second.count == 0) queues_.erase(queue);
  if (--count_ == 0) is_idle_.notify_all();
}

void JobPool::help(std::shared_ptr<Parts> parts) {
  parts->work([this] { return has_turns_.load(std::memory_order_relaxed); });
  // It may have left for a job that waits: the offer stands while there are parts.
  if (parts->next.load(std::memory_order_relaxed) >= parts->count) return;
  const MutexLock lock(mutex_);
  helping_.push_back(std::move(parts));
}

void JobPool::offer(const std::shared_ptr<Parts>& parts) {
  const std::size_t threads = std::min<std::size_t>(thread_count(), parts->count);
  if (threads < 2) return;
  {
    const MutexLock lock(mutex_);
    helping_.insert(helping_.end(), threads - 1, parts);
  }
  has_work_.notify_all();
}

void JobPool::withdraw(const std::shared_ptr<Parts>& parts) {
  const MutexLock lock(mutex_);
  std::erase(helping_, parts);
}

std::int64_t JobPool::job_count() const {
  const MutexLock lock(mutex_);
  return count_;
}

void JobPool::cancel_each() {
  for (const auto& state : running_) state->cancel();
  for (auto& [key, queue] : queues_) {
    for (Job& job : queue.waiting) job.state->cancel();
  }
}

void JobPool::cancel_all() {
  const MutexLock lock(mutex_);
  is_cancelling_ = true;
  cancel_each();
}

void JobPool::accept_jobs() {
  const MutexLock lock(mutex_);
  is_cancelling_ = false;
}

bool JobPool::wait_until_idle(SteadyClock::time_point deadline) {
  MutexLock lock(mutex_);
  while (count_ != 0) {
    if (!lock.wait_until(is_idle_, deadline)) return count_ == 0;
  }
  return true;
}

}  // namespace goxel::workers
