#include "core/analysis/colors.hpp"
#include "core/edit/flood_fill.hpp"
#include "core/edit/generate.hpp"
#include "core/volume/region.hpp"

#include <benchmark/benchmark.h>

namespace goxel {
namespace {

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
