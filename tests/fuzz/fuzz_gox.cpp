#include "core/base/assert.hpp"
#include "core/formats/gox_reader.hpp"
#include "core/formats/gox_writer.hpp"
#include "tests/fuzz/fuzz_limits.hpp"

/// Whatever is read must be written, and read again as the same image.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace goxel;
  const Limits limits = fuzz::limits();
  const auto loaded = read_gox({bytes, size}, limits);
  if (!loaded) return 0;
  // Writing compresses each distinct tile: only small images, so that most of the time goes into
  // reading.
  constexpr std::size_t kSmallBytes = 1 << 20;
  if (loaded->image.size_bytes() > kSmallBytes) return 0;
  const auto saved = write_gox(loaded->image);
  GOXEL_CHECK(saved.is_ok());
  const auto again = read_gox(saved->bytes, limits);
  GOXEL_CHECK(again.is_ok());
  GOXEL_CHECK(write_gox(again->image)->bytes == saved->bytes);
  return 0;
}
