#include "core/base/assert.hpp"
#include "daemon/rpc/fields.hpp"
#include "daemon/rpc/json_parser.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

using namespace goxel;

enum class Mode { Over, Sub };
constexpr auto names_of(rpc::Of<Mode>) {
  return rpc::names<Mode>({{Mode::Over, "over"}, {Mode::Sub, "sub"}});
}

/// One member of every kind that crosses the wire.
struct Everything {
  IVec3 position;
  std::optional<Rgba> color;
  rpc::LayerRef layer;
  std::int32_t width = 1;
  std::optional<double> scale;
  Mode mode = Mode::Over;
  std::optional<IBox> region;
  rpc::Base64 data;
  rpc::AnyJson any;
  std::vector<DVec3> points;
  std::string name;
};
constexpr auto fields_of(rpc::Of<Everything>) {
  using P = Everything;
  return rpc::fields(
      rpc::position_field<&P::position>("p"), rpc::color_field<&P::color>("c"),
      rpc::field<&P::layer>("layer", "l").alias("layer_id").optional(),
      rpc::field<&P::width>("width", "w").range(1, 16384).optional(),
      rpc::field<&P::scale>("scale", "s"), rpc::field<&P::mode>("mode", "m").optional(),
      rpc::field<&P::region>("region", "r"), rpc::field<&P::data>("data", "d").optional(),
      rpc::field<&P::any>("any", "a").optional(), rpc::field<&P::points>("points", "p").optional(),
      rpc::field<&P::name>("name", "n").optional());
}

bool parse(rpc::JsonParser& parser, std::string_view text) {
  auto progress = parser.feed(text);
  if (progress.status == rpc::JsonParser::Status::NeedMore) progress = parser.finish();
  return progress.status == rpc::JsonParser::Status::Complete;
}

std::string encoded(const Everything& params) {
  std::string out;
  rpc::JsonWriter writer(out);
  rpc::encode_result(writer, params);
  return out;
}

}  // namespace

/// Parameters either fail with InvalidParams, or what they decode to is written as JSON that
/// decodes to the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  rpc::JsonParser parser(64);
  if (!parse(parser, {reinterpret_cast<const char*>(bytes), size})) return 0;
  if (parser.tape().duplicate_key(0, parser.root().end_index())) return 0;
  const Limits limits;
  rpc::DecodeContext context(limits);
  Everything first;
  const auto result = rpc::decode_params(std::optional(parser.root()), first, context);
  if (!result) {
    GOXEL_CHECK(result.error().code == ErrorCode::InvalidParams);
    return 0;
  }
  const std::string text = encoded(first);
  rpc::JsonParser again(64);
  GOXEL_CHECK(parse(again, text));
  Everything second;
  GOXEL_CHECK(rpc::decode_params(std::optional(again.root()), second, context).is_ok());
  GOXEL_CHECK(encoded(second) == text);
  return 0;
}
