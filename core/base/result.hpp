#pragma once

#include "core/base/assert.hpp"
#include "core/base/error.hpp"

#include <type_traits>
#include <utility>
#include <variant>

namespace goxel {

/// A value or the Error that stands in its way. value() and error() assert that they hold what is
/// asked for.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  bool is_ok() const { return state_.index() == 0; }
  explicit operator bool() const { return is_ok(); }

  const T& value() const& {
    GOXEL_ASSERT(is_ok());
    return *std::get_if<0>(&state_);
  }
  T& value() & {
    GOXEL_ASSERT(is_ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    GOXEL_ASSERT(is_ok());
    return std::move(*std::get_if<0>(&state_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const& {
    GOXEL_ASSERT(!is_ok());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    GOXEL_ASSERT(!is_ok());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error)
      : error_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  bool is_ok() const { return error_.index() == 0; }
  explicit operator bool() const { return is_ok(); }

  const Error& error() const& {
    GOXEL_ASSERT(!is_ok());
    return *std::get_if<1>(&error_);
  }
  Error&& error() && {
    GOXEL_ASSERT(!is_ok());
    return std::move(*std::get_if<1>(&error_));
  }

 private:
  std::variant<std::monostate, Error> error_;
};

#define GOXEL_CONCAT_INNER(a, b) a##b
#define GOXEL_CONCAT(a, b) GOXEL_CONCAT_INNER(a, b)

/// Returns the error of `expression` from the enclosing function, or goes on.
#define GOXEL_TRY(expression)                                    \
  do {                                                           \
    if (auto goxel_try_result = (expression); !goxel_try_result) \
      return ::std::move(goxel_try_result).error();              \
  } while (false)

/// Declares or assigns `target` from the value of `expression`, or returns its error.
#define GOXEL_ASSIGN(target, expression) \
  GOXEL_ASSIGN_INNER(GOXEL_CONCAT(goxel_result_, __LINE__), target, expression)
#define GOXEL_ASSIGN_INNER(result, target, expression) \
  auto result = (expression);                          \
  if (!result) return ::std::move(result).error();     \
  target = ::std::move(result).value()

}  // namespace goxel
