#pragma once

#include "core/base/bytes.hpp"
#include "core/base/limits.hpp"
#include "core/base/parallel.hpp"
#include "core/base/progress.hpp"
#include "core/base/result.hpp"
#include "core/image/image.hpp"

namespace goxel::methods {

/// The 128x128 picture that a .gox carries for editors and file managers, as PNG: what the active
/// camera sees, on a transparent background.
Result<Bytes> preview_png(const Image& image, const Limits& limits, Parallel& parallel,
                          Progress& progress);

}  // namespace goxel::methods
