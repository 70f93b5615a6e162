#include "daemon/rpc/json_parser.hpp"

#include "daemon/rpc/codec_voxel.hpp"
#include "tests/daemon/rpc/parsed.hpp"
#include "tests/support/catch.hpp"

#include <boost/json/error.hpp>
#include <boost/json/stream_parser.hpp>

#include <random>
#include <string>
#include <vector>

namespace goxel::rpc {

namespace {

using Status = JsonParser::Status;

/// Feeds `text` in two pieces and ends it.
Status parse_split(JsonParser& parser, std::string_view text, std::size_t at) {
  parser.reset();
  auto progress = parser.feed(text.substr(0, at));
  if (progress.status == Status::NeedMore) progress = parser.feed(text);
  if (progress.status == Status::NeedMore) progress = parser.finish();
  return progress.status;
}

Status parse(JsonParser& parser, std::string_view text) {
  return parse_split(parser, text, text.size());
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("the text may be at another place with each piece, and is read where it was last") {
  const std::string text =
      R"({"name":"plain","spelled":"a\u0062c\n\ud83d\ude00é","n":[-12,3.5e2,7]})";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    CAPTURE(at);
    JsonParser parser(4);
    {
      const std::vector<char> first(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at));
      const auto progress = parser.feed({first.data(), first.size()});
      if (at < text.size()) REQUIRE(progress.status == Status::NeedMore);
    }
    const std::vector<char> whole(text.begin(), text.end());
    if (at < text.size()) {
      REQUIRE(parser.feed({whole.data(), whole.size()}).status == Status::Complete);
    } else {
      parser.reset();
      REQUIRE(parser.feed({whole.data(), whole.size()}).status == Status::Complete);
    }
    const JsonView root = parser.root();
    CHECK(root.find("name")->text().data() == whole.data() + 9);  // not copied
    CHECK(root.find("spelled")->text() == "abc\n\xF0\x9F\x98\x80é");
    auto number = root.find("n")->elements().begin();
    CHECK((*number).as_integer() == -12);
    ++number;
    CHECK((*number).as_integer() == 350);
    ++number;
    CHECK((*number).as_integer() == 7);
  }
}

TEST_CASE("numbers at the very end of a text are read without what lies behind it") {
  for (const std::string_view text : {"[7]", "[-7]", "7", "-1234567", "[12345678]", "[1,2,3]"}) {
    CAPTURE(text);
    const std::vector<char> exact(text.begin(), text.end());  // the sanitizers watch its end
    JsonParser parser(4);
    auto progress = parser.feed({exact.data(), exact.size()});
    if (progress.status == Status::NeedMore) progress = parser.finish();
    REQUIRE(progress.status == Status::Complete);
    std::string read;
    const auto add = [&read](JsonView number) {
      read += (read.empty() ? "" : ",") + std::to_string(number.as_integer().value());
    };
    const JsonView root = parser.root();
    if (root.is_number()) {
      add(root);
      CHECK(read == text);
    } else {
      for (const JsonView element : root.elements()) add(element);
      CHECK("[" + read + "]" == text);
    }
  }
}

TEST_CASE("a parsed text reads back with its kinds, texts and members") {
  const Parsed json(R"( {"a":[1,2.50,-3e2,"x\u0041\n",true,false,null],"":{},"b":"é"} )");
  const JsonView root = json.root();
  REQUIRE(root.is_object());
  CHECK(root.size() == 3);
  const auto a = root.find("a");
  REQUIRE(a);
  REQUIRE(a->size() == 7);
  auto element = a->elements().begin();
  CHECK((*element).text() == "1");
  ++element;
  CHECK((*element).text() == "2.50");
  ++element;
  CHECK((*element).text() == "-3e2");
  ++element;
  CHECK((*element).text() == "xA\n");
  ++element;
  CHECK((*element).as_bool());
  ++element;
  CHECK_FALSE((*element).as_bool());
  ++element;
  CHECK((*element).is_null());
  CHECK(root.find("")->is_object());
  CHECK(root.find("b")->text() == "é");
  CHECK_FALSE(root.find("c"));
}

TEST_CASE("a text parses alike wherever it is split") {
  const std::string text =
      R"({"k\u00e9y":[-12.5e+3,0,"a\ud83d\ude00é\\\"z",true,false,null,[[]],{}],"n":18446744073709551616})";
  std::string whole;
  append_json(whole, Parsed(text).root());
  CHECK(whole ==
        R"({"kéy":[-12.5e+3,0,"a😀é\\\"z",true,false,null,[[]],{}],"n":18446744073709551616})");
  JsonParser parser(64);
  for (std::size_t at = 0; at <= text.size(); ++at) {
    CAPTURE(at);
    REQUIRE(parse_split(parser, text, at) == Status::Complete);
    std::string again;
    append_json(again, parser.root());
    REQUIRE(again == whole);
  }
}

TEST_CASE("a number is an integer by its value, not its notation") {
  const auto [text, value] = GENERATE(table<std::string, std::optional<std::int64_t>>({
      {"0", 0},
      {"-0", 0},
      {"255.0", 255},
      {"1e2", 100},
      {"1.5e1", 15},
      {"120e-1", 12},
      {"0.00e99", 0},
      {"-0.0", 0},
      {"9223372036854775807", INT64_MAX},
      {"-9223372036854775808", INT64_MIN},
      {"9223372036854775808", std::nullopt},
      {"-9223372036854775809", std::nullopt},
      {"9.223372036854775807e18", INT64_MAX},
      {"1e18", 1000000000000000000},
      {"1e19", std::nullopt},
      {"0.5", std::nullopt},
      {"15e-1", std::nullopt},
      {"1e-300", std::nullopt},
      {"1e2147483", std::nullopt},
  }));
  CAPTURE(text);
  CHECK(Parsed(text).root().as_integer() == value);
}

TEST_CASE("a number too large for a double has no value, one too small is zero") {
  CHECK(Parsed("1e308").root().as_double() == 1e308);
  CHECK_FALSE(Parsed("1e309").root().as_double());
  CHECK(Parsed("1e-400").root().as_double() == 0.0);
  CHECK(Parsed("0.1").root().as_double() == 0.1);
  CHECK_FALSE(Parsed("\"1\"").root().as_double());
}

TEST_CASE("nesting at the limit parses and one level more fails with the limit") {
  JsonParser parser(64);
  CHECK(parse(parser, nested(64)) == Status::Complete);
  REQUIRE(parse(parser, nested(65)) == Status::Failed);
  CHECK(parser.error().code == ErrorCode::ParseError);
  CHECK(parser.error().details == std::vector<ErrorDetail>{{"limit", "nesting"}, {"maximum", 64}});
  CHECK(parse(parser, std::string(200'000, '[')) == Status::Failed);
}

TEST_CASE("what is not strict JSON in UTF-8 fails") {
  const std::string text =
      GENERATE(as<std::string>{}, "{", "[1,]", "{\"a\":1,}", "nul", "[01]", "+1", "1.", ".5", "NaN",
               "'a'", "\"\\x\"", "\"\t\"", "\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"",
               "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "{\"a\\u0000\":1}", "// x\n1",
               "[1 2]", "{1:2}", "\xef\xbb\xbf{}");
  CAPTURE(text);
  JsonParser parser(64);
  for (std::size_t at = 0; at <= text.size(); ++at) {
    CAPTURE(at);
    REQUIRE(parse_split(parser, text, at) == Status::Failed);
    REQUIRE(parser.error().code == ErrorCode::ParseError);
  }
}

TEST_CASE("duplicate member names parse and are told of") {
  const auto [text, is_duplicate] = GENERATE(table<std::string, bool>({
      {R"({"a":1,"b":2})", false},
      {R"({"a":1,"a":2})", true},
      {R"({"a":1,"\u0061":2})", true},
      {R"({"":1,"":2})", true},
      {R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})", false},
      {R"([{"x":{"y":1,"z":[],"y":2}}])", true},
      {R"({"ab":1,"ba":2,"aab":3,"b":4})", false},
  }));
  CAPTURE(text);
  const Parsed json(text);
  CHECK(json.root().tape().duplicate_key(0, json.root().end_index()).has_value() == is_duplicate);
}

TEST_CASE("a duplicate is found among a hundred thousand members") {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  const Parsed distinct(text + "\"last\":0}");
  CHECK_FALSE(distinct.root().tape().duplicate_key(0, distinct.root().end_index()));
  const Parsed repeated(text + "\"k500\":0}");
  const auto key = repeated.root().tape().duplicate_key(0, repeated.root().end_index());
  REQUIRE(key);
  CHECK(repeated.root().tape().text(*key) == "k500");
  CHECK(*key == 200'001);
}

TEST_CASE("numbers are read alike however many digits they have and wherever the bytes end") {
  const std::string digits = "123456789012345678";
  JsonParser parser(64);
  for (std::size_t size = 1; size <= digits.size(); ++size) {
    for (const std::string sign : {"", "-"}) {
      for (const std::string tail : {"", " ", ",0", ",[],{},\"more than eight bytes\""}) {
        const std::string number = sign + digits.substr(0, size);
        const std::string text = "[" + number + tail + "]";
        CAPTURE(text);
        REQUIRE(parse(parser, text) == Status::Complete);
        const JsonView first = *parser.root().elements().begin();
        CHECK(first.text() == number);
        CHECK(first.as_integer() == std::stoll(number));
      }
    }
  }
}

TEST_CASE("words and strings may be cut anywhere") {
  const std::string text =
      R"([true,false,null,"","a","eight by","\u0041\u00e9\u20ac\ud83d\ude00","é€😀"])";
  JsonParser parser(64);
  for (std::size_t at = 0; at <= text.size(); ++at) {
    CAPTURE(at);
    REQUIRE(parse_split(parser, text, at) == Status::Complete);
    std::string again;
    append_json(again, parser.root());
    REQUIRE(again == R"([true,false,null,"","a","eight by","Aé€😀","é€😀"])");
  }
  for (const std::string wrong : {"[trux]", "[nulL]", "[falseX]", "[tru", "[\"\\u00g0\"]"}) {
    CAPTURE(wrong);
    for (std::size_t at = 0; at <= wrong.size(); ++at) {
      REQUIRE(parse_split(parser, wrong, at) == Status::Failed);
    }
  }
}

TEST_CASE("the parser accepts what Boost.JSON accepts, in any two pieces") {
  const std::vector<std::string> parts = {
      "{",       "}",       "[",        "]",           ",",    ":",     " ",    "\n",
      "\"a\"",   "\"bc\"",  "\"\"",     "true",        "null", "false", "0",    "-1",
      "12.5",    "3e2",     "-",        ".",           "e",    "01",    "\"",   "\\u0041",
      "\\ud83d", "\\n",     "\\x",      "\xC3\xA9",    "\xE2", "\x82",  "\x01", "x",
      "\\",      "\\ude00", "12345678", "-12345678901"};
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  JsonParser parser(64);
  int accepted = 0;
  for (int round = 0; round < 40'000; ++round) {
    // A valid text with a few parts put in, taken out or exchanged, which keeps many of them valid.
    std::vector<std::string> tokens = {"[",        "{",  "\"k\"", ":",  "1", ",", "\"a\"",
                                       ":",        "[",  "true",  "]",  "}", ",", "\"s",
                                       "\xC3\xA9", "\"", ",",     "-7", "]"};
    for (auto edits = random() % 3; edits > 0; --edits) {
      const auto at = static_cast<std::ptrdiff_t>(random() % tokens.size());
      const auto kind = random() % 3;
      if (kind != 0) tokens.erase(tokens.begin() + at);
      if (kind != 1) tokens.insert(tokens.begin() + at, parts[random() % parts.size()]);
    }
    std::string text;
    for (const std::string& token : tokens) text += token;
    CAPTURE(text);
    boost::system::error_code error;
    boost::json::stream_parser reference;
    const std::size_t consumed = reference.write_some(text, error);
    if (!error && !reference.done()) reference.finish(error);
    // A limit of its own: the grammar has none, and numbers stay text here.
    if (error == boost::json::error::exponent_overflow) continue;
    const bool is_valid = !error;
    if (is_valid) {
      parser.reset();
      REQUIRE(parser.feed(text).consumed == consumed);
    }
    accepted += is_valid ? 1 : 0;
    const auto status = parse_split(parser, text, random() % (text.size() + 1));
    REQUIRE((status == Status::Complete) == is_valid);
  }
  CHECK(accepted > 1'000);
}

}  // namespace goxel::rpc
