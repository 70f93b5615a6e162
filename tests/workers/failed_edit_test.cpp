#include "core/edit/clipboard.hpp"
#include "core/edit/fill.hpp"
#include "core/edit/flood_fill.hpp"
#include "core/edit/generate.hpp"
#include "core/edit/set_voxels.hpp"
#include "core/edit/transform.hpp"
#include "core/image/generated.hpp"
#include "core/image/layer_operations.hpp"
#include "core/image/scene_operations.hpp"
#include "core/volume/region.hpp"
#include "tests/support/catch.hpp"
#include "tests/workers/image_digest.hpp"
#include "tests/workers/random_steps.hpp"
#include "tests/workers/support.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace goxel::workers {

namespace {

constexpr Rgba kBlue{0, 0, 255, 255};
constexpr IBox kRoom{{0, 0, 0}, {60, 60, 60}};

/// Stops after so many polls.
class StopAfter final : public Progress {
 public:
  explicit StopAfter(int polls) : left_(polls) {}
  void report(double, std::string_view) override {}
  bool is_stop_requested() const override { return left_-- <= 0; }

 private:
  mutable int left_;
};

/// What the failing parts are given: limits that a small project reaches, and when to stop.
struct Surroundings {
  Limits limits;
  NoProgress goes_on;
  StopAfter stops_soon{1};
  StopAfter stops_later{2};

  Surroundings() {
    limits.layers = 6;
    limits.voxels_per_call = 100;
    limits.voxels_per_edit = 250'000;
  }
  edit::Scope scope() { return {limits, goes_on, nullptr}; }
  edit::Scope stopped() { return {limits, stops_soon, nullptr}; }
  edit::Scope stopped_later() { return {limits, stops_later, nullptr}; }
};

using Part = std::function<Result<std::int64_t>(Image&, Surroundings&)>;
struct Failure {
  std::string name;
  ErrorCode code;
  Part run;
};

template <class T>
Result<std::int64_t> counted(Result<T> result) {
  if (!result) return std::move(result).error();
  return std::int64_t{1};
}

Volume& volume_of(Image& image) { return image.edit_layer(1).volume; }

std::vector<Failure> stopped_parts() {
  return {
      {"a shape", ErrorCode::Cancelled,
       [](Image& image, Surroundings& s) {
         ShapeOptions options;
         options.kind = ShapeKind::Torus;
         options.placement = placement_of_box({{0, 0, 0}, {50, 50, 50}});
         options.smoothness = 1;
         return edit::draw_shape(volume_of(image), options, s.stopped());
       }},
      {"a turn", ErrorCode::Cancelled,
       [](Image& image, Surroundings& s) {
         return edit::rotate(volume_of(image), {9, 9, 9}, 2, 33, s.stopped());
       }},
      {"noise", ErrorCode::Cancelled,
       [](Image& image, Surroundings& s) {
         return edit::generate_noise(volume_of(image), {kRoom, 4}, s.stopped());
       }},
      {"terrain", ErrorCode::Cancelled,
       [](Image& image, Surroundings& s) {
         return edit::generate_terrain(volume_of(image), {kRoom, 4}, s.stopped());
       }},
      {"the second of two layers", ErrorCode::Cancelled,
       [](Image& image, Surroundings& s) -> Result<std::int64_t> {
         GOXEL_TRY(edit::clear(volume_of(image), s.stopped_later()));
         for (int i = 0; i < 2; ++i) {
           Layer layer;
           fill_box(layer.volume, kRoom, kBlue);
           const std::int32_t id = image.add_layer(std::move(layer));
           GOXEL_TRY(
               edit::crop(image.edit_layer(id).volume, {{0, 0, 0}, {9, 9, 9}}, s.stopped_later()));
         }
         return std::int64_t{1};
       }},
  };
}

std::vector<Failure> refused_parts() {
  return {
      {"a fill that is too large", ErrorCode::LimitExceeded,
       [](Image& image, Surroundings& s) {
         return edit::fill_box(volume_of(image), {{0, 0, 0}, {64, 64, 64}}, kBlue, BlendMode::Over,
                               s.scope());
       }},
      {"a list that is too long", ErrorCode::LimitExceeded,
       [](Image& image, Surroundings& s) {
         return edit::set_voxels(volume_of(image), std::vector<Voxel>(101), s.scope());
       }},
      {"a flood that is too large", ErrorCode::LimitExceeded,
       [](Image& image, Surroundings& s) {
         edit::FloodFillOptions options{{-5, -5, -5}, kBlue};
         options.box = {{-90, -90, -90}, {90, 90, 90}};
         return edit::flood_fill(volume_of(image), options, s.scope());
       }},
      {"a move out of space", ErrorCode::LimitExceeded,
       [](Image& image, Surroundings& s) {
         volume_of(image).set({1, 1, 1}, kBlue);
         return edit::translate(volume_of(image), {0, std::int64_t{1} << 31, 0}, s.scope());
       }},
      {"a layer more than there may be", ErrorCode::LimitExceeded,
       [](Image& image, Surroundings& s) {
         while (duplicate_layer(image, 1, s.limits)) {
         }
         return counted(clone_layer(image, 1, s.limits));
       }},
      {"a merge with a missing layer", ErrorCode::NotFound,
       [](Image& image, Surroundings&) { return counted(merge_layers(image, 1, 99)); }},
      {"a merge of a layer with itself", ErrorCode::InvalidParams,
       [](Image& image, Surroundings&) { return counted(merge_layers(image, 1, 1)); }},
      {"a conversion of a missing layer", ErrorCode::NotFound,
       [](Image& image, Surroundings&) { return counted(make_normal_layer(image, 99)); }},
      {"a place past the top", ErrorCode::InvalidParams,
       [](Image& image, Surroundings&) { return counted(move_layer(image, 1, 77)); }},
      {"a merge of all and then a failure", ErrorCode::NotFound,
       [](Image& image, Surroundings&) {
         (void)merge_visible(image);
         return counted(move_layer(image, 99, 0));
       }},
  };
}

/// Changes a part of everything; layer 1 is there before and after.
void change_all(Image& image) {
  Layer& layer = image.edit_layer(1);
  layer.volume.set({3, 3, 3}, kBlue);
  layer.name = "changed";
  layer.is_visible = !layer.is_visible;
  layer.mode = BlendMode::Sub;
  layer.box = matrix_of_box({{0, 0, 0}, {1, 2, 3}});
  layer.material.reset();
  image.add_layer({});
  image.move_layer(1, 1);
  while (image.materials().size() > 1) remove_material(image, 0);
  image.edit_materials().emplace_back().name = "glass";
  while (!image.cameras().empty()) remove_camera(image, 0);
  Light light = image.light();
  light.shadow = 1;
  image.set_light(light);
  image.set_box({{0, 0, 0}, {1, 1, 1}});
  image.set_active_layer(1);
}

/// Some steps old, with steps undone, several layers of all kinds, materials and cameras.
std::unique_ptr<Session> old_session() {
  auto session = make_session();
  Random random(5);
  for (int i = 0; i < 300; ++i) random_step(*session, random);
  (void)session->edit_image([](Image& image) -> Result<void> {
    for (const LayerKind kind : {LayerKind::Normal, LayerKind::Clone, LayerKind::Shape}) {
      Layer layer;
      if (kind == LayerKind::Clone) layer.base_id = image.active_layer_id();
      if (kind == LayerKind::Shape) layer.shape = LayerShape::Sphere;
      fill_box(layer.volume, {{0, 0, 0}, {20, 20, 20}}, kBlue);
      image.add_layer(std::move(layer));
    }
    if (image.find_layer(1) == nullptr) {
      Layer layer;
      layer.id = 1;
      image.add_layer(std::move(layer));
    }
    Volume volume;
    fill_box(volume, {{0, 0, 0}, {10, 10, 10}}, kBlue);
    make_normal(image.edit_layer(1), std::move(volume));
    image.edit_materials().emplace_back();
    image.edit_cameras().emplace_back();
    return {};
  });
  for (int i = 0; i < 5; ++i) session->write_voxel(1, {{i, 5, 20}, kBlue}, {"add_voxel"});
  CHECK(session->undo(3) == 3);
  return session;
}

}  // namespace

TEST_CASE("a failed edit of any kind leaves the whole image and its history as they were") {
  const auto session = old_session();
  const Image before = session->image();
  const std::uint64_t digest = ImageDigest::of(before);
  const std::uint64_t revision = session->project().revision;
  const std::size_t undo_count = session->project().history.undo_count();
  std::vector<Failure> failures = stopped_parts();
  for (Failure& failure : refused_parts()) failures.push_back(std::move(failure));
  for (const Failure& failure : failures) {
    for (const bool is_late : {false, true}) {
      INFO(failure.name << (is_late ? " after other changes" : ""));
      Surroundings surroundings;
      const auto result = session->edit_image([&](Image& image) {
        if (is_late) change_all(image);
        return failure.run(image, surroundings);
      });
      REQUIRE_FALSE(result.is_ok());
      CHECK(result.error().code == failure.code);
      CHECK(ImageDigest::of(session->image()) == digest);
      CHECK(session->image() == before);
      for (const CowPtr<Layer>& layer : before.layers())
        CHECK(session->image().find_layer(layer->id) == layer.get());
      CHECK(session->project().revision == revision);
      CHECK(session->project().history.undo_count() == undo_count);
      CHECK(session->project().history.redo_count() == 3);
    }
  }
  CHECK(session->redo(9) == 3);
  CHECK(session->undo(3) == 3);
  CHECK(ImageDigest::of(session->image()) == digest);
}

}  // namespace goxel::workers
