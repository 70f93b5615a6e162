#include "core/render/view.hpp"

#include "core/base/ascii.hpp"
#include "core/base/str_cat.hpp"
#include "core/math/trig.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace goxel {

namespace {

constexpr std::array<std::string_view, 7> kPresetNames = {"front", "back",   "left",     "right",
                                                          "top",   "bottom", "isometric"};
constexpr double kMinFovDeg = 0.1;
constexpr double kMaxFovDeg = 170;
/// Far outside every voxel; what lies beyond would only lose precision.
constexpr double kMaxCoordinate = 1e12;

bool is_position(DVec3 v) {
  return std::fabs(v.x) <= kMaxCoordinate && std::fabs(v.y) <= kMaxCoordinate &&
         std::fabs(v.z) <= kMaxCoordinate;
}

Error invalid(std::string message) { return Error{ErrorCode::InvalidParams, std::move(message)}; }

struct Turn {
  double sine = 0;
  double cosine = 1;
};

/// Exact for multiples of 90 degrees: only what is left after whole quarter turns goes through the
/// series.
Turn turn_of_degrees(double degrees) {
  const double quarters = std::floor(degrees / 90 + 0.5);
  const double rest = radians(degrees - 90 * quarters);
  const double s = sine(rest);
  const double c = cosine(rest);
  const double quadrant = quarters - 4 * std::floor(quarters / 4);
  if (quadrant == 0) return {s, c};
  if (quadrant == 1) return {c, -s};
  if (quadrant == 2) return {-s, -c};
  return {-c, s};
}

Result<View> with_projection(View view, const Projection& projection, double aspect) {
  if (!(aspect > 0) || !std::isfinite(aspect))
    return invalid("the aspect of a view must be above 0");
  view.is_orthographic = projection.is_orthographic;
  if (projection.is_orthographic) {
    if (!(projection.half_width > 0) || projection.half_width > kMaxCoordinate) {
      return invalid(str_cat("half width ", projection.half_width, " is outside 0..",
                             kMaxCoordinate, " (0 excluded)"));
    }
    view.half_width = projection.half_width;
    view.half_height = projection.half_width / aspect;
    return view;
  }
  if (!(projection.fov_deg >= kMinFovDeg && projection.fov_deg <= kMaxFovDeg)) {
    return invalid(str_cat("field of view ", projection.fov_deg, " is outside ", kMinFovDeg, "..",
                           kMaxFovDeg, " degrees"));
  }
  const double half = radians(projection.fov_deg / 2);
  view.half_height = sine(half) / cosine(half);
  view.half_width = view.half_height * aspect;
  return view;
}

/// `forward` has length 1. An `up` along it is replaced by the axis that is furthest from it.
void orient(View& view, DVec3 forward, DVec3 up) {
  DVec3 side = cross(forward, up);
  if (!(length(side) > 1e-9 * length(up))) {
    up = std::fabs(forward.z) < 0.9 ? DVec3{0, 0, 1} : DVec3{0, 1, 0};
    side = cross(forward, up);
  }
  view.forward = forward;
  view.right = normalized(side);
  view.up = cross(view.right, view.forward);
}

View view_of_turns(Turn azimuth, Turn elevation) {
  View view;
  view.forward = {azimuth.sine * elevation.cosine, azimuth.cosine * elevation.cosine,
                  -elevation.sine};
  view.right = {azimuth.cosine, -azimuth.sine, 0};
  view.up = {azimuth.sine * elevation.sine, azimuth.cosine * elevation.sine, elevation.cosine};
  view.position = view.forward * -1.0;
  return view;
}

/// Half the box's extent along a direction.
double reach(DVec3 half_size, DVec3 direction) {
  return std::fabs(direction.x) * half_size.x + std::fabs(direction.y) * half_size.y +
         std::fabs(direction.z) * half_size.z;
}

/// The least distance from the box's middle at which every corner lies within the given slopes.
double perspective_distance(const View& view, DVec3 half_size, double slope_x, double slope_y) {
  double distance = 0;
  for (int corner = 0; corner < 8; ++corner) {
    const DVec3 offset{(corner & 1) != 0 ? half_size.x : -half_size.x,
                       (corner & 2) != 0 ? half_size.y : -half_size.y,
                       (corner & 4) != 0 ? half_size.z : -half_size.z};
    const double aside = std::max(std::fabs(dot(offset, view.right)) / slope_x,
                                  std::fabs(dot(offset, view.up)) / slope_y);
    distance = std::max(distance, aside - dot(offset, view.forward));
  }
  return distance;
}

}  // namespace

std::optional<Preset> find_preset(std::string_view name) {
  for (std::size_t i = 0; i < kPresetNames.size(); ++i) {
    if (equal_ignoring_case(kPresetNames[i], name)) return static_cast<Preset>(i);
  }
  return std::nullopt;
}

std::string_view preset_name(Preset preset) {
  return kPresetNames[static_cast<std::size_t>(preset)];
}

View preset_view(Preset preset) {
  constexpr Turn kZero{0, 1};
  constexpr Turn kQuarter{1, 0};
  switch (preset) {
    case Preset::Front:
      return view_of_turns(kZero, kZero);
    case Preset::Back:
      return view_of_turns({0, -1}, kZero);
    case Preset::Left:
      return view_of_turns(kQuarter, kZero);
    case Preset::Right:
      return view_of_turns({-1, 0}, kZero);
    case Preset::Top:
      return view_of_turns(kZero, kQuarter);
    case Preset::Bottom:
      return view_of_turns(kZero, {-1, 0});
    case Preset::Isometric:
      break;
  }
  const double diagonal = std::sqrt(0.5);
  return view_of_turns({diagonal, diagonal}, {std::sqrt(1.0 / 3), std::sqrt(2.0 / 3)});
}

Result<View> view_look_at(DVec3 position, DVec3 target, DVec3 up, const Projection& projection,
                          double aspect) {
  if (!is_position(position) || !is_position(target) || !is_position(up)) {
    return invalid(str_cat("a camera position, target or up has a coordinate that is not within +-",
                           kMaxCoordinate));
  }
  const DVec3 line = target - position;
  if (!(length(line) > 0)) return invalid("the camera's position and target are the same point");
  View view;
  view.position = position;
  orient(view, normalized(line), up);
  return with_projection(view, projection, aspect);
}

Result<View> view_orbit(DVec3 target, double azimuth_deg, double elevation_deg, double distance,
                        const Projection& projection, double aspect) {
  constexpr double kMaxDegrees = 1e6;
  if (!(std::fabs(azimuth_deg) <= kMaxDegrees && std::fabs(elevation_deg) <= kMaxDegrees)) {
    return invalid(str_cat("azimuth ", azimuth_deg, " or elevation ", elevation_deg,
                           " is outside +-", kMaxDegrees, " degrees"));
  }
  if (!is_position(target) || !(distance >= 0 && distance <= kMaxCoordinate)) {
    return invalid(
        str_cat("distance ", distance, " or a target coordinate is outside 0..", kMaxCoordinate));
  }
  View view = view_of_turns(turn_of_degrees(azimuth_deg), turn_of_degrees(elevation_deg));
  view.position = target - view.forward * distance;
  return with_projection(view, projection, aspect);
}

Result<View> view_from_camera(const Camera& camera, double aspect) {
  const DVec3 back = camera.to_world.column(2);
  const DVec3 position = camera.to_world.column(3);
  const bool is_usable = is_finite(camera.to_world) && is_position(position) && length(back) > 0;
  if (!is_usable) {
    return invalid(str_cat("camera '", camera.name, "' has a transform without a direction"));
  }
  View view;
  view.position = position;
  orient(view, normalized(-back), camera.to_world.column(1));
  return with_projection(view, {camera.is_orthographic, kDefaultFovDeg, camera.distance}, aspect);
}

View fit(View view, const IBox& box, double aspect, double margin) {
  const IBox framed = box.is_empty() ? IBox{{0, 0, 0}, {1, 1, 1}} : box;
  const DVec3 half_size = to_double(framed.size()) * 0.5;
  const DVec3 middle = (to_double(framed.min) + to_double(framed.max)) * 0.5;
  const double used = 1 - 2 * std::clamp(margin, 0.0, 0.45);
  if (view.is_orthographic) {
    const double half_height =
        std::max(reach(half_size, view.up), reach(half_size, view.right) / aspect) / used;
    view.half_height = half_height;
    view.half_width = half_height * aspect;
    view.position = middle - view.forward * (reach(half_size, view.forward) + 1);
    return view;
  }
  view.half_width = view.half_height * aspect;
  const double distance =
      perspective_distance(view, half_size, view.half_width * used, view.half_height * used);
  view.position = middle - view.forward * distance;
  return view;
}

View default_view(const Image& image, const IBox& bounds, double aspect) {
  const int active = image.active_camera();
  if (active >= 0 && active < static_cast<int>(image.cameras().size())) {
    auto view = view_from_camera(image.cameras()[static_cast<std::size_t>(active)], aspect);
    if (view) return *view;
  }
  View view = view_of_turns(turn_of_degrees(30), turn_of_degrees(28));
  const Turn half = turn_of_degrees(kDefaultFovDeg / 2);
  view.is_orthographic = false;
  view.half_height = half.sine / half.cosine;
  return fit(view, bounds, aspect);
}

}  // namespace goxel
