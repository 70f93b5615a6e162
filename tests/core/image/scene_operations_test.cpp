#include "core/image/scene_operations.hpp"

#include "tests/support/catch.hpp"

namespace goxel {

TEST_CASE("removing a material frees the layers that had it and renumbers the others") {
  Image image;
  image.edit_materials() = {{"a"}, {"b"}, {"c"}};
  const auto add = [&image](std::optional<std::int32_t> material) {
    Layer layer;
    layer.material = material;
    return image.add_layer(std::move(layer));
  };
  const std::int32_t first = add(0);
  const std::int32_t second = add(1);
  const std::int32_t third = add(2);

  remove_material(image, 1);

  CHECK(image.materials().size() == 2);
  CHECK(image.materials()[1].name == "c");
  CHECK(image.find_layer(1)->material == std::nullopt);
  CHECK(image.find_layer(first)->material == 0);
  CHECK(image.find_layer(second)->material == std::nullopt);
  CHECK(image.find_layer(third)->material == 1);
}

TEST_CASE("removing a camera keeps the active one, unless it is the one that goes") {
  struct Row {
    int active;
    int removed;
    int active_after;
  };
  const Row row = GENERATE(Row{-1, 0, -1}, Row{0, 2, 0}, Row{2, 0, 1}, Row{1, 1, -1});
  Image image;
  image.edit_cameras() = {{"a"}, {"b"}, {"c"}};
  image.set_active_camera(row.active);

  remove_camera(image, row.removed);

  CHECK(image.cameras().size() == 2);
  CHECK(image.active_camera() == row.active_after);
}

}  // namespace goxel
