#include "tests/support/catch.hpp"
#include "tests/workers/project_lock_support.hpp"
#include "workers/project_lock.hpp"

namespace goxel::workers {

using Names = std::vector<std::string>;

TEST_CASE("who waits is served in the order in which they came") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  ProjectHold hold = take(lock, "castle");
  Queue queue(lock);
  for (const char* name : {"a", "b", "c"}) REQUIRE(queue.wait(name).is_ok());
  CHECK(lock.waiting() == 3);
  CHECK(queue.served.empty());

  hold.release();
  CHECK(queue.served == Names{"a"});
  CHECK(lock.waiting() == 2);
  CHECK(lock.holders() == std::vector<ProjectLock::Holder>{{"a", 0, 0}});
  queue.holds[0].release();
  queue.holds[1].release();

  CHECK(queue.served == Names{"a", "b", "c"});
  CHECK(queue.holds[2].is_held());
  CHECK(lock.waiting() == 0);
}

TEST_CASE("a wait for a place that is free is over before it returns") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  Queue queue(lock);

  const auto waiter = queue.wait("castle");

  REQUIRE(waiter.is_ok());
  CHECK(queue.served == Names{"castle"});
  CHECK_FALSE(lock.give_up(*waiter));
}

TEST_CASE("no one is served before those who wait") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  const auto client = make_client();
  const ProjectHold hold = take(lock, "castle", client);
  Queue queue(lock);
  REQUIRE(queue.wait("tower").is_ok());

  client->go();
  const auto late = lock.try_take({"bridge"});

  CHECK(queue.served == Names{"tower"});
  REQUIRE_FALSE(late.is_ok());
  CHECK(holder_of(late.error()) == "tower");
}

TEST_CASE("a look at who is gone serves the first waiters and no more than there is room for") {
  const ManualClock clock;
  ProjectLock lock({2}, clock);
  const auto client = make_client();
  const ProjectHold gone = take(lock, "castle", client);
  const ProjectHold stays = take(lock, "keep", make_client());
  Queue queue(lock);
  REQUIRE(queue.wait("a").is_ok());
  REQUIRE(queue.wait("b").is_ok());

  lock.recheck();
  CHECK(queue.served.empty());
  client->go();
  lock.recheck();
  CHECK(queue.served == Names{"a"});
  lock.recheck();

  CHECK(queue.served == Names{"a"});
  CHECK(lock.waiting() == 1);
  CHECK(stays.is_held());
}

TEST_CASE("a look at who is gone takes nothing that no one waits for") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  const auto client = make_client();
  const ProjectHold hold = take(lock, "castle", client);
  client->go();

  lock.recheck();

  CHECK(hold.is_held());
}

TEST_CASE("who gives up is passed over, and cannot give up twice") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  ProjectHold hold = take(lock, "castle");
  Queue queue(lock);
  const auto a = queue.wait("a");
  const auto b = queue.wait("b");

  CHECK(lock.give_up(*a));
  CHECK_FALSE(lock.give_up(*a));
  CHECK(detail<std::int64_t>(lock.locked_error().details, "waiting") == 1);
  hold.release();

  CHECK(queue.served == Names{"b"});
  CHECK_FALSE(lock.give_up(*b));
  CHECK_FALSE(lock.give_up(12'345));
}

TEST_CASE("as many may wait as the limit says; one more is busy") {
  const ManualClock clock;
  ProjectLock lock({1, 2}, clock);
  const ProjectHold hold = take(lock, "castle");
  Queue queue(lock);
  const auto first = queue.wait("a");
  REQUIRE(first.is_ok());
  REQUIRE(queue.wait("b").is_ok());

  const auto refused = queue.wait("c");

  REQUIRE_FALSE(refused.is_ok());
  CHECK(refused.error().code == ErrorCode::Busy);
  const auto& details = refused.error().details;
  CHECK(detail<std::string>(details, "limit") == "projects_waiting");
  CHECK(detail<std::int64_t>(details, "maximum") == 2);
  CHECK(detail<std::int64_t>(details, "found") == 3);
  CHECK(detail<std::int64_t>(details, "retry_after_ms") > 0);
  REQUIRE(lock.give_up(*first));
  CHECK(queue.wait("c").is_ok());
}

TEST_CASE("with room for no waiter a wait is busy, unless there is a place") {
  const ManualClock clock;
  ProjectLock lock({1, 0}, clock);
  Queue queue(lock);
  REQUIRE(queue.wait("a").is_ok());
  REQUIRE(queue.served == Names{"a"});

  CHECK(queue.wait("b").error().code == ErrorCode::Busy);
}

TEST_CASE("a holder's own wait is refused at once, and another client's is not") {
  const ManualClock clock;
  ProjectLock lock({1, 1}, clock);
  const auto client = make_client();
  const ProjectHold hold = take(lock, "castle", client);
  Queue queue(lock);

  CHECK(queue.wait("tower", client).error().code == ErrorCode::ProjectLocked);
  CHECK(lock.waiting() == 0);
  CHECK(queue.wait("tower", make_client()).is_ok());
  // Still the reason that will not pass, not that too many wait.
  CHECK(queue.wait("bridge", client).error().code == ErrorCode::ProjectLocked);
}

TEST_CASE("clients of which nothing is known are not taken for one") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  const ProjectHold hold = take(lock, "castle");
  Queue queue(lock);

  CHECK(queue.wait("tower").is_ok());
}

TEST_CASE("a holder's own wait is served when there is a place") {
  const ManualClock clock;
  ProjectLock lock({2}, clock);
  const auto client = make_client();
  const ProjectHold hold = take(lock, "castle", client);
  Queue queue(lock);

  REQUIRE(queue.wait("tower", client).is_ok());
  CHECK(queue.served == Names{"tower"});
}

TEST_CASE("a waiter who is gone when its turn comes does not keep the next from its own") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  ProjectHold hold = take(lock, "castle");
  Queue queue(lock);
  const auto client = make_client();
  REQUIRE(queue.wait("a", client).is_ok());
  REQUIRE(queue.wait("b").is_ok());
  client->go();

  hold.release();

  REQUIRE(queue.served == Names{"a", "b"});
  CHECK_FALSE(queue.holds[0].is_held());
  CHECK(queue.holds[1].is_held());
}

TEST_CASE("a hold that its waiter drops goes to the next, down a queue of any length") {
  const ManualClock clock;
  ProjectLock lock({1, 100'000}, clock);
  ProjectHold hold = take(lock, "castle");
  int dropped = 0;
  for (int i = 0; i < 100'000; ++i)
    REQUIRE(lock.wait({"tower"}, [&dropped](ProjectHold) { ++dropped; }).is_ok());

  hold.release();

  CHECK(dropped == 100'000);
  CHECK(lock.holders().empty());
}

TEST_CASE("a waiter may call into the lock when it is served") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  ProjectHold hold = take(lock, "castle");
  Queue queue(lock);
  std::size_t waiting = 0;
  bool was_refused = false;
  bool gave_up = false;
  ProjectLock::WaiterId third = 0;
  REQUIRE(lock.wait({"a"},
                    [&](ProjectHold mine) {
                      waiting = lock.waiting();
                      was_refused = !lock.try_take({"more"}).is_ok();
                      gave_up = lock.give_up(third);
                      lock.recheck();
                      (void)queue.wait("d");  // Cannot be refused: fewer wait than may.
                      mine.release();
                      CHECK(queue.served.empty());  // One at a time: b's turn comes after this.
                    })
              .is_ok());
  REQUIRE(queue.wait("b").is_ok());
  third = *queue.wait("c");

  hold.release();

  CHECK(waiting == 2);
  CHECK(was_refused);
  CHECK(gave_up);
  CHECK(queue.served == Names{"b"});
  queue.holds[0].release();
  CHECK(queue.served == Names{"b", "d"});
}

}  // namespace goxel::workers
