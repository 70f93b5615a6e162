#include "core/base/error.hpp"

#include "tests/support/catch.hpp"

namespace goxel {

TEST_CASE("an error keeps numbers, texts and facts with parts, in order") {
  const Error error = Error{ErrorCode::ProjectLocked, "held"}
                          .with("waiting", 2)
                          .with("limit", "places")
                          .with("holder", {{"project_id", "castle"}, {"idle_seconds", 7}});

  REQUIRE(error.details.size() == 3);
  CHECK(error.details[0] == ErrorDetail{"waiting", 2});
  CHECK(error.details[1] == ErrorDetail{"limit", "places"});
  const auto& holder = std::get<std::vector<ErrorDetail>>(error.details[2].value);
  CHECK(holder == std::vector<ErrorDetail>{{"project_id", "castle"}, {"idle_seconds", 7}});
}

TEST_CASE("facts with parts are equal when all their parts are") {
  const auto holder = [](std::int64_t idle_seconds) {
    return ErrorDetail{"holder", std::vector<ErrorDetail>{{"idle_seconds", idle_seconds}}};
  };

  CHECK(holder(7) == holder(7));
  CHECK_FALSE(holder(7) == holder(8));
  CHECK_FALSE(holder(7) == ErrorDetail{"holder", 7});
}

}  // namespace goxel
