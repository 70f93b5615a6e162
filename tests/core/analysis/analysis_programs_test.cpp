#include "core/volume/bounds.hpp"
#include "core/volume/connected.hpp"
#include "core/volume/diff.hpp"
#include "core/volume/region.hpp"
#include "tests/core/analysis/backwards.hpp"
#include "tests/core/analysis/plain_analysis.hpp"
#include "tests/core/analysis/random_sample.hpp"
#include "tests/support/catch.hpp"

namespace goxel::analysis {

namespace {

/// Calls `test(Random&)` with as many seeds, each shown when something fails.
template <class Test>
void with_seeds(std::uint64_t count, Test&& test) {
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    test(random);
  }
}

/// The tiles of a box, as voxels.
IBox whole_tiles(IBox box) {
  for (int axis = 0; axis < 3; ++axis) {
    box.min[axis] = box.min[axis] >> 4 << 4;
    box.max[axis] = (box.max[axis] + 15) >> 4 << 4;
  }
  return box;
}

struct PlainLayer {
  std::int32_t id = 0;
  std::string name;
  VoxelModel voxels;
};
using PlainImage = std::vector<PlainLayer>;

const PlainLayer* find(const PlainImage& image, std::int32_t id) {
  for (const PlainLayer& layer : image) {
    if (layer.id == id) return &layer;
  }
  return nullptr;
}

void write_some(Random& random, Image& image, PlainImage& plain) {
  PlainLayer& layer = plain[static_cast<std::size_t>(random.between(0, int(plain.size()) - 1))];
  for (int i = random.between(0, 20); i > 0; --i) {
    const IVec3 p = random.position(4);
    const Rgba color = random.one_in(3) ? kEmpty : random.color();
    image.edit_layer(layer.id).volume.set(p, color);
    layer.voxels.set(p, color);
  }
}

void add_one(Random& random, Image& image, PlainImage& plain) {
  PlainLayer added;
  added.id = 1;
  while (find(plain, added.id) != nullptr) ++added.id;
  added.name = "new " + std::to_string(random.between(0, 99));
  Layer layer;
  layer.name = added.name;
  REQUIRE(image.add_layer(std::move(layer)) == added.id);
  plain.push_back(std::move(added));
}

void change_image(Random& random, Image& image, PlainImage& plain) {
  const auto at = random.between(0, int(plain.size()) - 1);
  const std::int32_t id = plain[static_cast<std::size_t>(at)].id;
  switch (random.between(0, 4)) {
    case 0:
      return add_one(random, image, plain);
    case 1:
      if (plain.size() < 2) return;
      image.remove_layer(id);
      plain.erase(plain.begin() + at);
      return;
    case 2:
      image.edit_layer(id).name = plain[static_cast<std::size_t>(at)].name = "renamed";
      return;
    default:
      return write_some(random, image, plain);
  }
}

void check_same(const LayerDifference& a, const LayerDifference& b) {
  CHECK(a.layer_id == b.layer_id);
  CHECK(a.name == b.name);
  CHECK(a.fate == b.fate);
  CHECK(a.voxels == b.voxels);
}

std::vector<LayerDifference> plain_compare(const PlainImage& before, const PlainImage& after) {
  std::vector<LayerDifference> differences;
  for (const PlainLayer& layer : after) {
    const PlainLayer* old = find(before, layer.id);
    const VolumeDifference voxels =
        plain_difference(old != nullptr ? old->voxels : VoxelModel(), layer.voxels);
    if (old == nullptr || !voxels.is_empty())
      differences.push_back(
          {layer.id, layer.name, old != nullptr ? LayerFate::Kept : LayerFate::Added, voxels});
  }
  for (const PlainLayer& layer : before) {
    if (find(after, layer.id) == nullptr)
      differences.push_back(
          {layer.id, layer.name, LayerFate::Removed, plain_difference(layer.voxels, {})});
  }
  return differences;
}

}  // namespace

TEST_CASE("bounds and counts of random volumes are those of a plain map") {
  with_seeds(1'500, [](Random& random) {
    const Sample sample = random_sample(random);
    const IBox bounds = plain_bounds(sample.model);
    CHECK(exact_bounds(sample.volume) == bounds);
    CHECK(coarse_bounds(sample.volume) == whole_tiles(bounds));
    CHECK(sample.volume.voxel_count() == std::int64_t(sample.model.voxels.size()));
    const IBox box = box_about(random, sample.place);
    CHECK(count_voxels(sample.volume, box) ==
          std::count_if(sample.model.voxels.begin(), sample.model.voxels.end(),
                        [&](const auto& entry) { return box.contains(position_of(entry.first)); }));
    CHECK(read_voxels(sample.volume, IBox::everything()) == voxels_in_order(sample.model));
  });
}

TEST_CASE("histograms of random volumes are a plain count, in any order of work") {
  with_seeds(1'500, [](Random& random) {
    const Sample sample = random_sample(random);
    const HistogramOptions options{box_about(random, sample.place), random.between(0, 256),
                                   random.one_in(2)};
    CAPTURE(options.bin_size, options.sort_by_count);
    Serial serial;
    Backwards backwards;
    const Histogram histogram = color_histogram(sample.volume, options, serial);
    CHECK(histogram.colors == plain_histogram(sample.model, options));
    CHECK(histogram.total_voxels == count_voxels(sample.volume, options.box));
    const Histogram again = color_histogram(sample.volume, options, backwards);
    CHECK(again.colors == histogram.colors);
    CHECK(again.total_voxels == histogram.total_voxels);
  });
}

TEST_CASE("unique colours of random volumes merge as in a plain list, in any order of work") {
  with_seeds(1'500, [](Random& random) {
    const Sample sample = random_sample(random);
    const IBox box = box_about(random, sample.place);
    constexpr int kThresholds[] = {-1, 0, 1, 4, 5, 14, 80, 82, 300, 441, 442, 20'000};
    const int threshold = kThresholds[random.between(0, 11)];
    const bool by_count = random.one_in(2);
    CAPTURE(threshold, by_count);
    Serial serial;
    Backwards backwards;
    const auto colors = unique_colors(sample.volume, box, threshold, by_count, serial);
    CHECK(colors == plain_unique_colors(sample.model, box, threshold, by_count));
    CHECK(unique_colors(sample.volume, box, threshold, by_count, backwards) == colors);
  });
}

TEST_CASE("voxels found by colour are those within the tolerance, in any order of work") {
  with_seeds(1'500, [](Random& random) {
    const Sample sample = random_sample(random);
    constexpr std::uint8_t kTolerances[] = {0, 4, 5, 79, 80, 255};
    const auto tolerance = [&] { return kTolerances[random.between(0, 5)]; };
    ColorSearch search{box_about(random, sample.place), near_color(random), {}};
    search.tolerance = {tolerance(), tolerance(), tolerance(), tolerance()};
    if (random.one_in(2)) search.max_results = random.between(0, 20);
    Serial serial;
    Backwards backwards;
    const ColorMatches matches = find_color(sample.volume, search, serial);
    std::vector<Voxel> expected = plain_matches(sample.model, search);
    CHECK(matches.total == std::int64_t(expected.size()));
    if (matches.total > search.max_results)
      expected.resize(static_cast<std::size_t>(search.max_results));
    CHECK(matches.voxels == expected);
    const ColorMatches again = find_color(sample.volume, search, backwards);
    CHECK(again.voxels == matches.voxels);
    CHECK(again.total == matches.total);
  });
}

TEST_CASE("connected parts of random volumes are those of a plain search, by 6, 18 and 26") {
  with_seeds(1'500, [](Random& random) {
    const Sample sample = random.one_in(12) ? random_sample(random) : compact_sample(random);
    Limits limits;
    NoProgress progress;
    for (int axes = 1; axes <= 3; ++axes) {
      constexpr Connectivity kKinds[] = {Connectivity::Faces, Connectivity::Edges,
                                         Connectivity::Corners};
      CAPTURE(axes);
      const auto parts = find_components(sample.volume, kKinds[axes - 1], limits, progress);
      CHECK(parts.value() == plain_components(sample.model, axes));
    }
    limits.voxels_per_edit = sample.volume.voxel_count() - 1;
    CHECK_FALSE(find_components(sample.volume, Connectivity::Faces, limits, progress).is_ok());
  });
}

TEST_CASE("enclosed cells of random volumes are those that air from outside does not reach") {
  std::int64_t found = 0;
  with_seeds(1'500, [&](Random& random) {
    Sample sample;
    sample.place = random_place(random, 3, 6);
    const int percent = random.between(50, 100);
    VoxelModel::for_each_position(sample.place, [&](IVec3 p) {
      if (random.between(1, 100) <= percent) sample.set(p, random.color());
    });
    NoProgress progress;
    const Volume enclosed = find_enclosed(sample.volume, Limits(), progress).value();
    CHECK(VoxelModel::of(enclosed) == plain_enclosed(sample.model));
    check_invariants(enclosed);
    found += enclosed.voxel_count();
  });
  CHECK(found > 1'000);
}

TEST_CASE("differences of random volumes are those of plain maps") {
  with_seeds(1'500, [](Random& random) {
    const Sample before = random_sample(random);
    const Sample after = changed_sample(random, before);
    const VolumeDifference expected = plain_difference(before.model, after.model);
    CHECK(compare(before.volume, after.volume) == expected);
    CHECK(count_changed(before.volume, after.volume) ==
          expected.added + expected.removed + expected.recolored);
    CHECK(compare(after.volume, before.volume) ==
          VolumeDifference{expected.removed, expected.added, expected.recolored, expected.bounds});
  });
}

TEST_CASE("masks take from and restrict random volumes as plain maps") {
  with_seeds(1'500, [](Random& random) {
    const Sample before = random_sample(random);
    const Sample after = changed_sample(random, before);
    const Sample mask = changed_sample(random, before);
    VoxelModel without;
    VoxelModel within;
    VoxelModel restricted;
    for (const auto& [key, color] : before.model.voxels) {
      (mask.model.voxels.contains(key) ? within : without).voxels[key] = color;
      if (!mask.model.voxels.contains(key)) restricted.voxels[key] = color;
    }
    for (const auto& [key, color] : after.model.voxels) {
      if (mask.model.voxels.contains(key)) restricted.voxels[key] = color;
    }
    CHECK(VoxelModel::of(erased(before.volume, mask.volume)) == without);
    CHECK(VoxelModel::of(kept(before.volume, mask.volume)) == within);
    Volume changed = after.volume;
    restrict_change(before.volume, changed, mask.volume);
    CHECK(VoxelModel::of(changed) == restricted);
    check_invariants(changed);
  });
}

TEST_CASE("statistics of random volumes are those of plain maps") {
  with_seeds(1'500, [](Random& random) {
    const Sample sample = random_sample(random);
    const Statistics figures = statistics(sample.volume);
    const Statistics expected = plain_statistics(sample.model);
    CHECK(figures.voxels == expected.voxels);
    CHECK(figures.solid_voxels == expected.solid_voxels);
    CHECK(figures.surface_voxels == expected.surface_voxels);
    CHECK(figures.exposed_faces == expected.exposed_faces);
    CHECK(figures.tiles == expected.tiles);
    CHECK(figures.uniform_tiles == expected.uniform_tiles);
    CHECK(figures.bounds == expected.bounds);
    CHECK(figures.fill_fraction == expected.fill_fraction);
  });
}

TEST_CASE("differences of random images go layer by layer, by id") {
  with_seeds(1'000, [](Random& random) {
    Image before;
    PlainImage plain_before = {{1, "Layer.1", {}}};
    for (int i = 0; i < 6; ++i) change_image(random, before, plain_before);
    Image after = before;
    PlainImage plain_after = plain_before;
    for (int i = 0; i < 4; ++i) change_image(random, after, plain_after);
    const auto differences = compare(before, after);
    const auto expected = plain_compare(plain_before, plain_after);
    REQUIRE(differences.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) check_same(differences[i], expected[i]);
  });
}

}  // namespace goxel::analysis
