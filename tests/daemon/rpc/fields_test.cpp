#include "daemon/rpc/fields.hpp"

#include "tests/daemon/rpc/parsed.hpp"
#include "tests/daemon/rpc/sample_params.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace goxel::rpc {

namespace {

using sample::BoxParams;
using sample::MixedParams;
using sample::VoxelParams;

/// What decoding `text` as params of P and writing them again gives, or the error's message.
template <class P>
std::string through(const std::string& text) {
  const Limits limits;
  DecodeContext context(limits);
  P params{};
  std::optional<Parsed> json;
  if (!text.empty()) json.emplace(text);
  const auto result =
      decode_params(json ? std::optional(json->root()) : std::nullopt, params, context);
  if (!result) {
    CHECK(result.error().code == ErrorCode::InvalidParams);
    const std::string& message = result.error().message;
    CHECK(result.error().details ==
          std::vector<ErrorDetail>{{"path", message.substr(0, message.find(':'))}});
    return message;
  }
  std::string out;
  JsonWriter writer(out);
  encode_result(writer, params);
  return out;
}

constexpr const char* kVoxel = R"({"x":1,"y":2,"z":3,"color":[10,20,30,40],"layer":5})";
constexpr const char* kOpaque = R"({"x":1,"y":2,"z":3,"color":[10,20,30,255],"layer":5})";
constexpr const char* kActive = R"({"x":1,"y":2,"z":3,"color":[10,20,30,255],"layer":0})";

}  // namespace

TEST_CASE("every way to write a voxel's parameters gives the same") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"[1,2,3,10,20,30,40,5]", kVoxel},
      {"[1,2,3,10,20,30,null,5]", kOpaque},
      {"[1,2,3,10,20,30]", kActive},
      {"[1,2,3,10,20,30,null,null]", kActive},
      {"[1.5,2.9,3.0,10,20,30]", kActive},
      {R"([1,2,3,"#0a141e"])", kActive},
      {R"([1,2,3,"#0a141e28",5])", kVoxel},
      {R"([1,2,3,"#0a141e",null,null,null,5])", kOpaque},
      {R"([1,2,3,"#0a141e",null])", kActive},
      {R"([1,2,3,"#0a141e",null,null,null])", kActive},
      {"[1,2,3,[10,20,30],5]", kOpaque},
      {R"([1,2,3,{"r":10,"g":20,"b":30,"a":40},5])", kVoxel},
      {"[[1,2,3],10,20,30,40,5]", kVoxel},
      {R"([{"x":1,"y":2,"z":3},"#0a141e28",5])", kVoxel},
      {R"({"x":1,"y":2,"z":3,"r":10,"g":20,"b":30,"a":40,"layer":5})", kVoxel},
      {R"({"position":[1,2,3],"color":"#0a141e28","layer_id":5})", kVoxel},
      {R"({"position":{"x":1,"y":2,"z":3},"color":{"r":10,"g":20,"b":30},"layer":null})", kActive},
      {R"([{"x":1,"y":2,"z":3,"color":[10,20,30]}])", kActive},
      {R"({"x":1,"y":2,"z":3,"color":[10,20,30],"session":"s","async":true,"progress_token":1,"workDoneToken":2,"_meta":{}})",
       kActive},
  }));
  CAPTURE(text);
  CHECK(through<VoxelParams>(text) == expected);
}

TEST_CASE("every fault in a voxel's parameters is named with its path") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"", "params.position: missing; give it, or x, y, z"},
      {"[]", "params.position: missing; give it, or x, y, z"},
      {"{}", "params.position: missing; give it, or x, y, z"},
      {"[1,2]", "params.z: missing"},
      {"[1,2,3]", "params.color: missing; give it, or r, g, b"},
      {"[1,2,3,null,null,null,null,5]", "params.color: missing; give it, or r, g, b"},
      {"[1,2,3,10,20]", "params.b: missing"},
      {"[1,2,3,300,20,30]", "params[3]: 300 is outside 0..255"},
      {"[1,2,3,10,20,0.5]", "params[5]: 0.5 is not an integer in 0..255"},
      {"[1,2,3,10,20,30,40,5,6]", "params[8]: surplus value; at most 8 are taken here"},
      {R"([1,2,3,"#0a141e",5,null,null,6])", "params[5]: surplus value; at most 8 are taken here"},
      {R"([1,2,3,"red"])",
       R"(params[3]: "red" is not a colour: [r,g,b], [r,g,b,a], {r,g,b,a}, "#RRGGBB" or "#RRGGBBAA")"},
      {R"(["1",2,3,10,20,30])", "params[0]: \"1\" is not a coordinate"},
      {"[1,2147483648,3,10,20,30]", "params[1]: 2147483648 is outside -2147483648..2147483647"},
      {R"({"x":1,"y":2,"z":3,"color":[300,0,0]})", "params.color[0]: 300 is outside 0..255"},
      {R"({"x":1,"y":2,"z":3,"r":1,"g":2,"b":3,"a":256})", "params.a: 256 is outside 0..255"},
      {R"({"x":1,"y":2,"z":3,"colour":[0,0,0]})",
       "params.colour: unknown name; did you mean \"color\"?"},
      {R"({"x":1,"y":2,"z":3,"color":[0,0,0],"w":1})", "params.w: unknown name"},
      {R"({"X":1,"y":2,"z":3,"color":[0,0,0]})", "params.X: unknown name"},
      {R"({"x":1,"y":2,"z":3,"position":[1,2,3],"color":[0,0,0]})",
       "params.position: given as a whole and in parts"},
      {R"({"x":1,"y":2,"z":3,"color":[0,0,0],"r":1})",
       "params.color: given as a whole and in parts"},
      {R"({"x":1,"y":2,"z":3,"color":[0,0,0],"layer":1,"layer_id":1})",
       "params.layer_id: given twice, under two names"},
      {R"({"x":1,"y":2,"z":3,"color":[0,0,0],"layer_id":1.5})",
       "params.layer_id: 1.5 is not an integer"},
      {R"({"x":1,"z":3,"color":[0,0,0]})", "params.y: missing"},
      {R"([{"x":1,"y":2}])", "params.z: missing"},
  }));
  CAPTURE(text);
  CHECK(through<VoxelParams>(text) == message);
}

TEST_CASE("optional members keep their defaults") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {R"(["a"])", R"({"name":"a","width":64,"mode":"over","options":{"scale":1.5},"voxels":[]})"},
      {R"({"name":"a","width":null,"seed":null,"mode":null,"options":null})",
       R"({"name":"a","width":64,"mode":"over","options":{"scale":1.5},"voxels":[]})"},
      {R"(["a",100,-9,"SUB",{"scale":8,"tint":"#000000"}])",
       R"({"name":"a","width":100,"seed":-9,"mode":"sub","options":{"scale":8,"tint":[0,0,0,255]},"voxels":[]})"},
      {R"({"name":"a","options":{"tr":1,"tg":2,"tb":3},"voxels":[[1,2,3,10,20,30],{"x":1,"y":2,"z":3,"color":[0,0,0,0]}]})",
       R"({"name":"a","width":64,"mode":"over","options":{"scale":1.5,"tint":[1,2,3,255]},)"
       R"("voxels":[{"x":1,"y":2,"z":3,"color":[10,20,30,255],"layer":0},{"x":1,"y":2,"z":3,"color":[0,0,0,0],"layer":0}]})"},
      {R"(["a",1])", R"({"name":"a","width":1,"mode":"over","options":{"scale":1.5},"voxels":[]})"},
  }));
  CAPTURE(text);
  CHECK(through<MixedParams>(text) == expected);
}

TEST_CASE("faults inside nested parameters have the whole path") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {R"([null])", "params[0]: null is not a string"},
      {R"({})", "params.name: missing"},
      {R"(["a",0])", "params[1]: 0 is outside 1..100"},
      {R"(["a",101])", "params[1]: 101 is outside 1..100"},
      {R"({"name":"a","options":{"scale":0.25}})", "params.options.scale: 0.25 is outside 0.5..8"},
      {R"({"name":"a","options":{"scales":1}})",
       "params.options.scales: unknown name; did you mean \"scale\"?"},
      {R"({"name":"a","options":{"session":1}})", "params.options.session: unknown name"},
      {R"({"name":"a","options":5})", "params.options: 5 is not an object or an array"},
      {R"({"name":"a","voxels":[[1,2,3,0,0,0],[1,2,3,0,0,256]]})",
       "params.voxels[1][5]: 256 is outside 0..255"},
      {R"({"name":"a","voxels":[{"x":1,"y":2,"z":3,"color":[0,0,0]},{"x":"a"}]})",
       "params.voxels[1].x: \"a\" is not a coordinate"},
  }));
  CAPTURE(text);
  CHECK(through<MixedParams>(text) == message);
}

TEST_CASE("an object in an array is unwrapped only where it cannot be the first parameter") {
  CHECK(through<MixedParams>(R"([{"name":"a"}])") ==
        R"({"name":"a","width":64,"mode":"over","options":{"scale":1.5},"voxels":[]})");
  CHECK(through<MixedParams>(R"([{"name":"a"},1])") == "params[0]: an object is not a string");
  CHECK(through<BoxParams>(R"([{"min":[0,0,0],"max":[1,1,1]}])") ==
        R"({"region":{"min":[0,0,0],"max":[1,1,1]}})");
  CHECK(through<BoxParams>(R"([{"region":{"min":[0,0,0],"max":[1,1,1]}}])") ==
        "params[0].region: unknown name; a box has min and max");
}

TEST_CASE("methods without parameters take none") {
  CHECK(through<NoParams>("") == "{}");
  CHECK(through<NoParams>("[]") == "{}");
  CHECK(through<NoParams>("{}") == "{}");
  CHECK(through<NoParams>("[{}]") == "{}");
  CHECK(through<NoParams>(R"({"session":"s"})") == "{}");
  CHECK(through<NoParams>("[1]") == "params[0]: surplus value; at most 0 are taken here");
  CHECK(through<NoParams>(R"({"a":1})") == "params.a: unknown name");
}

TEST_CASE("unknown names become warnings when they are to be ignored") {
  const Parsed json(R"({"name":"a","wdith":5,"zzz":1})");
  const Limits limits;
  DecodeContext context(limits);
  context.ignores_unknown_names = true;
  MixedParams params;
  REQUIRE(decode_params(std::optional(json.root()), params, context).is_ok());
  CHECK(params.width == 64);
  CHECK(context.warnings ==
        std::vector<std::string>{"params.wdith: unknown name; did you mean \"width\"?",
                                 "params.zzz: unknown name"});
}

TEST_CASE("a field list can be read at run time") {
  const auto list = field_list<VoxelParams>();
  REQUIRE(list.size() == 3);
  CHECK(list[0].name == "position");
  CHECK(list[1].doc == "its colour");
  CHECK(list[1].is_required);
  CHECK(list[2].aliases[0] == "layer_id");
  CHECK_FALSE(list[2].is_required);
}

}  // namespace goxel::rpc
