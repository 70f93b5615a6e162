#pragma once

#include "core/base/error.hpp"
#include "core/base/limits.hpp"
#include "daemon/rpc/json_tape.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::rpc {

class DecodeContext;

/// Names the part of the parameters that is being decoded while it lives: PathScope scope(context,
/// "color"); then PathScope element(context, 2) makes errors speak of `params.color[2]`. A link in
/// a list on the stack: nothing is built unless there is an error.
class PathScope {
 public:
  PathScope(DecodeContext& context, std::string_view name);
  PathScope(DecodeContext& context, std::size_t index);
  ~PathScope();
  PathScope(const PathScope&) = delete;
  PathScope& operator=(const PathScope&) = delete;

 private:
  friend class DecodeContext;
  DecodeContext& context_;
  const PathScope* parent_;
  std::string_view name_;
  std::size_t index_ = 0;
  bool is_name_;
};

/// What decoders share: limits, the path for errors, and what to do with unknown names. One for
/// each request.
class DecodeContext {
 public:
  explicit DecodeContext(const Limits& limits) : limits_(limits) {}
  DecodeContext(const DecodeContext&) = delete;
  DecodeContext& operator=(const DecodeContext&) = delete;

  const Limits& limits() const { return limits_; }

  /// Single mode: unknown parameter names become warnings.
  bool ignores_unknown_names = false;
  std::vector<std::string> warnings;

  /// "params.color[0]", of the innermost PathScope.
  std::string path() const;
  /// InvalidParams "<path>: <problem>" with detail "path".
  Error fail(std::string_view problem) const;
  /// fail() with "<found> is not <expected>"; <found> is a short rendering of the value.
  Error wrong_type(JsonView found, std::string_view expected) const;

 private:
  friend class PathScope;
  const Limits& limits_;
  const PathScope* innermost_ = nullptr;
};

/// The value as an error message shows it: a scalar as JSON text, cut after some 40 bytes; "an
/// array", "an object".
std::string describe(JsonView value);

inline PathScope::PathScope(DecodeContext& context, std::string_view name)
    : context_(context), parent_(context.innermost_), name_(name), is_name_(true) {
  context.innermost_ = this;
}
inline PathScope::PathScope(DecodeContext& context, std::size_t index)
    : context_(context), parent_(context.innermost_), index_(index), is_name_(false) {
  context.innermost_ = this;
}
inline PathScope::~PathScope() { context_.innermost_ = parent_; }

}  // namespace goxel::rpc
