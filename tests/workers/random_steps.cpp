#include "tests/workers/random_steps.hpp"

#include "core/edit/clipboard.hpp"
#include "core/edit/colors.hpp"
#include "core/edit/fill.hpp"
#include "core/edit/transform.hpp"
#include "core/image/layer_operations.hpp"
#include "core/image/scene_operations.hpp"
#include "tests/workers/random_voxel_edits.hpp"

#include <iterator>

namespace goxel::workers {

namespace {

struct Changed {
  std::int64_t changed = 0;
};
using EditResult = Result<Changed>;
using Edit = EditResult (*)(Image&, Random&);

constexpr Limits kLimits = [] {
  Limits limits;
  limits.layers = 8;
  return limits;
}();

/// One of the first `count` numbers.
int one_of(Random& random, std::size_t count) {
  return random.between(0, static_cast<std::int32_t>(count) - 1);
}
std::int32_t any_layer(const Image& image, Random& random) {
  return image.layers()[static_cast<std::size_t>(one_of(random, image.layers().size()))]->id;
}

template <class Run>
EditResult on_layer(Image& image, Random& random, Run&& run) {
  Volume& volume = image.edit_layer(any_layer(image, random)).volume;
  NoProgress progress;
  Result<std::int64_t> changed = run(volume, edit::Scope{kLimits, progress, nullptr});
  if (!changed) return std::move(changed).error();
  return Changed{changed.value()};
}
template <class T>
EditResult whole(Result<T> result) {
  if (!result) return std::move(result).error();
  return Changed{1};
}

EditResult fill(Image& image, Random& random) {
  return on_layer(image, random, [&](Volume& volume, const edit::Scope& scope) {
    const IBox box = random.box(30, 20);
    const Rgba color = random.color();
    return edit::fill_box(volume, box, color, random.mode(), scope);
  });
}
EditResult shape(Image& image, Random& random) {
  return on_layer(image, random, [&](Volume& volume, const edit::Scope& scope) {
    ShapeOptions options;
    options.kind = static_cast<ShapeKind>(random.between(0, 6));
    options.placement = placement_of_box(random.box(30, 20));
    options.color = random.color();
    options.mode = random.mode();
    return edit::draw_shape(volume, options, scope);
  });
}
EditResult move_voxels(Image& image, Random& random) {
  return on_layer(image, random, [&](Volume& volume, const edit::Scope& scope) {
    if (random.one_in(2)) return edit::mirror(volume, random.box(20, 30), 1, scope);
    return edit::translate(volume, to_long(random.position(5)), scope);
  });
}
EditResult move_too_far(Image& image, Random& random) {
  return on_layer(image, random, [&](Volume& volume, const edit::Scope& scope) {
    return edit::translate(volume, {std::int64_t{1} << 40, 0, 0}, scope);
  });
}
EditResult recolor(Image& image, Random& random) {
  return on_layer(image, random, [&](Volume& volume, const edit::Scope& scope) {
    return edit::adjust_colors(volume, {90, 0, 0, 0}, scope);
  });
}
EditResult crop(Image& image, Random& random) {
  return on_layer(image, random, [&](Volume& volume, const edit::Scope& scope) {
    return edit::crop(volume, {{-25, -25, -25}, {25, 25, 25}}, scope);
  });
}
EditResult add_layer(Image& image, Random& random) {
  if (image.layers().size() >= 8) return Error{ErrorCode::LimitExceeded, "no room"};
  Layer layer;
  layer.name = "new";
  if (random.one_in(3)) layer.shape = static_cast<LayerShape>(random.between(0, 2));
  if (random.one_in(6)) layer.picture_path = "tree.png";
  layer.transform = matrix_of_box(random.box(9, 9));
  image.add_layer(std::move(layer));
  return Changed{1};
}
EditResult remove_layer(Image& image, Random& random) {
  image.remove_layer(any_layer(image, random));
  return Changed{1};
}
EditResult duplicate(Image& image, Random& random) {
  return whole(duplicate_layer(image, any_layer(image, random), kLimits));
}
EditResult clone(Image& image, Random& random) {
  return whole(clone_layer(image, any_layer(image, random), kLimits));
}
EditResult reorder(Image& image, Random& random) {
  const std::int32_t id = any_layer(image, random);
  return whole(move_layer(image, id, one_of(random, image.layers().size())));
}
EditResult merge_two(Image& image, Random& random) {
  const std::int32_t source = any_layer(image, random);
  return whole(merge_layers(image, source, any_layer(image, random)));
}
EditResult merge_all(Image& image, Random&) { return whole(merge_visible(image)); }
EditResult convert(Image& image, Random& random) {
  return whole(make_normal_layer(image, any_layer(image, random)));
}
EditResult change_layer(Image& image, Random& random) {
  Layer& layer = image.edit_layer(any_layer(image, random));
  layer.name = std::to_string(random.between(0, 99));
  layer.is_visible = random.one_in(2);
  layer.mode = random.mode();
  layer.color = random.color();
  layer.material.reset();
  if (!image.materials().empty()) layer.material = one_of(random, image.materials().size());
  layer.box.reset();
  if (random.one_in(2)) layer.box = matrix_of_box(random.box(9, 9));
  if (layer.kind() != LayerKind::Normal)
    layer.transform = Mat4::translation(to_double(random.position(5)));
  return Changed{1};
}
EditResult activate(Image& image, Random& random) {
  image.set_active_layer(any_layer(image, random));
  return Changed{1};
}
EditResult change_materials(Image& image, Random& random) {
  if (!image.materials().empty() && random.one_in(2)) {
    remove_material(image, one_of(random, image.materials().size()));
    return Changed{1};
  }
  Material material;
  material.name = std::to_string(random.between(0, 99));
  material.roughness = static_cast<float>(random.between(0, 8)) / 8;
  material.emission[1] = static_cast<float>(random.between(0, 8));
  image.edit_materials().push_back(material);
  return Changed{1};
}
EditResult change_cameras(Image& image, Random& random) {
  if (!image.cameras().empty() && random.one_in(2)) {
    remove_camera(image, one_of(random, image.cameras().size()));
    return Changed{1};
  }
  Camera camera;
  camera.distance = static_cast<float>(random.between(1, 200));
  camera.is_orthographic = random.one_in(2);
  image.edit_cameras().push_back(camera);
  image.set_active_camera(one_of(random, image.cameras().size()));
  return Changed{1};
}
EditResult change_scene(Image& image, Random& random) {
  Light light;
  light.intensity = static_cast<float>(random.between(0, 9));
  light.is_fixed = random.one_in(2);
  image.set_light(light);
  image.set_box(random.box(20, 40));
  return Changed{1};
}
EditResult change_and_fail(Image& image, Random& random) {
  for (const Edit edit : {fill, add_layer, change_layer, change_materials, change_scene})
    (void)edit(image, random);  // Whether they do anything is of no matter: all is taken back.
  return Error{ErrorCode::InvalidParams, "half-way"};
}
EditResult change_nothing(Image& image, Random& random) {
  return on_layer(image, random, [&](Volume& volume, const edit::Scope& scope) {
    return edit::fill_box(volume, {}, {1, 2, 3, 255}, BlendMode::Over, scope);
  });
}

struct NamedEdit {
  const char* name;
  Edit run;
};
constexpr NamedEdit kEdits[] = {
    {"fill", fill},
    {"shape", shape},
    {"shape", shape},
    {"move_voxels", move_voxels},
    {"move_too_far", move_too_far},
    {"recolor", recolor},
    {"crop", crop},
    {"add_layer", add_layer},
    {"add_layer", add_layer},
    {"remove_layer", remove_layer},
    {"duplicate", duplicate},
    {"clone", clone},
    {"reorder", reorder},
    {"merge_two", merge_two},
    {"merge_all", merge_all},
    {"convert", convert},
    {"change_layer", change_layer},
    {"change_layer", change_layer},
    {"activate", activate},
    {"change_materials", change_materials},
    {"change_cameras", change_cameras},
    {"change_scene", change_scene},
    {"change_and_fail", change_and_fail},
    {"change_nothing", change_nothing},
};

/// Also twice to the same place, and erasing what is empty.
std::string write_some(Session& session, Random& random) {
  const std::int32_t id = any_layer(session.image(), random);
  if (session.image().find_layer(id)->kind() != LayerKind::Normal) return "write nothing";
  const Voxel voxel{random.position(12), random.one_in(3) ? kEmpty : random.color()};
  session.write_voxel(id, voxel, {"add_voxel"});
  return "write_voxel";
}

std::string edit_voxels(Session& session, Random& random, const RandomVoxelEdit& voxel_edit) {
  const auto run = [&](Image& image) {
    const Volume other = image.find_layer(any_layer(image, random))->volume;
    return on_layer(image, random, [&](Volume& volume, const edit::Scope& scope) {
      return voxel_edit.run(volume, other, random, scope);
    });
  };
  (void)session.edit_image(run, {voxel_edit.name});
  return voxel_edit.name;
}

}  // namespace

std::string random_step(Session& session, Random& random) {
  if (random.one_in(3)) return write_some(session, random);
  const auto voxel_edits = random_voxel_edits();
  const int number = one_of(random, std::size(kEdits) + voxel_edits.size());
  if (number >= std::ssize(kEdits))
    return edit_voxels(session, random, voxel_edits[std::size_t(number - std::ssize(kEdits))]);
  const NamedEdit& edit = kEdits[number];
  (void)session.edit_image([&](Image& image) { return edit.run(image, random); }, {edit.name});
  return edit.name;
}

}  // namespace goxel::workers
