#include "daemon/rpc/base64.hpp"

#include "tests/support/catch.hpp"

#include <string>

namespace goxel::rpc {

namespace {

std::string encoded(std::string_view text) {
  std::string out;
  append_base64(out, as_bytes(text));
  return out;
}

}  // namespace

TEST_CASE("base64 agrees with the examples of RFC 4648 both ways") {
  const auto [plain, text] = GENERATE(table<std::string, std::string>({{"", ""},
                                                                       {"f", "Zg=="},
                                                                       {"fo", "Zm8="},
                                                                       {"foo", "Zm9v"},
                                                                       {"foob", "Zm9vYg=="},
                                                                       {"fooba", "Zm9vYmE="},
                                                                       {"foobar", "Zm9vYmFy"},
                                                                       {"\xfb\xff\xbf", "+/+/"}}));
  CHECK(encoded(plain) == text);
  Bytes bytes{1};
  Base64Error error{};
  REQUIRE(decode_base64(text, bytes, error));
  CHECK(as_text(ByteView(bytes).subspan(1)) == plain);
}

TEST_CASE("what is not exactly base64 is refused with the offset and appends nothing") {
  const auto [text, offset] = GENERATE(table<std::string, std::size_t>({{"Zg", 2},
                                                                        {"Zg=", 3},
                                                                        {"Zm9vY", 5},
                                                                        {"Zm9=vYg=", 3},
                                                                        {"Zm 9", 2},
                                                                        {"Zm9v\n", 4},
                                                                        {"====", 0},
                                                                        {"Z===", 1},
                                                                        {"Zh==", 1},
                                                                        {"Zm9=", 2},
                                                                        {"Zm-_", 2},
                                                                        {"=", 0},
                                                                        {"Zm9vZ\xffg=", 5}}));
  CAPTURE(text);
  Bytes bytes{1, 2};
  Base64Error error{};
  REQUIRE_FALSE(decode_base64(text, bytes, error));
  CHECK(error.offset == offset);
  CHECK(bytes == Bytes{1, 2});
}

TEST_CASE("long data is encoded without a seam") {
  // "AAAA" stands for three zero bytes, "AA==" for one and "AAA=" for two.
  const std::size_t groups = GENERATE(1023U, 1024U, 1025U, 2048U, 5000U);
  const std::string whole(4 * groups, 'A');
  CHECK(encoded(std::string(3 * groups, '\0')) == whole);
  CHECK(encoded(std::string(3 * groups + 1, '\0')) == whole + "AA==");
  CHECK(encoded(std::string(3 * groups + 2, '\0')) == whole + "AAA=");
}

TEST_CASE("every byte value survives base64 at every length up to three groups") {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (std::size_t start = 0; start < all.size(); ++start) {
    for (std::size_t size = 0; size <= 9; ++size) {
      const std::string plain = all.substr(start, size);
      Bytes bytes;
      Base64Error error{};
      REQUIRE(decode_base64(encoded(plain), bytes, error));
      REQUIRE(as_text(bytes) == plain);
    }
  }
}

TEST_CASE("the whole alphabet, which is long enough for wide steps, is coded both ways") {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const Bytes expected{0x00, 0x10, 0x83, 0x10, 0x51, 0x87, 0x20, 0x92, 0x8B, 0x30, 0xD3, 0x8F,
                       0x41, 0x14, 0x93, 0x51, 0x55, 0x97, 0x61, 0x96, 0x9B, 0x71, 0xD7, 0x9F,
                       0x82, 0x18, 0xA3, 0x92, 0x59, 0xA7, 0xA2, 0x9A, 0xAB, 0xB2, 0xDB, 0xAF,
                       0xC3, 0x1C, 0xB3, 0xD3, 0x5D, 0xB7, 0xE3, 0x9E, 0xBB, 0xF3, 0xDF, 0xBF};
  Bytes bytes;
  Base64Error error{};
  REQUIRE(decode_base64(alphabet, bytes, error));
  CHECK(bytes == expected);
  std::string text;
  append_base64(text, expected);
  CHECK(text == alphabet);
}

TEST_CASE("a foreign character is found wherever it is in a long text") {
  const std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t at = 0; at < alphabet.size(); ++at) {
    for (int c = 0; c < 256; ++c) {
      std::string text(alphabet);
      text[at] = static_cast<char>(c);
      // Padding is no foreign character where it may be: its own test is above.
      if (c == '=' && at == alphabet.size() - 1) continue;
      Bytes bytes;
      Base64Error error{};
      const bool is_expected = alphabet.find(text[at]) != std::string_view::npos;
      CAPTURE(at, c);
      REQUIRE(decode_base64(text, bytes, error) == is_expected);
      if (!is_expected) REQUIRE(error.offset == at);
    }
  }
}

}  // namespace goxel::rpc
