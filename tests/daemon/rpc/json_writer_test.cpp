#include "daemon/rpc/json_writer.hpp"

#include "daemon/rpc/reply.hpp"
#include "tests/support/catch.hpp"

#include <limits>
#include <string>

namespace goxel::rpc {

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string number(double value) {
  std::string out;
  JsonWriter(out).value(value);
  return out;
}

}  // namespace

TEST_CASE("the writer sets commas and colons by itself") {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.member("a", 1);
  writer.key("b");
  writer.begin_array();
  writer.value("x");
  writer.value(true);
  writer.null();
  writer.begin_object();
  writer.end_object();
  writer.begin_array();
  writer.end_array();
  writer.value(-5);
  writer.end_array();
  writer.key("c\"");
  writer.raw("{\"z\":0}");
  writer.member("d", std::uint64_t{18446744073709551615U});
  writer.end_object();
  CHECK(out == R"({"a":1,"b":["x",true,null,{},[],-5],"c\"":{"z":0},"d":18446744073709551615})");
}

TEST_CASE("strings are escaped and stay valid UTF-8") {
  CHECK(quoted("") == "\"\"");
  CHECK(quoted("plain / text") == "\"plain / text\"");
  CHECK(quoted("a\"b\\c\nd\re\tf") == R"("a\"b\\c\nd\re\tf")");
  CHECK(quoted(std::string_view("\0\x1f\x7f", 3)) == "\"\\u0000\\u001f\x7f\"");
  CHECK(quoted("é€😀") == "\"é€😀\"");
  CHECK(quoted("a\xff"
               "b") ==
        "\"a\xEF\xBF\xBD"
        "b\"");
  CHECK(quoted("\xc3") == "\"\xEF\xBF\xBD\"");                                  // cut off
  CHECK(quoted("\xc0\xaf") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");                  // overlong
  CHECK(quoted("\xed\xa0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");  // surrogate
  CHECK(quoted("\xf4\x90\x80\x80").size() == 2 + 4 * 3);                        // past U+10FFFF
  CHECK(quoted("\xf4\x8f\xbf\xbf") == "\"\xf4\x8f\xbf\xbf\"");
}

TEST_CASE("doubles are as short as reads back, and never what JSON cannot say") {
  CHECK(number(0.1) == "0.1");
  CHECK(number(5) == "5");
  CHECK(number(-0.5) == "-0.5");
  CHECK(number(1e21) == "1e+21");
  CHECK(number(std::numeric_limits<double>::infinity()) == "null");
  CHECK(number(std::numeric_limits<double>::quiet_NaN()) == "null");
}

TEST_CASE("plain keys and numbers set the commas as others do") {
  std::string out;
  JsonWriter writer(out);
  const std::string longest(JsonWriter::kPlainKeySize, 'k');
  writer.begin_object();
  writer.plain_key("a");
  writer.value(std::numeric_limits<std::int64_t>::min());
  writer.plain_key(longest);
  writer.begin_array();
  writer.value(-1);
  writer.value(std::numeric_limits<std::uint64_t>::max());
  writer.value("x");
  writer.value(7);
  writer.end_array();
  writer.key("b");
  writer.value(0);
  writer.end_object();
  CHECK(out ==
        R"({"a":-9223372036854775808,")" + longest + R"(":[-1,18446744073709551615,"x",7],"b":0})");
}

TEST_CASE("a success reply wraps the result") {
  std::string out;
  append_result_begin(out);
  out += "null";
  append_result_end(out, "\"a\"");
  CHECK(out == R"({"jsonrpc":"2.0","result":null,"id":"a"})");
}

TEST_CASE("an error reply carries its reason and details") {
  std::string out;
  append_error(
      out, "null",
      Error{ErrorCode::LimitExceeded, "too \"many\""}.with("limit", "sessions").with("maximum", 3));
  CHECK(out == R"({"jsonrpc":"2.0","error":{"code":-1105,"message":"too \"many\"",)"
               R"("data":{"reason":"limit_exceeded","limit":"sessions","maximum":3}},"id":null})");
}

}  // namespace goxel::rpc
