#include "daemon/files/sha256.hpp"

#include "daemon/files/hex.hpp"

#include <array>
#include <openssl/sha.h>

namespace goxel::files {

std::string sha256_hex(ByteView bytes) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(bytes.data(), bytes.size(), digest.data());
  return to_hex(digest);
}

}  // namespace goxel::files
