#include "core/base/assert.hpp"
#include "core/formats/png.hpp"
#include "tests/fuzz/fuzz_limits.hpp"

/// Whatever is read must be written, and read again as the same picture.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace goxel;
  const auto picture = read_png({bytes, size}, fuzz::limits());
  if (!picture) return 0;
  const auto again = read_png(write_png(*picture), fuzz::limits());
  GOXEL_CHECK(again.is_ok());
  GOXEL_CHECK(*again == *picture);
  return 0;
}
