#pragma once

#include "core/base/parallel.hpp"
#include "core/base/progress.hpp"
#include "core/base/result.hpp"
#include "workers/mutex.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace goxel::workers {

/// How one job stands. Shared by who asked for it and the thread that runs it; any thread.
class JobState final : public Progress {
  static constexpr std::int64_t kNever = INT64_MAX;

 public:
  explicit JobState(std::chrono::milliseconds time_limit) : time_limit_(time_limit) {}

  void cancel() { is_cancelled_.store(true, std::memory_order_relaxed); }
  bool is_cancelled() const { return is_cancelled_.load(std::memory_order_relaxed); }
  /// True once it has run longer than it may. The time in the queue does not count.
  bool is_out_of_time() const;
  double fraction() const { return fraction_.load(std::memory_order_relaxed); }

  void report(double fraction, std::string_view text) override;
  bool is_stop_requested() const override { return is_cancelled() || is_out_of_time(); }

  /// Starts the clock.
  void begin();
  bool has_begun() const { return started_ns_.load(std::memory_order_relaxed) != 0; }

  /// Hears of progress on a thread of the pool: one call at a time, with rising fractions, at most
  /// ten a second.
  using Listener = std::function<void(double fraction, std::string_view text)>;
  /// For the job itself, before it starts its work.
  void set_listener(Listener listener);

 private:
  const std::chrono::milliseconds time_limit_;
  std::atomic<bool> is_cancelled_{false};
  Mutex mutex_;
  Listener listener_ GOXEL_GUARDED_BY(mutex_);
  double told_ GOXEL_GUARDED_BY(mutex_) = 0;
  std::atomic<std::int64_t> tell_at_ns_{kNever};
  std::atomic<double> fraction_{0};
  std::atomic<std::int64_t> started_ns_{0};
};

/// Whether jobs of one key may run at the same time.
enum class JobOrder { Together, OneByOne };

/// Threads for long work on immutable input, at a lower scheduling priority than workers. Jobs of
/// one key (a session) start in order; keys take turns, so a session with a hundred renders does
/// not hold up another's one: a job that waits for its turn goes before helping one that runs.
/// Internally locked; any thread.
class JobPool {
 public:
  struct Options {
    std::uint32_t threads = 1;
    std::int64_t jobs_per_key = 64;
    std::int64_t jobs = 4096;
    std::chrono::milliseconds time_limit{600'000};
  };
  /// `run` gets helpers for work that splits, and its own state to report to and to poll. A part
  /// that throws ends its for_each: parts not begun are left out, and the exception comes out of
  /// for_each once the others have ended. What escapes from `run` itself is dropped, so that the
  /// thread lives: submit_job() turns it into the job's answer.
  using Run = std::function<void(Parallel&, JobState&)>;

  explicit JobPool(const Options& options);
  /// Cancels what is left, lets it end, and joins the threads.
  ~JobPool();
  JobPool(const JobPool&) = delete;
  JobPool& operator=(const JobPool&) = delete;

  /// Queues a job. With OneByOne it starts when the last one of its key has ended, and every job of
  /// that key must be
  /// of that kind: for jobs whose effects must not overtake each other. Busy, with the limit that
  /// was met, when too many wait. Every accepted job is run, a cancelled one too: it sees so at
  /// once and ends as Cancelled, so that its answer is always sent.
  Result<std::shared_ptr<JobState>> submit(const std::string& key, Run run,
                                           JobOrder order = JobOrder::Together);

  /// Jobs queued or running.
  std::int64_t job_count() const;
  std::uint32_t thread_count() const { return static_cast<std::uint32_t>(threads_.size()); }
  /// Asks everything queued or running to stop, and what is submitted from now on, until
  /// accept_jobs(): a request that is being handled may submit one just after.
  void cancel_all();
  void accept_jobs();
  /// Waits until no job is left; false when `deadline` passed first.
  bool wait_until_idle(std::chrono::steady_clock::time_point deadline);

 private:
  class Helpers;
  struct Parts;
  struct Job {
    std::shared_ptr<JobState> state;
    Run run;
  };
  struct Queue {
    std::deque<Job> waiting;
    std::int64_t count = 0;  ///< waiting or running
    bool is_one_by_one = false;
  };

  /// What a thread does next: a job, or else the parts of another's.
  struct Task {
    std::string key;
    Job job;
    std::shared_ptr<Parts> parts;
  };

  void work();
  /// Waits for something to do; false when the pool closes.
  bool take(Task& task);
  bool take_job(Task& task) GOXEL_REQUIRES(mutex_);
  void run(Task& task, Parallel& helpers);
  void help(std::shared_ptr<Parts> parts);
  void offer(const std::shared_ptr<Parts>& parts);
  void withdraw(const std::shared_ptr<Parts>& parts);
  void cancel_each() GOXEL_REQUIRES(mutex_);

  const Options options_;
  mutable Mutex mutex_;
  std::condition_variable has_work_;
  std::condition_variable is_idle_;
  std::map<std::string, Queue> queues_ GOXEL_GUARDED_BY(mutex_);
  std::deque<std::string> turns_ GOXEL_GUARDED_BY(mutex_);  ///< keys with waiting jobs, next first
  std::atomic<bool> has_turns_{false};                      ///< turns_ is not empty; for helpers
  /// Once for each thread that could help; what is offered is withdrawn when its for_each ends.
  std::deque<std::shared_ptr<Parts>> helping_ GOXEL_GUARDED_BY(mutex_);
  std::vector<std::shared_ptr<JobState>> running_ GOXEL_GUARDED_BY(mutex_);
  std::int64_t count_ GOXEL_GUARDED_BY(mutex_) = 0;
  bool is_cancelling_ GOXEL_GUARDED_BY(mutex_) = false;  ///< what is submitted, too
  bool is_closing_ GOXEL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

/// The error for a job that stopped early: Cancelled, or LimitExceeded when its time was up.
Error stop_error(const JobState& state);

}  // namespace goxel::workers
