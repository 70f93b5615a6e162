#include "tests/daemon/net/reader_events.hpp"

#include "daemon/net/message_reader.hpp"
#include "daemon/rpc/codec_voxel.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

namespace goxel::net {

namespace {

std::string limit_of(const Error& error) {
  for (const ErrorDetail& detail : error.details) {
    if (detail.key == "limit") return std::get<std::string>(detail.value);
  }
  return {};
}

void collect(MessageReader& reader, std::vector<std::string>& events) {
  for (;;) {
    switch (reader.next()) {
      case MessageReader::Event::NeedMore:
        return;
      case MessageReader::Event::Message:
        events.emplace_back(reader.raw());
        REQUIRE(reader.view().end_index() > 0);
        break;
      case MessageReader::Event::Failed:
        REQUIRE(reader.error().code == ErrorCode::ParseError);
        events.push_back("!" + limit_of(reader.error()));
        break;
      case MessageReader::Event::Http:
        events.emplace_back("http");
        return;
    }
  }
}

/// The events of `input` in pieces that end at `cuts`.
std::vector<std::string> events_of(const Limits& limits, std::string_view input,
                                   const std::vector<std::size_t>& cuts) {
  MessageReader reader(limits);
  std::vector<std::string> events;
  std::size_t at = 0;
  for (const std::size_t cut : cuts) {
    reader.append(input.substr(at, cut - at));
    at = cut;
    collect(reader, events);
  }
  reader.append(input.substr(at));
  reader.end_of_input();
  collect(reader, events);
  REQUIRE(reader.next() == MessageReader::Event::NeedMore);
  REQUIRE(reader.unread().empty());
  return events;
}

}  // namespace

void check_split_everywhere(const Limits& limits, const std::string& input,
                            const std::vector<std::string>& events) {
  CAPTURE(input);
  std::vector<std::size_t> every_byte;
  for (std::size_t at = 0; at <= input.size(); ++at) {
    CAPTURE(at);
    REQUIRE(events_of(limits, input, {at}) == events);
    every_byte.push_back(at);
  }
  REQUIRE(events_of(limits, input, {}) == events);
  REQUIRE(events_of(limits, input, every_byte) == events);
}

}  // namespace goxel::net
