#pragma once

#include "workers/worker_pool.hpp"

#include <future>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace goxel::workers {

/// Runs ask(Context&) on a worker and gives its answer, or its exception, to the calling thread.
template <class Ask>
std::invoke_result_t<Ask&, Context&> ask_worker(Worker& worker, Ask ask) {
  using Answer = std::invoke_result_t<Ask&, Context&>;
  std::packaged_task<Answer(Context&)> task(std::move(ask));
  std::future<Answer> answer = task.get_future();
  worker.post(std::move(task));
  return answer.get();
}

/// Opens once and stays open, as std::latch(1) does; may be opened after its waiter has gone.
class Gate {
 public:
  void open() const { state_->promise.set_value(); }
  void wait() const { state_->is_open.wait(); }

 private:
  struct State {
    std::promise<void> promise;
    std::shared_future<void> is_open = promise.get_future().share();
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

/// A session of an empty project, owned by the calling thread.
inline std::unique_ptr<Session> make_session() {
  return std::make_unique<Session>(SessionId::make(0), "uid:1000", Project{"castle"}, SteadyTime());
}

}  // namespace goxel::workers
