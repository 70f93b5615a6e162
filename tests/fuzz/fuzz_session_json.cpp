#include "core/base/assert.hpp"
#include "core/base/bytes.hpp"
#include "daemon/recovery/session_record.hpp"

#include <cstddef>
#include <cstdint>

/// A session.json is either refused with FormatError, or what is read of it is written as one that
/// reads the same, and is put back onto an image or refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace goxel;
  using namespace goxel::recovery;
  const auto record = record_of_json(as_text({bytes, size}));
  if (!record) {
    GOXEL_CHECK(record.error().code == ErrorCode::FormatError);
    return 0;
  }
  const auto again = record_of_json(record_to_json(*record));
  GOXEL_CHECK(again.is_ok());
  GOXEL_CHECK(*again == *record);
  Image image;
  const auto fitted = put_back(record->image, image);
  GOXEL_CHECK(fitted.is_ok() || fitted.error().code == ErrorCode::FormatError);
  GOXEL_CHECK(image.find_layer(image.active_layer_id()) != nullptr);
  return 0;
}
