#include "core/volume/bounds.hpp"
#include "core/volume/bulk.hpp"
#include "core/volume/line.hpp"
#include "core/volume/merge.hpp"
#include "core/volume/region.hpp"
#include "core/volume/shape.hpp"

#include <benchmark/benchmark.h>

#include <vector>

namespace goxel {
namespace {

constexpr Rgba kRed{255, 0, 0, 255};

Rgba color_at(std::int32_t x, std::int32_t y, std::int32_t z) {
  return {static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), static_cast<std::uint8_t>(z),
          255};
}

/// A cube of many colours, row by row.
std::vector<Voxel> colored_cube(std::int32_t side) {
  std::vector<Voxel> voxels;
  for (std::int32_t z = 0; z < side; ++z) {
    for (std::int32_t y = 0; y < side; ++y) {
      for (std::int32_t x = 0; x < side; ++x) voxels.push_back({{x, y, z}, color_at(x, y, z)});
    }
  }
  return voxels;
}

void set(benchmark::State& state) {
  Volume volume;
  std::int32_t i = 0;
  for (auto _ : state) {
    volume.set({i & 63, i >> 6 & 63, i >> 12 & 63}, color_at(i, i >> 6, i >> 12));
    ++i;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(set);

void get(benchmark::State& state) {
  Volume volume;
  set_voxels(volume, colored_cube(64));
  std::int32_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(volume.at({i & 63, i >> 6 & 63, i >> 12 & 63}));
    i += 7919;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(get);

void bulk_write(benchmark::State& state) {
  std::vector<Voxel> voxels = colored_cube(100);
  if (state.range(0) != 0) {
    std::uint64_t random = 1;
    for (std::size_t i = voxels.size(); i-- > 1;) {
      random = random * 6364136223846793005U + 1442695040888963407U;
      std::swap(voxels[i], voxels[(random >> 33) % (i + 1)]);
    }
  }
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(voxels.data()),
                       voxels.size() * sizeof(Voxel));
  for (auto _ : state) {
    Volume volume;
    benchmark::DoNotOptimize(set_packed_voxels(volume, bytes));
  }
  state.SetItemsProcessed(state.iterations() * 1'000'000);
}
BENCHMARK(bulk_write)->ArgName("shuffled")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void read_region(benchmark::State& state) {
  Volume volume;
  set_voxels(volume, colored_cube(100));
  for (auto _ : state) benchmark::DoNotOptimize(read_voxels(volume, {{0, 0, 0}, {100, 100, 100}}));
  state.SetItemsProcessed(state.iterations() * 1'000'000);
}
BENCHMARK(read_region)->Unit(benchmark::kMillisecond);

void fill(benchmark::State& state) {
  const std::int64_t side = state.range(0);
  for (auto _ : state) {
    Volume volume;
    fill_box(volume, {{1, 1, 1}, {1 + side, 1 + side, 1 + side}}, kRed);
    benchmark::DoNotOptimize(volume);
  }
}
BENCHMARK(fill)->Arg(100)->Arg(256)->Unit(benchmark::kMicrosecond);

void shape(benchmark::State& state) {
  ShapeOptions options;
  options.kind = static_cast<ShapeKind>(state.range(0));
  const std::int64_t side = state.range(1);
  options.placement = placement_of_box({{1, 1, 1}, {1 + side, 1 + side, 1 + side}});
  options.smoothness = static_cast<double>(state.range(2));
  for (auto _ : state) {
    Volume volume;
    draw_shape(volume, options);
    benchmark::DoNotOptimize(volume);
  }
  state.SetLabel(std::string(shape_kind_name(options.kind)));
}
BENCHMARK(shape)
    ->ArgNames({"kind", "side", "smooth"})
    ->ArgsProduct({{0, 1, 2, 3, 4, 5, 6}, {100, 256}, {0}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(shape)
    ->ArgNames({"kind", "side", "smooth"})
    ->Args({1, 256, 1})
    ->Unit(benchmark::kMillisecond);

void thick_line(benchmark::State& state) {
  LineOptions options;
  options.to = {200, 120, 60};
  options.radius = 4;
  for (auto _ : state) {
    Volume volume;
    draw_line(volume, options);
    benchmark::DoNotOptimize(volume);
  }
}
BENCHMARK(thick_line)->Unit(benchmark::kMicrosecond);

void merge_over(benchmark::State& state) {
  Volume below;
  Volume above;
  set_voxels(below, colored_cube(100));
  ShapeOptions ball;
  ball.kind = ShapeKind::Sphere;
  ball.placement = placement_of_box({{0, 0, 0}, {100, 100, 100}});
  ball.color.a = static_cast<std::uint8_t>(state.range(0));
  draw_shape(above, ball);
  for (auto _ : state) {
    Volume merged = below;
    merge(merged, above, BlendMode::Over);
    benchmark::DoNotOptimize(merged);
  }
}
BENCHMARK(merge_over)->ArgName("alpha")->Arg(255)->Arg(128)->Unit(benchmark::kMillisecond);

void bounds(benchmark::State& state) {
  Volume volume;
  set_voxels(volume, colored_cube(100));
  for (auto _ : state) benchmark::DoNotOptimize(exact_bounds(volume));
}
BENCHMARK(bounds)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace goxel
