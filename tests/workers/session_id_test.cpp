#include "workers/session_id.hpp"

#include "tests/support/catch.hpp"

#include <set>

namespace goxel::workers {

TEST_CASE("a session id is written as s, the worker, a dash and 16 letters of base 32") {
  SessionId id;
  id.worker = 3;
  CHECK(id.to_string() == "s3-aaaaaaaaaaaaaaaa");

  // RFC 4648, section 10: BASE32("foobar") = "MZXW6YTBOI======"; here ten bytes, so no padding.
  id.random = {'f', 'o', 'o', 'b', 'a', 'r', 0, 0, 0, 0};
  CHECK(id.to_string() == "s3-mzxw6ytboiaaaaaa");

  id.random.fill(0xff);
  id.worker = 4294967295U;
  CHECK(id.to_string() == "s4294967295-7777777777777777");
}

TEST_CASE("a session id is read back from its text") {
  const auto id = SessionId::parse("s12-mzxw6ytboiaaaaaa");
  REQUIRE(id.has_value());
  CHECK(id->worker == 12);
  CHECK(id->random == std::array<std::uint8_t, 10>{'f', 'o', 'o', 'b', 'a', 'r', 0, 0, 0, 0});
  CHECK(SessionId::parse("s4294967295-7777777777777777").has_value());
}

TEST_CASE("every fresh session id survives being written and read") {
  for (std::uint32_t worker = 0; worker < 200; ++worker) {
    const SessionId id = SessionId::make(worker);
    CHECK(SessionId::parse(id.to_string()) == id);
  }
}

TEST_CASE("text that is not exactly a session id is refused") {
  const std::string text = GENERATE(
      "", "s", "s0", "s0-", "s-aaaaaaaaaaaaaaaa", "0-aaaaaaaaaaaaaaaa", "t0-aaaaaaaaaaaaaaaa",
      "S0-aaaaaaaaaaaaaaaa", "s0-AAAAAAAAAAAAAAAA", "s0-aaaaaaaaaaaaaaaA", "s0-aaaaaaaaaaaaaaa",
      "s0-aaaaaaaaaaaaaaaaa", "s0aaaaaaaaaaaaaaaaa", "s0_aaaaaaaaaaaaaaaa", "s0--aaaaaaaaaaaaaaaa",
      "s0-aaaaaaa0aaaaaaaa", "s0-aaaaaaa1aaaaaaaa", "s0-aaaaaaa8aaaaaaaa", "s0-aaaaaaa=aaaaaaaa",
      "s00-aaaaaaaaaaaaaaaa", "s01-aaaaaaaaaaaaaaaa", "s+1-aaaaaaaaaaaaaaaa",
      "s-1-aaaaaaaaaaaaaaaa", "s 1-aaaaaaaaaaaaaaaa", "s0x1-aaaaaaaaaaaaaaaa",
      "s4294967296-aaaaaaaaaaaaaaaa", "s99999999999999999999-aaaaaaaaaaaaaaaa",
      " s0-aaaaaaaaaaaaaaaa", "s0-aaaaaaaaaaaaaaaa ", "s0-aaaaaaaaaaaaaaaa\n");
  CAPTURE(text);
  CHECK(!SessionId::parse(text));
  // Neither does a byte of zero pass for a letter.
  CHECK(!SessionId::parse(std::string_view("s0-aaaaaaaaaaaaaaa\0", 19)));
}

TEST_CASE("the owner of a session is its worker number modulo the workers there are") {
  SessionId id;
  id.worker = 7;
  CHECK(id.owner(1) == 0);
  CHECK(id.owner(4) == 3);
  CHECK(id.owner(7) == 0);
  CHECK(id.owner(8) == 7);
}

TEST_CASE("ten thousand session ids are all different") {
  std::set<std::string> texts;
  for (int i = 0; i < 10'000; ++i) texts.insert(SessionId::make(0).to_string());
  CHECK(texts.size() == 10'000);
}

}  // namespace goxel::workers
