#include "daemon/logging/line.hpp"

#include "tests/support/catch.hpp"

#include <limits>
#include <vector>

using namespace goxel::logging;
using goxel::config::LogFormat;
using goxel::config::LogLevel;

namespace {

// date -u -d 2026-01-02T03:04:05Z +%s, with 678 ms.
constexpr std::int64_t kTime = 1'767'323'045'678;

std::string text(std::string_view message, const std::vector<Field>& fields = {}) {
  return format_line(LogFormat::Text, kTime, LogLevel::Info, message, fields);
}

std::string json(std::string_view message, const std::vector<Field>& fields = {}) {
  return format_line(LogFormat::Json, kTime, LogLevel::Info, message, fields);
}

/// The JSON text of one string value.
std::string json_value(std::string_view value) {
  const std::string line = json("m", {{"k", value}});
  const std::string before = R"({"ts":"2026-01-02T03:04:05.678Z","level":"info","msg":"m","k":)";
  REQUIRE(line.starts_with(before));
  REQUIRE(line.ends_with("}\n"));
  return line.substr(before.size(), line.size() - before.size() - 2);
}

}  // namespace

TEST_CASE("a text line has time, level, message and fields") {
  CHECK(text("session created", {{"session", "s1-abc"}, {"worker", 3}, {"new", true}}) ==
        "2026-01-02T03:04:05.678Z info session created session=s1-abc worker=3 new=true\n");
}

TEST_CASE("a JSON line has the same members in the same order") {
  CHECK(json("session created", {{"session", "s1-abc"}, {"worker", 3}, {"dur_ms", 0.5}}) ==
        R"({"ts":"2026-01-02T03:04:05.678Z","level":"info","msg":"session created",)"
        R"("session":"s1-abc","worker":3,"dur_ms":0.5})"
        "\n");
}

TEST_CASE("times before 1970 and on a leap day are right") {
  CHECK(format_line(LogFormat::Text, -1, LogLevel::Error, "m", {}) ==
        "1969-12-31T23:59:59.999Z error m\n");
  CHECK(format_line(LogFormat::Text, 1'709'164'800'000, LogLevel::Debug, "m", {}) ==
        "2024-02-29T00:00:00.000Z debug m\n");
}

TEST_CASE("nothing in a message or value can start another text line") {
  CHECK(text("a\nb\x7f", {{"k", "c\r\nd"}}) ==
        "2026-01-02T03:04:05.678Z info a\\x0ab\\x7f k=c\\x0d\\x0ad\n");
}

TEST_CASE("text values that would be ambiguous are quoted") {
  CHECK(text("m", {{"a", ""}, {"b", "x y"}, {"c", R"(q"\)"}, {"d", "u=v"}}) ==
        "2026-01-02T03:04:05.678Z info m a=\"\" b=\"x y\" c=\"q\\\"\\\\\" d=\"u=v\"\n");
}

TEST_CASE("JSON strings are escaped") {
  CHECK(json_value("a\"b\\c") == R"("a\"b\\c")");
  CHECK(json_value(std::string_view("\n\t\0\x1f\x7f", 5)) == R"("\n\u0009\u0000\u001f\u007f")");
}

TEST_CASE("UTF-8 stays and what is no UTF-8 is replaced") {
  const std::string replacement = "\xef\xbf\xbd";
  CHECK(json_value("\xc3\xa9\xe2\x82\xac\xf0\x9f\x8f\xb0") ==
        "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x8f\xb0\"");
  CHECK(json_value("a\xff"
                   "b") == "\"a" + replacement + "b\"");
  CHECK(json_value("\xc3") == "\"" + replacement + "\"");
  CHECK(json_value("\xc0\x80") == "\"" + replacement + replacement + "\"");
  CHECK(json_value("\xed\xa0\x80") == "\"" + replacement + replacement + replacement + "\"");
  CHECK(json_value("\xf4\x90\x80\x80") ==
        "\"" + replacement + replacement + replacement + replacement + "\"");
}

TEST_CASE("numbers keep their value, and JSON has null where it has no number") {
  const std::vector<Field> fields = {{"a", std::numeric_limits<std::int64_t>::min()},
                                     {"b", std::numeric_limits<std::uint64_t>::max()},
                                     {"c", std::numeric_limits<double>::infinity()}};
  CHECK(text("m", fields) ==
        "2026-01-02T03:04:05.678Z info m a=-9223372036854775808 b=18446744073709551615 c=nan\n");
  CHECK_THAT(json("m", fields), Catch::EndsWith("\"c\":null}\n"));
}
