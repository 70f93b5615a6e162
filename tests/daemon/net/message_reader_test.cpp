#include "daemon/net/message_reader.hpp"

#include "tests/daemon/net/reader_events.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

namespace goxel::net {

namespace {

using Events = std::vector<std::string>;

Limits small_limits() {
  Limits limits;
  limits.message_bytes = 32;
  limits.nesting = 4;
  limits.header_bytes = 64;
  return limits;
}

}  // namespace

TEST_CASE("messages are found however they are framed and split") {
  const auto [input, events] = GENERATE(table<std::string, Events>({
      {"{\"a\":1}\n", {"{\"a\":1}"}},
      {"{\"a\":1}", {"{\"a\":1}"}},
      {"{}\r\n[]\r\n", {"{}", "[]"}},
      {"{}{}[]{}", {"{}", "{}", "[]", "{}"}},
      {"{\n  \"a\": [\n    1\n  ]\n}\n{}\n", {"{\n  \"a\": [\n    1\n  ]\n}", "{}"}},
      {" \t\r\n\n{} \n ", {"{}"}},
      {"\xEF\xBB\xBF{}\n", {"{}"}},
      {"\"}{\"\n", {"\"}{\""}},
      {"12 -3.5e1\ntrue null", {"12", "-3.5e1", "true", "null"}},
      {"7", {"7"}},
      {"\"é\\n\"{}", {"\"é\\n\"", "{}"}},
      {"", {}},
      {"   \n", {}},
  }));
  check_split_everywhere(Limits{}, input, events);
}

TEST_CASE("a syntax error is reported once and the next line is read") {
  const auto [input, events] = GENERATE(table<std::string, Events>({
      {"hello\n{}\n", {"!", "{}"}},
      {"hello {} world\n{}\n", {"!", "{}"}},
      {"{\"a\":oops}{}\n{}\n", {"!", "{}"}},
      {"{}garbage\n{}", {"{}", "!", "{}"}},
      {"{]\n{}\n", {"!", "{}"}},
      {"{\"a\n{}\n", {"!", "{}"}},
      {"nul\n{}\n", {"!", "{}"}},
      {"one\ntwo\n{}\n", {"!", "!", "{}"}},
      {"]]]]]]]\n", {"!"}},
      {"\"\xff\"\n{}", {"!", "{}"}},
      {"\"\xe2\n{}\n", {"!", "{}"}},
      {"\"\xe2\x82\n{}\n", {"!", "{}"}},
      {"\"\xf0\x9f\n\n{}\n", {"!", "{}"}},
      {"\"\\ud800\"\n{}", {"!", "{}"}},
      {"\"\\ud800\n{}", {"!", "{}"}},
      {"{\"\\u0000\":1}\n{}", {"!", "{}"}},
      {"{}\n\xEF\xBB\xBF{}\n[]", {"{}", "!", "[]"}},
      {"{\"a\":", {"!"}},
      {"garbage", {"!"}},
      {"GE", {"!"}},
      {"GOT / HTTP/1.1\n{}\n", {"!", "{}"}},
      {"Content\n{}\n", {"!", "{}"}},
      {"\xEF\xBB", {"!"}},
      {"{}Content-Length: 2\n{}", {"{}", "!", "{}"}},
      {"{}\nGET / HTTP/1.1\n{}", {"{}", "!", "{}"}},
  }));
  check_split_everywhere(Limits{}, input, events);
}

TEST_CASE("nesting that is too deep is a parse error and the next line is read") {
  check_split_everywhere(small_limits(), "[[[[]]]]\n[[[[[]]]]]\n{}\n",
                         {"[[[[]]]]", "!nesting", "{}"});
}

TEST_CASE("a message of the largest size passes and one byte more is skipped to its end") {
  const std::string largest = "\"" + std::string(30, 'x') + "\"";
  const std::string beyond = "\"" + std::string(31, 'x') + "\"";
  const std::string deep = "{\"a\":[\"}]\\\"}\",{}],  \"b\":\"" + std::string(40, ']') + "\"}";
  check_split_everywhere(small_limits(), largest + largest + "\n", {largest, largest});
  check_split_everywhere(small_limits(), beyond + "{}\n[]", {"!message_bytes", "{}", "[]"});
  check_split_everywhere(small_limits(), deep + "{}" + deep + "\n[]\n",
                         {"!message_bytes", "{}", "!message_bytes", "[]"});
  check_split_everywhere(small_limits(), std::string(40, '1') + " {}", {"!message_bytes", "{}"});
  check_split_everywhere(small_limits(), "{" + std::string(40, ' ') + "}[]",
                         {"!message_bytes", "[]"});
  check_split_everywhere(small_limits(), "{\"a\":\"" + std::string(60, 'x'), {"!message_bytes"});
}

TEST_CASE("white space around messages does not count for their size") {
  check_split_everywhere(
      small_limits(), std::string(100, ' ') + "{}" + std::string(100, '\n') + "[]", {"{}", "[]"});
}

TEST_CASE("a message that is too large is reported before its end and not stored") {
  MessageReader reader(small_limits());
  reader.append("[" + std::string(31, ' '));
  CHECK(reader.next() == MessageReader::Event::NeedMore);
  reader.append(" ");
  REQUIRE(reader.next() == MessageReader::Event::Failed);
  CHECK(reader.error().details ==
        std::vector<ErrorDetail>{{"limit", "message_bytes"}, {"maximum", 32}});
  for (int i = 0; i < 1000; ++i) {
    reader.append(std::string(100, ' '));
    REQUIRE(reader.next() == MessageReader::Event::NeedMore);
    REQUIRE(reader.unread().empty());
  }
  reader.append("]{}");
  REQUIRE(reader.next() == MessageReader::Event::Message);
  CHECK(reader.raw() == "{}");
}

TEST_CASE("a megabyte of garbage in one line gets one error") {
  MessageReader reader(Limits{});
  int failures = 0;
  for (int i = 0; i < 1024; ++i) {
    reader.append(std::string(1024, 'x'));
    for (auto event = reader.next(); event != MessageReader::Event::NeedMore;
         event = reader.next()) {
      CHECK(event == MessageReader::Event::Failed);
      ++failures;
    }
    REQUIRE(reader.unread().empty());
  }
  CHECK(failures == 1);
}

TEST_CASE("a connection that starts with an HTTP method is handed over with every byte") {
  const std::string input =
      GENERATE(as<std::string>{}, "GET /healthz HTTP/1.1\r\n\r\n", "POST /rpc HTTP/1.1\r\n",
               "OPTIONS * HTTP/1.1\r\n", "CONNECT a HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n");
  for (std::size_t at = 0; at <= input.size(); ++at) {
    CAPTURE(input, at);
    MessageReader reader(Limits{});
    reader.append(std::string_view(input).substr(0, at));
    (void)reader.next();  // NeedMore or, once the method is whole, Http
    reader.append(std::string_view(input).substr(at));
    REQUIRE(reader.next() == MessageReader::Event::Http);
    REQUIRE(reader.unread() == input);
  }
}

TEST_CASE("unread bytes can be taken to another reader between two messages") {
  MessageReader first(Limits{});
  first.append("{\"a\":1}\n{\"b\":2}\n{\"c\"");
  REQUIRE(first.next() == MessageReader::Event::Message);
  CHECK(first.unread() == "{\"b\":2}\n{\"c\"");
  MessageReader second(Limits{}, first.framing());
  second.append(first.take_unread());
  CHECK(first.unread().empty());
  REQUIRE(second.next() == MessageReader::Event::Message);
  CHECK(second.raw() == "{\"b\":2}");
  CHECK(second.next() == MessageReader::Event::NeedMore);
  second.append(":3}");
  REQUIRE(second.next() == MessageReader::Event::Message);
  CHECK(second.raw() == "{\"c\":3}");
}

TEST_CASE("a reader moves with a message under way") {
  MessageReader first(Limits{});
  first.append("{\"a\":[1,");
  CHECK(first.next() == MessageReader::Event::NeedMore);
  MessageReader second(std::move(first));
  second.append("2]}");
  REQUIRE(second.next() == MessageReader::Event::Message);
  CHECK(second.raw() == "{\"a\":[1,2]}");
  CHECK(second.view().find("a")->size() == 2);
}

TEST_CASE("reading straight into the buffer keeps what is under way") {
  MessageReader reader(Limits{});
  const std::string text = "{\"a\":\"" + std::string(10'000, 'y') + "\"}";
  std::string twice = text + text;
  int found = 0;
  while (!twice.empty()) {
    const auto room = reader.prepare(64);
    REQUIRE(room.size() >= 64);
    const std::size_t size = std::min<std::size_t>(64, twice.size());
    std::copy_n(twice.begin(), size, room.begin());
    twice.erase(0, size);
    reader.commit(size);
    if (reader.next() == MessageReader::Event::Message) {
      CHECK(reader.raw() == text);
      ++found;
    }
  }
  CHECK(found == 2);
}

TEST_CASE("the buffer shrinks after a large message") {
  MessageReader reader(Limits{});
  reader.append("\"" + std::string(4 << 20, 'y') + "\"");
  REQUIRE(reader.next() == MessageReader::Event::Message);
  CHECK(reader.next() == MessageReader::Event::NeedMore);
  CHECK(reader.prepare(16).size() <= 256 * 1024);
}

}  // namespace goxel::net
