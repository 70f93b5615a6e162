#pragma once

#include "core/base/result.hpp"
#include "core/image/image.hpp"
#include "core/math/box.hpp"
#include "core/math/vec3.hpp"

#include <optional>
#include <string_view>

namespace goxel {

/// The vertical field of view of the project's cameras.
inline constexpr double kDefaultFovDeg = 20;

/// Where a picture is taken from: a right-handed orthonormal frame and the size of the picture's
/// window.
struct View {
  DVec3 position;
  DVec3 right{1, 0, 0};
  DVec3 up{0, 0, 1};
  DVec3 forward{0, 1, 0};
  bool is_orthographic = true;
  /// From the middle of the picture to its sides: voxels when orthographic, else per unit of
  /// distance, which is the tangent of half the field of view. Pixels are square when half_width /
  /// half_height is the picture's aspect.
  double half_width = 1;
  double half_height = 1;
};

/// The standard directions; all orthographic with Z up, top and bottom with +y and -y up.
enum class Preset { Front, Back, Left, Right, Top, Bottom, Isometric };

/// Case is ignored. Front looks along +y, back -y, left +x, right -x, top -z, bottom +z; isometric
/// stands at
/// (-1,-1,+1).
std::optional<Preset> find_preset(std::string_view name);
std::string_view preset_name(Preset preset);
/// Looks at the origin with a window of 2x2 voxels: only a direction, meant for fit().
View preset_view(Preset preset);

/// How space becomes a picture.
struct Projection {
  bool is_orthographic = false;
  double fov_deg = kDefaultFovDeg;  ///< vertical, 0.1..170, of a perspective
  double half_width = 1;            ///< voxels, above 0, of an orthographic view
};

/// A view from `position` towards `target`. With `up` along the line of sight (or zero) another up
/// is chosen. `aspect` is width / height. Fails with invalid_params when the two points coincide or
/// a number is not finite or out of range.
Result<View> view_look_at(DVec3 position, DVec3 target, DVec3 up, const Projection& projection,
                          double aspect);

/// A view from a point `distance` voxels away from `target`. Azimuth 0 stands at -y and grows
/// towards -x, so that 45 degrees looks from (-1,-1); elevation 90 looks straight down. Multiples
/// of 90 degrees give exact axes. Fails as view_look_at() does.
Result<View> view_orbit(DVec3 target, double azimuth_deg, double elevation_deg, double distance,
                        const Projection& projection, double aspect);

/// The project camera's view: along -z of its transform with +y up. Fails with invalid_params when
/// the transform, which a file may have given, has no direction or is not finite.
Result<View> view_from_camera(const Camera& camera, double aspect);

/// Moves the view along its own direction, keeping it, so that `box` fills the picture with
/// `margin` of the picture's width and height left free on each side (0..0.45). The middle of the
/// box comes to the middle of the picture. An empty box counts as the voxel at the origin.
View fit(View view, const IBox& box, double aspect, double margin = 0.05);

/// The view for a client that names none: the active camera, or where there is none that can be
/// used a three-quarter perspective that fits `bounds`.
View default_view(const Image& image, const IBox& bounds, double aspect);

}  // namespace goxel
