#include "daemon/metrics/metrics_text.hpp"

#include "core/base/str_cat.hpp"
#include "tests/daemon/rpc/test_service.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace goxel::metrics {

namespace {

using rpc::TestClient;
using rpc::TestService;

/// A service that has answered some requests.
void use(TestService& service) {
  TestClient& client = service.connect(1);
  for (int i = 0; i < 3; ++i) client.call("ping");
  client.call("goxel.create_project", R"(["p"])");
  client.call("goxel.add_voxel", "[1]");
  client.call("goxel.add_voxel", "[1,2,3,4,5,6]");
  client.call("goxel.render_scene", R"({"width":8,"height":8})");
  client.call("goxel.list_sessions");
  client.call("goxel.no_such_method");
  service.settle();  // a request is counted after its answer is sent
}

bool has_line(const std::string& text, const std::string& line) {
  return text.find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("requests are counted by method, whether answered at once, by a job or by all workers") {
  TestService service;
  use(service);
  const std::string text = metrics_text(service.services());
  for (const auto& [method, count] :
       {std::pair{"ping", 3}, std::pair{"goxel.create_project", 1}, std::pair{"goxel.add_voxel", 2},
        std::pair{"goxel.render_scene", 1}, std::pair{"goxel.list_sessions", 1}}) {
    const std::string label = str_cat("{method=\"", method, "\"}");
    CHECK(has_line(text, str_cat("goxel_request_duration_seconds_count", label, " ", count)));
  }
  CHECK(text.find("get_voxel\"") == std::string::npos);
  CHECK(has_line(text, R"(goxel_errors_total{reason="invalid_params"} 1)"));
  CHECK(has_line(text, R"(goxel_errors_total{reason="method_not_found"} 1)"));
  CHECK(has_line(text, R"(goxel_errors_total{reason="busy"} 0)"));
  CHECK(has_line(text, R"(goxel_requests_total{worker="1"} 9)"));
  CHECK(has_line(text, R"(goxel_sessions{worker="1"} 1)"));
  CHECK(has_line(text, "goxel_jobs 0"));
}

TEST_CASE("the text is what a Prometheus server reads") {
  TestService service;
  use(service);
  std::istringstream lines(metrics_text(service.services()));
  const std::regex sample(R"re(([a-z_]+)(\{([a-z]+="[^"\\]*",?)+\})? [0-9.e+-]+)re");
  std::set<std::string> families;
  std::string family;
  std::string type;
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    std::istringstream words(line);
    std::string mark;
    std::string kind;
    if (line.rfind("# HELP ", 0) == 0) {
      words >> mark >> kind >> family;
      CHECK(families.insert(family).second);  // each family once, its samples together
    } else if (line.rfind("# TYPE ", 0) == 0) {
      std::string name;
      words >> mark >> kind >> name >> type;
      CHECK(name == family);
      const bool is_total = name.size() > 6 && name.substr(name.size() - 6) == "_total";
      CHECK((type == "counter") == is_total);
    } else {
      std::smatch parts;
      REQUIRE(std::regex_match(line, parts, sample));
      CHECK(parts[1].str().rfind(family, 0) == 0);
      if (type != "histogram") CHECK(parts[1].str() == family);
    }
  }
  CHECK(families.size() > 15);
}

TEST_CASE("buckets are cumulative and end with all") {
  TestService service;
  use(service);
  std::istringstream lines(metrics_text(service.services()));
  const std::regex bucket(R"re(.*_bucket\{method="ping",le="([^"]+)"\} ([0-9]+))re");
  std::vector<int> counts;
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    std::smatch parts;
    if (!std::regex_match(line, parts, bucket)) continue;
    if (counts.empty()) CHECK(parts[1] == "1.024e-06");
    last = parts[1];
    counts.push_back(std::stoi(parts[2]));
  }
  REQUIRE(counts.size() == 14);
  CHECK(last == "+Inf");
  CHECK(std::is_sorted(counts.begin(), counts.end()));
  CHECK(counts.back() == 3);
}

TEST_CASE("get_metrics tells the same by method and by worker") {
  TestService service;
  use(service);
  TestClient& client = service.connect(0);
  const std::string answer = client.call("goxel.get_metrics");
  const auto says = [&](const std::string& what) { return answer.find(what) != std::string::npos; };
  CHECK(says(R"({"method":"ping","latency":{"count":3,"mean_us":)"));
  CHECK(says(R"({"reason":"invalid_params","count":1})"));
  CHECK(!says(R"("busy")"));
  CHECK(says(R"({"id":1,"connections":0,"sessions":1,"requests":9,)"));
  CHECK(says(R"("requests":10,)"));  // with this one
  CHECK(says(R"("p999_us":)"));
}

}  // namespace goxel::metrics
