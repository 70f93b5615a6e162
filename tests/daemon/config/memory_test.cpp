#include "daemon/config/memory.hpp"

#include "tests/daemon/files/temporary_directory.hpp"
#include "tests/support/catch.hpp"

using namespace goxel;

TEST_CASE("the tightest group's memory counts, and a group without a bound does not") {
  const TemporaryDirectory tree;
  tree.make("a/b");
  tree.put("a/b/memory.max", "max\n");
  CHECK(config::cgroup_memory("0::/a/b\n", tree.path()) == 0);
  tree.put("a/memory.max", "3000000\n");
  CHECK(config::cgroup_memory("0::/a/b\n", tree.path()) == 3'000'000);
  tree.put("a/b/memory.max", "2000000\n");
  CHECK(config::cgroup_memory("0::/a/b\n", tree.path()) == 2'000'000);
}

TEST_CASE("usable memory is more than this test needs") {
  CHECK(config::usable_memory() > 16 << 20);
}
