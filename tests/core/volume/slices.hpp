#pragma once

#include "core/volume/volume.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace goxel {

/// A small box as text, for tables that show a shape: a line for each y from the lowest on, in it
/// the slices of z from the lowest on, in these x from the lowest on. '#' is a voxel.
inline std::string slices_of(const Volume& volume, const IBox& box) {
  std::string text = "\n";
  for (std::int64_t y = box.min.y; y < box.max.y; ++y) {
    for (std::int64_t z = box.min.z; z < box.max.z; ++z) {
      if (z > box.min.z) text += ' ';
      for (std::int64_t x = box.min.x; x < box.max.x; ++x)
        text += volume.at(to_voxel({x, y, z})).is_empty() ? '.' : '#';
    }
    text += '\n';
  }
  return text;
}

/// A table as slices_of() writes it: without the indentation it has in the source.
inline std::string table(std::string_view drawn) {
  std::string text;
  for (const char c : drawn) {
    if (c != ' ' || text.back() != '\n') text += c;
  }
  return text + '\n';
}

inline std::int64_t voxels_in(std::string_view slices) {
  return std::count(slices.begin(), slices.end(), '#');
}

/// The volume has the voxels of the table in `box`, and none elsewhere.
inline void check_slices(const Volume& volume, const IBox& box, std::string_view expected) {
  CHECK(slices_of(volume, box) == table(expected));
  CHECK(volume.voxel_count() == voxels_in(expected));
}

}  // namespace goxel
