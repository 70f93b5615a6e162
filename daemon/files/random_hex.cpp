#include "daemon/files/random_hex.hpp"

#include "core/base/assert.hpp"
#include "daemon/files/hex.hpp"

#include <sys/random.h>
#include <unistd.h>

namespace goxel::files {

std::string random_hex(std::size_t byte_count) {
  Bytes bytes(byte_count);
  // It fails for bad arguments only; a guessable name is worse than no daemon.
  GOXEL_CHECK(::getentropy(bytes.data(), bytes.size()) == 0);
  return to_hex(bytes);
}

}  // namespace goxel::files
