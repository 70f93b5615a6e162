#include "daemon/net/http_reader.hpp"

#include "tests/support/catch.hpp"

#include <string>
#include <string_view>
#include <vector>

using namespace goxel;
using net::HttpReader;

namespace {

Limits small_http_limits() {
  Limits limits;
  limits.http_header_bytes = 64;
  limits.message_bytes = 16;
  return limits;
}

/// What is found in `text` when it comes in pieces: "GET /x", then its body, or a status.
std::vector<std::string> requests_in(std::string_view text, std::size_t piece) {
  HttpReader reader(small_http_limits());
  std::vector<std::string> found;
  while (!text.empty()) {
    reader.append(text.substr(0, piece));
    text.remove_prefix(std::min(piece, text.size()));
    for (auto event = reader.next(); event != HttpReader::Event::NeedMore; event = reader.next()) {
      if (event == HttpReader::Event::Failed) {
        found.push_back(std::to_string(reader.failure().status));
        return found;
      }
      found.push_back(event == HttpReader::Event::Request
                          ? reader.take_body()
                          : std::string(reader.method()) + ' ' + std::string(reader.target()));
    }
  }
  return found;
}

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE("requests are found however they are cut") {
  const std::string text =
      "\r\nPOST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
      "GET /b HTTP/1.1\r\n\r\n\r\n\r\n"
      "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\nT: "
      "x\r\n\r\n"
      "PUT /d HTTP/1.0\r\n\r\n";
  const Found expected = {"POST /a", "abc", "GET /b", "", "POST /c", "abc", "PUT /d", ""};
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    INFO(piece);
    CHECK(requests_in(text, piece) == expected);
  }
}

TEST_CASE("a head of the limit is taken and one byte more is not, however it is cut") {
  const std::string start = "GET / HTTP/1.1\r\nX: ";
  const std::string at_limit = start + std::string(64 - start.size() - 4, 'x') + "\r\n\r\n";
  const std::string past_limit = start + std::string(65 - start.size() - 4, 'x') + "\r\n\r\n";
  REQUIRE(at_limit.size() == 64);
  for (const std::size_t piece : {1U, 10U, 64U, 65U, 200U}) {
    INFO(piece);
    CHECK(requests_in(at_limit + at_limit, piece) == Found{"GET /", "", "GET /", ""});
    CHECK(requests_in(past_limit, piece) == Found{"431"});
  }
  std::string lines = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 10; ++i) lines += "X: yyy\r\n";
  CHECK(requests_in(lines, 1) == Found{"431"});
}

TEST_CASE("a body of the limit is taken and one byte more is not") {
  const auto with_length = [](std::size_t size) {
    return "POST / HTTP/1.1\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
           std::string(size, 'x');
  };
  CHECK(requests_in(with_length(16), 1).back() == std::string(16, 'x'));
  CHECK(requests_in(with_length(17), 1) == Found{"413"});
  const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(requests_in(chunked + "8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n", 1).back() ==
        "1234567812345678");
  CHECK(requests_in(chunked + "8\r\n12345678\r\n9\r\n", 1).back() == "413");
}

TEST_CASE("a chunked body of nothing is taken however it is cut") {
  const std::string request = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (std::size_t piece = 1; piece <= request.size(); ++piece) {
    INFO(piece);
    CHECK(requests_in(request + request, piece) == Found{"POST /", "", "POST /", ""});
  }
}

TEST_CASE("the lines between chunks are bounded too") {
  const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(requests_in(chunked + "1;" + std::string(100, 'x'), 1).back() == "431");
  CHECK(requests_in(chunked + "0\r\nT: " + std::string(100, 'x'), 1).back() == "431");
}

TEST_CASE("headers are found in any case, and lists of words are read") {
  HttpReader reader(Limits{});
  reader.append(
      "GET /ws HTTP/1.1\r\nhOST: a\r\nConnection: keep-alive , UPGRADE\r\n"
      "Upgrade: WebSocket\r\nX: 1\r\nx: 2\r\n\r\nrest");
  REQUIRE(reader.next() == HttpReader::Event::Head);
  CHECK(reader.header("Host") == "a");
  CHECK(reader.header("x") == "1");
  CHECK(reader.header_count("X") == 2);
  CHECK_FALSE(reader.header("Y").has_value());
  CHECK(reader.is_websocket_upgrade());
  CHECK(reader.head_text().ends_with("x: 2\r\n\r\n"));
  CHECK(reader.head_text().starts_with("GET /ws"));
  CHECK(reader.buffered() == 4);
  CHECK(reader.keeps_alive());
  CHECK_FALSE(reader.has_body());
}
