#include "workers/context.hpp"

#include "tests/support/catch.hpp"
#include "tests/workers/support.hpp"

#include <latch>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace goxel::workers {

namespace {

/// What a context says of itself, as values that may leave its thread.
struct Identity {
  const Context* address;
  WorkerIndex worker;
  std::thread::id thread;
  std::optional<ArenaId> arena;
};

Identity identify(Context& context) {
  return {&context, context.worker(), std::this_thread::get_id(), context.arena()};
}

constexpr std::size_t kBytes = 64 << 20;

/// Lives on a worker and tells in which order it ends.
class LastWords final : public Resident {
 public:
  explicit LastWords(std::string& words) : words_(words) {}
  ~LastWords() override { words_ += Context::exists() ? "resident " : "late "; }
  void close() override { words_ += "close "; }

 private:
  std::string& words_;
};

}  // namespace

TEST_CASE("tasks inside two workers run at the same time") {
  const SystemClock clock;
  WorkerPool pool(2, clock, nullptr);
  std::latch both_inside(2);
  std::promise<void> first;
  std::promise<void> second;
  // Each task ends only when the other has begun: one thread for both would wait for ever.
  pool.worker(0).post([&](Context&) {
    both_inside.arrive_and_wait();
    first.set_value();
  });
  pool.worker(1).post([&](Context&) {
    both_inside.arrive_and_wait();
    second.set_value();
  });
  first.get_future().wait();
  second.get_future().wait();
  SUCCEED("both ended");
}

TEST_CASE("every context has its own address, worker number and thread") {
  const SystemClock clock;
  WorkerPool pool(4, clock, nullptr);
  std::set<const Context*> addresses;
  std::set<std::thread::id> threads;
  for (WorkerIndex i = 0; i < 4; ++i) {
    const Identity identity = ask_worker(pool.worker(i), identify);
    CHECK(identity.worker == i);
    addresses.insert(identity.address);
    threads.insert(identity.thread);
  }
  CHECK(addresses.size() == 4);
  CHECK(threads.size() == 4);
  CHECK(threads.count(std::this_thread::get_id()) == 0);
}

TEST_CASE("every context has its own arena, which counts what its worker allocates") {
  const SystemClock clock;
  WorkerPool pool(4, clock, nullptr);
  std::set<ArenaId> arenas;
  for (WorkerIndex i = 0; i < 4; ++i) {
    const auto arena = ask_worker(pool.worker(i), identify).arena;
    if (!arena) {
      WARN("this build has no arenas");
      return;
    }
    arenas.insert(*arena);
  }
  CHECK(arenas.size() == 4);

  const ArenaId arena = *ask_worker(pool.worker(2), identify).arena;
  const auto before = arena_stats(arena);
  const auto held = ask_worker(
      pool.worker(2), [](Context&) { return std::make_shared<std::vector<char>>(kBytes, 'x'); });
  const auto after = arena_stats(arena);
  REQUIRE((before && after));
  CHECK(after->allocated_bytes >= before->allocated_bytes + kBytes);
  CHECK(after->active_bytes >= after->allocated_bytes);
}

TEST_CASE("a thread knows what it has ever allocated, given back or not") {
  const auto before = thread_allocated_bytes();
  if (!before) {
    WARN("this build does not count");
    return;
  }
  const auto again = thread_allocated_bytes();  // Catch allocates
  CHECK((again == before));
  { const std::vector<char> given_back(kBytes, 'x'); }
  CHECK(*thread_allocated_bytes() >= *before + kBytes);
}

TEST_CASE("the current context on a worker is that worker's, and exists there only") {
  const SystemClock clock;
  WorkerPool pool(3, clock, nullptr);
  for (WorkerIndex i = 0; i < 3; ++i) {
    CHECK(ask_worker(pool.worker(i), [i](Context& context) {
      return Context::exists() && &Context::current() == &context && context.worker() == i &&
             context.thread() == std::this_thread::get_id();
    }));
  }
  CHECK(!Context::exists());
}

TEST_CASE("a context names its sessions after its worker and counts them") {
  const SystemClock clock;
  WorkerPool pool(3, clock, nullptr);
  const SessionId id = ask_worker(pool.worker(2), [](Context& context) {
    context.add_session("uid:1", Project{"one"});
    return context.add_session("uid:2", Project{"two"}).id();
  });
  CHECK(id.worker == 2);
  CHECK(pool.owner_of(id).index() == 2);
  CHECK(pool.worker(2).counters().sessions == 2);
  CHECK(ask_worker(pool.worker(2), [&](Context& context) {
    Session* session = context.sessions().find(id);
    return session != nullptr && session->principal() == "uid:2" &&
           session->project().name == "two";
  }));
  ask_worker(pool.worker(2),
             [&](Context& context) { context.remove_session(context.sessions().find(id)->id()); });
  CHECK(pool.worker(2).counters().sessions == 1);
}

TEST_CASE("a resident is closed, then ended with what sessions hold, while its context exists") {
  const SystemClock clock;
  std::string words;
  {
    WorkerPool pool(1, clock, [&](Context&) { return std::make_unique<LastWords>(words); });
    ask_worker(pool.worker(0), [&](Context& context) {
      Session& session = context.add_session("uid:1", Project{"one"});
      session.raise_barrier();
      // What a waiting request holds ends with its session, and may ask for the context then.
      const std::shared_ptr<int> held(new int(0), [&words](int* value) {
        words += Context::exists() ? "request" : "late";
        std::default_delete<int>()(value);
      });
      session.wait([held] {});
    });
  }
  CHECK(words == "close resident request");
}

}  // namespace goxel::workers
