#pragma once

#include "core/volume/volume.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace goxel {

/// A colour and how many voxels have it.
struct CountedColor {
  Rgba color;
  std::int64_t voxels = 0;

  friend bool operator==(const CountedColor&, const CountedColor&) = default;
};

/// A direct-mapped cache in front of a map by colour: models have few colours, and a look-up in a
/// map for each voxel would cost more than all else that is done with it. Owned by one thread.
template <class Value>
class ColorMap {
 public:
  ColorMap() = default;
  ColorMap(const ColorMap&) = delete;  // its lines point into its values
  ColorMap& operator=(const ColorMap&) = delete;

  /// The value of a colour, made by make() when there is none yet. Valid until the next call.
  template <class Make>
  Value& find(Rgba color, Make&& make) {
    const std::uint32_t key = color_key(color);
    Line& line = lines_[key * 0x9E3779B1U >> (32 - kBits)];
    if (line.value == nullptr || line.key != key) {
      const auto found = values_.find(key);
      line = {key, found != values_.end() ? &found->second
                                          : &values_.emplace(key, make()).first->second};
    }
    return *line.value;
  }
  /// By color_key().
  const std::unordered_map<std::uint32_t, Value>& values() const { return values_; }

 private:
  static constexpr int kBits = 10;
  struct Line {
    std::uint32_t key = 0;
    Value* value = nullptr;  ///< an element of values_, which stay where they are
  };
  std::array<Line, std::size_t{1} << kBits> lines_{};
  std::unordered_map<std::uint32_t, Value> values_;
};

/// Counts the colours of volumes, without their alpha. Owned by one thread.
class ColorCounter {
 public:
  /// About 3 ns a voxel where there are few colours.
  void add(const Volume& volume);
  /// Opaque, by r, g, b.
  std::vector<CountedColor> colors() const;

 private:
  ColorMap<std::int64_t> counts_;
};

/// At most `max_colors` (from 1) opaque colours that stand for those of `colors`, found by median
/// cut: the bucket with the widest channel is split where it halves the voxels, and each bucket
/// gives its mean. Empty for no colours. O(colours * log(colours) * log(max_colors)).
std::vector<Rgba> median_cut(std::vector<CountedColor> colors, std::size_t max_colors);

/// Finds the nearest colour of a palette: least squared distance of r, g, b; ties to the first.
/// Remembers what it found. Owned by one thread.
class PaletteMatcher {
 public:
  /// `palette` must outlive the matcher.
  explicit PaletteMatcher(std::span<const Rgba> palette) : palette_(palette) {}

  /// Index into the palette, which must not be empty.
  std::size_t nearest(Rgba color);

 private:
  std::span<const Rgba> palette_;
  ColorMap<std::size_t> known_;
};

}  // namespace goxel
