#include "core/render/render.hpp"

#include "core/base/str_cat.hpp"
#include "core/math/srgb.hpp"
#include "core/render/groups.hpp"
#include "core/render/shade.hpp"
#include "core/volume/bounds.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>

namespace goxel {

namespace {

constexpr std::int32_t kBlockSide = 32;

/// A rectangle of pixels, half-open.
struct PixelBox {
  std::int32_t left = 0;
  std::int32_t top = 0;
  std::int32_t right = 0;
  std::int32_t bottom = 0;

  bool contains(std::int32_t x, std::int32_t y) const {
    return x >= left && x < right && y >= top && y < bottom;
  }
};

Error too_large(std::string_view limit, std::string_view what, std::int64_t found,
                std::int64_t maximum) {
  return Error{ErrorCode::LimitExceeded,
               str_cat("the picture's ", what, " is ", found, "; the limit is ", maximum)}
      .with("limit", std::string(limit))
      .with("found", found)
      .with("maximum", maximum);
}

Result<void> check_size(const RenderOptions& options, const Limits& limits) {
  if (options.width < 1 || options.height < 1) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("a picture of ", options.width, "x", options.height, " has no pixels")};
  }
  const std::int64_t side = std::max(options.width, options.height);
  if (side > limits.picture_side) {
    return too_large("picture_side", "longer side", side, limits.picture_side);
  }
  const std::int64_t pixels = std::int64_t{options.width} * options.height;
  if (pixels > limits.picture_pixels) {
    return too_large("picture_pixels", "number of pixels", pixels, limits.picture_pixels);
  }
  if (options.samples > limits.samples) {
    return too_large("samples", "number of samples a pixel", options.samples, limits.samples);
  }
  return {};
}

Result<void> check_fraction(std::string_view name, double value) {
  if (value >= 0 && value <= 1) return {};
  return Error{ErrorCode::InvalidParams, str_cat(name, " ", value, " is outside 0..1")};
}

Result<void> check_options(const RenderOptions& options) {
  if (options.samples < 1) {
    return Error{ErrorCode::InvalidParams, str_cat("samples ", options.samples, " is below 1")};
  }
  GOXEL_TRY(check_fraction("occlusion", options.occlusion));
  return check_fraction("shadow", options.shadow.value_or(0));
}

bool is_finite(DVec3 v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }

Result<void> check_view(const View& view) {
  const bool is_usable = is_finite(view.position) && is_finite(view.right) && is_finite(view.up) &&
                         is_finite(view.forward) && std::isfinite(view.half_width) &&
                         std::isfinite(view.half_height) && view.half_width > 0 &&
                         view.half_height > 0;
  if (is_usable) return {};
  return Error{ErrorCode::InvalidParams, "the view is not finite or its window is empty"};
}

/// Makes the rays of a picture, relative to the stage's origin.
class Lens {
 public:
  Lens(const View& view, const Stage& stage, const RenderOptions& options)
      : view_(view),
        width_(options.width),
        height_(options.height),
        middle_(view.position, view.forward) {
    view_.position = view.position - to_double(stage.origin());
    if (view.is_orthographic) back_off(stage);
  }

  /// Through (x, y) in pixels from the top left corner.
  Ray ray(double x, double y) const {
    const double right = (2 * x / width_ - 1) * view_.half_width;
    const double up = (1 - 2 * y / height_) * view_.half_height;
    const DVec3 aside = view_.right * right + view_.up * up;
    if (view_.is_orthographic) {
      Ray parallel = middle_;
      parallel.move_to(view_.position + aside);
      return parallel;
    }
    return Ray(view_.position, view_.forward + aside);
  }

  bool is_perspective() const { return !view_.is_orthographic; }

  /// The side of a pixel in voxels, at distance 1 when perspective.
  double pixel_size() const { return 2 * view_.half_height / height_; }

  /// The pixels that may show anything of the box.
  PixelBox cover(const Stage& stage) const {
    const PixelBox all{0, 0, width_, height_};
    if (stage.bounds().is_empty()) return {};
    double left = width_, right = 0, top = height_, bottom = 0;
    for (const DVec3& corner : corners(stage)) {
      const DVec3 offset = corner - view_.position;
      const double depth = view_.is_orthographic ? 1 : dot(offset, view_.forward);
      // A corner beside or behind the viewer has no place in the picture, and the box may cover all
      // of it.
      if (depth < 1e-3) return all;
      const double x = (dot(offset, view_.right) / (depth * view_.half_width) + 1) * width_ / 2;
      const double y = (1 - dot(offset, view_.up) / (depth * view_.half_height)) * height_ / 2;
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = std::max(bottom, y);
    }
    // One pixel more on each side than exact arithmetic would need.
    return {pixel(left - 1, width_), pixel(top - 1, height_), pixel(right + 2, width_),
            pixel(bottom + 2, height_)};
  }

 private:
  static std::int32_t pixel(double at, std::int32_t end) {
    return static_cast<std::int32_t>(std::clamp(at, 0.0, static_cast<double>(end)));
  }

  static std::array<DVec3, 8> corners(const Stage& stage) {
    const DVec3 low = to_double(stage.bounds().min - stage.origin());
    const DVec3 high = to_double(stage.bounds().max - stage.origin());
    std::array<DVec3, 8> all;
    for (std::size_t i = 0; i < 8; ++i) {
      all[i] = {(i & 1) != 0 ? high.x : low.x, (i & 2) != 0 ? high.y : low.y,
                (i & 4) != 0 ? high.z : low.z};
    }
    return all;
  }

  /// Starts parallel rays in front of everything, and no further away than that needs.
  void back_off(const Stage& stage) {
    double nearest = Ray::kNever;
    for (const DVec3& corner : corners(stage)) {
      nearest = std::min(nearest, dot(corner - view_.position, view_.forward));
    }
    view_.position = view_.position + view_.forward * (nearest - 1);
  }

  View view_;
  std::int32_t width_;
  std::int32_t height_;
  Ray middle_;  ///< keeps what parallel rays share
};

/// Where the samples of a pixel lie: a Fibonacci lattice, which for one sample is the middle.
std::vector<std::pair<double, double>> sample_places(std::int32_t count) {
  constexpr double kGoldenPart = 0.6180339887498949;
  std::vector<std::pair<double, double>> places;
  for (std::int32_t i = 0; i < count; ++i) {
    const double turn = 0.5 + i * kGoldenPart;
    places.emplace_back((i + 0.5) / count, turn - std::floor(turn));
  }
  return places;
}

/// The background of each row.
std::vector<Rgba> background_rows(const RenderOptions& options) {
  constexpr double kGradient = 0.2 * 255;
  const auto size = static_cast<std::size_t>(options.height);
  if (options.is_transparent) return std::vector<Rgba>(size, kEmpty);
  std::vector<Rgba> rows(size, options.background);
  if (!options.has_gradient) return rows;
  for (std::size_t y = 0; y < size; ++y) {
    const double shift = kGradient * ((2 * static_cast<double>(y) + 1) / options.height - 1);
    const auto shifted = [&](std::uint8_t c) {
      return static_cast<std::uint8_t>(std::floor(std::clamp(c + shift, 0.0, 255.0) + 0.5));
    };
    const Rgba plain = options.background;
    rows[y] = {shifted(plain.r), shifted(plain.g), shifted(plain.b), plain.a};
  }
  return rows;
}

/// A colour over a background, added up over the samples of a pixel with the coverage multiplied
/// in.
class PixelSum {
 public:
  void add(const LinearColor& front, const LinearColor& back) {
    const float rest = (1 - front.a) * back.a;
    r_ += front.r * front.a + back.r * rest;
    g_ += front.g * front.a + back.g * rest;
    b_ += front.b * front.a + back.b * rest;
    a_ += front.a + rest;
  }

  Rgba color(std::int32_t samples) const {
    if (a_ <= 0) return kEmpty;
    const auto alpha = static_cast<std::uint8_t>(a_ * 255 / static_cast<float>(samples) + 0.5F);
    if (alpha == 0) return kEmpty;
    return {kSrgb.encode(r_ / a_), kSrgb.encode(g_ / a_), kSrgb.encode(b_ / a_), alpha};
  }

 private:
  float r_ = 0;
  float g_ = 0;
  float b_ = 0;
  float a_ = 0;
};

LinearColor linear_of(Rgba color) {
  return {kSrgb.to_linear(color.r), kSrgb.to_linear(color.g), kSrgb.to_linear(color.b),
          static_cast<float>(color.a) / 255};
}

/// Draws one picture block by block. What the blocks share is written before the first starts, and
/// each block writes pixels of its own.
class Painter {
 public:
  Painter(const Stage& stage, const View& view, const RenderOptions& options)
      : stage_(stage),
        options_(options),
        lens_(view, stage, options),
        places_(sample_places(options.samples)),
        rows_(background_rows(options)),
        cover_(lens_.cover(stage)),
        block_columns_((options.width + kBlockSide - 1) / kBlockSide) {
    picture_.width = options.width;
    picture_.height = options.height;
    picture_.pixels.resize(static_cast<std::size_t>(options.width) *
                           static_cast<std::size_t>(options.height));
  }

  std::size_t block_count() const {
    const std::int32_t block_rows = (options_.height + kBlockSide - 1) / kBlockSide;
    return static_cast<std::size_t>(block_columns_) * static_cast<std::size_t>(block_rows);
  }

  void paint(std::size_t block) {
    const auto number = static_cast<std::int32_t>(block);
    const std::int32_t left = number % block_columns_ * kBlockSide;
    const std::int32_t top = number / block_columns_ * kBlockSide;
    const std::int32_t right = std::min(left + kBlockSide, options_.width);
    const std::int32_t bottom = std::min(top + kBlockSide, options_.height);
    Shader shader(stage_, lens_.pixel_size(), lens_.is_perspective());
    for (std::int32_t y = top; y < bottom; ++y) {
      for (std::int32_t x = left; x < right; ++x) {
        const Rgba empty = rows_[static_cast<std::size_t>(y)];
        pixel_at(x, y) = cover_.contains(x, y) ? pixel(shader, x, y, empty) : empty;
      }
    }
  }

  Picture take() { return std::move(picture_); }

 private:
  Rgba& pixel_at(std::int32_t x, std::int32_t y) {
    return picture_.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(options_.width) +
                           static_cast<std::size_t>(x)];
  }

  Rgba pixel(Shader& shader, std::int32_t x, std::int32_t y, Rgba empty) const {
    if (places_.size() == 1) {
      // The usual case; it needs no sum.
      const LinearColor front = shader.color_of(lens_.ray(x + 0.5, y + 0.5));
      if (front.a == 0) return empty;
      if (front.a >= 1) {
        return {kSrgb.encode(front.r), kSrgb.encode(front.g), kSrgb.encode(front.b), 255};
      }
      PixelSum sum;
      sum.add(front, linear_of(empty));
      return sum.color(1);
    }
    const LinearColor back = linear_of(empty);
    PixelSum sum;
    bool is_empty = true;
    for (const auto& [dx, dy] : places_) {
      const LinearColor front = shader.color_of(lens_.ray(x + dx, y + dy));
      is_empty = is_empty && front.a == 0;
      sum.add(front, back);
    }
    return is_empty ? empty : sum.color(options_.samples);
  }

  const Stage& stage_;
  const RenderOptions& options_;
  Lens lens_;
  std::vector<std::pair<double, double>> places_;
  std::vector<Rgba> rows_;
  PixelBox cover_;
  std::int32_t block_columns_;
  Picture picture_;
};

/// Tells of finished blocks from whichever thread is free to; a fraction never decreases.
class BlockProgress {
 public:
  BlockProgress(Progress& progress, std::size_t total) : progress_(progress), total_(total) {}

  bool is_stopped() {
    if (!is_stopped_.load(std::memory_order_relaxed) && progress_.is_stop_requested()) {
      is_stopped_.store(true, std::memory_order_relaxed);
    }
    return is_stopped_.load(std::memory_order_relaxed);
  }

  void finish_block() {
    done_.fetch_add(1, std::memory_order_relaxed);
    if (is_reporting_.test_and_set(std::memory_order_acquire)) return;
    const std::size_t done = done_.load(std::memory_order_relaxed);
    progress_.report(static_cast<double>(done) / static_cast<double>(total_), "rendering");
    is_reporting_.clear(std::memory_order_release);
  }

 private:
  Progress& progress_;
  std::size_t total_;
  std::atomic<std::size_t> done_ = 0;
  std::atomic<bool> is_stopped_ = false;
  std::atomic_flag is_reporting_ = ATOMIC_FLAG_INIT;
};

}  // namespace

Result<IBox> visible_bounds(const Image& image, const RenderOptions& options) {
  GOXEL_ASSIGN(const std::vector<LayerGroup> groups, layer_groups(image, options.layers));
  IBox bounds;
  for (const LayerGroup& group : groups) {
    bounds = bounding_union(bounds, exact_bounds(group.volume));
  }
  return bounds;
}

Result<Picture> render(const Image& image, const View& view, const RenderOptions& options,
                       const Limits& limits, Parallel& parallel, Progress& progress) {
  GOXEL_TRY(check_size(options, limits));
  GOXEL_TRY(check_options(options));
  GOXEL_TRY(check_view(view));
  GOXEL_ASSIGN(std::vector<LayerGroup> groups, layer_groups(image, options.layers));
  const Stage stage(std::move(groups), image.light(), view, options);
  Painter painter(stage, view, options);
  const std::size_t blocks = painter.block_count();
  BlockProgress block_progress(progress, blocks);
  parallel.for_each(blocks, [&](std::size_t block) {
    if (block_progress.is_stopped()) return;
    painter.paint(block);
    block_progress.finish_block();
  });
  if (block_progress.is_stopped()) return Error{ErrorCode::Cancelled, "the render was cancelled"};
  return painter.take();
}

}  // namespace goxel
