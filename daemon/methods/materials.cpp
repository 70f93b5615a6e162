#include "core/image/scene_operations.hpp"
#include "core/math/srgb.hpp"
#include "daemon/methods/edit.hpp"
#include "daemon/methods/scene_items.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/edit_method.hpp"
#include "daemon/rpc/handler.hpp"

#include <algorithm>
#include <cmath>

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::Editor;
using rpc::NoParams;

struct ListedMaterial {
  std::optional<bool> success;  ///< of a change
  std::int32_t index = 0;
  std::string name;
  Rgba color;
  std::array<double, 4> base_color{};
  double metallic = 0;
  double roughness = 0;
  std::array<double, 3> emission{};
};
constexpr auto fields_of(rpc::Of<ListedMaterial>) {
  using R = ListedMaterial;
  return rpc::fields(
      rpc::field<&R::success>("success", "true, after a change"),
      rpc::field<&R::index>("index", "from 0"), rpc::field<&R::name>("name", "of the material"),
      rpc::field<&R::color>("color", "and opacity, nearest in sRGB"),
      rpc::field<&R::base_color>("base_color", "the same, linear, as it is kept"),
      rpc::field<&R::metallic>("metallic", "0..1"), rpc::field<&R::roughness>("roughness", "0..1"),
      rpc::field<&R::emission>("emission", "linear r, g, b; may exceed 1"));
}

struct MaterialList {
  std::int64_t count = 0;
  std::vector<ListedMaterial> materials;
};
constexpr auto fields_of(rpc::Of<MaterialList>) {
  return rpc::fields(rpc::field<&MaterialList::count>("count", "number of materials"),
                     rpc::field<&MaterialList::materials>("materials", "in their order"));
}

/// Of create_material and update_material.
template <bool kIsUpdate>
struct MaterialParams {
  NameOrIndex material;  ///< of an update
  std::optional<std::string> name;
  std::optional<Rgba> color;
  std::optional<double> metallic;
  std::optional<double> roughness;
  std::optional<std::array<double, 3>> emission;
  std::optional<std::array<double, 4>> base_color;
};
template <bool kIsUpdate>
constexpr auto fields_of(rpc::Of<MaterialParams<kIsUpdate>>) {
  using P = MaterialParams<kIsUpdate>;
  const auto name = rpc::field<&P::name>("name", "of the material; a new one's is numbered");
  const auto color = rpc::field<&P::color>("color", "and opacity, sRGB");
  const auto metallic = rpc::field<&P::metallic>("metallic", "of the surface").range(0, 1);
  const auto roughness = rpc::field<&P::roughness>("roughness", "of the surface").range(0, 1);
  const auto emission = rpc::field<&P::emission>("emission", "linear r, g, b; may exceed 1");
  const auto base = rpc::field<&P::base_color>("base_color", "instead of color: linear r, g, b, a");
  if constexpr (kIsUpdate) {
    return rpc::fields(rpc::field<&P::material>("material", "index or name"), name, color, metallic,
                       roughness, emission, base);
  } else {
    return rpc::fields(name, color, metallic, roughness, emission, base);
  }
}

namespace {

constexpr double kBrightest = 1e6;

ListedMaterial describe(const Image& image, std::int32_t index) {
  const Material& material = image.materials()[static_cast<std::size_t>(index)];
  ListedMaterial listed;
  listed.index = index;
  listed.name = material.name;
  const auto& color = material.color;
  const auto opacity = std::lround(std::clamp(color[3], 0.0F, 1.0F) * 255.0F);
  listed.color = {kSrgb.encode(color[0]), kSrgb.encode(color[1]), kSrgb.encode(color[2]),
                  static_cast<std::uint8_t>(opacity)};
  std::transform(color.begin(), color.end(), listed.base_color.begin(), decimal_of);
  listed.metallic = decimal_of(material.metallic);
  listed.roughness = decimal_of(material.roughness);
  std::transform(material.emission.begin(), material.emission.end(), listed.emission.begin(),
                 decimal_of);
  return listed;
}

/// Copies numbers that must lie in 0..most.
template <std::size_t N>
Result<void> read_channels(std::string_view path, const std::array<double, N>& numbers, double most,
                           std::array<float, N>& out) {
  for (std::size_t i = 0; i < N; ++i) {
    if (!(numbers[i] >= 0 && numbers[i] <= most)) {
      return invalid_param(str_cat(path, "[", i, "]"),
                           str_cat(numbers[i], " is outside 0..", most));
    }
    out[i] = static_cast<float>(numbers[i]);
  }
  return {};
}

ListedMaterial describe_change(const Image& image, std::int32_t index) {
  ListedMaterial listed = describe(image, index);
  listed.success = true;
  return listed;
}

/// `material` with what the parameters say.
template <bool kIsUpdate>
Result<Material> changed(Material material, const MaterialParams<kIsUpdate>& params,
                         const Limits& limits) {
  if (params.name) {
    GOXEL_TRY(check_name("name", *params.name, limits));
    material.name = *params.name;
  }
  if (params.color && params.base_color) {
    return invalid_param("base_color", "given beside color; only one of them can be meant");
  }
  if (params.color) {
    const Rgba c = *params.color;
    material.color = {kSrgb.to_linear(c.r), kSrgb.to_linear(c.g), kSrgb.to_linear(c.b),
                      static_cast<float>(c.a) / 255.0F};
  }
  if (params.base_color) {
    GOXEL_TRY(read_channels("base_color", *params.base_color, 1, material.color));
  }
  if (params.metallic) material.metallic = static_cast<float>(*params.metallic);
  if (params.roughness) material.roughness = static_cast<float>(*params.roughness);
  if (params.emission) {
    GOXEL_TRY(read_channels("emission", *params.emission, kBrightest, material.emission));
  }
  return material;
}

}  // namespace

Result<MaterialList> list_materials(Call& call, const NoParams&) {
  MaterialList list;
  for (std::size_t i = 0; i < call.image().materials().size(); ++i) {
    list.materials.push_back(describe(call.image(), static_cast<std::int32_t>(i)));
  }
  list.count = static_cast<std::int64_t>(list.materials.size());
  return list;
}

Result<ListedMaterial> create_material(Editor& editor, const MaterialParams<false>& params) {
  GOXEL_TRY(check_item_room(editor.image().materials(), "materials"));
  Material blank;
  blank.name = item_name(editor.image().materials(), params.name, "Material");
  GOXEL_ASSIGN(Material material, changed(std::move(blank), params, editor.limits()));
  return edit_image(editor, "create_material", [&](Image& image) -> Result<ListedMaterial> {
    image.edit_materials().push_back(std::move(material));
    return describe_change(image, static_cast<std::int32_t>(image.materials().size()) - 1);
  });
}

Result<ListedMaterial> update_material(Editor& editor, const MaterialParams<true>& params) {
  GOXEL_ASSIGN(const std::int32_t index, require_material(editor.image(), params.material));
  const auto place = static_cast<std::size_t>(index);
  GOXEL_ASSIGN(Material material,
               changed(editor.image().materials()[place], params, editor.limits()));
  return edit_image(editor, "update_material", [&](Image& image) -> Result<ListedMaterial> {
    image.edit_materials()[place] = std::move(material);
    return describe_change(image, index);
  });
}

struct DeleteMaterialParams {
  NameOrIndex material;
};
constexpr auto fields_of(rpc::Of<DeleteMaterialParams>) {
  return rpc::fields(rpc::field<&DeleteMaterialParams::material>("material", "index or name"));
}

Result<Done> delete_material(Editor& editor, const DeleteMaterialParams& params) {
  GOXEL_ASSIGN(const std::int32_t index, require_material(editor.image(), params.material));
  return edit_image(editor, "delete_material", [index](Image& image) -> Result<Done> {
    remove_material(image, index);
    return Done{};
  });
}

std::span<const rpc::Method> material_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&list_materials>("list_materials", Access::Read, "Lists the materials."),
      rpc::edit_method<&create_material>("create_material", "Adds a material."),
      rpc::edit_method<&update_material>("update_material", "Changes a material.")
          .fails(ErrorCode::NotFound),
      rpc::edit_method<&delete_material>("delete_material",
                                         "Removes a material; its layers have none then.")
          .fails(ErrorCode::NotFound),
  });
  return kTable;
}

}  // namespace goxel::methods
