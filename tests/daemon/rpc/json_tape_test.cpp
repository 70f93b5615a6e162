#include "daemon/rpc/json_tape.hpp"

#include "daemon/rpc/codec_voxel.hpp"
#include "tests/daemon/rpc/parsed.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace goxel::rpc {

namespace {

std::string text_of(JsonView json) {
  std::string text;
  append_json(text, json);
  return text;
}

}  // namespace

TEST_CASE("a copied value reads as it did, wherever it stood and whatever stood beside it") {
  const std::string value = GENERATE(
      as<std::string>(), "null", "true", "false", "0", "-1.5e3", "123456789012345678901234567890",
      R"("")", R"("text")", R"("a\"\\\u00e9\n")", "[]", "{}", "[[],{},[[1]]]", R"({"":""})",
      R"([null,true,"x",1,{"k":[2,{"l":"m\tn"}]},false])", R"({"a":null,"b":"b","c":[1,2,3]})");
  const Parsed parsed(R"(["before\t",[7,8],)" + value + R"(,"after\t",9])");
  const JsonView whole = parsed.root();
  std::uint32_t index = whole.index() + 1;
  index = whole.tape().next(whole.tape().next(index));
  const JsonTape copy = whole.tape().copy_of(index);
  CHECK(text_of(JsonView(copy, 0)) == text_of(JsonView(whole.tape(), index)));
  CHECK(JsonView(copy, 0).end_index() == copy.node_count());
}

TEST_CASE("a part of a copied tape can be copied again") {
  const Parsed parsed(R"([0,["first","bc","d\u0041",12]])");
  const JsonTape once = parsed.root().tape().copy_of(2);
  const JsonTape twice = once.copy_of(0);
  CHECK(text_of(JsonView(twice, 0)) == R"(["first","bc","dA",12])");
  CHECK(text_of(JsonView(once.copy_of(1), 0)) == R"("first")");
  CHECK(text_of(JsonView(once.copy_of(2), 0)) == R"("bc")");
  CHECK(text_of(JsonView(once.copy_of(3), 0)) == R"("dA")");
}

TEST_CASE("a copied tape outlives the one it came from") {
  JsonTape copy;
  {
    const Parsed parsed(R"({"operations":[{"type":"add_voxel","x":-1},{"type":"cl\u0065ar"}]})");
    copy = parsed.root().tape().copy_of(parsed.root().find("operations")->index());
  }
  const JsonView array(copy, 0);
  CHECK(array.size() == 2);
  const JsonView first = *array.elements().begin();
  CHECK(first.find("type")->text() == "add_voxel");
  CHECK(first.find("x")->as_integer() == -1);
  const JsonView second(copy, first.end_index());
  CHECK(second.find("type")->text() == "clear");
  CHECK(copy.has_escapes(second.find("type")->index()));
}

}  // namespace goxel::rpc
