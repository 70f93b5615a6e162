#include "core/edit/generate.hpp"
#include "core/image/flatten.hpp"
#include "core/image/history.hpp"
#include "core/volume/region.hpp"

#include <benchmark/benchmark.h>

namespace goxel {
namespace {

/// About 3 million voxels in one layer.
Image terrain_image() {
  Limits limits;
  NoProgress progress;
  Image image;
  edit::TerrainOptions options;
  options.box = {{0, 0, 0}, {512, 512, 24}};
  // Within the default limits.
  (void)edit::generate_terrain(image.edit_layer(1).volume, options, {limits, progress, nullptr});
  return image;
}

/// The first write after a snapshot copies one node, one tile and the node map.
void snapshot_and_first_write(benchmark::State& state) {
  Image image = terrain_image();
  std::int32_t x = 0;
  for (auto _ : state) {
    const Image snapshot = image;
    image.edit_layer(1).volume.set({x = (x + 37) & 511, 100, 3}, {1, 2, 3, 255});
    benchmark::DoNotOptimize(snapshot);
  }
  state.counters["voxels"] = static_cast<double>(image.voxel_count());
}
BENCHMARK(snapshot_and_first_write)->Unit(benchmark::kMicrosecond);

void undo_and_redo_of_a_fill(benchmark::State& state) {
  Image image = terrain_image();
  History history;
  const Image before = image;
  fill_box(image.edit_layer(1).volume, {{0, 0, 0}, {256, 256, 256}}, {9, 9, 9, 255});
  history.record(before, image, {"fill_box", 0, 0});
  for (auto _ : state) {
    history.undo(image);
    history.redo(image);
  }
}
BENCHMARK(undo_and_redo_of_a_fill)->Unit(benchmark::kMicrosecond);

void flatten(benchmark::State& state) {
  Image image = terrain_image();
  Layer layer;
  fill_box(layer.volume, {{100, 100, 0}, {300, 300, 10}}, {9, 9, 9, 255});
  image.add_layer(std::move(layer));
  for (auto _ : state) benchmark::DoNotOptimize(flatten_visible(image));
}
BENCHMARK(flatten)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goxel
