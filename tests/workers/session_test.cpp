#include "workers/session.hpp"

#include "tests/support/catch.hpp"
#include "tests/workers/support.hpp"

#include <stdexcept>

namespace goxel::workers {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};

/// Changes every part of an image that an edit can reach.
void scramble(Image& image) {
  Layer& layer = image.edit_layer(1);
  layer.volume.set({1, 2, 3}, kEmpty);
  layer.volume.set({-500, 40, 7}, kRed);
  layer.name = "changed";
  image.add_layer(Layer{});
  image.edit_materials().emplace_back();
  image.edit_cameras().emplace_back();
  image.set_active_camera(0);
  image.set_box({{0, 0, 0}, {1, 1, 1}});
}

Result<int> edit_and_fail(Image& image) {
  scramble(image);
  return Error{ErrorCode::InvalidParams, "half-way"};
}

std::unique_ptr<Session> make_session_with_one_voxel() {
  auto session = make_session();
  session->edit_project().image.edit_layer(1).volume.set({1, 2, 3}, kRed);
  return session;
}

}  // namespace

TEST_CASE("an edit that succeeds stays, grows the revision and makes the project dirty") {
  const auto session = make_session();
  CHECK(!session->project().is_dirty());
  const auto result = session->edit_image([](Image& image) -> Result<int> {
    image.edit_layer(1).volume.set({1, 2, 3}, kRed);
    return 42;
  });
  CHECK(result.value() == 42);
  CHECK(session->image().active_layer().volume.at({1, 2, 3}) == kRed);
  CHECK(session->project().revision == 1);
  CHECK(session->project().is_dirty());
}

TEST_CASE("an edit that fails half-way leaves the image and its revision as they were") {
  const auto session = make_session_with_one_voxel();
  const Image before = session->image();
  const std::uint64_t hash = before.active_layer().volume.content_hash();

  const auto result = session->edit_image(edit_and_fail);

  CHECK(result.error().message == "half-way");
  CHECK(session->image() == before);
  CHECK(session->image().active_layer().volume.shares_storage_with(before.active_layer().volume));
  CHECK(session->image().active_layer().volume.content_hash() == hash);
  CHECK(session->image().layers().size() == 1);
  CHECK(session->image().active_camera() == -1);
  CHECK(session->project().revision == 0);
}

TEST_CASE("an edit that throws leaves the image as it was and passes the exception on") {
  const auto session = make_session_with_one_voxel();
  const Image before = session->image();
  const auto edit_and_throw = [](Image& image) -> Result<void> {
    scramble(image);
    throw std::length_error("half-way");
  };
  CHECK_THROWS_AS(session->edit_image(edit_and_throw), std::length_error);
  CHECK(session->image() == before);
  CHECK(session->project().revision == 0);
}

namespace {

struct Changed {
  std::int64_t changed = 0;
};

}  // namespace

TEST_CASE("each edit is a step of its own, under the revision that the project then has") {
  const auto session = make_session();
  const auto set = [](Image& image) -> Result<Changed> {
    image.edit_layer(1).volume.set({1, 2, 3}, kRed);
    return Changed{1};
  };
  REQUIRE(session->edit_image(set, {"paint", 5'000}).is_ok());
  const std::vector<History::Entry> entries = session->project().history.entries();
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].revision == session->project().revision);
  CHECK(entries[0].note.method == "paint");
  CHECK(entries[0].note.time_ms == 5'000);
  CHECK(entries[0].note.voxels_changed == 1);

  CHECK(session->undo(2) == 1);
  CHECK(session->image().active_layer().volume.is_empty());
  CHECK(session->project().revision == 2);
  CHECK(session->redo(1) == 1);
  CHECK(session->image().active_layer().volume.at({1, 2, 3}) == kRed);
  CHECK(session->project().revision == 3);
}

TEST_CASE("an edit that leaves the image as it was is no step, and what was undone stays") {
  const auto session = make_session_with_one_voxel();
  const auto rename = [](std::string name) {
    return [name](Image& image) -> Result<void> {
      image.edit_layer(1).name = name;
      return {};
    };
  };
  REQUIRE(session->edit_image(rename("first")).is_ok());
  REQUIRE(session->edit_image(rename("second")).is_ok());
  REQUIRE(session->undo(1) == 1);
  const auto revision = session->project().revision;
  REQUIRE(session->edit_image(rename("first")).is_ok());
  CHECK(session->project().revision == revision);
  CHECK(session->redo(1) == 1);
  CHECK(session->image().find_layer(1)->name == "second");
}

TEST_CASE("an edit that changed no voxel leaves no step, no revision and no copy") {
  const auto session = make_session_with_one_voxel();
  const Image before = session->image();
  const auto touch = [](Image& image) -> Result<Changed> {
    image.edit_layer(1).volume.set({1, 2, 3}, kRed);
    return Changed{0};
  };
  REQUIRE(session->edit_image(touch).is_ok());
  CHECK(session->project().history.undo_count() == 0);
  CHECK(session->project().revision == 0);
  CHECK(session->image().active_layer().volume.shares_storage_with(before.active_layer().volume));
}

TEST_CASE("voxels written one by one can be taken back one by one") {
  const auto session = make_session();
  CHECK(session->write_voxel(1, {{0, 0, 0}, kRed}, {"add_voxel"}));
  CHECK_FALSE(session->write_voxel(1, {{0, 0, 0}, kRed}, {"add_voxel"}));
  CHECK(session->write_voxel(1, {{1, 0, 0}, kRed}, {"add_voxel"}));
  CHECK(session->write_voxel(1, {{0, 0, 0}, kEmpty}, {"remove_voxel"}));
  CHECK(session->project().history.undo_count() == 3);
  CHECK(session->project().revision == 3);
  CHECK(session->undo(1) == 1);
  CHECK(session->image().active_layer().volume.voxel_count() == 2);
  CHECK(session->undo(1) == 1);
  CHECK(session->image().active_layer().volume.at({1, 0, 0}).is_empty());
}

TEST_CASE("erasing an empty cell with any colour is no change") {
  const auto session = make_session();
  CHECK_FALSE(session->write_voxel(1, {{0, 0, 0}, {255, 0, 0, 0}}, {"add_voxel"}));
  CHECK(session->project().revision == 0);
}

TEST_CASE("a session counts the connections bound to it and remembers its last use") {
  const auto session = make_session();
  session->bind();
  session->bind();
  session->unbind();
  CHECK(session->bound_connections() == 1);
  const SteadyTime later = SteadyTime() + std::chrono::seconds(5);
  session->touch(later);
  CHECK(session->last_used() == later);
}

}  // namespace goxel::workers
