#include "bench/load/workload.hpp"

#include "core/base/str_cat.hpp"

#include <boost/json.hpp>

#include <charconv>
#include <iterator>
#include <random>

namespace goxel::bench {

namespace {

constexpr std::string_view kRequestHead = R"({"jsonrpc":"2.0","id":)";
constexpr std::string_view kReplyHead = R"({"jsonrpc":"2.0","result":)";
// Enough that neither side's caches hold one answer, few enough to stay in the generator's.
constexpr std::size_t kDistinctRequests = 1000;
// Side of the cube that positions are drawn from; the preparation writes its diagonal.
constexpr unsigned kSide = 16;

std::string ping_tail() { return ",\"method\":\"ping\"}\n"; }

std::string get_voxel_tail(unsigned x, unsigned y, unsigned z) {
  return str_cat(",\"method\":\"goxel.get_voxel\",\"params\":[", x, ',', y, ',', z, "]}\n");
}

std::string add_voxel_tail(unsigned x, unsigned y, unsigned z) {
  return str_cat(",\"method\":\"goxel.add_voxel\",\"params\":[", x, ',', y, ',', z, ',', x * 8, ',',
                 y * 8, ',', z * 8, ",255]}\n");
}

Mix kind_of(Mix mix, std::size_t number) {
  if (mix != Mix::Mixed) return mix;
  const std::size_t turn = number % 10;
  if (turn == 9) return Mix::Ping;
  return turn % 4 == 3 ? Mix::AddVoxel : Mix::GetVoxel;
}

/// Writes ",\"id\":N}" and returns its length. `text` holds at least 32 characters.
std::size_t write_reply_tail(char* text, std::uint64_t id) {
  constexpr std::string_view kMember = ",\"id\":";
  kMember.copy(text, kMember.size());
  char* const end = std::to_chars(text + kMember.size(), text + 31, id).ptr;
  *end = '}';
  return static_cast<std::size_t>(end + 1 - text);
}

bool is_result_by_parsing(std::string_view line, std::uint64_t id) {
  boost::system::error_code failure;
  const boost::json::value value = boost::json::parse({line.data(), line.size()}, failure);
  if (failure || !value.is_object()) return false;
  const boost::json::object& reply = value.get_object();
  const boost::json::value* found = reply.if_contains("id");
  if (found == nullptr || reply.contains("error") || !reply.contains("result")) return false;
  const auto number = found->to_number<std::uint64_t>(failure);
  return !failure && number == id;
}

}  // namespace

Workload::Workload(Mix mix) {
  std::minstd_rand random(1);
  const auto coordinate = [&random] { return static_cast<unsigned>(random() >> 8) % kSide; };
  tails_.reserve(kDistinctRequests);
  for (std::size_t i = 0; i < kDistinctRequests; ++i) {
    const unsigned x = coordinate();
    const unsigned y = coordinate();
    const unsigned z = coordinate();
    switch (kind_of(mix, i)) {
      case Mix::GetVoxel:
        tails_.push_back(get_voxel_tail(x, y, z));
        break;
      case Mix::AddVoxel:
        tails_.push_back(add_voxel_tail(x, y, z));
        break;
      default:
        tails_.push_back(ping_tail());
    }
  }
}

void Workload::write_request(std::uint64_t id, std::string& line) const {
  char digits[20];
  const char* const end = std::to_chars(digits, std::end(digits), id).ptr;
  line.assign(kRequestHead);
  line.append(digits, static_cast<std::size_t>(end - digits));
  line.append(tails_[id % tails_.size()]);
}

std::vector<std::string> Workload::preparation() {
  // Ephemeral: the project ends with its connection, so a run leaves nothing behind.
  std::vector<std::string> lines = {str_cat(
      kRequestHead, 1,
      R"(,"method":"goxel.create_project","params":{"name":"bench","ephemeral":true}})", '\n')};
  for (unsigned i = 0; i < kSide; ++i)
    lines.push_back(str_cat(kRequestHead, i + 2, add_voxel_tail(i, i, i)));
  return lines;
}

bool is_result(std::string_view line, std::uint64_t id) {
  char tail[32];
  const std::string_view expected(tail, write_reply_tail(tail, id));
  if (line.starts_with(kReplyHead) && line.ends_with(expected)) return true;
  return is_result_by_parsing(line, id);
}

}  // namespace goxel::bench
