#pragma once

#include "core/base/error.hpp"
#include "daemon/rpc/json_parser.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

namespace goxel::rpc {

/// A JSON text, parsed; for tests. Throws when it is not valid.
class Parsed {
 public:
  explicit Parsed(std::string text) : text_(std::move(text)), parser_(64) {
    auto progress = parser_.feed(text_);
    if (progress.status == JsonParser::Status::NeedMore) progress = parser_.finish();
    if (progress.status != JsonParser::Status::Complete)
      throw std::runtime_error(parser_.error().message);
  }

  Parsed(const Parsed&) = delete;  // the parser refers to the text
  Parsed& operator=(const Parsed&) = delete;

  JsonView root() const { return parser_.root(); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  JsonParser parser_;
};

}  // namespace goxel::rpc
