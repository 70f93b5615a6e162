#include "workers/project_lock.hpp"

#include "tests/support/catch.hpp"
#include "tests/workers/project_lock_support.hpp"

namespace goxel::workers {

using Catch::Matchers::StartsWith;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("as many projects are under way as there are places, and no more") {
  const ManualClock clock;
  ProjectLock lock({2}, clock);
  ProjectHold castle = take(lock, "castle");
  ProjectHold tower = take(lock, "tower");
  CHECK(castle.is_held());

  const auto refused = lock.try_take({"bridge"});

  REQUIRE_FALSE(refused.is_ok());
  CHECK(refused.error().code == ErrorCode::ProjectLocked);
  CHECK(lock.holders().size() == 2);
  tower.release();
  CHECK_FALSE(tower.is_held());
  CHECK(lock.try_take({"bridge"}).is_ok());
}

TEST_CASE(
    "a place is given back once, by whichever of release, assignment and destruction is first") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  {
    ProjectHold hold = take(lock, "castle");
    hold.release();
    ProjectHold next = take(lock, "tower");
    hold.release();
    CHECK(next.is_held());

    ProjectHold moved = std::move(next);
    CHECK(moved.is_held());
    CHECK_FALSE(next.is_held());
    moved = ProjectHold();
    CHECK(lock.holders().empty());

    moved = take(lock, "bridge");
    CHECK(moved.is_held());
  }
  CHECK(lock.holders().empty());
}

TEST_CASE("an empty hold holds nothing and takes every call") {
  ProjectHold hold;
  const auto client = make_client();

  hold.release();
  hold.touch(std::chrono::steady_clock::time_point());
  hold.set_project("castle");

  CHECK_FALSE(hold.is_held());
  CHECK_FALSE(hold.is_of(client.get()));
  CHECK_FALSE(hold.is_of(nullptr));
  CHECK_FALSE(hold.take_warning());
}

TEST_CASE("the refusal tells of the holder in whole seconds") {
  ManualClock clock;
  ProjectLock lock({}, clock);
  ProjectHold hold = take(lock, "s0-one");
  clock.advance(seconds(10));
  hold.touch(clock.now());
  hold.set_project("s0-two");
  clock.advance(milliseconds(2'999));

  const Error error = lock.try_take({"tower"}).error();

  CHECK_THAT(error.message, StartsWith("Another project operation is in progress"));
  REQUIRE(error.details.size() == 3);
  const ErrorDetail holder{
      "holder", std::vector<ErrorDetail>{
                    {"project_id", "s0-two"}, {"held_seconds", 12}, {"idle_seconds", 2}}};
  CHECK(error.details[0] == holder);
  CHECK(error.details[1] == ErrorDetail{"waiting", 0});
  CHECK(error.details[2].key == "retry_after_ms");
  CHECK(std::get<std::int64_t>(error.details[2].value) > 0);
  CHECK(lock.locked_error() == error);
}

TEST_CASE(
    "a request that is dated after the look at the clock does not make the idle time negative") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  ProjectHold hold = take(lock, "castle");
  hold.touch(clock.now() + seconds(5));

  CHECK(lock.holders() == std::vector<ProjectLock::Holder>{{"castle", 0, 0}});
}

TEST_CASE("with several places the refusal names the holder that has been idle longest") {
  ManualClock clock;
  ProjectLock lock({3}, clock);
  ProjectHold castle = take(lock, "castle");
  clock.advance(seconds(1));
  ProjectHold tower = take(lock, "tower");
  clock.advance(seconds(1));
  ProjectHold bridge = take(lock, "bridge");
  CHECK(holder_of(lock.locked_error()) == "castle");

  clock.advance(seconds(1));
  castle.touch(clock.now());

  CHECK(holder_of(lock.locked_error()) == "tower");
  CHECK(lock.holders() ==
        std::vector<ProjectLock::Holder>{{"tower", 2, 2}, {"bridge", 1, 1}, {"castle", 3, 0}});
}

TEST_CASE("without a holder the error has none") {
  const ManualClock clock;
  const ProjectLock lock({}, clock);

  const Error error = lock.locked_error();

  CHECK(error.code == ErrorCode::ProjectLocked);
  REQUIRE(error.details.size() == 2);
  CHECK(error.details[0] == ErrorDetail{"waiting", 0});
}

TEST_CASE("the place of a holder who is gone is taken over, and its hold is worth nothing then") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  const auto client = make_client();
  ProjectHold old_hold = take(lock, "castle", client);
  CHECK_FALSE(lock.try_take({"tower"}).is_ok());

  client->go();
  CHECK(old_hold.is_held());  // Until someone asks for the place.
  ProjectHold hold = take(lock, "tower");

  CHECK_FALSE(old_hold.is_held());
  CHECK_FALSE(old_hold.take_warning());
  old_hold.release();
  CHECK(hold.is_held());
  CHECK(lock.holders() == std::vector<ProjectLock::Holder>{{"tower", 0, 0}});
}

TEST_CASE("a free place is taken before that of a holder who is gone") {
  const ManualClock clock;
  ProjectLock lock({2}, clock);
  const auto client = make_client();
  const ProjectHold castle = take(lock, "castle", client);
  client->go();

  const ProjectHold tower = take(lock, "tower");
  CHECK(castle.is_held());
  const ProjectHold bridge = take(lock, "bridge");
  CHECK(bridge.is_held());
  CHECK_FALSE(castle.is_held());
}

TEST_CASE("holds of one lock go in any order") {
  const ManualClock clock;
  ProjectLock lock({4}, clock);
  std::vector<ProjectHold> holds;
  for (const char* name : {"a", "b", "c", "d"}) holds.push_back(take(lock, name));

  holds[1].release();
  holds[3].release();
  CHECK(holds[0].is_held());
  CHECK(holds[2].is_held());
  holds[0].release();
  CHECK(lock.holders() == std::vector<ProjectLock::Holder>{{"c", 0, 0}});
}

TEST_CASE("a hold knows its client") {
  const ManualClock clock;
  ProjectLock lock({2}, clock);
  const auto client = make_client();
  const auto other = make_client();
  const ProjectHold hold = take(lock, "castle", client);
  const ProjectHold nobodys = take(lock, "tower");

  CHECK(hold.is_of(client.get()));
  CHECK_FALSE(hold.is_of(other.get()));
  CHECK_FALSE(hold.is_of(nullptr));
  CHECK_FALSE(nobodys.is_of(nullptr));
}

TEST_CASE("a holder is warned of once") {
  const ManualClock clock;
  ProjectLock lock({}, clock);
  ProjectHold hold = take(lock, "castle");
  CHECK(hold.take_warning());
  CHECK_FALSE(hold.take_warning());

  hold.release();
  CHECK_FALSE(hold.take_warning());
  ProjectHold next = take(lock, "castle");
  CHECK(next.take_warning());
}

TEST_CASE("a holder's own second try is refused when there is no place, and served when there is") {
  const ManualClock clock;
  ProjectLock lock({2}, clock);
  const auto client = make_client();
  const ProjectHold first = take(lock, "castle", client);
  const ProjectHold second = take(lock, "tower", client);
  CHECK(second.is_held());

  const auto third = lock.try_take({"bridge", client});
  REQUIRE_FALSE(third.is_ok());
  CHECK(third.error().code == ErrorCode::ProjectLocked);
}

}  // namespace goxel::workers
