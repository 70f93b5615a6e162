#include "daemon/access/policy.hpp"

#include "tests/daemon/files/temporary_directory.hpp"
#include "tests/support/catch.hpp"

#include <fstream>
#include <optional>
#include <string>
#include <sys/stat.h>

namespace goxel::access {

namespace {

constexpr std::uint32_t kOwnUser = 1'000;

void write_tokens(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
  REQUIRE(chmod(path.c_str(), 0600) == 0);
}

Policy policy_with(bool has_tokens, bool is_insecure, bool is_read_only = false) {
  return Policy({has_tokens ? "tokens" : "", is_insecure, is_read_only},
                TokenSet::parse("admin a\nviewer v", "tokens").value());
}

}  // namespace

TEST_CASE("on a Unix socket the service's own user and root are admins, others editors") {
  const Policy policy = policy_with(false, false);
  CHECK(policy.role_of_user(kOwnUser, kOwnUser) == Role::Admin);
  CHECK(policy.role_of_user(0, kOwnUser) == Role::Admin);
  CHECK(policy.role_of_user(1'001, kOwnUser) == Role::Editor);
  CHECK(policy.role_of_user(std::nullopt, kOwnUser) == Role::Editor);
}

TEST_CASE("a network peer needs a token, unless the listener is insecure and on loopback") {
  const auto [is_insecure, is_loopback, role] =
      GENERATE(table<bool, bool, Role>({{false, false, Role::None},
                                        {false, true, Role::None},
                                        {true, false, Role::None},
                                        {true, true, Role::Editor}}));
  CHECK(policy_with(true, is_insecure).role_of_network(is_loopback) == role);
}

TEST_CASE("an address is served with tokens, or insecurely on loopback") {
  const auto [has_tokens, is_insecure, is_loopback, is_served] =
      GENERATE(table<bool, bool, bool, bool>({{false, false, true, false},
                                              {false, false, false, false},
                                              {false, true, true, true},
                                              {false, true, false, false},
                                              {true, false, false, true},
                                              {true, true, false, true}}));
  const auto checked = policy_with(has_tokens, is_insecure).check_endpoint("[::]:1", is_loopback);
  CHECK(checked.is_ok() == is_served);
  if (checked) return;
  CHECK(checked.error().code == ErrorCode::InvalidParams);
  CHECK_THAT(checked.error().message, Catch::Contains("--token-file"));
  CHECK_THAT(checked.error().message, Catch::Contains("--insecure"));
}

TEST_CASE("a read-only service makes viewers of all, and lets nobody in by it") {
  const Policy policy = policy_with(true, true, true);
  CHECK(policy.role_of_user(0, kOwnUser) == Role::Viewer);
  CHECK(policy.role_of_network(true) == Role::Viewer);
  CHECK(policy.role_of_network(false) == Role::None);
  CHECK(policy.grant_of("a")->role == Role::Viewer);
  CHECK(policy.grant_of("v")->role == Role::Viewer);
  CHECK(!policy.grant_of("x"));
}

TEST_CASE("tokens are read again, and stay when the new file is bad") {
  const TemporaryDirectory folder;
  const std::string file = folder / "tokens";
  write_tokens(file, "editor old");
  const auto policy = Policy::open({file, false, false});
  REQUIRE(policy.is_ok());
  CHECK((*policy)->grant_of("old"));
  write_tokens(file, "editor new");
  CHECK(!(*policy)->grant_of("new"));
  REQUIRE((*policy)->reload().is_ok());
  CHECK((*policy)->grant_of("new")->role == Role::Editor);
  CHECK(!(*policy)->grant_of("old"));
  write_tokens(file, "nonsense");
  CHECK(!(*policy)->reload().is_ok());
  CHECK((*policy)->grant_of("new"));
}

TEST_CASE("a refusal says what is missing") {
  const Policy policy = policy_with(true, false);
  const Policy read_only = policy_with(true, false, true);
  const Error none = refusal(&policy, Role::None, Role::Admin, "goxel.shutdown");
  CHECK(none.code == ErrorCode::Unauthorized);
  CHECK_THAT(none.message, Catch::Contains("goxel.shutdown needs a token"));
  const Error admin = refusal(&policy, Role::Viewer, Role::Admin, "goxel.shutdown");
  CHECK(admin.code == ErrorCode::Unauthorized);
  CHECK(admin.message == "goxel.shutdown needs the role admin; this client's is viewer");
  const Error viewer = refusal(&policy, Role::Viewer, Role::Editor, "goxel.add_voxel");
  CHECK(viewer.code == ErrorCode::ReadOnly);
  CHECK(viewer.message == "goxel.add_voxel needs the role editor; this client's is viewer");
  const Error all = refusal(&read_only, Role::Viewer, Role::Editor, "goxel.add_voxel");
  CHECK(all.code == ErrorCode::ReadOnly);
  CHECK(all.message == "goxel.add_voxel needs the role editor; this service is read-only");
}

}  // namespace goxel::access
