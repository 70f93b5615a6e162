#include "core/image/history.hpp"

#include "core/image/layer_operations.hpp"
#include "core/image/snapshots.hpp"
#include "core/volume/region.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <latch>
#include <thread>

namespace goxel {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};

std::uint64_t hash_of(const Image& image) {
  std::uint64_t total = 0;
  for (const CowPtr<Layer>& layer : image.layers()) {
    total = total * 31 + layer->volume.content_hash() + static_cast<std::uint64_t>(layer->id);
  }
  return total;
}

/// One random recorded change: single voxels, fills, new and removed layers.
void random_edit(Random& random, Image& image, History& history) {
  const Image before = image;
  const std::int32_t id = image
                              .layers()[static_cast<std::size_t>(random.between(
                                  0, static_cast<std::int32_t>(image.layers().size()) - 1))]
                              ->id;
  if (random.one_in(2)) {
    VoxelChange change;
    change.layer_id = id;
    change.position = random.position(30);
    change.before = image.find_layer(id)->volume.at(change.position);
    change.after = random.one_in(3) ? kEmpty : random.color();
    image.edit_layer(id).volume.set(change.position, change.after);
    history.record_voxel(change, {"add_voxel", 0, 1});
    return;
  }
  if (random.one_in(8)) {
    image.add_layer({});
  } else if (random.one_in(8)) {
    image.remove_layer(id);
  } else {
    fill_box(image.edit_layer(id).volume, random.box(30, 20), random.color(), random.mode());
  }
  history.record(before, image, {"edit", 0, 0});
}

}  // namespace

TEST_CASE("undo and redo over 1,000 random edits return to identical content") {
  Random random(11);
  INFO("seed 11");
  Image image;
  History history;
  std::vector<std::uint64_t> hashes = {hash_of(image)};
  for (int i = 0; i < 1000; ++i) {
    random_edit(random, image, history);
    hashes.push_back(hash_of(image));
  }
  for (std::size_t i = 1000; i-- > 0;) {
    REQUIRE(history.undo(image) == 1);
    REQUIRE(hash_of(image) == hashes[i]);
  }
  CHECK(history.undo(image) == 0);
  for (std::size_t i = 1; i <= 1000; ++i) {
    REQUIRE(history.redo(image) == 1);
    REQUIRE(hash_of(image) == hashes[i]);
  }
  CHECK(history.redo(image) == 0);
  CHECK(history.undo(image, 5000) == 1000);
  CHECK(hash_of(image) == hashes[0]);
}

TEST_CASE("a new edit drops what could be redone, and every change has a revision of its own") {
  Image image;
  History history;
  Random random(1);
  random_edit(random, image, history);
  random_edit(random, image, history);
  CHECK(history.revision() == 2);
  history.undo(image);
  CHECK(history.revision() == 3);
  CHECK(history.redo_count() == 1);
  random_edit(random, image, history);
  CHECK(history.redo_count() == 0);
  CHECK(history.revision() == 4);
  CHECK(history.entries().back().revision == 4);
  history.reset();
  CHECK(history.undo(image) == 0);
  CHECK(history.revision() == 5);
}

TEST_CASE("the history keeps its limit of steps and of bytes") {
  Image image;
  HistoryLimits limits;
  limits.steps = 3;
  History history(limits);
  const auto edit = [&](std::int32_t x) {
    const Image before = image;
    image.edit_layer(1).volume.set({x, 0, 0}, kRed);
    history.record(before, image, {"set", x, 1});
  };
  for (int x = 0; x < 3; ++x) edit(x);
  CHECK(history.undo_count() == 3);
  edit(3);
  CHECK(history.undo_count() == 3);
  CHECK(history.entries().front().note.time_ms == 1);
  CHECK(history.undo(image, 10) == 3);
  CHECK(image.active_layer().volume.voxel_count() == 1);

  limits.size_bytes = history.size_bytes();
  History tight(limits);
  Image big;
  fill_box(big.edit_layer(1).volume, {{0, 0, 0}, {160, 160, 160}}, kRed);
  Volume dense = big.active_layer().volume;
  Image cleared = big;
  cleared.edit_layer(1).volume.clear();
  tight.record(big, cleared, {"clear", 0, 0});
  CHECK(tight.undo_count() == 0);
  CHECK(tight.size_bytes() == 0);
}

TEST_CASE(
    "a step recorded with its size counts as one that is measured, and gives up what is left") {
  HistoryLimits limits;
  limits.steps = 2;
  History measured(limits);
  History told(limits);
  Image image;
  std::vector<const Layer*> layers;
  const auto edit = [&](std::int32_t x) {
    const Image before = image;
    layers.push_back(&before.active_layer());
    fill_box(image.edit_layer(1).volume, {{x, 0, 0}, {x + 40, 20, 20}}, kRed);
    measured.record(before, image, {"fill_box", x, 1});
    auto dropped = told.record(before, unshared_bytes(before, image), {"fill_box", x, 1});
    CHECK(told.size_bytes() == measured.size_bytes());
    CHECK(told.revision() == measured.revision());
    return dropped;
  };
  CHECK(edit(0).empty());
  CHECK(edit(50).empty());
  const std::vector<Image> oldest = edit(100);
  REQUIRE(oldest.size() == 1);
  CHECK(&oldest[0].active_layer() == layers[0]);

  REQUIRE(told.undo(image, 2) == 2);
  REQUIRE(measured.redo_count() == 0);
  const std::int64_t unshared = unshared_bytes(image, Image());
  CHECK(told.record(image, unshared, {"again", 0, 1}).size() == 2);
  CHECK(told.redo_count() == 0);
  CHECK(told.size_bytes() > unshared);
}

TEST_CASE("a stream of single voxels copies no tile") {
  Image image;
  History history;
  fill_box(image.edit_layer(1).volume, {{0, 0, 0}, {16, 16, 16}}, kRed);
  const Tile* tile = image.active_layer().volume.find_tile({0, 0, 0});
  image.edit_layer(1).volume.set({0, 0, 0}, kEmpty);
  const Tile* own = image.active_layer().volume.find_tile({0, 0, 0});
  for (std::int32_t x = 1; x < 10; ++x) {
    image.edit_layer(1).volume.set({x, 0, 0}, kEmpty);
    history.record_voxel({1, {x, 0, 0}, kRed, kEmpty}, {"remove_voxel", 0, 1});
  }
  CHECK(image.active_layer().volume.find_tile({0, 0, 0}) == own);
  CHECK(tile != nullptr);
  CHECK(history.undo(image, 9) == 9);
  CHECK(image.active_layer().volume.voxel_count() == 4095);
}

TEST_CASE("named snapshots are bounded, replaced by name and independent of the image") {
  Limits limits;
  limits.name_bytes = 4;
  Snapshots snapshots;
  Image image;
  image.edit_layer(1).volume.set({1, 1, 1}, kRed);
  CHECK(snapshots.create("abcd", image, limits).is_ok());
  CHECK(snapshots.create("abcde", image, limits).error().code == ErrorCode::InvalidParams);
  CHECK(snapshots.create("", image, limits).error().code == ErrorCode::InvalidParams);
  image.edit_layer(1).volume.clear();
  CHECK(snapshots.find("abcd").value().voxel_count() == 1);
  CHECK(snapshots.find("no").error().message == "there is no snapshot named \"no\"");
  for (std::size_t i = 1; i < Snapshots::kMaxCount; ++i) {
    REQUIRE(snapshots.create(std::to_string(i), image, limits).is_ok());
  }
  CHECK(snapshots.create("x", image, limits).error().code == ErrorCode::LimitExceeded);
  CHECK(snapshots.create("abcd", image, limits).is_ok());
  CHECK(snapshots.remove("abcd").is_ok());
  CHECK(snapshots.create("x", image, limits).is_ok());
}

TEST_CASE("a snapshot that another thread reads stays constant while the owner edits") {
  Image image;
  fill_box(image.edit_layer(1).volume, {{0, 0, 0}, {64, 64, 64}}, kRed);
  const Image held = image;
  const std::uint64_t expected = hash_of(held);
  bool same = true;
  std::atomic<bool> is_over = false;
  std::latch has_begun(1);
  std::thread reader([&, snapshot = held] {
    same = hash_of(snapshot) == expected;
    has_begun.count_down();
    do {
      same = same && hash_of(snapshot) == expected;
    } while (!is_over.load());
  });
  has_begun.wait();
  Random random(2);
  for (int i = 0; i < 3000; ++i)
    image.edit_layer(1).volume.set(random.position(63), random.color());
  is_over = true;
  reader.join();
  CHECK(same);
  CHECK(hash_of(image) != expected);
}

}  // namespace goxel
