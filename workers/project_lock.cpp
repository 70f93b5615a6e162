#include "workers/project_lock.hpp"

#include "core/base/assert.hpp"
#include "core/base/str_cat.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace goxel::workers {
namespace {

using TimePoint = std::chrono::steady_clock::time_point;

/// Projects are held for longer as a rule; who wants its turn without delay waits in the queue.
constexpr std::int64_t kRetryAfterMs = 250;

std::int64_t whole_seconds(TimePoint from, TimePoint to) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(to - from).count();
  return std::max<std::int64_t>(0, seconds);  // A request may be dated after the look at the clock.
}

}  // namespace

/// One taken place; kept by the lock while it is taken, and by its hold.
struct ProjectHold::Place {
  Place(ProjectLock& its_lock, std::shared_ptr<const Presence> its_client, TimePoint now)
      : lock(its_lock), client(std::move(its_client)), taken_at(now), last_used(now) {}

  ProjectLock& lock;
  const std::shared_ptr<const Presence> client;
  const TimePoint taken_at;
  /// Nothing else is published through these three, so every access is relaxed.
  std::atomic<TimePoint> last_used;
  std::atomic<bool> is_held = true;
  std::atomic<bool> has_warned = false;
  std::string project_id;  ///< guarded by the lock's mutex
  std::size_t index = 0;   ///< in the lock's places; guarded by its mutex
};

ProjectHold::ProjectHold(std::shared_ptr<Place> place) : place_(std::move(place)) {}

ProjectHold& ProjectHold::operator=(ProjectHold&& other) noexcept {
  if (this == &other) return *this;
  release();
  place_ = std::move(other.place_);
  return *this;
}

ProjectHold::~ProjectHold() { release(); }

bool ProjectHold::is_held() const {
  return place_ != nullptr && place_->is_held.load(std::memory_order_relaxed);
}

void ProjectHold::release() {
  // Emptied first: a callback may come back to this very hold.
  if (const auto place = std::move(place_)) place->lock.give_back(*place);
}

void ProjectHold::set_project(std::string project_id) {
  if (place_ != nullptr) place_->lock.rename(*place_, std::move(project_id));
}

void ProjectHold::touch(TimePoint now) {
  if (place_ != nullptr) place_->last_used.store(now, std::memory_order_relaxed);
}

bool ProjectHold::is_of(const Presence* client) const {
  return client != nullptr && place_ != nullptr && place_->client.get() == client;
}

bool ProjectHold::take_warning() {
  return is_held() && !place_->has_warned.exchange(true, std::memory_order_relaxed);
}

ProjectLock::ProjectLock(const Options& options, const Clock& clock)
    : options_(options), clock_(clock) {
  GOXEL_ASSERT(options.places >= 1);
  GOXEL_ASSERT(options.waiting >= 0);
}

ProjectLock::~ProjectLock() {
  GOXEL_ASSERT(places_.empty());
  GOXEL_ASSERT(waiters_.empty());
  GOXEL_ASSERT(grants_.empty());
}

Result<ProjectHold> ProjectLock::try_take(Request request) {
  Result<ProjectHold> taken = ProjectHold();
  bool must_deliver = false;
  {
    MutexLock lock(mutex_);
    serve_waiters();
    if (waiters_.empty() && make_room()) {
      taken = take_place(std::move(request));
    } else {
      taken = locked_error_now();
    }
    must_deliver = claim_delivery();
  }
  if (must_deliver) deliver();
  return taken;
}

Result<ProjectLock::WaiterId> ProjectLock::wait(Request request, Granted granted) {
  Result<WaiterId> waiter = WaiterId(0);
  bool must_deliver = false;
  {
    MutexLock lock(mutex_);
    serve_waiters();
    waiter = enqueue(std::move(request), std::move(granted));
    must_deliver = claim_delivery();
  }
  if (must_deliver) deliver();
  return waiter;
}

bool ProjectLock::give_up(WaiterId waiter) {
  std::map<WaiterId, Waiter>::node_type given_up;  // Destroyed unlocked: its callback may own much.
  MutexLock lock(mutex_);
  given_up = waiters_.extract(waiter);
  return !given_up.empty();
}

void ProjectLock::recheck() {
  bool must_deliver = false;
  {
    MutexLock lock(mutex_);
    serve_waiters();
    must_deliver = claim_delivery();
  }
  if (must_deliver) deliver();
}

Error ProjectLock::locked_error() const {
  MutexLock lock(mutex_);
  return locked_error_now();
}

std::vector<ProjectLock::Holder> ProjectLock::holders() const {
  const TimePoint now = clock_.now();
  std::vector<Holder> holders;
  {
    MutexLock lock(mutex_);
    holders.reserve(places_.size());
    for (const auto& place : places_) {
      const TimePoint last_used = place->last_used.load(std::memory_order_relaxed);
      holders.push_back(
          {place->project_id, whole_seconds(place->taken_at, now), whole_seconds(last_used, now)});
    }
  }
  std::stable_sort(holders.begin(), holders.end(), [](const Holder& a, const Holder& b) {
    return a.idle_seconds > b.idle_seconds;
  });
  return holders;
}

std::size_t ProjectLock::waiting() const {
  MutexLock lock(mutex_);
  return waiters_.size();
}

/// Never skipped, not even for a place that was taken away: it keeps the place, and so its client,
/// from being destroyed by the thread that takes it away while the lock is locked.
void ProjectLock::give_back(Place& place) {
  bool must_deliver = false;
  {
    MutexLock lock(mutex_);
    if (!place.is_held.load(std::memory_order_relaxed)) return;
    remove_place(place);
    serve_waiters();
    must_deliver = claim_delivery();
  }
  if (must_deliver) deliver();
}

void ProjectLock::rename(Place& place, std::string project_id) {
  MutexLock lock(mutex_);
  place.project_id.swap(project_id);
}

ProjectHold ProjectLock::take_place(Request&& request) {
  GOXEL_ASSERT(static_cast<std::int64_t>(places_.size()) < options_.places);
  auto place = std::make_shared<Place>(*this, std::move(request.client), clock_.now());
  place->project_id = std::move(request.project_id);
  place->index = places_.size();
  places_.push_back(place);
  return ProjectHold(std::move(place));
}

void ProjectLock::remove_place(Place& place) {
  GOXEL_ASSERT(place.is_held.load(std::memory_order_relaxed));
  GOXEL_ASSERT(places_[place.index].get() == &place);
  place.is_held.store(false, std::memory_order_relaxed);
  places_.back()->index = place.index;
  places_[place.index].swap(places_.back());
  places_.pop_back();
}

/// Whether there is a free place, if need be after taking that of a holder who is gone.
bool ProjectLock::make_room() {
  if (static_cast<std::int64_t>(places_.size()) < options_.places) return true;
  for (const auto& place : places_) {
    if (place->client == nullptr || !place->client->is_gone()) continue;
    remove_place(*place);
    return true;
  }
  return false;
}

void ProjectLock::serve_waiters() {
  while (!waiters_.empty() && make_room()) {
    Waiter& first = waiters_.begin()->second;
    grants_.push_back({std::move(first.granted), take_place(std::move(first.request))});
    waiters_.erase(waiters_.begin());
  }
}

Result<ProjectLock::WaiterId> ProjectLock::enqueue(Request&& request, Granted&& granted) {
  GOXEL_ASSERT(granted != nullptr);
  if (!waiters_.empty() || !make_room()) {
    if (is_holder(request.client.get())) return locked_error_now();
    const auto waiting = static_cast<std::int64_t>(waiters_.size());
    if (waiting >= options_.waiting) {
      return Error{ErrorCode::Busy,
                   str_cat(waiting, " clients wait for a project; the limit is ", options_.waiting)}
          .with("limit", "projects_waiting")
          .with("maximum", options_.waiting)
          .with("found", waiting + 1)
          .with("retry_after_ms", kRetryAfterMs);
    }
  }
  waiters_.try_emplace(++last_waiter_, Waiter{std::move(request), std::move(granted)});
  serve_waiters();
  return WaiterId(last_waiter_);
}

bool ProjectLock::is_holder(const Presence* client) const {
  if (client == nullptr) return false;
  return std::any_of(places_.begin(), places_.end(),
                     [client](const auto& place) { return place->client.get() == client; });
}

Error ProjectLock::locked_error_now() const {
  const TimePoint now = clock_.now();
  const Place* idlest = nullptr;
  TimePoint idle_since = TimePoint::max();
  for (const auto& place : places_) {
    const TimePoint last_used = place->last_used.load(std::memory_order_relaxed);
    if (last_used >= idle_since) continue;
    idlest = place.get();
    idle_since = last_used;
  }
  Error error{ErrorCode::ProjectLocked,
              str_cat("Another project operation is in progress: ", places_.size(),
                      places_.size() == 1 ? " project is" : " projects are",
                      " under way; the limit is ", options_.places)};
  if (idlest != nullptr) {
    error.details.push_back(
        {"holder", std::vector<ErrorDetail>{{"project_id", idlest->project_id},
                                            {"held_seconds", whole_seconds(idlest->taken_at, now)},
                                            {"idle_seconds", whole_seconds(idle_since, now)}}});
  }
  return std::move(error)
      .with("waiting", static_cast<std::int64_t>(waiters_.size()))
      .with("retry_after_ms", kRetryAfterMs);
}

/// Whether the calling thread is to call deliver() once the mutex is released.
bool ProjectLock::claim_delivery() {
  if (grants_.empty() || is_delivering_) return false;
  is_delivering_ = true;
  return true;
}

void ProjectLock::deliver() noexcept {
  for (;;) {
    Grant grant;
    {
      MutexLock lock(mutex_);
      if (grants_.empty()) {
        is_delivering_ = false;
        return;
      }
      grant = std::move(grants_.front());
      grants_.pop_front();
    }
    grant.granted(std::move(grant.hold));
  }
}

}  // namespace goxel::workers
