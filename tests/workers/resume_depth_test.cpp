#include "tests/support/catch.hpp"
#include "workers/session_table.hpp"

namespace goxel::workers {

TEST_CASE("a waiting request that lowers its own barrier and resumes does not nest the rest") {
  SessionTable table;
  const SessionId id = SessionId::make(0);
  Session& session = table.add(std::make_unique<Session>(id, "uid:0", Project{}, SteadyTime{}));
  session.raise_barrier();
  int depth = 0;
  int deepest = 0;
  int run = 0;
  for (int i = 0; i < 1000; ++i) {
    session.wait([&] {
      ++run;
      deepest = std::max(deepest, ++depth);
      session.raise_barrier();
      session.lower_barrier();
      table.resume(id);
      --depth;
    });
  }
  session.lower_barrier();
  table.resume(id);
  CHECK(run == 1000);
  CHECK(deepest == 1);
}

}  // namespace goxel::workers
