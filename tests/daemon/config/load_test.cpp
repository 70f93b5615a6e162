#include "daemon/config/load.hpp"

#include "tests/support/catch.hpp"

#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace goxel;
using namespace goxel::config;

namespace {

/// A file with the given text that goes when this does.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view text) {
    const int descriptor = mkstemp(path_);
    REQUIRE(descriptor >= 0);
    close(descriptor);
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { unlink(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  std::string path() const { return path_; }

 private:
  char path_[32] = "/tmp/goxel-config-XXXXXX";
};

Result<Loaded> load_flags(std::vector<std::string> arguments) {
  return load({std::move(arguments), {}, 4});
}

std::string origin_of(const Loaded& loaded, std::string_view name) {
  const auto options = all_options();
  const Option* option = find_option(options, name);
  REQUIRE(option != nullptr);
  return loaded.origins[static_cast<std::size_t>(option - options.data())];
}

Ending must_end(const Result<Loaded>& loaded) {
  const auto result = ending(loaded);
  REQUIRE(result.has_value());
  return *result;
}

}  // namespace

TEST_CASE("without any source the defaults hold, with a worker for each processor") {
  const auto loaded = load_flags({});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->settings.sockets == std::vector<std::string>{"/tmp/goxel-daemon.sock"});
  CHECK(loaded->settings.workers == 4);
  CHECK(loaded->settings.jobs == 4);
  CHECK(loaded->settings.limits.message_bytes == 64LL << 20);
  CHECK(loaded->settings.render_dir == "/tmp/goxel_renders");
  CHECK(loaded->warnings.empty());
  CHECK(origin_of(*loaded, "workers") == "default");
  CHECK_FALSE(ending(loaded).has_value());
}

TEST_CASE("flags are stronger than the environment, and this than the file") {
  const TemporaryFile file("workers = 2\njobs = 2\ndrain-timeout = 2\n");
  const auto loaded = load({{"--config", file.path(), "--workers", "9"},
                            {{"GOXEL_WORKERS", "8"}, {"GOXEL_JOBS", "8"}},
                            4});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->settings.workers == 9);
  CHECK(loaded->settings.jobs == 8);
  CHECK(loaded->settings.drain_timeout_s == 2);
  CHECK(origin_of(*loaded, "workers") == "--workers");
  CHECK(origin_of(*loaded, "jobs") == "GOXEL_JOBS");
  CHECK(origin_of(*loaded, "drain-timeout") == file.path() + ":3");
}

TEST_CASE("the environment can name the file, and a flag another one") {
  const TemporaryFile one("workers = 1\n");
  const TemporaryFile two("workers = 2\n");
  const Environment environment = {{"GOXEL_CONFIG", one.path()}};
  CHECK(load({{}, environment, 4})->settings.workers == 1);
  CHECK(load({{"-c", two.path()}, environment, 4})->settings.workers == 2);
}

TEST_CASE("the older daemon's short flags work") {
  const auto loaded = load_flags({"-f", "-s", "/run/a.sock", "-j", "3", "-m", "12", "-p",
                                  "/run/a.pid", "-l", "/var/log/a.log", "-V"});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->settings.sockets == std::vector<std::string>{"/run/a.sock"});
  CHECK(loaded->settings.workers == 3);
  CHECK(loaded->settings.limits.connections == 12);
  CHECK(loaded->settings.pid_file == "/run/a.pid");
  CHECK(loaded->settings.log_file == "/var/log/a.log");
  CHECK(loaded->settings.log_level == LogLevel::Debug);
}

TEST_CASE("values may be joined to their flags") {
  const auto loaded = load_flags({"--workers=3", "-s/run/a.sock", "--jobs=5"});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->settings.workers == 3);
  CHECK(loaded->settings.jobs == 5);
  CHECK(loaded->settings.sockets == std::vector<std::string>{"/run/a.sock"});
}

TEST_CASE("a list collects its flags, of others the last one counts") {
  const auto loaded =
      load_flags({"--socket", "/a", "--workers", "3", "--socket", "/b", "--workers", "5"});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->settings.sockets == std::vector<std::string>{"/a", "/b"});
  CHECK(loaded->settings.workers == 5);
}

TEST_CASE("a list in a variable is split at colons") {
  const auto loaded = load({{}, {{"GOXEL_SOCKET", "/a:/b"}}, 4});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->settings.sockets == std::vector<std::string>{"/a", "/b"});
}

TEST_CASE("the old variables of the render folder work") {
  const auto loaded = load({{},
                            {{"GOXEL_RENDER_DIR", "/r"},
                             {"GOXEL_RENDER_TTL", "60"},
                             {"GOXEL_RENDER_MAX_SIZE", "1000"},
                             {"GOXEL_RENDER_CLEANUP_INTERVAL", "5"}},
                            4});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->settings.render_dir == "/r");
  CHECK(loaded->settings.render_ttl_s == 60);
  CHECK(loaded->settings.render_max_size_bytes == 1000);
  CHECK(loaded->settings.render_cleanup_interval_s == 5);
}

TEST_CASE("an explicit level is stronger than --verbose") {
  CHECK(load_flags({"--log-level", "error", "--verbose"})->settings.log_level == LogLevel::Error);
}

TEST_CASE("mistakes on the command line end with 64 and name the flag") {
  using Row = std::tuple<std::vector<std::string>, std::string>;
  const auto [arguments, message] = GENERATE(
      Row{{"--loglevel", "info"}, "unknown option --loglevel (did you mean --log-level?)"},
      Row{{"--zzzzzzzzzzz=3"}, "unknown option --zzzzzzzzzzz"},
      Row{{"--workers"}, "--workers needs a value"}, Row{{"stray"}, "unexpected argument 'stray'"},
      Row{{"--workers", "0"}, "--workers: workers: 0 is outside 1..1024"},
      Row{{"--workers", "-1"}, "--workers: workers: -1 is outside 1..1024"},
      Row{{"--tcp", "7890"},
          "--tcp: tcp: an address is HOST:PORT, such as 127.0.0.1:7890 or [::1]:7890"});
  const Ending result = must_end(load_flags(arguments));
  CHECK(result.exit_code == 64);
  CHECK(result.complaint == "goxel-daemon: " + message + "\n");
  CHECK(result.output.empty());
}

TEST_CASE("a switch takes no value") {
  const Ending result = must_end(load_flags({"--foreground=false"}));
  CHECK(result.exit_code == 64);
  CHECK_THAT(result.complaint, Catch::Contains("foreground"));
}

TEST_CASE("mistakes in the file end with 78 and name file and line") {
  using Row = std::tuple<std::string, std::string>;
  const auto [text, message] = GENERATE(
      Row{"\nwokers = 2\n", ":2: unknown key wokers (did you mean workers?)"},
      Row{"workers = \"2\"\n", ":1: workers is an integer, not a string"},
      Row{"tcp = 7890\n", ":1: tcp is a string, not an integer"},
      Row{"socket = [1]\n", ":1: socket is a string or an array of strings, not an array"},
      Row{"workers = 0\n", ":1: workers: 0 is outside 1..1024"},
      Row{"help = true\n", ":1: unknown key help (it is a flag of the command line only)"},
      Row{"config = \"x\"\n", ":1: unknown key config (it is a flag of the command line only)"},
      Row{"[log.level]\nx = 1\n", ":1: log-level is a string, not a table"});
  const TemporaryFile file(text);
  const Ending result = must_end(load_flags({"--check-config", "--config", file.path()}));
  CHECK(result.exit_code == 78);
  CHECK_THAT(result.complaint, Catch::StartsWith("goxel-daemon: " + file.path() + message));
}

TEST_CASE("broken TOML ends with 78 and names the line") {
  const TemporaryFile file("workers = 2\njobs = = 3\n");
  const Ending result = must_end(load_flags({"--config", file.path()}));
  CHECK(result.exit_code == 78);
  CHECK_THAT(result.complaint, Catch::StartsWith("goxel-daemon: " + file.path() + ":2: "));
}

TEST_CASE("a missing file and a folder in its place end with 78") {
  const auto path = GENERATE(as<std::string>{}, "/nonexistent/goxel.toml", "/tmp");
  const Ending result = must_end(load_flags({"--config", path}));
  CHECK(result.exit_code == 78);
  CHECK_THAT(result.complaint, Catch::Contains(path));
}

TEST_CASE("a file of 1 MiB is read and one more byte is refused") {
  const std::string text = "workers = 2\n#";
  const std::size_t limit = 1 << 20;
  const TemporaryFile fits(text + std::string(limit - text.size(), 'x'));
  CHECK(load_flags({"--config", fits.path()})->settings.workers == 2);
  const TemporaryFile surplus(text + std::string(limit - text.size() + 1, 'x'));
  CHECK(must_end(load_flags({"--config", surplus.path()})).exit_code == 78);
}

TEST_CASE("a wrong value in a variable ends with 78, an unknown variable is a warning") {
  const Ending result = must_end(load({{}, {{"GOXEL_WORKERS", "many"}}, 4}));
  CHECK(result.exit_code == 78);
  CHECK(result.complaint == "goxel-daemon: GOXEL_WORKERS: workers: 'many' is not a whole number\n");
  const auto loaded = load({{}, {{"GOXEL_DAEMON_MODE", "service"}}, 4});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->warnings ==
        std::vector<std::string>{"environment: GOXEL_DAEMON_MODE is no setting"});
  CHECK(load({{}, {{"GOXEL_WORKER", "2"}}, 4})->warnings ==
        std::vector<std::string>{
            "environment: GOXEL_WORKER is no setting (did you mean GOXEL_WORKERS?)"});
}

TEST_CASE("tables in the file are prefixes of names") {
  const TemporaryFile file(
      "socket = [\"/a\", \"/b\"]\n[log]\nlevel = \"debug\"\n[limit]\nmessage-bytes = 5\n");
  const auto loaded = load_flags({"--config", file.path()});
  REQUIRE(loaded.is_ok());
  CHECK(loaded->settings.sockets == std::vector<std::string>{"/a", "/b"});
  CHECK(loaded->settings.log_level == LogLevel::Debug);
  CHECK(loaded->settings.limits.message_bytes == 5);
}

TEST_CASE("a daemon that would listen nowhere is refused") {
  CHECK(must_end(load_flags({"--socket", ""})).exit_code == 78);
  CHECK(load_flags({"--socket", "", "--tcp", "127.0.0.1:0"}).is_ok());
}

TEST_CASE("the flags --version and --help answer whatever else is wrong") {
  CHECK(must_end(load_flags({"--version", "--workers", "0"})).output ==
        "goxel-daemon version 15.0.0\n");
  const Ending help = must_end(load_flags({"-h", "--config", "/nonexistent"}));
  CHECK(help.exit_code == 0);
  for (const Option& option : all_options()) CHECK_THAT(help.output, Catch::Contains(option.name));
}

TEST_CASE("the flag --check-config says that a good configuration is good") {
  const Ending result = must_end(load_flags({"--check-config"}));
  CHECK(result.exit_code == 0);
  CHECK(result.output == "goxel-daemon: the configuration is good\n");
}

TEST_CASE("the flag --print-config shows values and origins, and reads back as the same settings") {
  const auto loaded = load({{"--print-config", "--workers", "3", "--log-format", "json"},
                            {{"GOXEL_LOG_FILE", "/tmp/a \"b\"\\\n\x01.log"}},
                            4});
  REQUIRE(loaded.is_ok());
  const std::string printed = must_end(loaded).output;
  CHECK_THAT(printed, Catch::Contains("workers = 3  # --workers\n"));
  CHECK_THAT(printed, Catch::Contains("jobs = 4  # default\n"));
  CHECK_THAT(printed, Catch::Contains("# config = \"\"  # default\n"));
  CHECK_THAT(printed, Catch::Contains("socket = [\"/tmp/goxel-daemon.sock\"]  # default\n"));
  const TemporaryFile file(printed);
  const auto again = load({{"--config", file.path()}, {}, 1});
  REQUIRE(again.is_ok());
  for (const Option& option : all_options()) {
    if (!option.is_setting() || option.name == "config") continue;
    INFO(option.name);
    CHECK(current_values(option, again->settings) == current_values(option, loaded->settings));
  }
}

TEST_CASE("only variables of our prefix are taken from the environment") {
  const char* const variables[] = {"PATH=/bin", "GOXEL_WORKERS=2", "GOXEL_X=a=b", "GOXEL_BARE",
                                   nullptr};
  CHECK(goxel_environment(variables) == Environment{{"GOXEL_WORKERS", "2"}, {"GOXEL_X", "a=b"}});
}
