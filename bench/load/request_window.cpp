#include "bench/load/request_window.hpp"

#include "core/base/assert.hpp"

namespace goxel::bench {

RequestWindow::RequestWindow(std::size_t depth) : window_(depth) { GOXEL_ASSERT(depth > 0); }

void RequestWindow::start(const Allowance& allowance) {
  GOXEL_ASSERT(is_idle());
  allowance_ = allowance;
  sent_before_ = sent_;
}

bool RequestWindow::has_more() const {
  return taken() < allowance_.requests && allowance_.schedule.due_ns(taken()) < allowance_.until_ns;
}

bool RequestWindow::may_send(std::uint64_t now) const {
  if (sent_ - answered_ == window_.size() || taken() == allowance_.requests) return false;
  if (!allowance_.schedule.is_open_loop()) return now < allowance_.until_ns;
  return has_more() && allowance_.schedule.due_ns(taken()) <= now && now < allowance_.give_up_ns;
}

RequestWindow::Request& RequestWindow::take() {
  GOXEL_ASSERT(sent_ - answered_ < window_.size());
  Request& request = window_[sent_ % window_.size()];
  if (allowance_.schedule.is_open_loop()) request.since_ns = allowance_.schedule.due_ns(taken());
  ++sent_;
  return request;
}

void RequestWindow::depart(std::uint64_t first, std::uint64_t departure) {
  if (allowance_.schedule.is_open_loop()) return;
  for (std::uint64_t id = first; id < sent_; ++id)
    window_[id % window_.size()].since_ns = departure;
}

const RequestWindow::Request& RequestWindow::next_answered() const {
  GOXEL_ASSERT(!is_idle());
  return window_[answered_ % window_.size()];
}

std::uint64_t RequestWindow::answer(std::uint64_t now) {
  const std::uint64_t latency_ns = now - next_answered().since_ns;
  ++answered_;
  return latency_ns;
}

bool RequestWindow::is_done(std::uint64_t now) const {
  if (!is_idle()) return false;
  return !allowance_.schedule.is_open_loop() || !has_more() || now >= allowance_.give_up_ns;
}

std::uint64_t RequestWindow::unsent() const {
  if (!allowance_.schedule.is_open_loop()) return 0;
  std::uint64_t count = 0;
  while (taken() + count < allowance_.requests &&
         allowance_.schedule.due_ns(taken() + count) < allowance_.until_ns)
    ++count;
  return count;
}

}  // namespace goxel::bench
