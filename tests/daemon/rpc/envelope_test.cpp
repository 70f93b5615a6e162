#include "daemon/rpc/envelope.hpp"

#include "tests/daemon/rpc/parsed.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

namespace goxel::rpc {

namespace {

ErrorCode code_of(const std::string& text) {
  const Parsed json(text);
  const auto request = read_request(json.root(), json.text());
  return request ? ErrorCode{} : request.error().code;
}

std::string id_of(const std::string& text) {
  const Parsed json(text);
  return std::string(read_id(json.root(), json.text()));
}

}  // namespace

TEST_CASE("a request is read with all its members") {
  const Parsed json(
      R"({"jsonrpc":"2.0","method":"goxel.ping","params":[1],"id":7,"session":"s0-x","extra":{}})");
  const auto request = read_request(json.root(), json.text());
  REQUIRE(request);
  CHECK(request->method == "goxel.ping");
  REQUIRE(request->params);
  CHECK(request->params->size() == 1);
  CHECK(request->id_text == "7");
  CHECK_FALSE(request->is_notification);
  CHECK(request->session == "s0-x");
}

TEST_CASE("a bad envelope is an invalid request") {
  const std::string text = GENERATE(as<std::string>{},                                         //
                                    R"({})", R"(1)", R"("x")", R"(null)", R"([])",             //
                                    R"({"method":"a","id":1})",                                //
                                    R"({"jsonrpc":2.0,"method":"a","id":1})",                  //
                                    R"({"jsonrpc":"1.0","method":"a","id":1})",                //
                                    R"({"jsonrpc":"2.0 ","method":"a","id":1})",               //
                                    R"({"jsonrpc":"2.0","id":1})",                             //
                                    R"({"jsonrpc":"2.0","method":1,"id":1})",                  //
                                    R"({"jsonrpc":"2.0","method":null,"id":1})",               //
                                    R"({"jsonrpc":"2.0","Method":"a","id":1})",                //
                                    R"({"jsonrpc":"2.0","method":"a","params":"x","id":1})",   //
                                    R"({"jsonrpc":"2.0","method":"a","params":1,"id":1})",     //
                                    R"({"jsonrpc":"2.0","method":"a","params":true,"id":1})",  //
                                    R"({"jsonrpc":"2.0","method":"a","id":true})",             //
                                    R"({"jsonrpc":"2.0","method":"a","id":[1]})",              //
                                    R"({"jsonrpc":"2.0","method":"a","id":{}})",               //
                                    R"({"jsonrpc":"2.0","method":"a","session":1,"id":1})",    //
                                    R"({"jsonrpc":"2.0","method":"a","method":"b","id":1})",   //
                                    R"({"jsonrpc":"2.0","method":"a","params":{"x":1,"x":2}})");
  CAPTURE(text);
  CHECK(code_of(text) == ErrorCode::InvalidRequest);
}

TEST_CASE("null parameters are absent ones") {
  const Parsed json(R"({"jsonrpc":"2.0","method":"a","params":null,"id":1})");
  const auto request = read_request(json.root(), json.text());
  REQUIRE(request);
  CHECK_FALSE(request->params);
}

TEST_CASE("a request without an id is a notification and one with a null id is not") {
  const Parsed without(R"({"jsonrpc":"2.0","method":"a"})");
  CHECK(read_request(without.root(), without.text())->is_notification);
  const Parsed with(R"({"jsonrpc":"2.0","method":"a","id":null})");
  CHECK_FALSE(read_request(with.root(), with.text())->is_notification);
  CHECK(read_request(with.root(), with.text())->id_text == "null");
}

TEST_CASE("an id comes back exactly as it was written") {
  const std::string id =
      GENERATE(as<std::string>{}, "1", "-1", "1.0", "1e2", "1E+2", "1.50", "9223372036854775807",
               "-0", "123456789012345678901234567890", R"("")", R"("abc")", R"("\u0061")",
               R"("a\"b\\")", R"("\/")", R"("é")", R"("\ud83d\ude00")", R"("}],{[")", "null");
  const std::string text = GENERATE(
      as<std::string>{}, R"({"jsonrpc":"2.0","method":"a","id":ID})",
      R"({ "id" : ID , "jsonrpc" : "2.0", "method" : "a" })",
      R"({"params":{"id":"\u0078","s":"\\\"}]"},"\u0069d":ID,"jsonrpc":"2.0","method":"a"})");
  std::string request_text = text;
  request_text.replace(request_text.find("ID"), 2, id);
  CAPTURE(request_text);
  const Parsed json(request_text);
  const auto request = read_request(json.root(), json.text());
  REQUIRE(request);
  CHECK(request->id_text == id);
  CHECK(id_of(request_text) == id);
}

TEST_CASE("the id of an invalid request is found when it can be read") {
  const auto [text, id] = GENERATE(table<std::string, std::string>({
      {R"({"id":5})", "5"},
      {R"({"id":"\u0061","method":1})", R"("\u0061")"},
      {R"({"method":"a"})", "null"},
      {R"({"id":true})", "null"},
      {R"({"id":[1]})", "null"},
      {R"({"id":1,"id":2})", "null"},
      {R"({"jsonrpc":"2.0","method":"a","method":"b","id":3})", "3"},
      {R"([1])", "null"},
      {R"(5)", "null"},
  }));
  CAPTURE(text);
  CHECK(id_of(text) == id);
}

TEST_CASE("the elements of a batch come with their own source") {
  const Parsed json(R"( [ {"id":"\u0061"} , 1,[2,"]"] ,{"id":"\u0062","x":"],["}] )");
  const std::string raw = json.text().substr(1, json.text().size() - 2);
  BatchReader batch(json.root(), raw);
  std::vector<std::string> raws;
  std::vector<std::string> ids;
  while (const auto element = batch.next()) {
    raws.emplace_back(element->raw);
    ids.emplace_back(read_id(element->view, element->raw));
  }
  CHECK(raws == std::vector<std::string>{R"({"id":"\u0061"})", "1", R"([2,"]"])",
                                         R"({"id":"\u0062","x":"],["})"});
  CHECK(ids == std::vector<std::string>{R"("\u0061")", "null", "null", R"("\u0062")"});
}

TEST_CASE("a batch without escapes gives every element and its id") {
  const Parsed json(R"([{"id":"a"},{"id":1.0},[],{}])");
  BatchReader batch(json.root(), json.text());
  std::vector<std::string> ids;
  while (const auto element = batch.next()) ids.emplace_back(read_id(element->view, element->raw));
  CHECK(ids == std::vector<std::string>{R"("a")", "1.0", "null", "null"});
  const Parsed empty("[]");
  CHECK_FALSE(BatchReader(empty.root(), empty.text()).next());
}

TEST_CASE("a duplicate name spoils only its own element of a batch") {
  const Parsed json(
      R"([{"jsonrpc":"2.0","method":"a"},{"jsonrpc":"2.0","method":"a","params":{"x":1,"x":1}},)"
      R"({"jsonrpc":"2.0","method":"b"}])");
  BatchReader batch(json.root(), json.text());
  std::vector<bool> is_valid;
  while (const auto element = batch.next())
    is_valid.push_back(read_request(element->view, element->raw).is_ok());
  CHECK(is_valid == std::vector<bool>{true, false, true});
}

}  // namespace goxel::rpc
