#pragma once

#include "core/base/limits.hpp"
#include "core/base/result.hpp"
#include "core/math/box.hpp"

#include <cstdint>

/// The noise that generate_noise and generate_terrain share. It needs only exact operations, so the
/// same seed gives the same values on every machine.
namespace goxel::edit {

/// 0..1: octaves of value noise, each half as large and half as strong as the one before.
/// `scale_vox` is the size of the largest features, `octaves` at least 1.
double layered_noise(std::uint64_t seed, DVec3 p, double scale_vox, int octaves);

/// Fails with InvalidParams for a scale outside 1..1000000 or octaves outside 1..8, and as
/// check_box does.
Result<void> check_noise(const IBox& box, double scale_vox, int octaves, const Limits& limits);

}  // namespace goxel::edit
