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
