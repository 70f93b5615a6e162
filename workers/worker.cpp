#include "workers/worker.hpp"

#include <future>
#include <utility>

namespace goxel::workers {

Worker::Worker(WorkerIndex index, const Clock& clock, const ResidentFactory& make_resident)
    : index_(index), keep_running_(boost::asio::make_work_guard(io_)) {
  std::promise<void> is_ready;
  thread_ = std::thread([&] { run(clock, make_resident, [&] { is_ready.set_value(); }); });
  is_ready.get_future().wait();
}

Worker::~Worker() { GOXEL_ASSERT(!thread_.joinable()); }

void Worker::join() { thread_.join(); }

void Worker::run(const Clock& clock, const ResidentFactory& make_resident,
                 std::function<void()> ready) {
  Context& context = Context::create(index_, io_, counters_, clock);
  if (make_resident) context.set_resident(make_resident(context));
  // The constructor returns now: nothing that it lent may be used below.
  std::exchange(ready, nullptr)();
  io_.run();
  context.set_resident(nullptr);
  Context::destroy();
}

void Worker::close() {
  post([this](Context& context) {
    if (context.resident() != nullptr) context.resident()->close();
    keep_running_.reset();
  });
}

}  // namespace goxel::workers
