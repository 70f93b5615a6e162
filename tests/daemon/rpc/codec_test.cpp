#include "daemon/rpc/codec_enum.hpp"
#include "daemon/rpc/codec_voxel.hpp"
#include "tests/daemon/rpc/parsed.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace goxel::rpc {

namespace {

enum class Axis { X, Y };
constexpr auto names_of(Of<Axis>) {
  return names<Axis>({{Axis::X, "x"}, {Axis::Y, "y"}, {Axis::Y, "why"}});
}

/// What decoding `text` as a T and writing it again gives, or the error's message.
template <class T>
std::string through(const std::string& text) {
  const Parsed json(text);
  const Limits limits;
  DecodeContext context(limits);
  T value{};
  const auto result = Codec<T>::decode(json.root(), value, context);
  if (!result) {
    CHECK(result.error().code == ErrorCode::InvalidParams);
    return result.error().message;
  }
  std::string out;
  JsonWriter writer(out);
  Codec<T>::encode(writer, value);
  return out;
}

using Row = std::tuple<std::string, std::string>;

}  // namespace

TEST_CASE("scalars decode strictly by kind and range") {
  CHECK(through<bool>("true") == "true");
  CHECK(through<bool>("1") == "params: 1 is not true or false");
  CHECK(through<std::int32_t>("255.0") == "255");
  CHECK(through<std::int32_t>("1e2") == "100");
  CHECK(through<std::int32_t>("2147483647") == "2147483647");
  CHECK(through<std::int32_t>("2147483648") ==
        "params: 2147483648 is outside -2147483648..2147483647");
  CHECK(through<std::int32_t>("-2147483649") ==
        "params: -2147483649 is outside -2147483648..2147483647");
  CHECK(through<std::int32_t>("1.5") == "params: 1.5 is not an integer");
  CHECK(through<std::int32_t>("\"1\"") == "params: \"1\" is not an integer");
  CHECK(through<std::int64_t>("9223372036854775807") == "9223372036854775807");
  CHECK(through<std::int64_t>("9223372036854775808") ==
        "params: 9223372036854775808 is outside 64 bits");
  CHECK(through<double>("0.25") == "0.25");
  CHECK(through<double>("1e999") == "params: 1e999 is too large for a double");
  CHECK(through<std::string>("\"a\\u00e9\"") == "\"aé\"");
  CHECK(through<std::string>("null") == "params: null is not a string");
}

TEST_CASE("lists decode element by element and errors name the element") {
  CHECK(through<std::vector<std::int32_t>>("[]") == "[]");
  CHECK(through<std::vector<std::int32_t>>("[1,2]") == "[1,2]");
  CHECK(through<std::vector<std::int32_t>>("[1,[]]") == "params[1]: an array is not an integer");
  CHECK(through<std::vector<std::int32_t>>("{}") == "params: an object is not an array");
  CHECK(through<std::vector<std::vector<bool>>>("[[true],[false,0]]") ==
        "params[1][1]: 0 is not true or false");
  CHECK(through<std::array<double, 2>>("[1,2.5]") == "[1,2.5]");
  CHECK(through<std::array<double, 2>>("[1]") == "params: holds 1 elements instead of 2");
  CHECK(through<std::optional<double>>("null") == "null");
  CHECK(through<std::optional<double>>("3") == "3");
}

TEST_CASE("a list of the most elements passes and one more is refused") {
  Limits limits;
  limits.voxels_per_call = 3;
  DecodeContext context(limits);
  std::vector<std::int32_t> out;
  CHECK(Codec<std::vector<std::int32_t>>::decode(Parsed("[1,2,3]").root(), out, context).is_ok());
  const auto result =
      Codec<std::vector<std::int32_t>>::decode(Parsed("[1,2,3,4]").root(), out, context);
  REQUIRE_FALSE(result.is_ok());
  CHECK(result.error().code == ErrorCode::LimitExceeded);
  CHECK(result.error().message == "params: holds 4 elements; the limit is 3");
}

TEST_CASE("enums decode by name in any case and write the first name") {
  CHECK(through<Axis>("\"y\"") == "\"y\"");
  CHECK(through<Axis>("\"WHY\"") == "\"y\"");
  CHECK(through<Axis>("\"z\"") == "params: \"z\" is not one of x, y, why");
  CHECK(through<Axis>("0") == "params: 0 is not one of x, y, why");
}

TEST_CASE("positions take both forms and floor fractions") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"[1,-2,3]", "[1,-2,3]"},
      {"{\"z\":3,\"x\":1,\"y\":2}", "[1,2,3]"},
      {"[0.5,-0.5,-1.0]", "[0,-1,-1]"},
      {"[2147483647.9,-2147483648,1e2]", "[2147483647,-2147483648,100]"},
      {"[2147483648,0,0]", "params[0]: 2147483648 is outside -2147483648..2147483647"},
      {"[0,0,-2147483648.5]", "params[2]: -2147483648.5 is outside -2147483648..2147483647"},
      {"[0,1e400,0]", "params[1]: 1e400 is outside -2147483648..2147483647"},
      {"[0,-1e400,0]", "params[1]: -1e400 is outside -2147483648..2147483647"},
      {"[1,2]", "params: holds 2 elements instead of 3"},
      {"[1,2,\"3\"]", "params[2]: \"3\" is not a coordinate"},
      {"{\"x\":1,\"y\":2}", "params.z: missing"},
      {"{\"x\":1,\"y\":2,\"w\":3}", "params.w: unknown name; a vector has x, y and z"},
      {"5", "params: 5 is not [x,y,z] or {x,y,z}"},
  }));
  CAPTURE(text);
  CHECK(through<IVec3>(text) == expected);
}

TEST_CASE("points keep their fractions") {
  CHECK(through<DVec3>("[0.5,-2,1e2]") == "[0.5,-2,100]");
  CHECK(through<DVec3>("[0.5,null,1]") == "params[1]: null is not a number");
}

TEST_CASE("colours take every form and nothing out of range") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"[1,2,3]", "[1,2,3,255]"},
      {"[1,2,3,0]", "[1,2,3,0]"},
      {"[255.0,1e2,-0]", "[255,100,0,255]"},
      {R"({"r":1,"g":2,"b":3})", "[1,2,3,255]"},
      {R"({"a":4,"b":3,"g":2,"r":1})", "[1,2,3,4]"},
      {R"({"r":1,"g":2,"b":3,"a":null})", "[1,2,3,255]"},
      {"\"#fF8000\"", "[255,128,0,255]"},
      {"\"#01020304\"", "[1,2,3,4]"},
      {"[300,0,0]", "params[0]: 300 is outside 0..255"},
      {"[0,-1,0]", "params[1]: -1 is outside 0..255"},
      {"[0,0,0.5]", "params[2]: 0.5 is not an integer in 0..255"},
      {"[0,0,255,256]", "params[3]: 256 is outside 0..255"},
      {"[0,0]", "params: holds 2 channels instead of 3 or 4"},
      {"[0,0,0,0,0]", "params: holds 5 channels instead of 3 or 4"},
      {"[0,0,null]", "params[2]: null is not a colour channel, an integer in 0..255"},
      {R"({"r":1,"b":3})", "params.g: missing"},
      {R"({"r":1,"g":2,"b":3,"q":1})", "params.q: unknown name; a colour has r, g, b and a"},
      {R"({"r":1,"g":2,"b":3,"":1})", "params.: unknown name; a colour has r, g, b and a"},
  }));
  CAPTURE(text);
  CHECK(through<Rgba>(text) == expected);
}

TEST_CASE("what is no colour is refused with the forms that are") {
  const std::string text = GENERATE(as<std::string>{}, "\"#12345\"", "\"112233\"", "\"#1122GG\"",
                                    "\"\"", "\"red\"", "5", "null", "true");
  CHECK(through<Rgba>(text) ==
        "params: " + text +
            R"( is not a colour: [r,g,b], [r,g,b,a], {r,g,b,a}, "#RRGGBB" or "#RRGGBBAA")");
}

TEST_CASE("boxes are inclusive on the wire") {
  const Parsed json(R"({"max":[2147483647,0,0],"min":{"x":-2147483648,"y":0,"z":0}})");
  const Limits limits;
  DecodeContext context(limits);
  IBox box;
  REQUIRE(Codec<IBox>::decode(json.root(), box, context).is_ok());
  CHECK(box == IBox{{-2147483648LL, 0, 0}, {2147483648LL, 1, 1}});
  CHECK(through<IBox>(json.text()) == R"({"min":[-2147483648,0,0],"max":[2147483647,0,0]})");
  CHECK(through<IBox>(R"({"min":[0,0,0]})") == "params.max: missing");
  CHECK(through<IBox>(R"({"min":[0,0,0],"max":[0,0,"a"]})") ==
        "params.max[2]: \"a\" is not a coordinate");
  CHECK(through<IBox>(R"({"min":[0,0,0],"max":[0,0,0],"mid":1})") ==
        "params.mid: unknown name; a box has min and max");
}

TEST_CASE("layers are ids, names, the active one or all") {
  CHECK(through<LayerRef>("0") == "0");
  CHECK(through<LayerRef>("-1") == "0");
  CHECK(through<LayerRef>("null") == "params: null is not a layer id or name");
  CHECK(through<LayerRef>("-2") == "-2");
  CHECK(through<LayerRef>("7") == "7");
  CHECK(through<LayerRef>("\"roof\"") == "\"roof\"");
  CHECK(through<LayerRef>("-3") ==
        "params: -3 is no layer: ids start at 1, 0 and -1 are the active one, -2 is all of them");
  CHECK(through<LayerRef>("1.5") == "params: 1.5 is not an integer");
  CHECK(through<LayerRef>("true") == "params: true is not a layer id or name");
}

TEST_CASE("base64 bytes decode and errors name the character") {
  CHECK(through<Base64>("\"Zm9vYg==\"") == "\"Zm9vYg==\"");
  CHECK(through<Base64>("\"Zm9v!g==\"") == "params: character 4 is not a base64 character");
  CHECK(through<Base64>("\"Zm9\"") == "params: character 3 ends within a group of four characters");
  CHECK(through<Base64>("1") == "params: 1 is not base64 text");
}

TEST_CASE("any value comes back compact with its numbers as written") {
  const std::string text =
      R"({ "a" : [ 1.0, 1e2, 123456789012345678901234567890, true, false, null, "x\u0041\n" ], "\u0062" : { }, "c":[[],[{}]] })";
  CHECK(
      through<AnyJson>(text) ==
      R"({"a":[1.0,1e2,123456789012345678901234567890,true,false,null,"xA\n"],"b":{},"c":[[],[{}]]})");
  CHECK(through<AnyJson>("5") == "5");
}

TEST_CASE("long values are cut in messages at a whole character") {
  const std::string text = "\"" + std::string(39, 'a') + "éé\"";
  CHECK(through<bool>(text) == "params: \"" + std::string(39, 'a') + "\"... is not true or false");
}

}  // namespace goxel::rpc
