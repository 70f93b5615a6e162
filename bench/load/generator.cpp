#include "bench/load/generator.hpp"

#include "bench/load/process_cpu.hpp"
#include "core/base/assert.hpp"
#include "core/base/str_cat.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>

namespace goxel::bench {

namespace {

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;
constexpr std::uint64_t kReplyPatienceNs = 10 * kNsPerSecond;
constexpr int kRepliesAtOnce = 256;

timespec timespec_of(std::uint64_t ns) {
  timespec time{};
  time.tv_sec = static_cast<time_t>(ns / kNsPerSecond);
  time.tv_nsec = static_cast<long>(ns % kNsPerSecond);
  return time;
}

}  // namespace

Generator::Generator(UniqueFd epoll, std::vector<Client> clients)
    : epoll_(std::move(epoll)),
      clients_(std::move(clients)),
      is_sending_(clients_.size()),
      is_done_(clients_.size()) {}

Result<Generator> Generator::create(std::vector<Client> clients) {
  UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.is_open()) return system_error("cannot create an epoll set");
  for (std::size_t i = 0; i < clients.size(); ++i) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    if (::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, clients[i].fd(), &event) != 0)
      return system_error("cannot watch a connection");
  }
  return Generator(std::move(epoll), std::move(clients));
}

Result<void> Generator::follow(std::size_t index) {
  const Client& client = clients_[index];
  if (!is_done_[index] && client.requests().is_idle() && client.requests().is_done(now_ns())) {
    is_done_[index] = true;
    --busy_;
  }
  const bool is_sending = client.wants_to_send();
  if (is_sending == is_sending_[index]) return {};
  epoll_event event{};
  event.events = EPOLLIN;
  if (is_sending) event.events |= EPOLLOUT;
  event.data.u64 = index;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, client.fd(), &event) != 0)
    return system_error("cannot watch a connection");
  is_sending_[index] = is_sending;
  return {};
}

Result<void> Generator::serve(std::size_t index, std::uint32_t events, Tally& tally) {
  Client& client = clients_[index];
  if ((events & EPOLLOUT) != 0) GOXEL_TRY(client.on_writable());
  // An error or a hang-up shows itself in the read.
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) GOXEL_TRY(client.on_readable(tally));
  return follow(index);
}

std::optional<std::uint64_t> Generator::next_due_ns(
    const std::vector<Allowance>& allowances) const {
  const Allowance& next = allowances[due_index_ % allowances.size()];
  const std::uint64_t round = due_index_ / allowances.size();
  if (!next.schedule.is_open_loop() || round >= next.requests) return std::nullopt;
  const std::uint64_t due_ns = next.schedule.due_ns(round);
  if (due_ns >= next.until_ns) return std::nullopt;
  return due_ns;
}

Result<void> Generator::release_due(const std::vector<Allowance>& allowances) {
  const std::uint64_t now = now_ns();
  while (true) {
    const auto due_ns = next_due_ns(allowances);
    if (!due_ns || *due_ns > now) return {};
    const auto index = static_cast<std::size_t>(due_index_ % clients_.size());
    ++due_index_;
    GOXEL_TRY(clients_[index].top_up(now));
    GOXEL_TRY(follow(index));
  }
}

Result<void> Generator::check_patience(bool has_events) {
  const std::uint64_t now = now_ns();
  if (!has_events && now - last_event_ns_ < kReplyPatienceNs) return {};
  last_event_ns_ = now;
  const auto is_waiting = [](const Client& client) { return !client.requests().is_idle(); };
  if (has_events || std::none_of(clients_.begin(), clients_.end(), is_waiting)) return {};
  return Error{ErrorCode::Timeout, str_cat("no reply for ", kReplyPatienceNs / kNsPerSecond, " s")};
}

Result<void> Generator::turn(const std::vector<Allowance>& allowances, Tally& tally) {
  GOXEL_TRY(release_due(allowances));
  const std::uint64_t now = now_ns();
  const auto due_ns = next_due_ns(allowances);
  const timespec time = timespec_of(due_ns ? *due_ns - std::min(now, *due_ns) : kReplyPatienceNs);
  std::array<epoll_event, kRepliesAtOnce> events;
  const int count = ::epoll_pwait2(epoll_.get(), events.data(), kRepliesAtOnce, &time, nullptr);
  if (count < 0 && errno != EINTR) return system_error("cannot wait for replies");
  GOXEL_TRY(check_patience(count > 0));
  for (int i = 0; i < count; ++i) {
    const epoll_event event = events[static_cast<std::size_t>(i)];
    GOXEL_TRY(serve(static_cast<std::size_t>(event.data.u64), event.events, tally));
  }
  return {};
}

Result<Generator::Outcome> Generator::run(const std::vector<Allowance>& allowances) {
  GOXEL_ASSERT(allowances.size() == clients_.size());
  const double cpu_before_s = this_thread_cpu_s();
  Outcome outcome;
  is_done_.assign(clients_.size(), false);
  busy_ = clients_.size();
  due_index_ = 0;
  last_event_ns_ = now_ns();
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    GOXEL_TRY(clients_[i].start(allowances[i]));
    GOXEL_TRY(follow(i));
  }
  while (busy_ > 0) GOXEL_TRY(turn(allowances, outcome.tally));
  outcome.end_ns = now_ns();
  outcome.cpu_s = this_thread_cpu_s() - cpu_before_s;
  for (const Client& client : clients_) outcome.unsent += client.requests().unsent();
  return outcome;
}

}  // namespace goxel::bench
