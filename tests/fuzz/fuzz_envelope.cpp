#include "core/base/assert.hpp"
#include "daemon/net/message_reader.hpp"
#include "daemon/rpc/envelope.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using namespace goxel;

void check(rpc::JsonView element, std::string_view raw) {
  const std::string_view id = rpc::read_id(element, raw);
  const auto request = rpc::read_request(element, raw);
  if (!request) {
    GOXEL_CHECK(request.error().code == ErrorCode::InvalidRequest);
    return;
  }
  GOXEL_CHECK(request->id_text == id);
  // The echoed id is one JSON value, a scalar.
  rpc::JsonParser parser(1);
  auto progress = parser.feed(id);
  if (progress.status == rpc::JsonParser::Status::NeedMore) progress = parser.finish();
  GOXEL_CHECK(progress.status == rpc::JsonParser::Status::Complete);
  GOXEL_CHECK(!parser.root().is_array() && !parser.root().is_object());
}

}  // namespace

/// Any message, or every element of a batch: a request whose id can be echoed, or InvalidRequest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  net::MessageReader reader(Limits{}, net::Framing::Stream);
  reader.append({reinterpret_cast<const char*>(bytes), size});
  reader.end_of_input();
  for (auto event = reader.next(); event != net::MessageReader::Event::NeedMore;
       event = reader.next()) {
    if (event != net::MessageReader::Event::Message) continue;
    if (!reader.view().is_array()) {
      check(reader.view(), reader.raw());
      continue;
    }
    rpc::BatchReader batch(reader.view(), reader.raw());
    std::size_t count = 0;
    while (const auto element = batch.next()) {
      check(element->view, element->raw);
      ++count;
    }
    GOXEL_CHECK(count == reader.view().size());
  }
  return 0;
}
