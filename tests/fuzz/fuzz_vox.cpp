#include "core/base/assert.hpp"
#include "core/formats/vox_reader.hpp"
#include "tests/fuzz/fuzz_limits.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace goxel;
  const auto loaded = read_vox({bytes, size}, fuzz::limits());
  if (!loaded) return 0;
  for (const CowPtr<Layer>& layer : loaded->image.layers()) {
    GOXEL_CHECK(!layer->name.empty());
    // Each voxel takes four bytes of the file at each use of its model.
    GOXEL_CHECK(layer->volume.voxel_count() <= static_cast<std::int64_t>(size / 4));
  }
  return 0;
}
