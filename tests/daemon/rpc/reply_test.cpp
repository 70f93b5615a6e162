#include "daemon/rpc/reply.hpp"

#include "tests/support/catch.hpp"

#include <string>
#include <vector>

namespace goxel::rpc {

namespace {

std::string error_text(const Error& error) {
  std::string out;
  append_error_object(out, error);
  return out;
}

}  // namespace

TEST_CASE("a detail with parts is written as an object") {
  const Error error =
      Error{ErrorCode::ProjectLocked, "held"}
          .with("holder", {{"project_id", "ca\"stle"}, {"held_seconds", 12}, {"idle_seconds", -1}})
          .with("waiting", 3);

  CHECK(error_text(error) ==
        R"({"code":-1100,"message":"held","data":{"reason":"project_locked",)"
        R"("holder":{"project_id":"ca\"stle","held_seconds":12,"idle_seconds":-1},"waiting":3}})");
}

TEST_CASE("a detail without parts is an empty object, and parts may have parts") {
  const std::vector<ErrorDetail> inner{{"b", 1}};
  const Error error = Error{ErrorCode::Busy, "full"}
                          .with("empty", std::vector<ErrorDetail>())
                          .with("a", {{"inner", inner}, {"c", "d"}});

  CHECK(error_text(error) == R"({"code":-1104,"message":"full","data":{"reason":"busy",)"
                             R"("empty":{},"a":{"inner":{"b":1},"c":"d"}}})");
}

TEST_CASE("an error reply carries the id as it came") {
  std::string out;
  append_error(out, "1.0", Error{ErrorCode::NotFound, "no such layer"});

  CHECK(out == R"({"jsonrpc":"2.0","error":{"code":-1106,"message":"no such layer",)"
               R"("data":{"reason":"not_found"}},"id":1.0})");
}

}  // namespace goxel::rpc
