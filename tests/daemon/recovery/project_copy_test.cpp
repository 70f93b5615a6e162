#include "core/image/generated.hpp"
#include "core/image/layer_operations.hpp"
#include "tests/daemon/recovery/recovery_support.hpp"

#include <limits>

using namespace goxel;
using namespace goxel::recovery;
using workers::Project;

namespace {

constexpr std::int32_t kFirst = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kLast = std::numeric_limits<std::int32_t>::max();

Mat4 odd_transform() {
  Mat4 matrix = Mat4::translation({1.25, -3, 1e6});
  matrix.m[0] = -0.0F;
  matrix.m[5] = 0.1F;
  return matrix;
}

Layer base_layer() {
  Layer layer;
  layer.id = 70;
  layer.name = "W\xC3\xA4nde\n\"1\"";  // with a line break, which a .gox file does not keep
  layer.mode = BlendMode::Sub;
  layer.transform = odd_transform();
  layer.box = matrix_of_box({{-5, 0, 1}, {6, 7, 9}});
  layer.material = 1;
  layer.color = {1, 2, 3, 4};  // as left by a shape layer that was made a normal one
  for (std::int32_t i = 0; i < 40; ++i) {
    layer.volume.set({7 * i - 99, 3 * i, -i},
                     {static_cast<std::uint8_t>(i), 9, 200, static_cast<std::uint8_t>(i + 1)});
  }
  layer.volume.set({kFirst, kFirst, kFirst}, {1, 1, 1, 1});
  layer.volume.set({kLast, kLast, kLast}, {255, 0, 0, 255});
  return layer;
}

std::vector<Layer> layers_of_every_kind() {
  Layer clone;
  clone.id = 3;
  clone.base_id = 70;
  clone.is_visible = false;
  clone.mode = BlendMode::Intersect;
  clone.transform = Mat4::translation({4, 5, 6});
  Layer shape;
  shape.id = 12;
  shape.name = std::string(300, 'n');
  shape.shape = LayerShape::Cylinder;
  shape.color = {9, 8, 7, 6};
  shape.material = 0;
  shape.transform = matrix_of_box({{0, 0, 0}, {8, 8, 8}});
  shape.mode = BlendMode::Paint;
  Layer picture;
  picture.id = 1;
  picture.name = "picture";
  picture.picture_path = std::string(254, 'p') + "\xC3\xA4.png";
  Layer short_picture;
  short_picture.id = 2;
  short_picture.name = "picture";  // a name that another layer has
  short_picture.picture_path = "a/b.png";
  Layer copy = base_layer();
  copy.id = 71;
  copy.name = "copy";
  return {base_layer(), clone, shape, picture, short_picture, copy};
}

Image image_with_everything() {
  Image image;
  image.set_layers(layers_of_every_kind());
  image.set_active_layer(12);
  Material metal;
  metal.name = std::string(200, 'm');
  metal.color = {0.1F, 0.2F, 0.3F, 0.4F};
  metal.metallic = 0.7F;
  metal.roughness = 0.6F;
  metal.emission = {3, 2, 1};
  image.edit_materials() = {metal, Material{.name = ""}, Material{.name = "plain"}};
  Camera camera;
  camera.name = std::string(128, 'c');
  camera.distance = 12.5F;
  camera.is_orthographic = true;
  camera.to_world = odd_transform();
  image.edit_cameras() = {camera, Camera{.name = ""}, Camera{.name = "plain"}};
  image.set_light({.pitch_rad = 0.1F,
                   .yaw_rad = -0.2F,
                   .intensity = 3,
                   .is_fixed = true,
                   .ambient = 0.4F,
                   .shadow = 0.5F});
  // Corners that 32-bit floats do not tell apart from their neighbours.
  image.set_box({{-2'147'483'648, -16'777'217, 3}, {2'147'483'648, 16'777'219, 2'000'000'001}});
  return image;
}

Project project_with_everything() {
  Project project;
  project.name = "t\xC3\xB6wer \"x\"\n";
  project.path = "a b/\xC3\xB6.gox";
  project.size = {48, 64, 4'294'967'296};
  project.image = image_with_everything();
  project.palette = {{1, 2, 3, 4}, {0, 0, 0, 0}, {9, 9, 9, 0}};
  project.revision = 12;
  project.saved_revision = 9;
  project.history = History({}, 12);
  project.selection.set({-100, 5, 6}, {255, 255, 255, 255});
  project.selection.set({3, 3, 3}, {255, 255, 255, 255});
  project.clipboard.volume.set({7, -8, 9}, {1, 2, 3, 77});
  Image earlier = project.image;
  earlier.edit_layer(70).volume.set({0, 0, 0}, {5, 5, 5, 5});
  earlier.set_active_layer(1);
  earlier.set_active_camera(2);
  earlier.set_box({});
  Image empty;
  REQUIRE(project.snapshots.create("earlier", earlier, {}).is_ok());
  REQUIRE(project.snapshots.create("a/../\x01\"", empty, {}).is_ok());
  REQUIRE(project.snapshots.create("same", project.image, {}).is_ok());
  return project;
}

void check_same_layer(const Layer& found, const Layer& expected) {
  CHECK(found.id == expected.id);
  CHECK(found.name == expected.name);
  CHECK(found.is_visible == expected.is_visible);
  CHECK(found.mode == expected.mode);
  CHECK(found.base_id == expected.base_id);
  CHECK(found.material == expected.material);
  CHECK(found.transform == expected.transform);
  CHECK(found.box == expected.box);
  CHECK(found.shape == expected.shape);
  CHECK(found.color == expected.color);
  CHECK(found.picture_path == expected.picture_path);
  CHECK(found.volume == expected.volume);
  CHECK(found.volume.content_hash() == expected.volume.content_hash());
}

void check_same_image(const Image& found, const Image& expected) {
  REQUIRE(found.layers().size() == expected.layers().size());
  for (std::size_t i = 0; i < found.layers().size(); ++i) {
    INFO("layer " << i);
    check_same_layer(*found.layers()[i], *expected.layers()[i]);
    CHECK(layer_content(found, *found.layers()[i]).content_hash() ==
          layer_content(expected, *expected.layers()[i]).content_hash());
  }
  CHECK(found.active_layer_id() == expected.active_layer_id());
  CHECK(found.materials() == expected.materials());
  CHECK(found.cameras() == expected.cameras());
  CHECK(found.active_camera() == expected.active_camera());
  CHECK(found.light() == expected.light());
  CHECK(found.box() == expected.box());
  CHECK(found == expected);  // whatever members are added
}

/// What a project is after it was written, and read by another store on the same folder.
Project round_trip(const Project& project, const Limits& limits = {}) {
  const TemporaryDirectory folder;
  const RecoveryStore::Options options{.folder = folder / "state", .limits = limits};
  write(*open_store(options), session_id('a'), project);
  return read(*open_store(options), session_id('a'));
}

}  // namespace

TEST_CASE("a project with everything comes back as it was") {
  const Project expected = project_with_everything();
  const Project found = round_trip(expected);
  CHECK(found.name == expected.name);
  CHECK(found.path == expected.path);
  CHECK(found.size == expected.size);
  CHECK(found.palette == expected.palette);
  CHECK(found.revision == 12);
  CHECK(found.saved_revision == 9);
  CHECK(found.is_dirty());
  CHECK(found.selection == expected.selection);
  CHECK(found.clipboard.volume == expected.clipboard.volume);
  check_same_image(found.image, expected.image);
  REQUIRE(found.snapshots.names() == expected.snapshots.names());
  for (const std::string& name : expected.snapshots.names()) {
    INFO("snapshot " << name);
    check_same_image(*found.snapshots.find(name), *expected.snapshots.find(name));
  }
}

TEST_CASE("a new project comes back as it was") {
  const Project expected;
  const Project found = round_trip(expected);
  check_same_image(found.image, expected.image);
  CHECK(found.name.empty());
  CHECK(found.path.empty());
  CHECK(found.size == LVec3{64, 64, 64});
  CHECK(found.palette.empty());
  CHECK(found.snapshots.names().empty());
  CHECK(found.selection.is_empty());
  CHECK(found.clipboard.volume.is_empty());
  CHECK_FALSE(found.is_dirty());
}

TEST_CASE("the history of a project that came back is empty and counts on") {
  Limits limits;
  limits.history_steps = 1;
  Project found = round_trip(project_with_everything(), limits);
  CHECK(found.history.revision() == 12);
  CHECK(found.history.undo_count() == 0);
  CHECK(found.history.redo_count() == 0);
  const Image before = found.image;
  found.history.record(before, found.image, {});
  CHECK(found.history.revision() == 13);
  found.history.record(before, found.image, {});
  CHECK(found.history.undo_count() == 1);
}

TEST_CASE("snapshots share with the image what they shared before") {
  const Project found = round_trip(project_with_everything());
  const Volume& now = found.image.find_layer(70)->volume;
  const Image same = *found.snapshots.find("same");
  CHECK(same.find_layer(70)->volume.shares_storage_with(now));
  const Image earlier = *found.snapshots.find("earlier");
  const Volume& then = earlier.find_layer(70)->volume;
  int shared = 0;
  int own = 0;
  then.for_each_tile([&](TileCoord coord, const Tile& tile) {
    const bool is_shared = now.find_tile(coord) == &tile;
    ++(is_shared ? shared : own);
    CHECK(is_shared == (coord != TileCoord{0, 0, 0}));
  });
  CHECK(own == 1);
  CHECK(shared > 5);
}

TEST_CASE("an image that outgrew the memory limit for files comes back all the same") {
  Limits limits;
  limits.session_bytes = 1;
  const Project expected = project_with_everything();
  check_same_image(round_trip(expected, limits).image, expected.image);
}

TEST_CASE("a project with more layers than are allowed now stays where it is") {
  const TemporaryDirectory folder;
  RecoveryStore::Options options{.folder = folder / "state"};
  write(*open_store(options), session_id('a'), project_with_everything());
  options.limits.layers = 6;
  CHECK(open_store(options)->read(session_id('a')).is_ok());
  options.limits.layers = 5;
  const auto refused = open_store(options)->read(session_id('a'));
  REQUIRE_FALSE(refused.is_ok());
  CHECK(refused.error().code == ErrorCode::LimitExceeded);
  options.limits.layers = 6;
  CHECK(open_store(options)->read(session_id('a')).is_ok());
}

TEST_CASE("the file of the image alone is one that the format's reader takes") {
  const TemporaryDirectory folder;
  const RecoveryStore::Options options{.folder = folder / "state"};
  const auto store = open_store(options);
  write(*store, session_id('a'), project_with_everything());
  const std::string copy = "state/sessions/s1-aaaaaaaaaaaaaaaa";
  CHECK(folder.names(copy) == std::set<std::string>{"clipboard.gox", "project.gox", "selection.gox",
                                                    "session.json", "snapshot-0.gox",
                                                    "snapshot-1.gox", "snapshot-2.gox"});
  CHECK(folder.get(copy + "/project.gox").substr(0, 4) == "GOX ");
}
