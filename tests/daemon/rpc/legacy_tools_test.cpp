#include "daemon/rpc/legacy_tools.hpp"

#include "daemon/rpc/client.hpp"
#include "daemon/rpc/reply.hpp"
#include "tests/daemon/rpc/parsed.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace goxel::rpc {

namespace {

std::string failure(const Error& error) {
  std::string reply(Client::kReplyStart);
  reply += R"("error":)";
  append_error_object(reply, error);
  return tool_reply(std::move(reply));
}

}  // namespace

TEST_CASE("a message with a tool and without a method is a tool message") {
  CHECK(is_tool_message(Parsed(R"({"tool":"ping"})").root()));
  CHECK(is_tool_message(Parsed(R"({"arguments":{},"tool":"no such"})").root()));
  CHECK_FALSE(is_tool_message(Parsed(R"({"tool":"ping","method":"ping"})").root()));
  CHECK_FALSE(is_tool_message(Parsed(R"({"tool":"ping","method":null})").root()));
  CHECK_FALSE(is_tool_message(Parsed(R"({"tool":1})").root()));
  CHECK_FALSE(is_tool_message(Parsed(R"({})").root()));
  CHECK_FALSE(is_tool_message(Parsed(R"([{"tool":"ping"}])").root()));
}

TEST_CASE("a tool message stands for a request") {
  const Parsed parsed(R"({"tool":"goxel_new_layer","arguments":{"name":"a"}})");
  const Result<Request> request = read_tool_message(parsed.root());
  REQUIRE(request);
  CHECK(request->method == "goxel.create_layer");
  CHECK(request->params->find("name")->text() == "a");
  CHECK(request->id_text == kToolId);
  CHECK_FALSE(request->is_notification);
}

TEST_CASE("arguments may be absent or null, and are an object else") {
  const std::string none =
      GENERATE(as<std::string>(), R"({"tool":"ping"})", R"({"tool":"ping","arguments":null})");
  const Parsed parsed(none);
  const Result<Request> request = read_tool_message(parsed.root());
  REQUIRE(request);
  CHECK_FALSE(request->params);
  const Parsed array(R"({"tool":"ping","arguments":[]})");
  const Result<Request> refused = read_tool_message(array.root());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::InvalidRequest);
}

TEST_CASE("a tool that there is not is named by the error") {
  const Parsed parsed(R"({"tool":"goxel.add_voxel"})");
  const Result<Request> request = read_tool_message(parsed.root());
  REQUIRE_FALSE(request);
  CHECK(request.error() ==
        Error{ErrorCode::MethodNotFound, R"(there is no tool "goxel.add_voxel")"});
}

TEST_CASE("results and errors get the form of tools") {
  CHECK(tool_reply(R"({"jsonrpc":"2.0","result":{"a":[1,"x"]})") ==
        R"({"success":true,"content":{"a":[1,"x"]}})");
  CHECK(failure(Error{ErrorCode::InvalidParams, "a \"b\""}.with("path", "params.x")) ==
        R"({"success":false,"error_code":-1002,"error_message":"a \"b\"",)"
        R"("error_data":{"reason":"invalid_params","path":"params.x"}})");
}

TEST_CASE("errors get the older daemon's codes for tools") {
  const auto [code, legacy] = GENERATE(table<ErrorCode, int>({{ErrorCode::MethodNotFound, -1001},
                                                              {ErrorCode::ParseError, -1002},
                                                              {ErrorCode::InvalidRequest, -1002},
                                                              {ErrorCode::InvalidParams, -1002},
                                                              {ErrorCode::InternalError, -1003},
                                                              {ErrorCode::NoProject, -1003},
                                                              {ErrorCode::FileError, -1003}}));
  const Parsed reply(failure({code, "m"}));
  CHECK(reply.root().find("error_code")->as_integer() == legacy);
}

}  // namespace goxel::rpc
