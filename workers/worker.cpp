#include "workers/worker.hpp"

#include <utility>

namespace goxel::workers {

Worker::Worker(WorkerIndex index, const Clock& clock, const ResidentFactory& make_resident)
    : index_(index), keep_running_(boost::asio::make_work_guard(io_)) {
  std::promise<void> ready;
  const std::future<void> is_ready = ready.get_future();
  thread_ = std::thread([this, &clock, &make_resident, ready = std::move(ready)]() mutable {
    run(clock, make_resident, std::move(ready));
  });
  is_ready.wait();
}

Worker::~Worker() { GOXEL_ASSERT(!thread_.joinable()); }

void Worker::join() { thread_.join(); }

void Worker::run(const Clock& clock, const ResidentFactory& make_resident,
                 std::promise<void> ready) {
  Context& context = Context::create(index_, io_, counters_, clock);
  if (make_resident) context.set_resident(make_resident(context));
  // The constructor returns now: nothing that it lent may be used below. The promise is this
  // thread's own, for set_value() may still be at work on it when the waiting thread goes on.
  ready.set_value();
  io_.run();
  Context::destroy();
}

void Worker::close() {
  post([this](Context& context) {
    if (context.resident() != nullptr) context.resident()->close();
    keep_running_.reset();
  });
}

}  // namespace goxel::workers
