#pragma once

#include "daemon/rpc/fields.hpp"

#include <optional>
#include <string>
#include <vector>

/// Parameter structs as methods have them; for tests. In another namespace than the codecs, as
/// those are.
namespace goxel::sample {

struct VoxelParams {
  IVec3 position;
  Rgba color;
  rpc::LayerRef layer;
};
constexpr auto fields_of(rpc::Of<VoxelParams>) {
  using P = VoxelParams;
  return rpc::fields(rpc::position_field<&P::position>("where"),
                     rpc::color_field<&P::color>("its colour"),
                     rpc::field<&P::layer>("layer", "which layer").alias("layer_id").optional());
}

enum class Mode { Over, Sub };
constexpr auto names_of(rpc::Of<Mode>) {
  return rpc::names<Mode>({{Mode::Over, "over"}, {Mode::Sub, "sub"}});
}

struct Options {
  double scale = 1.5;
  std::optional<Rgba> tint;
};
constexpr auto fields_of(rpc::Of<Options>) {
  using P = Options;
  return rpc::fields(
      rpc::field<&P::scale>("scale", "factor").range(0.5, 8).optional(),
      rpc::color_field<&P::tint>("blended over it", "tint", {"tr", "tg", "tb", "ta"}));
}

struct MixedParams {
  std::string name;
  std::int32_t width = 64;
  std::optional<std::int64_t> seed;
  Mode mode = Mode::Over;
  Options options;
  std::vector<VoxelParams> voxels;
};
constexpr auto fields_of(rpc::Of<MixedParams>) {
  using P = MixedParams;
  return rpc::fields(rpc::field<&P::name>("name", "its name"),
                     rpc::field<&P::width>("width", "in voxels").range(1, 100).optional(),
                     rpc::field<&P::seed>("seed", "of the noise"),
                     rpc::field<&P::mode>("mode", "how").optional(),
                     rpc::field<&P::options>("options", "more").optional(),
                     rpc::field<&P::voxels>("voxels", "a list").optional());
}

struct BoxParams {
  IBox region;
  std::optional<bool> exact;
};
constexpr auto fields_of(rpc::Of<BoxParams>) {
  using P = BoxParams;
  return rpc::fields(rpc::field<&P::region>("region", "where"),
                     rpc::field<&P::exact>("exact", "or not"));
}

}  // namespace goxel::sample
