#include "bench/load/request_window.hpp"

#include "tests/support/catch.hpp"

#include <cstdint>
#include <vector>

using goxel::bench::Allowance;
using goxel::bench::RequestWindow;
using goxel::bench::Schedule;

namespace {

Allowance open_loop(double first_ns, double interval_ns, std::uint64_t until_ns) {
  Allowance allowance;
  allowance.schedule = Schedule{first_ns, interval_ns};
  allowance.until_ns = until_ns;
  return allowance;
}

/// What a client does when the clock stands at `now`.
void send_what_may_be_sent(RequestWindow& window, std::uint64_t now) {
  const std::uint64_t first = window.sent();
  while (window.may_send(now)) window.take();
  window.depart(first, now);
}

/// The latencies of a server that answers at once, but for a pause from 200 to 1000; the clock is
/// read every 100.
std::vector<std::uint64_t> latencies_with_a_pause(const Allowance& allowance) {
  RequestWindow window(1);
  window.start(allowance);
  std::vector<std::uint64_t> latencies;
  for (std::uint64_t now = 0; now <= 1000; now += 100) {
    const bool is_paused = now >= 200 && now < 1000;
    send_what_may_be_sent(window, now);
    while (!is_paused && !window.is_idle()) {
      latencies.push_back(window.answer(now));
      if (now == 1000) send_what_may_be_sent(window, now);
    }
  }
  return latencies;
}

}  // namespace

TEST_CASE("in open loop latency counts from when a request was due, also if it could not be sent") {
  // Due at 0, 100 ... 900. The one of 200 waits for 800; that of 300 could not be sent until then.
  CHECK(latencies_with_a_pause(open_loop(0, 100, 1000)) ==
        std::vector<std::uint64_t>{0, 0, 800, 700, 600, 500, 400, 300, 200, 100});
}

TEST_CASE("in closed loop only the request that met the pause shows it") {
  Allowance closed;
  closed.requests = 4;
  CHECK(latencies_with_a_pause(closed) == std::vector<std::uint64_t>{0, 0, 800, 0});
}

TEST_CASE("in open loop nothing is sent before it is due") {
  RequestWindow window(4);
  window.start(open_loop(1000, 10, 2000));
  CHECK_FALSE(window.may_send(999));
  CHECK(window.may_send(1000));
  window.take();
  CHECK_FALSE(window.may_send(1009));
  CHECK(window.may_send(1010));
}

TEST_CASE("in open loop all that are due are sent, as far as the window has room") {
  RequestWindow window(3);
  window.start(open_loop(0, 10, 1000));
  send_what_may_be_sent(window, 15);  // due: 0 and 10
  CHECK(window.sent() == 2);
  send_what_may_be_sent(window, 95);  // due: 20 ... 90, and room for one
  CHECK(window.sent() == 3);
  CHECK(window.answer(95) == 95);
  send_what_may_be_sent(window, 95);
  CHECK(window.sent() == 4);
}

TEST_CASE("an open loop ends before its end's time, and a request due then is not sent") {
  RequestWindow window(10);
  window.start(open_loop(0, 100, 200));
  CHECK_FALSE(window.is_done(0));
  send_what_may_be_sent(window, 5000);
  CHECK(window.sent() == 2);  // due at 0 and 100, not at 200
  CHECK_FALSE(window.is_done(5000));
  window.answer(5000);
  window.answer(5000);
  CHECK(window.is_done(5000));
  CHECK(window.unsent() == 0);
}

TEST_CASE("what an open loop was too late to send is counted as unsent") {
  Allowance allowance = open_loop(0, 100, 1000);
  allowance.give_up_ns = 1500;
  RequestWindow window(1);
  window.start(allowance);
  send_what_may_be_sent(window, 0);
  window.answer(1499);
  CHECK(window.may_send(1499));
  CHECK_FALSE(window.may_send(1500));
  CHECK_FALSE(window.is_done(1499));
  CHECK(window.is_done(1500));
  CHECK(window.unsent() == 9);
}

TEST_CASE("a closed loop keeps the window full until its time is over") {
  Allowance closed;
  closed.until_ns = 100;
  RequestWindow window(3);
  window.start(closed);
  send_what_may_be_sent(window, 99);
  CHECK(window.sent() == 3);
  window.answer(99);
  CHECK(window.may_send(99));
  CHECK_FALSE(window.may_send(100));
}

TEST_CASE("a number of requests ends a run in either loop, and ids go on in the next") {
  const bool is_open = GENERATE(false, true);
  Allowance allowance;
  if (is_open) allowance.schedule = Schedule{0, 10};
  allowance.requests = 2;
  RequestWindow window(8);
  for (std::uint64_t run = 1; run <= 2; ++run) {
    window.start(allowance);
    send_what_may_be_sent(window, 1000);
    CHECK(window.sent() == 2 * run);
    window.answer(1000);
    window.answer(1000);
    CHECK(window.is_done(1000));
    CHECK(window.answered() == 2 * run);
  }
}
