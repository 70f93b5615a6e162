#include "core/render/shade.hpp"

#include "core/math/srgb.hpp"
#include "core/math/trig.hpp"
#include "core/volume/bounds.hpp"

#include <algorithm>
#include <cmath>

namespace goxel {

namespace {

/// Chosen so that with the editor's default light (intensity 2, ambient 0.3) a face towards the
/// light shows its voxel's own colour, and the three visible faces of a three-quarter view are well
/// apart.
constexpr double kDirectScale = 0.37;
constexpr double kAmbientLevel = 0.6;
constexpr double kAmbientSlope = 0.25;  ///< more from above than from below
constexpr double kFill = 1.15;          ///< a second light beside the viewer, which casts no shadow
constexpr double kEdgeLight = 0.45;
constexpr double kEdgePixels = 1.0;
/// Wider edges would fill voxels that are only a few pixels wide.
constexpr double kMaxEdge = 0.12;

double within(double value, double low, double high, double otherwise) {
  return std::isfinite(value) ? std::clamp(value, low, high) : otherwise;
}

DVec3 normal_of(Face face) {
  DVec3 normal;
  normal[face_axis(face)] = is_positive(face) ? 1 : -1;
  return normal;
}

/// +z turned by pitch about x, then by yaw about z.
DVec3 direction_to(const Light& light) {
  constexpr double kMaxAngle = 1e4;
  const Light usual;
  const double pitch = within(light.pitch_rad, -kMaxAngle, kMaxAngle, usual.pitch_rad);
  const double yaw = within(light.yaw_rad, -kMaxAngle, kMaxAngle, usual.yaw_rad);
  const double side = sine(pitch);
  return {side * sine(yaw), -side * cosine(yaw), cosine(pitch)};
}

float finite_or(float value, float otherwise) { return std::isfinite(value) ? value : otherwise; }

/// Values from files may be anything; colours that are not numbers count as plain.
Material sanitized(Material material) {
  for (float& c : material.color) c = std::clamp(finite_or(c, 1.0F), 0.0F, 1.0F);
  for (float& e : material.emission) e = std::clamp(finite_or(e, 0.0F), 0.0F, 1e3F);
  return material;
}

LinearColor opaque_linear(Rgba color) {
  return {kSrgb.to_linear(color.r), kSrgb.to_linear(color.g), kSrgb.to_linear(color.b), 1};
}

}  // namespace

Stage::Stage(std::vector<LayerGroup> groups, const Light& light, const View& view,
             const RenderOptions& options) {
  const Light usual;
  const double shadow = options.shadow.value_or(within(light.shadow, 0, 1, usual.shadow));
  shadow_rest_ = options.has_shadows ? static_cast<float>(1 - shadow) : 1.0F;
  occlusion_ = static_cast<float>(options.occlusion);
  is_unlit_ = options.is_unlit;
  has_edges_ = options.has_edges;
  for (const LayerGroup& group : groups) {
    bounds_ = bounding_union(bounds_, exact_bounds(group.volume));
  }
  origin_ = scene_origin(bounds_);
  for (LayerGroup& group : groups) {
    Material material = is_unlit_ ? Material{} : sanitized(group.material);
    parts_.push_back({{std::move(group.volume), std::move(material)}, RayScene({}, origin_)});
    Part& part = parts_.back();
    part.scene = RayScene(part.group.volume, origin_);
    is_all_opaque_ = is_all_opaque_ && part.group.is_opaque();
  }
  set_light(light, view);
}

void Stage::set_light(const Light& light, const View& view) {
  const Light usual;
  const double intensity = within(light.intensity, 0, 10, usual.intensity);
  const double ambient = within(light.ambient, 0, 1, usual.ambient);
  to_light_ = direction_to(light);
  if (light.is_fixed) {
    to_light_ = view.right * to_light_.x + view.up * to_light_.y - view.forward * to_light_.z;
  }
  // From the left of the viewer, so that the two upright faces of a three-quarter view differ from
  // every side.
  const DVec3 to_fill = normalized(view.right * -0.75 + view.up * 0.25 - view.forward * 0.6);
  for (std::size_t i = 0; i < 6; ++i) {
    const DVec3 normal = normal_of(static_cast<Face>(i));
    const double around =
        kAmbientLevel + kAmbientSlope * normal.z + kFill * std::max(0.0, dot(normal, to_fill));
    ambient_[i] = static_cast<float>(ambient * around);
    direct_[i] =
        static_cast<float>(intensity * kDirectScale * std::max(0.0, dot(normal, to_light_)));
  }
}

void TileSurroundings::enter(const Tile* tile, TileCoord coord) {
  if (tile == middle_ && coord == coord_) return;
  middle_ = tile;
  coord_ = coord;
  tiles_[13] = tile;
  known_ = 1U << 13;
}

const Tile* TileSurroundings::tile_at(int x, int y, int z) {
  const int slot = (x + 1) + 3 * (y + 1) + 9 * (z + 1);
  const Tile*& tile = tiles_[static_cast<std::size_t>(slot)];
  if ((known_ >> slot & 1) == 0) {
    tile = volume_->find_tile({coord_.x + x, coord_.y + y, coord_.z + z});
    known_ |= 1U << slot;
  }
  return tile;
}

bool TileSurroundings::is_solid_at(IVec3 local) {
  const int index = tile_index(local.x & 15, local.y & 15, local.z & 15);
  const bool is_middle = ((local.x | local.y | local.z) & ~15) == 0;
  const Tile* tile = is_middle ? middle_ : tile_at(local.x >> 4, local.y >> 4, local.z >> 4);
  return tile != nullptr && tile->mask().test(index) && is_solid(tile->at(index));
}

Shader::Shader(const Stage& stage, double pixel_size, bool pixel_grows)
    : stage_(stage),
      to_light_({}, stage.to_light()),
      pixel_size_(pixel_size),
      pixel_grows_(pixel_grows) {
  states_.reserve(stage.parts().size());
  for (const Stage::Part& part : stage.parts()) {
    states_.push_back({TileSurroundings(part.group.volume), Surface{}});
  }
  met_.reserve(stage.parts().size());
}

LinearColor Shader::color_of(const Ray& ray) {
  if (stage_.parts().size() == 1 && stage_.is_all_opaque()) {
    const Hit hit = stage_.parts().front().scene.trace(ray);
    return hit ? shade(0, hit, ray) : LinearColor{};
  }
  return color_of_parts(ray);
}

LinearColor Shader::color_of_parts(const Ray& ray) {
  met_.clear();
  for (std::size_t i = 0; i < stage_.parts().size(); ++i) {
    const Stage::Part& part = stage_.parts()[i];
    const Hit hit = part.scene.trace(ray);
    if (!hit) continue;
    // What is nearer comes first; of equal ones the upper part.
    const auto place = std::find_if(
        met_.begin(), met_.end(), [&](const Layered& other) { return hit.time <= other.hit.time; });
    if (part.group.is_opaque()) met_.erase(place, met_.end());
    const bool is_covered =
        !met_.empty() && place == met_.end() && stage_.parts()[met_.back().part].group.is_opaque();
    if (!is_covered) met_.insert(place, {hit, i});
  }
  LinearColor sum;
  for (const Layered& layered : met_) {
    const LinearColor color = shade(layered.part, layered.hit, ray);
    const float weight = (1 - sum.a) * stage_.parts()[layered.part].group.material.color[3];
    sum.r += weight * color.r;
    sum.g += weight * color.g;
    sum.b += weight * color.b;
    sum.a += weight;
  }
  if (sum.a <= 0) return {};
  return {sum.r / sum.a, sum.g / sum.a, sum.b / sum.a, sum.a};
}

LinearColor Shader::shade(std::size_t part, const Hit& hit, const Ray& ray) {
  if (stage_.is_unlit() && !stage_.has_edges()) return opaque_linear(hit.color);
  const Surface& surface = states_[part].surface;
  if (surface.tile != hit.tile || surface.index != hit.index || surface.face != hit.face) {
    enter_surface(part, hit);
  }
  const int axis = face_axis(hit.face);
  const int u_axis = axis == 2 ? 0 : axis + 1;
  const int v_axis = axis == 0 ? 2 : axis - 1;
  DVec3 inside;  // the voxel's own coordinates, 0..1
  for (int i = 0; i < 3; ++i) {
    const auto a = static_cast<std::size_t>(i);
    const double mirrored = ray.origin[a] + ray.direction[a] * hit.time;
    inside[i] =
        std::clamp((ray.is_negative[a] ? -mirrored : mirrored) - surface.corner[i], 0.0, 1.0);
  }
  inside[axis] = is_positive(hit.face) ? 1 : 0;
  const double u = inside[u_axis];
  const double v = inside[v_axis];
  float light = 1;
  if (!stage_.is_unlit()) {
    const auto fu = static_cast<float>(u);
    const auto fv = static_cast<float>(v);
    const auto& open = surface.open;
    const float low = open[0] + (open[1] - open[0]) * fu;
    const float high = open[2] + (open[3] - open[2]) * fu;
    float direct = stage_.direct(hit.face);
    if (direct > 0 && stage_.shadow_rest() < 1 && is_in_shadow(surface.corner + inside)) {
      direct *= stage_.shadow_rest();
    }
    light = (stage_.ambient(hit.face) + direct) * (low + (high - low) * fv);
  }
  if (stage_.has_edges()) {
    const double pixel = pixel_size_ * (pixel_grows_ ? hit.time : 1);
    const double width = std::min(kMaxEdge, kEdgePixels * pixel);
    const auto& border = surface.border;
    if ((border[0] && u < width) || (border[1] && u > 1 - width) || (border[2] && v < width) ||
        (border[3] && v > 1 - width)) {
      light *= static_cast<float>(kEdgeLight);
    }
  }
  const auto& emission = stage_.parts()[part].group.material.emission;
  return {surface.base.r * light + emission[0], surface.base.g * light + emission[1],
          surface.base.b * light + emission[2], 1};
}

void Shader::enter_surface(std::size_t part, const Hit& hit) {
  State& state = states_[part];
  Surface& surface = state.surface;
  surface.tile = hit.tile;
  surface.index = hit.index;
  surface.face = hit.face;
  surface.base = opaque_linear(hit.color);
  const auto& tint = stage_.parts()[part].group.material.color;
  surface.base.r *= tint[0];
  surface.base.g *= tint[1];
  surface.base.b *= tint[2];
  surface.corner = to_double(to_long(voxel_position(hit.coord, hit.index)) - stage_.origin());
  state.around.enter(hit.tile, hit.coord);
  const IVec3 local{hit.index & 15, hit.index >> 4 & 15, hit.index >> 8};
  const int axis = face_axis(hit.face);
  const int front = is_positive(hit.face) ? 1 : -1;
  surface.open.fill(1);
  if (stage_.occlusion() > 0 && !stage_.is_unlit()) find_corners(state, local, axis, front);
  if (stage_.has_edges()) find_borders(state, local, axis, front);
}

void Shader::find_corners(State& state, IVec3 local, int axis, int front) {
  const int u_axis = axis == 2 ? 0 : axis + 1;
  const int v_axis = axis == 0 ? 2 : axis - 1;
  const auto is_covered = [&](int du, int dv) {
    IVec3 neighbour = local;
    neighbour[axis] += front;
    neighbour[u_axis] += du;
    neighbour[v_axis] += dv;
    return state.around.is_solid_at(neighbour);
  };
  const bool u_low = is_covered(-1, 0);
  const bool u_high = is_covered(1, 0);
  const bool v_low = is_covered(0, -1);
  const bool v_high = is_covered(0, 1);
  const auto open = [&](bool u_side, bool v_side, int du, int dv) {
    // Two walls hide what stands in the corner between them.
    const int covered = u_side && v_side ? 3 : int{u_side} + int{v_side} + int{is_covered(du, dv)};
    return 1 - stage_.occlusion() * static_cast<float>(covered) / 3;
  };
  state.surface.open = {open(u_low, v_low, -1, -1), open(u_high, v_low, 1, -1),
                        open(u_low, v_high, -1, 1), open(u_high, v_high, 1, 1)};
}

void Shader::find_borders(State& state, IVec3 local, int axis, int front) {
  const int u_axis = axis == 2 ? 0 : axis + 1;
  const int v_axis = axis == 0 ? 2 : axis - 1;
  const auto ends = [&](int side_axis, int step) {
    IVec3 beside = local;
    beside[side_axis] += step;
    if (!state.around.is_solid_at(beside)) return true;
    beside[axis] += front;
    return state.around.is_solid_at(beside);
  };
  state.surface.border = {ends(u_axis, -1), ends(u_axis, 1), ends(v_axis, -1), ends(v_axis, 1)};
}

bool Shader::is_in_shadow(DVec3 point) const {
  Ray ray = to_light_;
  ray.move_to(point);
  return std::any_of(stage_.parts().begin(), stage_.parts().end(), [&](const Stage::Part& part) {
    return part.group.is_opaque() && part.scene.is_blocked(ray);
  });
}

}  // namespace goxel
