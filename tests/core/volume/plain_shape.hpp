#pragma once

#include "core/volume/shape.hpp"
#include "tests/core/volume/few.hpp"
#include "tests/core/volume/plain_blend.hpp"
#include "tests/core/volume/plain_solids.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace goxel {

/// Drawing a shape, from its definition: each voxel by itself, its centre taken into the shape's
/// own space. The axes of the placement must be at right angles.
class PlainShape {
 public:
  explicit PlainShape(const ShapeOptions& options) : options_(options) {
    const Axes& a = options.placement.axes;
    half_ = {length(a.x), length(a.y), length(a.z)};
    directions_ = {a.x * (1 / half_.x), a.y * (1 / half_.y), a.z * (1 / half_.z)};
    for (const DVec3& d : {directions_.x, directions_.y, directions_.z}) {
      for (int i = 0; i < 3; ++i) is_upright_ = is_upright_ && (d[i] == 0 || std::fabs(d[i]) == 1);
    }
    hole_ = half_ - DVec3{options.wall, options.wall, options.wall};
    is_hollow_ = options.wall > 0 && hole_.x > 0 && hole_.y > 0 && hole_.z > 0;
    reach_ = length(half_) + 2 * options.smoothness + 1;
  }

  /// What may become of a voxel that may be any of `before`: the mirror images come first.
  Few<Rgba> drawn(IVec3 p, Few<Rgba> before) const {
    if (options_.clip && !options_.clip->contains(p)) return before;
    for (const unsigned mirrors : {7U, 3U, 5U, 1U, 6U, 2U, 4U, 0U}) {  // xyz, xy, xz, x, yz, y, z
      if ((mirrors & ~(options_.symmetry & 7U)) != 0) continue;
      const Few<Source> sources = sources_at(mirrored(p, mirrors));
      Few<Rgba> after;
      for (const Rgba color : before) {
        for (const Source& source : sources) after.add(combined(color, source));
      }
      before = after;
    }
    return before;
  }
  Few<Rgba> drawn(IVec3 p, Rgba before) const { return drawn(p, Few<Rgba>(before)); }

  /// A box around the shape and all its mirror images.
  IBox room() const {
    DVec3 low = options_.placement.center;
    DVec3 high = low;
    for (int i = 0; i < 3; ++i) {
      if ((options_.symmetry >> i & 1U) == 0) continue;
      const double image = 2 * options_.symmetry_origin[i] - low[i];
      low[i] = std::min(low[i], image);
      high[i] = std::max(high[i], image);
    }
    IBox box;
    for (int i = 0; i < 3; ++i) {
      const double extent = std::fabs(options_.placement.axes.x[i]) +
                            std::fabs(options_.placement.axes.y[i]) +
                            std::fabs(options_.placement.axes.z[i]) + 2 * options_.smoothness + 1;
      box.min[i] = static_cast<std::int64_t>(std::floor(low[i] - extent));
      box.max[i] = static_cast<std::int64_t>(std::ceil(high[i] + extent));
    }
    return intersection(box, IBox::everything());
  }

 private:
  /// What the shape puts somewhere; nothing outside it.
  using Source = std::optional<Rgba>;

  /// The voxel's centre, and back through the mirrors.
  DVec3 mirrored(IVec3 p, unsigned mirrors) const {
    DVec3 q = to_double(p) + DVec3{0.5, 0.5, 0.5};
    for (int i = 0; i < 3; ++i) {
      if ((mirrors >> i & 1U) != 0) q[i] = 2 * options_.symmetry_origin[i] - q[i];
    }
    return q;
  }

  Few<Source> sources_at(DVec3 p) const {
    const DVec3 from_center = p - options_.placement.center;
    if (length(from_center) > reach_) return Few<Source>(std::nullopt);
    const DVec3 q{dot(from_center, directions_.x), dot(from_center, directions_.y),
                  dot(from_center, directions_.z)};
    return options_.smoothness > 0 ? faded(q) : sharp(q);
  }

  Few<Source> sharp(DVec3 q) const {
    bool is_inside = belongs(options_.kind, q, half_);
    if (is_hollow_) is_inside = is_inside && !belongs(options_.kind, q, hole_);
    Few<Source> sources(is_inside ? Source(options_.color) : std::nullopt);
    if (is_upright_) return sources;
    for (const double depth : depths(q)) {
      if (std::fabs(depth) > 1e-7) continue;
      sources.add(options_.color);
      sources.add(std::nullopt);
    }
    return sources;
  }

  Few<double> depths(DVec3 q) const {
    if (!is_hollow_) return depths_of(options_.kind, q, half_);
    Few<double> both;
    for (const double outer : depths_of(options_.kind, q, half_)) {
      for (const double inner : depths_of(options_.kind, q, hole_))
        both.add(std::min(outer, -inner));
    }
    return both;
  }

  Few<Source> faded(DVec3 q) const {
    double beyond = -INFINITY;  // the box that all smooth rims end at
    for (int i = 0; i < 3; ++i)
      beyond = std::max(beyond, std::fabs(q[i]) - half_[i] - options_.smoothness);
    Few<Source> sources;
    if (beyond > -1e-7) sources.add(std::nullopt);
    if (beyond > 1e-7) return sources;
    for (const double depth : depths(q)) {
      const double share = std::clamp(depth / options_.smoothness, -1.0, 1.0) / 2 + 0.5;
      if (share <= 1e-12) sources.add(std::nullopt);
      if (share <= 0) continue;
      const double alpha = options_.color.a * share;
      const bool is_deep = depth > options_.smoothness * (1 + 1e-9);
      // What comes out within rounding of a whole number may be truncated to the one below.
      for (const double slip : {-1e-7, 1e-7}) {
        const double slipped = is_deep ? alpha : alpha + slip;
        Rgba faded = options_.color;
        faded.a = static_cast<std::uint8_t>(std::clamp<double>(slipped, 0, options_.color.a));
        sources.add(faded);
      }
    }
    return sources;
  }

  Rgba combined(Rgba before, const Source& source) const {
    const bool keeps_inside =
        options_.mode == BlendMode::Intersect || options_.mode == BlendMode::IntersectFill;
    if (!source) return keeps_inside ? kEmpty : before;
    // Where it has faded away a shape multiplies nothing.
    if (source->is_empty() && options_.mode == BlendMode::MultiplyAlpha) return before;
    return plain_blend(before, *source, options_.mode);
  }

  const ShapeOptions& options_;
  DVec3 half_;
  DVec3 hole_;
  Axes directions_;
  bool is_upright_ = true;
  bool is_hollow_ = false;
  double reach_ = 0;
};

}  // namespace goxel
