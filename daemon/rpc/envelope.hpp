#pragma once

#include "core/base/result.hpp"
#include "daemon/rpc/json_tape.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace goxel::rpc {

/// A checked JSON-RPC 2.0 request object. Refers to the tape and the text it was read from.
struct Request {
  std::string_view method;
  std::optional<JsonView> params =
      std::nullopt;                   ///< an array or an object; absent and null are the same
  std::string_view id_text = "null";  ///< JSON text to echo, exactly as the client wrote it
  bool is_notification = true;        ///< no id member at all: never answered
  std::optional<std::string_view> session = std::nullopt;  ///< the member beside `method`
};

/// Checks one request object (a whole message, or one element of a batch).
/// `raw`: the exact bytes of that value. Fails with InvalidRequest; answer that with the id of
/// read_id(), also when the id is missing: a bad envelope is no notification.
Result<Request> read_request(JsonView root, std::string_view raw);

/// The id of a request that may be invalid otherwise, as JSON text to echo; "null" when there is
/// none or none that can be told (of another type, or given twice).
std::string_view read_id(JsonView root, std::string_view raw);

/// How many of a batch's ids, as read_id() gives them, equal one before them: each request is
/// answered, but its client cannot tell the answers apart. Requests without an id do not count.
std::size_t count_repeated(std::vector<std::string_view> ids);

/// Walks the elements of a batch together with their source text.
class BatchReader {
 public:
  struct Element {
    JsonView view;
    std::string_view raw;
  };

  /// `root` is an array and `raw` its exact bytes.
  BatchReader(JsonView root, std::string_view raw);
  /// The next element, or nothing after the last. `raw` is empty when nothing in the batch has
  /// escapes: the source is needed for those only.
  std::optional<Element> next();

 private:
  JsonView root_;
  std::uint32_t index_;
  std::string_view raw_;
  std::size_t at_ = 1;  ///< just after the opening bracket, or after the last element
};

}  // namespace goxel::rpc
