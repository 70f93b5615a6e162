#include "daemon/net/http_checks.hpp"

#include "tests/support/catch.hpp"

#include <string>

using namespace goxel::net;

namespace {

const HttpAccess kAccess{{"voxels.example.com", "[2001:db8::1]"},
                         {"https://app.example.com", "http://localhost:3000"}};

}  // namespace

TEST_CASE("a target is split into where it is for and its path") {
  struct Case {
    const char* target;
    const char* authority;
    const char* path;
  };
  const auto c =
      GENERATE(Case{"/rpc", "", "/rpc"}, Case{"/rpc?x=/y#z", "", "/rpc"}, Case{"/#a", "", "/"},
               Case{"//host/rpc", "", "//host/rpc"}, Case{"http://host/rpc?q", "host", "/rpc"},
               Case{"HTTPS://host:1", "host:1", "/"}, Case{"http://host?q", "host", "/"});
  INFO(c.target);
  const auto split = split_target(c.target);
  REQUIRE(split.has_value());
  CHECK(split->authority == c.authority);
  CHECK(split->path == c.path);
}

TEST_CASE("a target without a path or a host is none") {
  const auto target = GENERATE(as<std::string>{}, "", "*", "rpc", "host:80", "http://", "http:///x",
                               "ftp://host/", "?", "http:/host");
  INFO(target);
  CHECK_FALSE(split_target(target).has_value());
}

TEST_CASE("loopback and listed hosts are known, in any case and with any port") {
  const auto host = GENERATE(as<std::string>{}, "localhost", "LocalHost:1", "127.0.0.1",
                             "127.255.255.254:65535", "[::1]", "[::1]:80", "VOXELS.example.com",
                             "voxels.example.com:8443", "[2001:DB8::1]:443", "localhost:");
  INFO(host);
  CHECK(is_known_host(host, kAccess));
}

TEST_CASE("any other host is not known") {
  const auto host = GENERATE(as<std::string>{}, "", ":80", "example.com", "xvoxels.example.com",
                             "voxels.example.com.", "localhost.example.com", "126.0.0.1",
                             "128.0.0.1", "127.0.0.1.example.com", "127.1", "2130706433", "0.0.0.0",
                             "[::]", "::1", "[::1", "[::1]x", "localhost:x", "localhost:100000",
                             "localhost:80:80", "user@localhost", "local host");
  INFO(host);
  CHECK_FALSE(is_known_host(host, kAccess));
}

TEST_CASE("an origin is listed only as a whole") {
  CHECK(is_listed_origin("https://app.example.com", kAccess));
  CHECK(is_listed_origin("HTTPS://APP.example.com", kAccess));
  CHECK(is_listed_origin("http://localhost:3000", kAccess));
  for (const char* other : {"", "null", "http://app.example.com", "https://app.example.com:443",
                            "https://app.example.com/", "https://app.example.co",
                            "https://app.example.com.evil.example", "http://localhost"}) {
    INFO(other);
    CHECK_FALSE(is_listed_origin(other, kAccess));
  }
}

TEST_CASE("an origin is the service's own when host and port are the same") {
  CHECK(is_same_host("http://localhost:7891", "LOCALHOST:7891"));
  CHECK(is_same_host("http://localhost", "localhost:80"));
  CHECK(is_same_host("https://localhost:443", "localhost"));
  CHECK(is_same_host("https://[::1]", "[::1]:443"));
  CHECK_FALSE(is_same_host("http://localhost:7892", "localhost:7891"));
  CHECK_FALSE(is_same_host("https://localhost", "localhost:80"));
  CHECK_FALSE(is_same_host("localhost", "localhost"));
  CHECK_FALSE(is_same_host("http://", ""));
  CHECK_FALSE(is_same_host("null", "null"));
  CHECK_FALSE(is_same_host("http://localhost/", "localhost"));
}

TEST_CASE("JSON is told by its media types, in UTF-8") {
  for (const char* type :
       {"application/json", "APPLICATION/JSON", "application/json ; charset=utf-8",
        "application/json;charset=\"UTF-8\"", "application/json-rpc", "application/jsonrequest"}) {
    INFO(type);
    CHECK(is_json_type(type));
  }
  for (const char* type : {"", "text/plain", "text/json", "application/json+x", "application/jso",
                           "application/json, text/plain", "application/json; charset=latin1"}) {
    INFO(type);
    CHECK_FALSE(is_json_type(type));
  }
}
