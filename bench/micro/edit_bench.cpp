#include "core/analysis/colors.hpp"
#include "core/edit/fill.hpp"
#include "core/edit/flood_fill.hpp"
#include "core/edit/generate.hpp"
#include "core/edit/set_voxels.hpp"
#include "core/volume/region.hpp"

#include <benchmark/benchmark.h>

#include <vector>

namespace goxel {
namespace {

/// Over a fill of another colour: what it changes is counted, too.
void fill_again(benchmark::State& state) {
  Limits limits;
  NoProgress progress;
  Volume volume;
  const IBox box{{0, 0, 0}, {256, 256, 256}};
  std::uint8_t shade = 0;
  for (auto _ : state) {
    const Rgba color{++shade, 0, 0, 255};
    benchmark::DoNotOptimize(
        edit::fill_box(volume, box, color, BlendMode::Over, {limits, progress, nullptr}));
  }
}
BENCHMARK(fill_again)->Unit(benchmark::kMillisecond);

void set_voxels_of_list(benchmark::State& state) {
  Limits limits;
  NoProgress progress;
  std::vector<Voxel> voxels;
  for (std::int32_t i = 0; i < state.range(0); ++i) {
    voxels.push_back({{i & 63, i >> 6 & 63, i >> 12}, {static_cast<std::uint8_t>(i), 0, 0, 255}});
  }
  for (auto _ : state) {
    Volume volume;
    benchmark::DoNotOptimize(edit::set_voxels(volume, voxels, {limits, progress, nullptr}));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(set_voxels_of_list)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

void flood_fill(benchmark::State& state) {
  Limits limits;
  NoProgress progress;
  Volume solid;
  fill_box(solid, {{0, 0, 0}, {64, 64, 64}}, {255, 0, 0, 255});
  edit::FloodFillOptions options;
  options.connectivity = static_cast<Connectivity>(state.range(0));
  for (auto _ : state) {
    Volume volume = solid;
    benchmark::DoNotOptimize(edit::flood_fill(volume, options, {limits, progress, nullptr}));
  }
  state.SetItemsProcessed(state.iterations() * 64 * 64 * 64);
}
BENCHMARK(flood_fill)->ArgName("neighbors")->Arg(6)->Arg(26)->Unit(benchmark::kMillisecond);

void histogram(benchmark::State& state) {
  Limits limits;
  NoProgress progress;
  Volume terrain;
  edit::TerrainOptions options;
  options.box = {{0, 0, 0}, {256, 256, 64}};
  (void)edit::generate_terrain(terrain, options,
                               {limits, progress, nullptr});  // Within the default limits.
  Serial serial;
  for (auto _ : state) benchmark::DoNotOptimize(analysis::color_histogram(terrain, {}, serial));
  state.SetItemsProcessed(state.iterations() * terrain.voxel_count());
}
BENCHMARK(histogram)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goxel
