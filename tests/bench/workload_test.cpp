#include "bench/load/workload.hpp"

#include "tests/support/catch.hpp"

#include <boost/json.hpp>

#include <map>
#include <string>

using goxel::bench::is_result;
using goxel::bench::Mix;
using goxel::bench::Workload;

namespace {

boost::json::object request_of(const Workload& workload, std::uint64_t id) {
  std::string line;
  workload.write_request(id, line);
  REQUIRE(line.back() == '\n');
  REQUIRE(line.find('\n') == line.size() - 1);
  return boost::json::parse(line.substr(0, line.size() - 1)).as_object();
}

}  // namespace

TEST_CASE("every request is one line of JSON-RPC with the id that was asked for") {
  const Mix mix = GENERATE(Mix::Ping, Mix::GetVoxel, Mix::AddVoxel, Mix::Mixed);
  const Workload workload(mix);
  for (const std::uint64_t id : {0U, 1U, 999U, 1000U, 4'000'000'000U}) {
    const boost::json::object request = request_of(workload, id);
    CHECK(request.at("jsonrpc") == "2.0");
    CHECK(request.at("id").to_number<std::uint64_t>() == id);
    CHECK(request.at("method").is_string());
  }
}

TEST_CASE("a mixed load asks seven get_voxel, two add_voxel and one ping of ten") {
  const Workload workload(Mix::Mixed);
  std::map<std::string, int> counts;
  for (std::uint64_t id = 0; id < 1000; ++id)
    ++counts[request_of(workload, id).at("method").as_string().c_str()];
  CHECK(counts == std::map<std::string, int>{
                      {"goxel.get_voxel", 700}, {"goxel.add_voxel", 200}, {"ping", 100}});
}

TEST_CASE("voxels are written with a position and a visible colour") {
  const boost::json::object request = request_of(Workload(Mix::AddVoxel), 5);
  const boost::json::array& params = request.at("params").as_array();
  REQUIRE(params.size() == 7);
  for (std::size_t i = 0; i < 3; ++i) CHECK(params[i].to_number<int>() < 16);
  CHECK(params[6] == 255);
}

TEST_CASE("preparing makes the project first, then voxels, with ids from 1") {
  const std::vector<std::string> lines = Workload::preparation();
  REQUIRE(lines.size() == 17);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const boost::json::value request = boost::json::parse(lines[i].substr(0, lines[i].size() - 1));
    CHECK(request.at("id").to_number<std::size_t>() == i + 1);
    CHECK(request.at("method") == (i == 0 ? "goxel.create_project" : "goxel.add_voxel"));
  }
}

TEST_CASE("a reply is right with a result and the id of its request, in any form") {
  CHECK(is_result(R"({"jsonrpc":"2.0","result":{"pong":true},"id":7})", 7));
  CHECK(is_result(R"({ "jsonrpc": "2.0", "result": null, "id": 7 })", 7));
  CHECK(is_result(R"({"id":18446744073709551615,"result":1,"jsonrpc":"2.0"})",
                  18446744073709551615U));
}

TEST_CASE("a reply is wrong with another id, an error or no JSON") {
  CHECK_FALSE(is_result(R"({"jsonrpc":"2.0","result":1,"id":17})", 7));
  CHECK_FALSE(is_result(R"({"jsonrpc":"2.0","result":1,"id":7})", 17));
  CHECK_FALSE(is_result(R"({"jsonrpc":"2.0","result":1,"id":null})", 0));
  CHECK_FALSE(is_result(R"({"jsonrpc":"2.0","result":1,"id":"7"})", 7));
  CHECK_FALSE(is_result(R"({"jsonrpc":"2.0","error":{"code":-32601,"message":"m"},"id":7})", 7));
  CHECK_FALSE(is_result(R"({"jsonrpc":"2.0","id":7})", 7));
  CHECK_FALSE(is_result("[7]", 7));
  CHECK_FALSE(is_result("", 7));
}
