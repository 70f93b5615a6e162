#include "daemon/rpc/async_jobs.hpp"

#include "daemon/rpc/long_method.hpp"
#include "tests/daemon/rpc/test_service.hpp"
#include "tests/support/catch.hpp"
#include "tests/workers/support.hpp"

#include <array>
#include <atomic>
#include <future>
#include <string>
#include <string_view>

namespace goxel::rpc {

namespace {

bool says(std::string_view answer, std::string_view what) {
  return answer.find(what) != std::string_view::npos;
}

/// Keeps the only job thread of a service busy until it is let go.
class BusyPool {
 public:
  explicit BusyPool(TestService& service) {
    const auto submitted = service.jobs().submit(
        "busy",
        [until = release_.get_future().share()](Parallel&, workers::JobState&) { until.wait(); });
    REQUIRE(submitted);
  }
  ~BusyPool() { let_go(); }
  void let_go() {
    if (!is_released_) release_.set_value();
    is_released_ = true;
  }

 private:
  std::promise<void> release_;
  bool is_released_ = false;
};

std::string job_in(std::string_view answer) {
  constexpr std::string_view kKey = R"("job":")";
  const std::size_t at = answer.find(kKey);
  REQUIRE(at != std::string_view::npos);
  const std::size_t begin = at + kKey.size();
  return std::string(answer.substr(begin, answer.find('"', begin) - begin));
}

constexpr const char* kFill = R"({"min":[0,0,0],"max":[3,3,3],"color":[9,8,7],"async":true})";

/// How the job of the test's own method found itself when its turn came.
std::atomic<int> g_cancelled{0};

struct EmptyTask {};
struct WatchedJob {
  using Params = NoParams;
  using Task = EmptyTask;
  using Output = std::string;
  using Answered = std::string;
  static Result<Task> prepare(Call&, Params&&) { return Task{}; }
  static Result<Output> run(const Task&, Parallel&, workers::JobState& state) {
    if (state.is_cancelled()) ++g_cancelled;
    return std::string("seen");
  }
  static void finish(Call&, Task&, Result<Output>&& output, const Answer<Answered>& answer) {
    answer(output);
  }
};
struct WatchedSave : WatchedJob {
  static constexpr bool kIsOneByOne = true;
};
constexpr std::array<Method, 2> kWatched{
    long_method<WatchedJob>("watched", Access::Read, "Tells whether it was cancelled."),
    long_method<WatchedSave>("watched_save", Access::Read, "The same, with effects that stay.")};

}  // namespace

TEST_CASE("an async request is answered with a job, which keeps its answer for its time") {
  TestService service;
  TestClient& client = service.connect(0);
  TestClient& elsewhere = service.connect(1);
  client.call("goxel.create_project");
  client.call("goxel.add_voxel", "[0,0,0,1,2,3,255]");
  BusyPool busy(service);
  const std::string job =
      job_in(client.call("goxel.export_model", R"({"format":"txt","async":true})"));
  CHECK(says(client.call("goxel.get_job", "[\"" + job + "\"]"), R"("state":"queued")"));
  CHECK(says(elsewhere.call("goxel.list_jobs"), R"("count":1)"));
  busy.let_go();
  service.settle();
  const std::string done = elsewhere.call("goxel.get_job", "[\"" + job + "\"]");
  CHECK(says(done, R"("method":"goxel.export_model","state":"done","fraction":1,)"));
  CHECK(says(done, R"("result":{"success":true,"format":"txt",)"));
  service.clock().advance(599);
  CHECK(says(client.call("goxel.get_job", "[\"" + job + "\"]"), R"("state":"done")"));
  service.clock().advance(1);
  CHECK(says(client.call("goxel.get_job", "[\"" + job + "\"]"), R"("reason":"not_found")"));
  CHECK(says(client.call("goxel.list_jobs"), R"("count":0)"));
}

TEST_CASE("an async edit holds nothing back, and is a conflict when it was overtaken") {
  TestService service;
  TestClient& client = service.connect(0);
  client.call("goxel.create_project");
  BusyPool busy(service);
  const std::string job = job_in(client.call("goxel.fill_box", kFill));
  CHECK(says(client.call("goxel.add_voxel", "[5,5,5,1,1,1,255]"), R"("success":true)"));
  busy.let_go();
  service.settle();
  const std::string failed = client.call("goxel.get_job", "[\"" + job + "\"]");
  CHECK(says(failed, R"("state":"failed")"));
  CHECK(says(failed, R"("reason":"conflict","revision":1)"));
  CHECK(says(client.call("goxel.get_voxel", "[0,0,0]"), R"("exists":false)"));
  CHECK(says(client.call("goxel.get_voxel", "[5,5,5]"), R"("exists":true)"));
}

TEST_CASE("an async edit that nobody overtook is one step that undo takes back") {
  TestService service;
  TestClient& client = service.connect(0);
  client.call("goxel.create_project");
  const std::string job = job_in(client.call("goxel.fill_box", kFill));
  service.settle();
  CHECK(says(client.call("goxel.get_job", "[\"" + job + "\"]"), R"("changed":64)"));
  CHECK(says(client.call("goxel.get_voxel", "[3,3,3]"), R"("color":[9,8,7,255])"));
  client.call("goxel.undo");
  CHECK(says(client.call("goxel.get_voxel", "[3,3,3]"), R"("exists":false)"));
}

TEST_CASE("cancel_job stops a job, and nobody else's client can") {
  TestService service;
  TestClient& client = service.connect(0);
  TestClient& stranger = service.connect(1, "uid:2");
  client.call("goxel.create_project");
  BusyPool busy(service);
  const std::string job = job_in(client.call("goxel.fill_box", kFill));
  CHECK(says(stranger.call("goxel.cancel_job", "[\"" + job + "\"]"), R"("reason":"not_found")"));
  CHECK(says(stranger.call("goxel.list_jobs"), R"("count":0)"));
  CHECK(says(client.call("goxel.cancel_job", "[\"" + job + "\"]"), R"("state":"queued")"));
  busy.let_go();
  service.settle();
  const std::string ended = client.call("goxel.get_job", "[\"" + job + "\"]");
  CHECK(says(ended, R"("state":"cancelled")"));
  CHECK(says(ended, R"("reason":"cancelled")"));
  CHECK(says(client.call("goxel.get_voxel", "[0,0,0]"), R"("exists":false)"));
}

TEST_CASE("past job_result_bytes the oldest answers go, and the last one stays") {
  TestService::Options options;
  options.limits.job_result_bytes = 1;
  TestService service(options);
  TestClient& client = service.connect(0);
  client.call("goxel.create_project");
  const std::string first = job_in(client.call("goxel.fill_box", kFill));
  service.settle();
  CHECK(says(client.call("goxel.get_job", "[\"" + first + "\"]"), R"("reason":"not_found")"));
}

TEST_CASE("options of jobs are of the right type, and unknown jobs are not found") {
  TestService service;
  TestClient& client = service.connect(0);
  client.call("goxel.create_project");
  CHECK(says(client.call("goxel.render_scene", R"({"async":1})"), R"("path":"params.async")"));
  CHECK(says(client.call("goxel.render_scene", R"({"progress_token":[]})"),
             R"("path":"params.progress_token")"));
  CHECK(says(client.call("goxel.render_scene", R"({"workDoneToken":true})"),
             R"("path":"params.workDoneToken")"));
  for (const char* job :
       {"[\"\"]", "[\"j\"]", "[\"s0-aaaaaaaaaaaaaaaa\"]", "[\"j0-aaaaaaaaaaaaaaaa\"]"})
    CHECK(says(client.call("goxel.get_job", job), R"("reason":"not_found")"));
}

TEST_CASE("progress is told with rising fractions, and before the answer") {
  const workers::WorkerIndex worker = GENERATE(0U, 1U);  // where the session is, and elsewhere
  TestService service;
  TestClient& owner = service.connect(0);
  const std::string session = TestService::session_in(owner.call("goxel.create_project"));
  owner.call("goxel.add_voxel", "[0,0,0,1,2,3,255]");
  TestClient& client = service.connect(worker);
  client.send("goxel.render_scene", R"({"width":256,"height":256,"progress_token":"p",)"
                                    R"("workDoneToken":7,"session":")" +
                                        session + "\"}");
  CHECK(client.receive() ==
        R"({"jsonrpc":"2.0","method":"$/progress","params":{"token":7,)"
        R"("value":{"kind":"begin","title":"goxel.render_scene","percentage":0}}})");
  std::string message = client.receive();
  double last = 0;
  while (says(message, "\"kind\":\"report\"") || says(message, "goxel.progress")) {
    const std::size_t at = message.find("\"fraction\":");
    if (at != std::string::npos) {
      const double fraction = std::stod(message.substr(at + 11));
      CHECK(fraction > last);
      last = fraction;
    }
    message = client.receive();
  }
  CHECK(last == 1);
  CHECK(message == R"({"jsonrpc":"2.0","method":"$/progress","params":{"token":7,)"
                   R"("value":{"kind":"end","message":"done"}}})");
  CHECK(says(client.receive(), R"("result":{"success":true)"));
}

TEST_CASE("a job whose reply nobody waits for is cancelled, and one with effects goes on") {
  const workers::WorkerIndex worker = GENERATE(0U, 1U);
  const bool is_for_reply = GENERATE(true, false);
  g_cancelled = 0;
  TestService::Options options;
  options.more_methods = kWatched;
  TestService service(options);
  const std::string session =
      TestService::session_in(service.connect(0).call("goxel.create_project"));
  TestClient& client = service.connect(worker);
  BusyPool busy(service);
  client.send(is_for_reply ? "goxel.watched" : "goxel.watched_save",
              R"({"session":")" + session + "\"}");
  // Its answer says that the request before it is under way.
  client.call("goxel.get_voxel", R"({"x":0,"y":0,"z":0,"session":")" + session + "\"}");
  client.close();
  for (workers::WorkerIndex i = 0; i < 2; ++i)
    workers::ask_worker(service.pool().worker(i), [](workers::Context&) {});
  busy.let_go();
  service.settle();
  CHECK(g_cancelled == (is_for_reply ? 1 : 0));
}

}  // namespace goxel::rpc
