#include "workers/session_table.hpp"

#include "tests/support/catch.hpp"
#include "tests/workers/support.hpp"

#include <string>

namespace goxel::workers {

TEST_CASE("a session table finds what was added until it is removed") {
  SessionTable table;
  Session& first = table.add(make_session());
  Session& second = table.add(make_session());
  const SessionId id = first.id();
  CHECK(table.size() == 2);
  CHECK(table.find(id) == &first);
  CHECK(table.find(second.id()) == &second);
  CHECK(table.find(SessionId::make(0)) == nullptr);

  table.remove(first.id());
  CHECK(table.size() == 1);
  CHECK(table.find(id) == nullptr);
  CHECK(table.find(second.id()) == &second);
}

TEST_CASE("the owner looks the whole id up: the right letters under another number find nothing") {
  SessionTable table;
  SessionId id = table.add(make_session()).id();
  id.worker += 4;
  CHECK(table.find(id) == nullptr);
}

TEST_CASE("a session table visits each session once") {
  SessionTable table;
  for (int i = 0; i < 5; ++i) table.add(make_session());
  int visited = 0;
  table.for_each([&](Session& session) {
    session.bind();
    ++visited;
  });
  CHECK(visited == 5);
  table.for_each([](Session& session) { CHECK(session.bound_connections() == 1); });
}

TEST_CASE("requests that wait for a barrier run in order once it is lowered") {
  SessionTable table;
  Session& session = table.add(make_session());
  std::string order;
  session.raise_barrier();
  for (const char name : {'a', 'b', 'c'}) session.wait([&order, name] { order += name; });

  table.resume(session.id());
  CHECK(order.empty());

  session.lower_barrier();
  table.resume(session.id());
  CHECK(order == "abc");
  table.resume(session.id());
  CHECK(order == "abc");
}

TEST_CASE("a resumed request that raises the barrier again holds back the rest") {
  SessionTable table;
  Session& session = table.add(make_session());
  std::string order;
  session.raise_barrier();
  session.wait([&] { order += 'a'; });
  session.wait([&] {
    order += 'b';
    session.raise_barrier();
  });
  session.wait([&] { order += 'c'; });

  session.lower_barrier();
  table.resume(session.id());
  CHECK(order == "ab");

  session.lower_barrier();
  table.resume(session.id());
  CHECK(order == "abc");
}

TEST_CASE("a request that comes while earlier ones resume must wait, and runs after them") {
  SessionTable table;
  Session& session = table.add(make_session());
  std::string order;
  bool had_to_wait = false;
  CHECK(!session.must_wait());
  session.raise_barrier();
  CHECK(session.must_wait());
  session.wait([&] {
    order += 'a';
    had_to_wait = session.must_wait();
    session.wait([&] { order += 'c'; });
  });
  session.wait([&] { order += 'b'; });

  session.lower_barrier();
  CHECK(session.must_wait());
  table.resume(session.id());
  CHECK(had_to_wait);
  CHECK(order == "abc");
  CHECK(!session.must_wait());
}

TEST_CASE("removing a session runs what waited for its barrier, and each finds it gone") {
  SessionTable table;
  const SessionId id = table.add(make_session()).id();
  Session& session = *table.find(id);
  std::string order;
  session.raise_barrier();
  for (const char name : {'a', 'b', 'c'}) {
    session.wait([&, name] { order += table.find(id) == nullptr ? name : '?'; });
  }
  table.remove(id);
  CHECK(order == "abc");
  CHECK(table.size() == 0);
}

TEST_CASE("a resumed request may remove its own session") {
  SessionTable table;
  table.add(make_session());  // a table that is empty in the end would not look at the id
  Session& session = table.add(make_session());
  const SessionId id = session.id();
  std::string order;
  session.raise_barrier();
  session.wait([&] {
    order += 'a';
    table.remove(id);
  });
  session.wait([&] { order += table.find(id) == nullptr ? 'b' : '?'; });

  session.lower_barrier();
  // The session's own id, which ends with the session.
  table.resume(session.id());
  CHECK(order == "ab");
  CHECK(table.size() == 1);
}

TEST_CASE("a cleared session table runs nothing that waits") {
  SessionTable table;
  Session& session = table.add(make_session());
  bool has_run = false;
  session.raise_barrier();
  session.wait([&] { has_run = true; });
  table.clear();
  CHECK(table.size() == 0);
  CHECK(!has_run);
}

}  // namespace goxel::workers
