#include "core/image/flatten.hpp"
#include "core/image/layer_operations.hpp"
#include "core/volume/region.hpp"
#include "tests/support/catch.hpp"
#include "tests/workers/image_digest.hpp"
#include "tests/workers/support.hpp"
#include "workers/job.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <latch>
#include <thread>

namespace goxel::workers {

namespace {

constexpr int kSide = 40;  // three tiles across, so that edits meet shared and unshared ones

/// A diagonal wall of one colour.
void fill(Image& image, Rgba color) {
  VolumeWriter writer(image.edit_layer(1).volume);
  for (int z = 0; z < kSide; ++z) {
    for (int x = 0; x < kSide; ++x) writer.set({x, x, z}, color);
  }
}

constexpr Rgba kBlue{0, 0, 255, 255};

/// Reads all of a snapshot again and again until told to stop; true when nothing ever changed.
Result<bool> watch(const Image& snapshot, Rgba expected, std::latch& has_begun, JobState& state) {
  bool is_constant = true;
  bool is_first = true;
  while (!state.is_stop_requested()) {
    int count = 0;
    snapshot.active_layer().volume.for_each_voxel([&](IVec3, Rgba voxel) {
      ++count;
      is_constant = is_constant && voxel == expected;
    });
    is_constant = is_constant && count == kSide * kSide;
    if (is_first) has_begun.count_down();
    is_first = false;
  }
  return is_constant;
}

}  // namespace

TEST_CASE("a snapshot held by jobs stays constant while the owner edits the image") {
  const SystemClock clock;
  WorkerPool workers(1, clock, nullptr);
  JobPool::Options options;
  options.threads = 2;
  JobPool pool(options);
  std::latch has_begun(2);
  std::promise<bool> first;
  std::promise<bool> second;

  const SessionId id = ask_worker(workers.worker(0), [&](Context& context) {
    Session& session = context.add_session("uid:1", Project{"castle"});
    fill(session.edit_project().image, kBlue);
    for (std::promise<bool>* answer : {&first, &second}) {
      (void)submit_job<bool>(
          pool, "s", workers.worker(0),
          [&has_begun, snapshot = session.image()](Parallel&, JobState& state) {
            return watch(snapshot, kBlue, has_begun, state);
          },
          [answer](Context&, Result<bool> result) { answer->set_value(result.value()); });
    }
    return session.id();
  });
  has_begun.wait();
  for (int edit = 1; edit <= 200; ++edit) {
    ask_worker(workers.worker(0), [&](Context& context) {
      Session& session = *context.sessions().find(id);
      return session
          .edit_image([&](Image& image) -> Result<int> {
            fill(image, {static_cast<std::uint8_t>(edit), 0, 0, 255});
            if (edit % 2 == 0) return Error{ErrorCode::InvalidParams, "taken back"};
            return edit;
          })
          .is_ok();
    });
  }
  pool.cancel_all();
  CHECK(first.get_future().get());
  CHECK(second.get_future().get());
  CHECK(ask_worker(workers.worker(0), [&](Context& context) {
    return context.sessions().find(id)->image().active_layer().volume.at({5, 5, 5}) ==
           Rgba{199, 0, 0, 255};
  }));
}

namespace {

/// All that can be read of an image.
std::uint64_t read_all(const Image& image) {
  std::uint64_t total = ImageDigest::of(image) + flatten_visible(image).content_hash();
  for (const MaterialGroup& group : flatten_by_material(image))
    total = total * 31 + group.volume.content_hash();
  return total;
}

/// Several layers with single voxels and whole tiles, a clone among them.
void furnish(Image& image) {
  const std::int32_t lowest = image.active_layer_id();
  fill_box(image.edit_layer(lowest).volume, {{-40, -40, 0}, {40, 40, 20}}, kBlue);
  for (int i = 0; i < 40; ++i) image.edit_layer(lowest).volume.set({i, i, i}, {9, 9, 9, 255});
  for (int i = 0; i < 3; ++i) {
    Layer layer;
    layer.mode = i == 1 ? BlendMode::Sub : BlendMode::Over;
    layer.material = i;
    fill_box(layer.volume, {{i, i, i}, {i + 30, i + 9, i + 40}}, {7, 7, 7, 180});
    image.add_layer(std::move(layer));
    image.edit_materials().emplace_back();
  }
  const std::int32_t clone = clone_layer(image, lowest, {}).value();
  image.edit_layer(clone).transform = Mat4::translation({5, 0, 0});
}

/// One of: a large fill, a merge of everything, single voxels, a new clone, a step back.
void edit_somehow(Session& session, int number) {
  const auto edit = [&](auto&& change) {
    (void)session.edit_image([&](Image& image) -> Result<void> {
      change(image);
      return {};
    });
  };
  switch (number % 5) {
    case 0:
      return edit([&](Image& image) {
        const int n = 40 + number % 20;
        const auto color = static_cast<std::uint8_t>(number);
        fill_box(image.edit_layer(image.active_layer_id()).volume, {{-n, -n, -n}, {n, n, n}},
                 {color, 1, 2, 180});
      });
    case 1:
      return edit([](Image& image) { (void)merge_visible(image); });
    case 2:
      for (int x = 0; x < 200; ++x) {
        session.write_voxel(session.image().active_layer_id(),
                            {{x % 50, x / 50, number % 40}, kBlue}, {"add_voxel"});
      }
      return;
    case 3:
      return edit([](Image& image) {
        furnish(image);
        (void)duplicate_layer(image, image.active_layer_id(), {});  // There is room for it.
        (void)merge_visible(image);
      });
    default:
      session.undo(number % 7);
      return;
  }
}

/// Reads a snapshot again and again on a thread of its own.
class Watcher {
 public:
  Watcher(Image snapshot, const std::atomic<bool>& is_over)
      : thread_([this, held = std::move(snapshot), &is_over] {
          const std::uint64_t first = read_all(held);
          while (!is_over.load()) {
            is_constant_ = is_constant_ && read_all(held) == first;
            passes_.fetch_add(1);
          }
        }) {}
  ~Watcher() { thread_.join(); }

  int passes() const { return passes_.load(); }
  /// Once it is over.
  bool was_constant() {
    thread_.join();
    thread_ = std::thread([] {});
    return is_constant_;
  }

 private:
  bool is_constant_ = true;
  std::atomic<int> passes_ = 0;
  std::thread thread_;
};

}  // namespace

TEST_CASE("snapshots of whole images stay constant under large fills, merges and undo") {
  const auto session = make_session();
  furnish(session->edit_project().image);
  const Image old = session->image();
  const std::uint64_t expected = read_all(old);
  std::atomic<bool> is_over = false;
  std::array<Watcher, 2> watchers = {Watcher(old, is_over), Watcher(old, is_over)};
  // Edits go on until every reader has read all of its snapshot while they did.
  const auto passes = [&] { return std::min(watchers[0].passes(), watchers[1].passes()); };
  const int passes_before = passes();
  int edits = 0;
  while (edits < 20 || passes() < passes_before + 2) edit_somehow(*session, edits++);
  is_over = true;
  CHECK(watchers[0].was_constant());
  CHECK(watchers[1].was_constant());
  CHECK(read_all(old) == expected);
  CHECK(read_all(session->image()) != expected);
}

}  // namespace goxel::workers
