#include "daemon/files/sha256.hpp"

#include "daemon/files/random_hex.hpp"
#include "tests/support/catch.hpp"

using goxel::as_bytes;
using goxel::files::random_hex;
using goxel::files::sha256_hex;

TEST_CASE("sha256_hex gives the digests of the standard's examples") {
  CHECK(sha256_hex({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex(as_bytes("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("random_hex gives two digits a byte, other ones each time") {
  const std::string one = random_hex(8);
  CHECK(one.size() == 16);
  CHECK(one.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(one != random_hex(8));
}
