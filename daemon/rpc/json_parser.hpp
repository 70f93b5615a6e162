#pragma once

#include "core/base/error.hpp"
#include "daemon/rpc/json_tape.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace goxel::rpc {

/// Parses one JSON text into a tape, in one pass, while it grows by pieces of any size. Strict:
/// UTF-8 only, no comments, no trailing commas, no unpaired surrogates, no NUL in member names.
/// Duplicate member names parse (they are valid JSON); the tape tells of them. The text is not
/// copied: it must stay in place while the result is read. One thread at a time; no allocation in
/// steady state.
class JsonParser {
 public:
  enum class Status { NeedMore, Complete, Failed };
  struct Progress {
    Status status;
    std::size_t consumed;  ///< bytes since the text began; on Complete white space after it may be
                           ///< among them, on Failed up to the offender
  };

  /// `max_nesting`: containers inside each other that are allowed; one more fails.
  explicit JsonParser(std::size_t max_nesting);
  ~JsonParser();
  JsonParser(JsonParser&&) noexcept;
  JsonParser& operator=(JsonParser&&) noexcept;

  /// Goes on with `text`: all of it that is there by now. It begins with what was fed before, which
  /// may be at another place, and is not looked at again. After Complete or Failed, reset() comes
  /// first. At most JsonTape::kMaxTextSize.
  Progress feed(std::string_view text);
  /// Tells that no more bytes follow those of feed(), which are still in place: completes a number
  /// at top level, and fails an unfinished text.
  Progress finish();
  /// Makes ready for the next text. Frees what a large one had needed.
  void reset();

  /// After Complete: the value. Valid until the next reset() or feed(), and as long as the text
  /// last fed is where it was.
  JsonView root() const { return JsonView(tape(), 0); }
  const JsonTape& tape() const;
  /// After Failed: a ParseError; with details "limit" and "maximum" when the text was nested too
  /// deep.
  Error error() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace goxel::rpc
