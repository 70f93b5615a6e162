#pragma once

#include "workers/worker.hpp"

#include <memory>
#include <vector>

namespace goxel::workers {

/// The fixed set of workers. Made and destroyed by the main thread; the rest from any thread.
class WorkerPool {
 public:
  /// Starts `count` workers, at least one, and returns when each has its context. `make_resident`
  /// runs on workers while the pool is being made, and so must not use the pool.
  WorkerPool(std::uint32_t count, const Clock& clock, const ResidentFactory& make_resident);
  /// stop()
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Closes the workers and joins their threads. Posting stays safe until the pool is destroyed, so
  /// threads that post, such as a JobPool's, can be ended in between; what they post is not run.
  /// The main thread; once or more.
  void stop();

  std::uint32_t size() const { return static_cast<std::uint32_t>(workers_.size()); }
  Worker& worker(WorkerIndex index) { return *workers_[index]; }
  const Worker& worker(WorkerIndex index) const { return *workers_[index]; }
  /// The worker that owns a session, whether or not the session exists.
  Worker& owner_of(const SessionId& id) { return worker(id.owner(size())); }

  /// Open sessions in all, and live connections, as of a moment ago.
  std::int64_t session_count() const;
  std::int64_t connection_count() const;

  /// The worker with the fewest live connections; among equals each in turn.
  Worker& least_connected();
  /// The worker with the fewest sessions; among equals each in turn.
  Worker& least_loaded();

  /// Runs ask(Context&) on every worker, and then done(answers, one a worker in order) on the
  /// calling worker, where `done` is destroyed too. `ask` is copied and must not throw. When the
  /// pool closes meanwhile, `done` may never run.
  template <class Answer>
  void gather(std::function<Answer(Context&)> ask, std::function<void(std::vector<Answer>)> done);

 private:
  template <class Load>
  Worker& lightest(Load load);

  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<std::uint32_t> next_turn_{0};
  bool is_stopped_ = false;
};

template <class Answer>
void WorkerPool::gather(std::function<Answer(Context&)> ask,
                        std::function<void(std::vector<Answer>)> done) {
  // Filled by the asking worker only: each answer is posted back to it.
  struct Collection {
    std::vector<Answer> answers;
    std::size_t missing;
    std::function<void(std::vector<Answer>)> done;
  };
  Worker& home = worker(Context::current().worker());
  auto collection = std::make_shared<Collection>();
  collection->answers.resize(size());
  collection->missing = size();
  collection->done = std::move(done);
  for (WorkerIndex i = 0; i < size(); ++i) {
    // Only the home worker's task keeps the collection, so that `done` and what it holds end there.
    worker(i).post([&home, i, ask, collection](Context& there) mutable {
      home.post([i, collection = std::move(collection), answer = ask(there)](Context&) mutable {
        collection->answers[i] = std::move(answer);
        if (--collection->missing == 0) collection->done(std::move(collection->answers));
      });
    });
  }
}

}  // namespace goxel::workers
