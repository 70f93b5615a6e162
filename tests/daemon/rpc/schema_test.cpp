#include "tests/daemon/rpc/parsed.hpp"
#include "tests/daemon/rpc/sample_params.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace goxel::rpc {

namespace {

template <class P>
std::string schema_of() {
  std::string out;
  JsonWriter writer(out);
  write_schema<P>(writer);
  return out;
}

}  // namespace

TEST_CASE("a schema tells types, ranges, defaults and what is required") {
  CHECK(schema_of<NoParams>() == R"({"type":"object","properties":{},"required":[]})");
  const Parsed json(schema_of<sample::MixedParams>());
  const auto properties = json.root().find("properties");
  REQUIRE(properties);
  const auto width = properties->find("width");
  REQUIRE(width);
  CHECK(width->find("type")->text() == "integer");
  CHECK(width->find("minimum")->text() == "1");
  CHECK(width->find("maximum")->text() == "100");
  CHECK(width->find("default")->text() == "64");
  CHECK(width->find("description")->text() == "in voxels");
  CHECK_FALSE(json.root().tape().duplicate_key(0, json.root().end_index()));
  CHECK_FALSE(properties->find("seed")->find("default"));
  CHECK(properties->find("mode")->find("enum")->size() == 2);
  CHECK(properties->find("options")->find("properties")->find("scale")->find("default")->text() ==
        "1.5");
  REQUIRE(json.root().find("required")->size() == 1);
  CHECK((*json.root().find("required")->elements().begin()).text() == "name");
}

TEST_CASE("a schema allows a position and a colour whole or in parts") {
  const Parsed json(schema_of<sample::VoxelParams>());
  for (const char* name :
       {"position", "x", "y", "z", "color", "r", "g", "b", "a", "layer", "layer_id"}) {
    CAPTURE(name);
    CHECK(json.root().find("properties")->find(name));
  }
  std::string choices;
  append_json(choices, *json.root().find("allOf"));
  CHECK(choices == R"([{"anyOf":[{"required":["position"]},{"required":["x","y","z"]}]},)"
                   R"({"anyOf":[{"required":["color"]},{"required":["r","g","b"]}]}])");
}

}  // namespace goxel::rpc
