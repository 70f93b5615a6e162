#include "daemon/logging/log.hpp"

#include "tests/support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using namespace goxel;
using namespace goxel::logging;
using config::LogFormat;
using config::LogLevel;

namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() { REQUIRE(mkdtemp(path_) != nullptr); }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string file(const std::string& name) const { return path_ + ("/" + name); }

 private:
  char path_[32] = "/tmp/goxel-log-XXXXXX";
};

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::unique_ptr<Log> open_log(const std::string& file, LogLevel level = LogLevel::Info) {
  auto log = Log::open({level, LogFormat::Text, file});
  REQUIRE(log.is_ok());
  return std::move(log).value();
}

/// The line without its time.
std::string after_time(const std::string& line) { return line.substr(line.find(' ') + 1); }

}  // namespace

TEST_CASE("lines are in the file after a flush, in order") {
  const TemporaryFolder folder;
  const auto log = open_log(folder.file("a.log"));
  log->info("one", {{"worker", 3}});
  log->error("two");
  log->flush();
  const auto lines = lines_of(folder.file("a.log"));
  REQUIRE(lines.size() == 2);
  CHECK(after_time(lines[0]) == "info one worker=3");
  CHECK(after_time(lines[1]) == "error two");
}

TEST_CASE("the end of a log writes what is queued") {
  const TemporaryFolder folder;
  auto log = open_log(folder.file("a.log"));
  for (int i = 0; i < 1000; ++i) log->info("line", {{"i", i}});
  log.reset();
  CHECK(lines_of(folder.file("a.log")).size() == 1000);
}

TEST_CASE("the level holds at once and can change") {
  const TemporaryFolder folder;
  const auto log = open_log(folder.file("a.log"), LogLevel::Warning);
  CHECK_FALSE(log->is_on(LogLevel::Info));
  log->info("left out");
  log->warning("kept");
  log->set_level(LogLevel::Debug);
  log->debug("kept too");
  log->set_level(LogLevel::Error);
  log->warning("left out");
  log->flush();
  const auto lines = lines_of(folder.file("a.log"));
  REQUIRE(lines.size() == 2);
  CHECK(after_time(lines[0]) == "warning kept");
  CHECK(after_time(lines[1]) == "debug kept too");
}

TEST_CASE("a file gets JSON unless text is asked for") {
  const TemporaryFolder folder;
  auto log = Log::open({LogLevel::Info, LogFormat::Auto, folder.file("a.log")});
  REQUIRE(log.is_ok());
  (*log)->info("ready");
  (*log)->flush();
  const auto lines = lines_of(folder.file("a.log"));
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], Catch::EndsWith(R"("level":"info","msg":"ready"})"));
}

TEST_CASE("after a rotation the lines go to a new file") {
  const TemporaryFolder folder;
  const auto log = open_log(folder.file("a.log"));
  log->info("old");
  log->flush();
  std::filesystem::rename(folder.file("a.log"), folder.file("a.log.1"));
  REQUIRE(log->reopen().is_ok());
  log->info("new");
  log->flush();
  CHECK(after_time(lines_of(folder.file("a.log.1")).at(0)) == "info old");
  CHECK(lines_of(folder.file("a.log.1")).size() == 1);
  CHECK(after_time(lines_of(folder.file("a.log")).at(0)) == "info new");
}

TEST_CASE("when the file cannot be opened again the old one stays in use") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("d"));
  const auto log = open_log(folder.file("d/a.log"));
  std::filesystem::rename(folder.file("d"), folder.file("e"));
  CHECK(log->reopen().error().code == ErrorCode::FileError);
  log->info("still here");
  log->flush();
  CHECK(lines_of(folder.file("e/a.log")).size() == 1);
}

TEST_CASE("a log file that cannot be opened is an error with its name") {
  const TemporaryFolder folder;
  const auto log = Log::open({LogLevel::Info, LogFormat::Text, folder.file("none/a.log")});
  REQUIRE_FALSE(log.is_ok());
  CHECK(log.error().message ==
        "log file " + folder.file("none/a.log") + ": No such file or directory");
}

TEST_CASE("two logs do not see each other's lines") {
  const TemporaryFolder folder;
  const auto a = open_log(folder.file("a.log"));
  const auto b = open_log(folder.file("b.log"));
  a->info("for a");
  b->info("for b");
  a->flush();
  b->flush();
  CHECK(lines_of(folder.file("a.log")).size() == 1);
  CHECK(after_time(lines_of(folder.file("b.log")).at(0)) == "info for b");
}

TEST_CASE("lines of many threads are whole, and none is lost without being counted") {
  const TemporaryFolder folder;
  const auto log = open_log(folder.file("a.log"));
  constexpr int kThreads = 4;
  constexpr int kLines = 2000;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&log, t] {
      for (int i = 0; i < kLines; ++i) log->info("line", {{"thread", t}, {"i", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  log->flush();
  int written = 0;
  for (const std::string& line : lines_of(folder.file("a.log"))) {
    const bool is_ours = line.find(" info line thread=") != std::string::npos;
    const bool is_notice = line.find(" warning log lines were lost count=") != std::string::npos;
    REQUIRE((is_ours || is_notice));
    written += is_ours ? 1 : 0;
  }
  CHECK(written + log->lost_count() == kThreads * kLines);
}

TEST_CASE("lines that a full device refuses are counted") {
  auto log = Log::open({LogLevel::Info, LogFormat::Text, "/dev/full"});
  REQUIRE(log.is_ok());
  (*log)->info("one");
  (*log)->info("two");
  (*log)->flush();
  CHECK((*log)->lost_count() == 2);
}
