#include "daemon/rpc/method.hpp"
#include "tests/daemon/rpc/parsed.hpp"
#include "tests/daemon/rpc/sample_params.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

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

TEST_CASE("a result's schema knows one form of each value and what may be missing") {
  std::string text;
  JsonWriter writer(text);
  write_result_schema<sample::VoxelParams>(writer);
  const Parsed voxel(text);
  const auto properties = voxel.root().find("properties");
  CHECK_FALSE(properties->find("position"));
  CHECK_FALSE(properties->find("layer_id"));
  CHECK(properties->find("x")->find("type")->text() == "integer");
  CHECK(properties->find("color")->find("minItems")->text() == "4");
  CHECK(voxel.root().find("required")->size() == 5);

  text.clear();
  JsonWriter other(text);
  write_result_schema<sample::BoxParams>(other);
  const Parsed box(text);
  REQUIRE(box.root().find("required")->size() == 1);
  CHECK((*box.root().find("required")->elements().begin()).text() == "region");
}

TEST_CASE("a value's schema has no description, and its default only where one is known") {
  const FieldInfo& width = field_list<sample::MixedParams>()[1];
  const sample::MixedParams defaults;
  std::string text;
  JsonWriter writer(text);
  write_value_schema(writer, width, &defaults);
  CHECK(text == R"({"type":"integer","format":"int32","minimum":1,"maximum":100,"default":64})");
  text.clear();
  JsonWriter without(text);
  write_value_schema(without, width, nullptr);
  CHECK(text == R"({"type":"integer","format":"int32","minimum":1,"maximum":100})");
}

TEST_CASE("the components of a colour are channels, and alpha may be left out") {
  const FieldInfo& color = field_list<sample::VoxelParams>()[1];
  std::string text;
  JsonWriter writer(text);
  write_part_schema(writer, color, 0, nullptr);
  CHECK(text == R"({"type":"integer","minimum":0,"maximum":255})");
  text.clear();
  JsonWriter alpha(text);
  write_part_schema(alpha, color, 3, nullptr);
  CHECK(text == R"({"type":"integer","minimum":0,"maximum":255,"default":255})");
}

TEST_CASE("a method's errors follow from its row, and it may add some") {
  Method row{"x", "X.", Access::Service, nullptr, {}};
  using Codes = std::vector<ErrorCode>;
  CHECK(errors_of(row) ==
        Codes{ErrorCode::InvalidParams, ErrorCode::InternalError, ErrorCode::Unauthorized});
  CHECK(errors_of(row.taking_anything().fails(ErrorCode::FileError)) ==
        Codes{ErrorCode::InternalError, ErrorCode::FileError, ErrorCode::Unauthorized});
  row.access = Access::Write;
  const Codes write = errors_of(row);
  CHECK(std::count(write.begin(), write.end(), ErrorCode::NoProject) == 1);
  CHECK(std::count(write.begin(), write.end(), ErrorCode::NotFound) == 0);
  row.params = kFields<sample::VoxelParams>;
  const Codes layer = errors_of(row);
  CHECK(std::count(layer.begin(), layer.end(), ErrorCode::NotFound) == 1);
}

}  // namespace goxel::rpc
