#include "daemon/config/processors.hpp"

#include "tests/support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

using namespace goxel::config;

namespace {

/// A pretended cgroup file system with the group /a/b.
class CgroupTree {
 public:
  CgroupTree() {
    REQUIRE(mkdtemp(path_) != nullptr);
    std::filesystem::create_directories(path() + "/a/b");
  }
  ~CgroupTree() { std::filesystem::remove_all(path_); }
  CgroupTree(const CgroupTree&) = delete;
  CgroupTree& operator=(const CgroupTree&) = delete;

  std::string path() const { return path_; }
  void allow(const std::string& group, const std::string& text) const {
    std::ofstream(path() + group + "/cpu.max") << text;
  }

 private:
  char path_[32] = "/tmp/goxel-cgroup-XXXXXX";
};

}  // namespace

TEST_CASE("a cgroup's quota is rounded up to whole processors") {
  const CgroupTree tree;
  tree.allow("/a/b", "150000 100000\n");
  CHECK(cgroup_processors("0::/a/b\n", tree.path()) == 2);
  tree.allow("/a/b", "200000 100000\n");
  CHECK(cgroup_processors("0::/a/b\n", tree.path()) == 2);
  tree.allow("/a/b", "1000 100000\n");
  CHECK(cgroup_processors("0::/a/b\n", tree.path()) == 1);
}

TEST_CASE("the tightest group on the way up counts") {
  const CgroupTree tree;
  tree.allow("/a/b", "800000 100000\n");
  tree.allow("/a", "300000 100000\n");
  CHECK(cgroup_processors("1:cpu:/x\n0::/a/b\n", tree.path()) == 3);
}

TEST_CASE("no quota, no file, nonsense and a group above the namespace are no bound") {
  const CgroupTree tree;
  CHECK(cgroup_processors("0::/a/b\n", tree.path()) == 0);
  tree.allow("/a/b", "max 100000\n");
  CHECK(cgroup_processors("0::/a/b\n", tree.path()) == 0);
  tree.allow("/a/b", "100000 0\n");
  CHECK(cgroup_processors("0::/a/b\n", tree.path()) == 0);
  CHECK(cgroup_processors("0::/../c\n", tree.path()) == 0);
  CHECK(cgroup_processors("", tree.path()) == 0);
}

TEST_CASE("this process may use at least one processor") { CHECK(usable_processors() >= 1); }
