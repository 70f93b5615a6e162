#include "tests/daemon/rpc/test_service.hpp"

#include "daemon/methods/tables.hpp"
#include "tests/workers/support.hpp"

#include <utility>

namespace goxel::rpc {

namespace {

constexpr std::chrono::seconds kPatience{60};

template <class T>
T required(Result<T> result) {
  if (!result) FAIL(result.error().message);
  return std::move(result).value();
}

}  // namespace

/// The worker's side: a client whose text goes to the test.
class TestClient::Peer final : public Client {
 public:
  Peer(Dispatcher& dispatcher, std::shared_ptr<const Identity> identity,
       std::shared_ptr<Inbox> inbox)
      : Client(std::move(identity)), dispatcher_(dispatcher), inbox_(std::move(inbox)) {
    dispatcher_.add_client(*this);
  }
  ~Peer() override { dispatcher_.remove_client(*this); }

  bool can_bind() const override { return true; }
  void hold() override { ++holds_; }
  /// Stays where it is: a session of another worker is reached by forwarding.
  void release(std::optional<workers::WorkerIndex>) override {
    --holds_;
    handle_held();
  }
  void flush() override {}
  void shut_down() override { delete this; }

  void receive(std::string text) {
    unread_.push_back(std::move(text));
    handle_held();
  }

 private:
  void handle_held() {
    while (holds_ == 0 && !unread_.empty()) {
      const std::string text = std::move(unread_.front());
      unread_.pop_front();
      JsonParser parser(64);
      (void)parser.feed(text);  // the test's own text is complete
      dispatcher_.handle_message(*this, parser.root(), text);
    }
  }

  void enqueue(std::string& message) override {
    const std::lock_guard lock(inbox_->mutex);
    inbox_->answers.push_back(message);
    inbox_->has_some.notify_one();
  }

  Dispatcher& dispatcher_;
  const std::shared_ptr<Inbox> inbox_;
  std::deque<std::string> unread_;
  int holds_ = 0;
};

TestClient::TestClient(workers::Worker& worker, std::shared_ptr<const Identity> identity)
    : worker_(worker) {
  peer_ = workers::ask_worker(worker_, [&](workers::Context& context) {
    // Deletes itself: by close(), or when its worker ends.
    return std::make_unique<Peer>(Dispatcher::of(context), std::move(identity), inbox_).release();
  });
}

void TestClient::send(const std::string& method, const std::string& params,
                      const std::string& members) {
  std::string text = R"({"jsonrpc":"2.0","id":)" + std::to_string(next_id_++) + R"(,"method":")" +
                     method + R"(","params":)" + params + members + "}";
  worker_.post([peer = peer_, text = std::move(text)](workers::Context&) { peer->receive(text); });
}

std::string TestClient::receive() {
  std::unique_lock lock(inbox_->mutex);
  const bool is_there =
      inbox_->has_some.wait_for(lock, kPatience, [this] { return !inbox_->answers.empty(); });
  REQUIRE(is_there);
  std::string answer = std::move(inbox_->answers.front());
  inbox_->answers.pop_front();
  return answer;
}

bool TestClient::has_answer() {
  const std::lock_guard lock(inbox_->mutex);
  return !inbox_->answers.empty();
}

void TestClient::close() {
  workers::ask_worker(worker_, [peer = peer_](workers::Context&) { peer->shut_down(); });
}

TestService::TestService(const Options& options) : limits_(options.limits) {
  log_ = required(logging::Log::open(
      logging::Log::Options{config::LogLevel::Debug, config::LogFormat::Text, folder_ / "log"}));
  renders_ = required(renders::RenderStore::open({folder_ / "renders", 3'600, 1 << 30}));
  files_.emplace(required(files::FileStore::open(folder_.path())));
  recovery::RecoveryStore::Options recovery_options;
  recovery_options.folder = folder_ / "state";
  recovery_options.limits = limits_;
  recovery_ = required(recovery::RecoveryStore::open(recovery_options, nullptr));
  std::vector<Domain> domains = methods::all_domains();
  domains.push_back({"Tests", options.more_methods});
  methods_.emplace(std::move(domains));
  workers::JobPool::Options job_options;
  job_options.threads = options.job_threads;
  jobs_.emplace(job_options);
  services_.emplace(*log_, limits_, *methods_, *files_, *renders_, *jobs_);
  services_->recovery = recovery_.get();
  services_->idle_check_interval = std::chrono::hours(24 * 365);  // the test looks by itself
  services_->max_projects = options.is_single ? 1 : options.max_projects;
  if (options.is_single) {
    services_->project_mode = config::ProjectMode::Single;
    services_->affinity = config::Affinity::Shared;
  }
  if (services_->max_projects > 0) {
    project_lock_.emplace(workers::ProjectLock::Options{services_->max_projects, 16}, clock_);
    services_->project_lock = &*project_lock_;
  }
  pool_.emplace(options.workers, clock_, [this](workers::Context& context) {
    return std::make_unique<Dispatcher>(*services_, context);
  });
  services_->pool = &*pool_;
}

TestService::~TestService() {
  pool_->stop();
  jobs_.reset();
  pool_.reset();
}

TestClient& TestService::connect(workers::WorkerIndex worker, const std::string& principal,
                                 access::Role role) {
  auto identity = std::make_shared<Identity>();
  identity->principal = principal;
  identity->role = role;
  return connect(worker, std::move(identity));
}

TestClient& TestService::connect(workers::WorkerIndex worker,
                                 std::shared_ptr<const Identity> identity) {
  clients_.push_back(
      std::unique_ptr<TestClient>(new TestClient(pool_->worker(worker), std::move(identity))));
  return *clients_.back();
}

void TestService::settle() {
  // What a job posts may begin another job.
  for (int round = 0; round < 3; ++round) {
    REQUIRE(jobs_->wait_until_idle(std::chrono::steady_clock::now() + kPatience));
    for (workers::WorkerIndex i = 0; i < pool_->size(); ++i)
      workers::ask_worker(pool_->worker(i), [](workers::Context&) {});
  }
}

void TestService::look_for_idle() {
  settle();
  for (workers::WorkerIndex i = 0; i < pool_->size(); ++i) {
    workers::ask_worker(pool_->worker(i), [](workers::Context& context) {
      Dispatcher::of(context).keeper().expire_idle();
    });
  }
  settle();
}

std::string TestService::session_in(std::string_view answer) {
  constexpr std::string_view kKey = R"("session":")";
  const std::size_t at = answer.find(kKey);
  REQUIRE(at != std::string_view::npos);
  const std::size_t begin = at + kKey.size();
  return std::string(answer.substr(begin, answer.find('"', begin) - begin));
}

}  // namespace goxel::rpc
