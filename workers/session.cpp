#include "workers/session.hpp"

#include <utility>

namespace goxel::workers {

Session::Session(SessionId id, std::string principal, Project project, SteadyTime now)
    : id_(id), principal_(std::move(principal)), project_(std::move(project)), last_used_(now) {}

void Session::wait(std::function<void()> request) {
  owner_.assert_held();
  GOXEL_ASSERT(must_wait());
  GOXEL_ASSERT(request);
  waiting_.push_back(std::move(request));
}

std::function<void()> Session::take_waiting() {
  owner_.assert_held();
  if (waiting_.empty()) return nullptr;
  auto request = std::move(waiting_.front());
  waiting_.pop_front();
  return request;
}

}  // namespace goxel::workers
