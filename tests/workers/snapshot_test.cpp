#include "tests/support/catch.hpp"
#include "tests/workers/support.hpp"
#include "workers/job.hpp"

#include <future>
#include <latch>

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

}  // namespace goxel::workers
