#include "daemon/access/peer_identity.hpp"
#include "tests/support/catch.hpp"

#include <optional>
#include <string>

namespace goxel::access {

namespace {

std::shared_ptr<rpc::Identity> stranger() {
  auto identity = std::make_shared<rpc::Identity>();
  identity->principal = "tcp";
  identity->address = "192.0.2.1:4321";
  return identity;
}

}  // namespace

TEST_CASE("a bearer token gives a request its identity, on the connection that it came by") {
  const Policy policy({"tokens"}, TokenSet::parse("editor s3cret desk", "tokens").value());
  const auto before = stranger();
  const char* header = GENERATE("Bearer s3cret", "bearer s3cret", "BEARER  s3cret  ");
  const auto after = identity_for_bearer(&policy, *before, header);
  REQUIRE(after.is_ok());
  CHECK((*after)->role == Role::Editor);
  CHECK((*after)->principal == "token:desk");
  CHECK((*after)->address == "192.0.2.1:4321");
  CHECK(before->role == Role::None);
}

TEST_CASE("another Authorization header than a known bearer token is refused") {
  const Policy policy({"tokens"}, TokenSet::parse("editor s3cret", "tokens").value());
  const auto before = stranger();
  const char* header = GENERATE("", "Bearer", "Bearer ", "Bearers3cret", "Basic s3cret", "s3cret",
                                "Bearer s3cre", "Bearer s3cret x", " Bearer s3cret");
  const auto after = identity_for_bearer(&policy, *before, header);
  REQUIRE(!after.is_ok());
  CHECK(after.error().code == ErrorCode::Unauthorized);
  CHECK_THAT(after.error().message, !Catch::Contains("s3cre"));
}

TEST_CASE("without the header a peer stays who it was") {
  const Policy policy({"tokens"}, TokenSet::parse("editor s3cret", "tokens").value());
  const auto before = stranger();
  CHECK(identity_for_bearer(&policy, *before, std::nullopt).value() == before);
}

TEST_CASE("where there is no token file every token is unknown") {
  const Policy policy({}, {});
  const auto before = stranger();
  CHECK(identity_for_bearer(&policy, *before, "Bearer x").error().code == ErrorCode::Unauthorized);
  CHECK(identity_for_bearer(nullptr, *before, "Bearer x").error().code == ErrorCode::Unauthorized);
}

}  // namespace goxel::access
