#pragma once

#include <cstdint>

namespace goxel {

/// The axis of the file that points up; Z is the project's own. Y turns the model about x: (x, y,
/// z) becomes (x, z, -y).
enum class UpAxis : std::uint8_t { Y, Z };

/// How formats made of polygons are written; each says which of these it knows (FormatInfo).
struct MeshOptions {
  UpAxis up = UpAxis::Z;
  bool is_ascii = false;      ///< numbers as text where the format also has a binary form
  bool is_per_layer = false;  ///< each visible layer by itself, rather than all merged into one
};

}  // namespace goxel
