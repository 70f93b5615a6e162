#include "core/base/assert.hpp"
#include "daemon/net/message_reader.hpp"
#include "tests/fuzz/cuts.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using goxel::net::MessageReader;

goxel::Limits small_limits() {
  goxel::Limits limits;
  limits.message_bytes = 128;
  limits.nesting = 6;
  limits.header_bytes = 64;
  return limits;
}

/// Every event that the bytes give when they come `piece` at a time.
std::vector<std::string> events_of(std::string_view bytes, std::size_t piece) {
  MessageReader reader(small_limits());
  std::vector<std::string> events;
  const auto collect = [&reader, &events] {
    for (;;) {
      const auto event = reader.next();
      if (event == MessageReader::Event::NeedMore) return true;
      if (event == MessageReader::Event::Http) return false;
      events.emplace_back(event == MessageReader::Event::Message ? reader.raw() : "!");
    }
  };
  while (!bytes.empty()) {
    const std::string_view now = bytes.substr(0, piece);
    bytes.remove_prefix(now.size());
    reader.append(now);
    GOXEL_CHECK(reader.unread().size() <= 128 + 64 + piece);
    if (!collect()) return {"http"};
  }
  reader.end_of_input();
  if (!collect()) return {"http"};
  GOXEL_CHECK(reader.unread().empty());
  return events;
}

}  // namespace

/// However the bytes are cut, the events are the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  goxel::fuzz::check_cuts(bytes, size, events_of);
  return 0;
}
