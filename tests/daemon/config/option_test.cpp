#include "daemon/config/option.hpp"

#include "daemon/config/checks.hpp"
#include "tests/support/catch.hpp"

#include <set>
#include <string>

using namespace goxel;
using namespace goxel::config;

namespace {

Result<void> assign_text(std::string_view name, const std::string& text, Settings& settings) {
  const auto options = all_options();
  const Option* option = find_option(options, name);
  REQUIRE(option != nullptr);
  const std::vector<std::string> values = {text};
  return assign(*option, values, settings);
}

}  // namespace

TEST_CASE("every option has names and help of its own, and a default inside its range") {
  const auto options = all_options();
  std::set<std::string> names;
  std::set<std::string> environment;
  const Settings defaults;
  for (const Option& option : options) {
    INFO(option.name);
    CHECK(names.insert(option.name).second);
    CHECK(environment.insert(option.environment).second);
    CHECK_FALSE(option.row.help.empty());
    const bool depends_on_machine = option.name == "workers" || option.name == "jobs";
    if (!option.is_setting() || depends_on_machine) continue;
    Settings settings;
    CHECK(assign(option, current_values(option, defaults), settings).is_ok());
  }
}

TEST_CASE("each limit is a setting") {
  const auto options = all_options();
  for (const LimitInfo& limit : limit_infos()) {
    INFO(limit.name);
    int rows = 0;
    for (const Option& option : options) {
      const auto* member = std::get_if<std::int64_t Limits::*>(&option.row.target);
      rows += member != nullptr && *member == limit.member ? 1 : 0;
    }
    CHECK(rows == 1);
  }
}

TEST_CASE("limit names are written with dashes and set the limit") {
  Settings settings;
  REQUIRE(assign_text("limit-message-bytes", "1048576", settings).is_ok());
  CHECK(settings.limits.message_bytes == 1'048'576);
  REQUIRE(assign_text("max-connections", "7", settings).is_ok());
  CHECK(settings.limits.connections == 7);
}

TEST_CASE("a number is taken at its bounds and refused one past them") {
  Settings settings;
  CHECK(assign_text("workers", "1", settings).is_ok());
  CHECK(assign_text("workers", "1024", settings).is_ok());
  CHECK(settings.workers == 1024);
  CHECK(assign_text("workers", "0", settings).error().message == "0 is outside 1..1024");
  CHECK(assign_text("workers", "1025", settings).error().message == "1025 is outside 1..1024");
  CHECK(settings.workers == 1024);
}

TEST_CASE("what is no number is refused") {
  const auto text = GENERATE(as<std::string>{}, "", "four", "4x", " 4", "4.0", "0x10");
  Settings settings;
  CHECK(assign_text("workers", text, settings).error().message ==
        "'" + text + "' is not a whole number");
}

TEST_CASE("a number too large for 64 bits is out of range") {
  Settings settings;
  CHECK(assign_text("workers", "99999999999999999999", settings).error().message ==
        "99999999999999999999 is outside 1..1024");
}

TEST_CASE("a choice takes its words only") {
  Settings settings;
  REQUIRE(assign_text("log-level", "warning", settings).is_ok());
  CHECK(settings.log_level == LogLevel::Warning);
  REQUIRE(assign_text("log-format", "json", settings).is_ok());
  CHECK(settings.log_format == LogFormat::Json);
  CHECK(assign_text("log-level", "warn", settings).error().message ==
        "'warn' is none of error, warning, info, debug");
}

TEST_CASE("a list replaces the default and leaves out empty elements") {
  const auto options = all_options();
  const Option* option = find_option(options, "socket");
  Settings settings;
  const std::vector<std::string> values = {"/a", "", "/b"};
  REQUIRE(assign(*option, values, settings).is_ok());
  CHECK(settings.sockets == std::vector<std::string>{"/a", "/b"});
}

TEST_CASE("a socket path of 107 bytes fits and one of 108 does not") {
  CHECK(check_socket_path(std::string(107, 'a')).is_ok());
  CHECK(check_socket_path(std::string(108, 'a')).error().message ==
        "a socket's path has at most 107 bytes, this one has 108");
}

TEST_CASE("an endpoint is a host and a port") {
  const auto good = GENERATE(as<std::string>{}, "", "127.0.0.1:7890", "localhost:0", "[::1]:65535");
  CHECK(check_endpoint(good).is_ok());
}

TEST_CASE("what is no endpoint is refused") {
  const auto bad = GENERATE(as<std::string>{}, "7890", ":7890", "::1:7890", "[]:1", "host",
                            "host:", "host:65536", "host:-1", "host:1x");
  CHECK_FALSE(check_endpoint(bad).is_ok());
}

TEST_CASE("a mistyped name is answered with the nearest one") {
  const auto options = all_options();
  CHECK(suggestion(options, "--", "loglevel") == " (did you mean --log-level?)");
  CHECK(suggestion(options, "--", "zzzzzzzz").empty());
}
