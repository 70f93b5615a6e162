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
  limits.header_bytes = 64;
  return limits;
}

std::string framed(const std::string& body) {
  return "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("Content-Length messages are found however they are split") {
  const auto [input, events] = GENERATE(table<std::string, Events>({
      {framed("{}"), {"{}"}},
      {framed("{\"a\":1}") + framed("[]"), {"{\"a\":1}", "[]"}},
      {"content-length:2\r\n\r\n{}", {"{}"}},
      {"CONTENT-LENGTH:   2  \r\nX-Other: y\r\n\r\n{}", {"{}"}},
      {"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}",
       {"{}"}},
      {"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n{}",
       {"{}"}},
      {"Content-Length: 2\n\n{}", {"{}"}},
      {framed("{}") + "\r\n" + framed("[]"), {"{}", "[]"}},
      {framed(" \n{} \n"), {"{}"}},
      {framed("12"), {"12"}},
      {framed("\"Content-Length: 9\\r\\n\"") + framed("{}"), {"\"Content-Length: 9\\r\\n\"", "{}"}},
      {"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", {"{}"}},
  }));
  check_split_everywhere(Limits{}, input, events);
}

TEST_CASE("an error under Content-Length framing leaves the next message readable") {
  const auto [input, events] = GENERATE(table<std::string, Events>({
      {framed("{oops}") + framed("{}"), {"!", "{}"}},
      {framed("{") + framed("{}"), {"!", "{}"}},
      {framed("") + framed("{}"), {"!", "{}"}},
      {framed("  ") + framed("{}"), {"!", "{}"}},
      {framed("{}{}") + framed("{}"), {"!", "{}"}},
      {framed("{} x") + framed("{}"), {"!", "{}"}},
      {"Content-Length: x\r\n\r\n{}" + framed("{}"), {"!", "{}"}},
      {"Content-Length: -2\r\n\r\n{}" + framed("{}"), {"!", "{}"}},
      {"Content-Length: 99999999999999999999\r\n\r\n{}" + framed("{}"), {"!", "{}"}},
      {"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}" + framed("{}"), {"!", "{}"}},
      {"Content-Type: x\r\n\r\n{}" + framed("{}"), {"!", "{}"}},
      {"Content-Length: 2\r\nContent-Type: a; charset=utf-16\r\n\r\n{}" + framed("{}"),
       {"!", "{}"}},
      {framed("[]") + "no colon here\r\n\r\n" + framed("{}"), {"[]", "!", "{}"}},
      {"Content-Length: 5\r\n\r\n{}", {"!"}},
      {"Content-Length: 5\r\n", {"!"}},
  }));
  check_split_everywhere(Limits{}, input, events);
}

TEST_CASE("a body of the largest size passes and one byte more is skipped by its length") {
  const std::string largest = "\"" + std::string(30, 'x') + "\"";
  const std::string beyond = "\"" + std::string(31, 'x') + "\"";
  check_split_everywhere(small_limits(), framed(largest) + framed(beyond) + framed("{}"),
                         {largest, "!message_bytes", "{}"});
}

TEST_CASE("a header block of the largest size passes and one byte more is refused") {
  const auto padded = [](std::size_t size) {  // 17 + 2 + 3 + n + 2 + 2 bytes
    return "Content-Length: 2\r\nX: " + std::string(size - 26, 'y') + "\r\n\r\n{}";
  };
  check_split_everywhere(small_limits(), padded(64) + framed("[]"), {"{}", "[]"});
  check_split_everywhere(small_limits(), padded(65) + framed("[]"), {"!header_bytes", "[]"});
}

TEST_CASE("Content-Length framing is told and stays") {
  MessageReader reader(Limits{});
  CHECK(reader.framing() == Framing::Undecided);
  reader.append(framed("{}"));
  REQUIRE(reader.next() == MessageReader::Event::Message);
  CHECK(reader.is_content_length());
  MessageReader second(Limits{}, reader.framing());
  second.append(framed("[]"));
  REQUIRE(second.next() == MessageReader::Event::Message);
  CHECK(second.raw() == "[]");
}

}  // namespace goxel::net
