#pragma once

#include "core/image/scene.hpp"
#include "core/render/groups.hpp"
#include "core/render/render.hpp"
#include "core/render/scene.hpp"

#include <array>
#include <deque>
#include <utility>
#include <vector>

namespace goxel {

/// Linear light with coverage, not multiplied into the colour.
struct LinearColor {
  float r = 0;
  float g = 0;
  float b = 0;
  float a = 0;
};

/// What the shading of one picture needs, worked out once: the groups as scenes, and the light on
/// each of the six faces. Immutable; any thread.
class Stage {
 public:
  struct Part {
    LayerGroup group;
    RayScene scene;
  };

  Stage(std::vector<LayerGroup> groups, const Light& light, const View& view,
        const RenderOptions& options);

  /// Bottom first. All scenes share one origin.
  const std::deque<Part>& parts() const { return parts_; }
  /// Every voxel with alpha above 0; exact.
  const IBox& bounds() const { return bounds_; }
  /// Of the coordinates of rays.
  const LVec3& origin() const { return origin_; }
  const DVec3& to_light() const { return to_light_; }
  /// Light that reaches a face from all around.
  float ambient(Face face) const { return ambient_[static_cast<std::size_t>(face)]; }
  /// Light that a shadow can take; 0 for faces turned away.
  float direct(Face face) const { return direct_[static_cast<std::size_t>(face)]; }
  /// The part of the direct light that a shadow leaves, 0..1.
  float shadow_rest() const { return shadow_rest_; }
  /// 0..1, how dark a closed corner is.
  float occlusion() const { return occlusion_; }
  bool is_unlit() const { return is_unlit_; }
  bool has_edges() const { return has_edges_; }
  bool is_all_opaque() const { return is_all_opaque_; }

 private:
  void set_light(const Light& light, const View& view);

  std::deque<Part>
      parts_;  // A deque, because scenes point into their volumes, which must not move.
  IBox bounds_;
  LVec3 origin_;
  DVec3 to_light_;
  std::array<float, 6> ambient_{};
  std::array<float, 6> direct_{};
  float shadow_rest_ = 1;
  float occlusion_ = 0;
  bool is_unlit_ = false;
  bool has_edges_ = false;
  bool is_all_opaque_ = true;
};

/// Looks up voxels around one tile, each of the 27 tiles searched for once. Owned by one thread.
class TileSurroundings {
 public:
  explicit TileSurroundings(const Volume& volume) : volume_(&volume) {}

  void enter(const Tile* tile, TileCoord coord);
  /// Whether a voxel is solid; coordinates from the tile's minimum corner, each -1..16.
  bool is_solid_at(IVec3 local);

 private:
  const Tile* tile_at(int x, int y, int z);

  const Volume* volume_;
  const Tile* middle_ = nullptr;
  TileCoord coord_;
  std::array<const Tile*, 27> tiles_{};
  std::uint32_t known_ = 0;  ///< one bit a tile
};

/// Gives the colour of what a ray meets. Remembers the last face of each part, since neighbouring
/// pixels often see the same one. Owned by one thread; the stage must outlive it.
class Shader {
 public:
  /// `pixel_size` is the side of a pixel in voxels, per unit of a ray's time when `pixel_grows`;
  /// edges are as wide.
  Shader(const Stage& stage, double pixel_size, bool pixel_grows);

  /// `ray` is relative to the stage's origin. Alpha 0 when nothing is met.
  LinearColor color_of(const Ray& ray);

 private:
  /// A face with what does not change across it.
  struct Surface {
    const Tile* tile = nullptr;
    int index = -1;
    Face face = Face::NegX;
    std::array<float, 4>
        open{};  ///< unoccluded part at the corners (0,0) (1,0) (0,1) (1,1) along u, v
    std::array<bool, 4> border{};  ///< the surface ends or bends at u = 0, u = 1, v = 0, v = 1
    LinearColor base;
    DVec3 corner;  ///< the voxel's minimum corner, relative to the stage's origin
  };
  struct State {
    TileSurroundings around;
    Surface surface;
  };
  struct Layered {
    Hit hit;
    std::size_t part;
  };

  LinearColor color_of_parts(const Ray& ray);
  LinearColor shade(std::size_t part, const Hit& hit, const Ray& ray);
  void enter_surface(std::size_t part, const Hit& hit);
  void find_corners(State& state, IVec3 local, int axis, int front);
  void find_borders(State& state, IVec3 local, int axis, int front);
  bool is_in_shadow(DVec3 point) const;

  const Stage& stage_;
  Ray to_light_;
  std::vector<State> states_;
  std::vector<Layered> met_;
  double pixel_size_;
  bool pixel_grows_;
};

}  // namespace goxel
