#include "core/base/assert.hpp"
#include "daemon/net/http_checks.hpp"
#include "daemon/net/http_reader.hpp"
#include "tests/fuzz/cuts.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using goxel::net::HttpReader;

goxel::Limits small_limits() {
  goxel::Limits limits;
  limits.message_bytes = 128;
  limits.http_header_bytes = 256;
  return limits;
}

void judge(const HttpReader& reader, std::vector<std::string>& events) {
  const goxel::net::HttpAccess access{{"a.example"}, {"https://b.example"}};
  const auto target = goxel::net::split_target(reader.target());
  const std::string_view host = reader.header("Host").value_or("");
  const std::string_view origin = reader.header("Origin").value_or("");
  const bool flags[] = {goxel::net::is_known_host(host, access),
                        goxel::net::is_same_host(origin, host),
                        goxel::net::is_listed_origin(origin, access),
                        goxel::net::is_json_type(reader.header("Content-Type").value_or("")),
                        reader.is_websocket_upgrade(),
                        reader.keeps_alive(),
                        reader.has_body(),
                        target.has_value()};
  std::string event(reader.method());
  event += reader.target();
  for (const bool flag : flags) event += flag ? '1' : '0';
  GOXEL_CHECK(reader.head_text().size() <= 256);
  events.push_back(event);
}

/// Every event that the bytes give when they come `piece` at a time.
std::vector<std::string> events_of(std::string_view bytes, std::size_t piece) {
  HttpReader reader(small_limits());
  std::vector<std::string> events;
  while (!bytes.empty()) {
    const std::string_view now = bytes.substr(0, piece);
    bytes.remove_prefix(now.size());
    reader.append(now);
    for (auto event = reader.next(); event != HttpReader::Event::NeedMore; event = reader.next()) {
      if (event == HttpReader::Event::Failed) {
        events.emplace_back("!");
        return events;
      }
      if (event == HttpReader::Event::Head) {
        judge(reader, events);
        continue;
      }
      events.push_back(reader.take_body());
      GOXEL_CHECK(events.back().size() <= 128);
    }
    GOXEL_CHECK(reader.buffered() <= 256);
  }
  // Whether an unfinished request is seen to be broken may depend on the cut.
  if (!reader.is_idle()) events.emplace_back("!");
  return events;
}

}  // namespace

/// However the bytes are cut, the requests are the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  goxel::fuzz::check_cuts(bytes, size, events_of);
  return 0;
}
