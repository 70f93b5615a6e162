#pragma once

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

#include <cstddef>

namespace goxel {

/// What a zlib stream (RFC 1950) holds. LimitExceeded when that is more than `max_bytes`, found
/// before more is allocated; InvalidParams when the bytes are not one whole stream. Tries
/// growing sizes, which is up to a third more work than to know it.
Result<Bytes> inflate_zlib(ByteView stream, std::size_t max_bytes);

}  // namespace goxel
