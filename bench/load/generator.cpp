#include "bench/load/generator.hpp"

#include "bench/load/process_cpu.hpp"
#include "core/base/assert.hpp"
#include "core/base/str_cat.hpp"

#include <array>
#include <cerrno>
#include <sys/epoll.h>

namespace goxel::bench {

namespace {

constexpr int kPatienceMs = 10'000;
constexpr int kEventsAtOnce = 256;

}  // namespace

Generator::Generator(UniqueFd epoll, std::vector<Client> clients)
    : epoll_(std::move(epoll)), clients_(std::move(clients)), is_sending_(clients_.size()) {}

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

Result<void> Generator::watch(std::size_t index) {
  const bool is_sending = clients_[index].wants_to_send();
  if (is_sending == is_sending_[index]) return {};
  epoll_event event{};
  event.events = EPOLLIN;
  if (is_sending) event.events |= EPOLLOUT;
  event.data.u64 = index;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, clients_[index].fd(), &event) != 0)
    return system_error("cannot watch a connection");
  is_sending_[index] = is_sending;
  return {};
}

Result<void> Generator::serve(std::size_t index, std::uint32_t events, Tally& tally) {
  Client& client = clients_[index];
  if ((events & EPOLLOUT) != 0) GOXEL_TRY(client.on_writable());
  // An error or a hang-up shows itself in the read.
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) GOXEL_TRY(client.on_readable(tally));
  return watch(index);
}

Result<Generator::Outcome> Generator::run(const std::vector<Allowance>& allowances) {
  GOXEL_ASSERT(allowances.size() == clients_.size());
  const double cpu_before_s = this_thread_cpu_s();
  Outcome outcome;
  std::size_t busy = 0;
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    GOXEL_TRY(clients_[i].start(allowances[i]));
    GOXEL_TRY(watch(i));
    if (!clients_[i].is_idle()) ++busy;
  }
  std::array<epoll_event, kEventsAtOnce> events;
  while (busy > 0) {
    const int count = ::epoll_wait(epoll_.get(), events.data(), kEventsAtOnce, kPatienceMs);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("cannot wait for replies");
    if (count == 0)
      return Error{ErrorCode::Timeout, str_cat("no reply for ", kPatienceMs / 1000, " s")};
    for (int i = 0; i < count; ++i) {
      const epoll_event event = events[static_cast<std::size_t>(i)];
      const auto index = static_cast<std::size_t>(event.data.u64);
      const bool was_idle = clients_[index].is_idle();
      GOXEL_TRY(serve(index, event.events, outcome.tally));
      if (!was_idle && clients_[index].is_idle()) --busy;
    }
  }
  outcome.end_ns = now_ns();
  outcome.cpu_s = this_thread_cpu_s() - cpu_before_s;
  return outcome;
}

}  // namespace goxel::bench
