#pragma once

#include "workers/context.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <functional>
#include <future>
#include <memory>
#include <thread>

namespace goxel::workers {

/// Makes what the daemon keeps on a worker. Runs on the worker's thread.
using ResidentFactory = std::function<std::unique_ptr<Resident>(Context&)>;

/// One thread, one io_context, one context. The object belongs to the thread that made it; post()
/// may be called from any thread.
class Worker {
 public:
  /// Starts the thread and returns when its context exists.
  Worker(WorkerIndex index, const Clock& clock, const ResidentFactory& make_resident);
  /// The thread must have been joined.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  WorkerIndex index() const { return index_; }
  WorkerCounters& counters() { return counters_; }
  const WorkerCounters& counters() const { return counters_; }
  boost::asio::io_context& io() { return io_; }

  /// Runs task(Context&) on the worker, after what the calling thread posted before. Any thread. A
  /// task that comes after the worker's end is destroyed with the Worker, on the thread that does
  /// that.
  template <class Task>
  void post(Task task) {
    counters_.queued.fetch_add(1, std::memory_order_relaxed);
    boost::asio::post(io_, [this, task = std::move(task)]() mutable {
      counters_.queued.fetch_sub(1, std::memory_order_relaxed);
      task(Context::current());
    });
  }

  /// Asks the resident to close and lets the thread end when nothing is left to run. Once; any
  /// thread.
  void close();
  /// Waits for the thread's end, after close(). No other worker may post to this one once the
  /// object is destroyed.
  void join();

 private:
  void run(const Clock& clock, const ResidentFactory& make_resident, std::promise<void> ready);

  const WorkerIndex index_;
  WorkerCounters counters_;
  boost::asio::io_context io_{1};  // one thread: no other is ever woken; posting stays locked
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keep_running_;
  std::thread thread_;
};

}  // namespace goxel::workers
