#include "bench/load/endpoint.hpp"

#include "tests/support/catch.hpp"

#include <string>

using goxel::bench::parse_endpoint;
using goxel::bench::parse_tcp;

TEST_CASE("a TCP address has a host and a port from 1 to 65535") {
  const auto [text, host, port] = GENERATE(table<std::string, std::string, int>({
      {"127.0.0.1:1", "127.0.0.1", 1},
      {"localhost:65535", "localhost", 65535},
      {"[::1]:7890", "::1", 7890},
  }));
  const auto parsed = parse_tcp(text);
  REQUIRE(parsed);
  CHECK(parsed->is_tcp());
  CHECK(parsed->host == host);
  CHECK(parsed->port == port);
  CHECK(parsed->text() == "tcp:" + text);
}

TEST_CASE("what is no TCP address is refused and named") {
  const std::string text = GENERATE("", "localhost", "localhost:", ":80", "h:0", "h:65536", "h:-1",
                                    "h:80x", "::1:80", "[]:80");
  const auto parsed = parse_tcp(text);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == goxel::ErrorCode::InvalidParams);
  CHECK(parsed.error().message.find('"' + text + '"') == 0);
}

TEST_CASE("a place is the path of a Unix socket, or tcp: and an address") {
  const auto path = parse_endpoint("/tmp/a:1");
  REQUIRE(path);
  CHECK_FALSE(path->is_tcp());
  CHECK(path->text() == "/tmp/a:1");
  const auto tcp = parse_endpoint("tcp:[::1]:9");
  REQUIRE(tcp);
  CHECK(tcp->text() == "tcp:[::1]:9");
  CHECK_FALSE(parse_endpoint(""));
  CHECK_FALSE(parse_endpoint("tcp:9"));
}
