#include "bench/load/earlier_run.hpp"

#include "tests/support/catch.hpp"

#include <boost/json.hpp>

#include <string>

using goxel::bench::ratios_to_earlier;

namespace {

boost::json::object report(double rate, double latency, int connections = 1) {
  return {{"requests_per_s", rate},
          {"latency_us",
           {{"p50", latency}, {"p90", latency}, {"p99", latency}, {"p99.9", latency}, {"max", 8}}},
          {"server_cpu_us_per_request", 0},
          {"load", {{"connections", connections}, {"mix", "ping"}}}};
}

std::string text(const boost::json::object& object) { return boost::json::serialize(object); }

}  // namespace

TEST_CASE("each figure is divided by the earlier one") {
  const auto ratios = ratios_to_earlier(report(3000, 50), text(report(2000, 100)));
  REQUIRE(ratios);
  REQUIRE(ratios->size() == 7);
  CHECK((*ratios)[0].name == "requests/s");
  CHECK((*ratios)[0].now == 3000);
  CHECK((*ratios)[0].earlier == 2000);
  CHECK((*ratios)[0].ratio() == 1.5);
  CHECK((*ratios)[4].name == "latency p99.9, us");
  CHECK((*ratios)[4].ratio() == 0.5);
  CHECK((*ratios)[5].ratio() == 1);
  CHECK((*ratios)[6].ratio() == 0);  // of nothing there is no ratio
}

TEST_CASE("runs of another load are not compared") {
  const auto ratios = ratios_to_earlier(report(1, 1, 2), text(report(1, 1)));
  REQUIRE_FALSE(ratios);
  CHECK(ratios.error().code == goxel::ErrorCode::InvalidParams);
  CHECK(ratios.error().message.find("\"connections\":2") != std::string::npos);
}

TEST_CASE("what is no report is refused") {
  boost::json::object broken = report(1, 1);
  broken["latency_us"] = "slow";
  const std::string earlier =
      GENERATE_REF(std::string(), std::string("[1]"), std::string("{"), text(broken));
  const auto ratios = ratios_to_earlier(report(1, 1), earlier);
  REQUIRE_FALSE(ratios);
  CHECK(ratios.error().code == goxel::ErrorCode::FormatError);
}
