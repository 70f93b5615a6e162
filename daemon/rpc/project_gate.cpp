#include "daemon/rpc/project_gate.hpp"

#include "daemon/rpc/dispatcher.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace goxel::rpc {

namespace {

/// Between looks at who waits: a holder whose process has exited is noticed within that time.
constexpr std::chrono::milliseconds kCheckInterval{100};

/// Whether nobody waits for the answer any more.
bool is_gone(const StoredRequest& request) {
  return request.identity->presence != nullptr && request.identity->presence->has_closed();
}

Error service_ends() { return Error{ErrorCode::Cancelled, "the service ends"}; }

}  // namespace

ProjectGate::ProjectGate(Services& services, workers::Context& context, Dispatcher& dispatcher)
    : services_(services), context_(context), dispatcher_(dispatcher), timer_(context.io()) {}

bool ProjectGate::admit(Invocation& invocation) {
  workers::ProjectLock* lock = services_.project_lock;
  if (lock == nullptr || invocation.hold.is_held()) return true;
  auto taken = lock->try_take({{}, invocation.identity->presence});
  if (services_.log.is_on(config::LogLevel::Debug)) {
    const auto holders = lock->holders();
    services_.log.debug("project lock",
                        {{"requester", invocation.identity->principal},
                         {"method", invocation.method->name},
                         {"granted", taken.is_ok()},
                         {"holder", holders.empty() ? "" : holders.front().project_id},
                         {"waiting", static_cast<std::int64_t>(lock->waiting())}});
  }
  if (taken) {
    invocation.hold = std::move(*taken);
    return true;
  }
  if (services_.project_wait.count() > 0 && taken.error().code == ErrorCode::ProjectLocked) {
    wait(invocation);
  } else {
    dispatcher_.answer_error(invocation.reply, taken.error());
  }
  return false;
}

void ProjectGate::wait(Invocation& invocation) {
  if (is_closed_) return dispatcher_.answer_error(invocation.reply, service_ends());
  const std::uint64_t number = ++last_number_;
  workers::Worker& home = services_.pool->worker(context_.worker());
  // The callback may come from any thread, and before wait() has returned.
  auto queued = services_.project_lock->wait(
      {{}, invocation.identity->presence}, [&home, number](workers::ProjectHold hold) {
        home.post([number, hold = std::move(hold)](workers::Context& context) mutable {
          Dispatcher::of(context).gate().run(number, std::move(hold));
        });
      });
  if (!queued) return dispatcher_.answer_error(invocation.reply, queued.error());
  waiting_.emplace(number, Waiting{dispatcher_.store(invocation), *queued,
                                   context_.clock().now() + services_.project_wait});
  await_check();
}

void ProjectGate::run(std::uint64_t number, workers::ProjectHold hold) {
  const auto found = waiting_.find(number);
  if (found == waiting_.end()) return;  // it is too late: the place goes to the next
  StoredRequest request = std::move(found->second.request);
  waiting_.erase(found);
  if (is_gone(request)) return;  // likewise
  request.hold = std::make_shared<workers::ProjectHold>(std::move(hold));
  dispatcher_.run_stored(request, true);
}

void ProjectGate::await_check() {
  if (is_timer_set_ || waiting_.empty()) return;
  is_timer_set_ = true;
  timer_.expires_after(std::min(kCheckInterval, services_.project_wait));
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    is_timer_set_ = false;
    if (cancelled || is_closed_) return;
    check();
    await_check();
  });
}

void ProjectGate::check() {
  services_.project_lock->recheck();
  const auto now = context_.clock().now();
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    const StoredRequest& request = at->second.request;
    const bool is_over = is_gone(request) || now >= at->second.deadline;
    // Where giving up comes too late, the place is on its way here.
    if (!is_over || !services_.project_lock->give_up(at->second.waiter)) {
      ++at;
      continue;
    }
    dispatcher_.answer_error(dispatcher_.reply_to(request), services_.project_lock->locked_error());
    at = waiting_.erase(at);
  }
}

void ProjectGate::close() {
  is_closed_ = true;
  timer_.cancel();
  for (const auto& [number, waiting] : std::exchange(waiting_, {})) {
    (void)services_.project_lock->give_up(waiting.waiter);  // else its place comes and goes back
    dispatcher_.answer_error(dispatcher_.reply_to(waiting.request), service_ends());
  }
}

}  // namespace goxel::rpc
