#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace goxel::logging {

/// What a field of a log line holds. Texts are borrowed: a value lives no longer than the call it
/// is an argument of.
class FieldValue {
 public:
  using Variant = std::variant<std::int64_t, std::uint64_t, double, bool, std::string_view>;

  // Implicit, so that {"worker", 3} is a field.
  FieldValue(bool value) : value_(value) {}                                        // NOLINT
  FieldValue(std::signed_integral auto value) : value_(std::int64_t{value}) {}     // NOLINT
  FieldValue(std::unsigned_integral auto value) : value_(std::uint64_t{value}) {}  // NOLINT
  FieldValue(double value) : value_(value) {}                                      // NOLINT
  FieldValue(const char* value) : value_(std::string_view(value)) {}               // NOLINT
  FieldValue(std::string_view value) : value_(value) {}                            // NOLINT
  FieldValue(const std::string& value) : value_(std::string_view(value)) {}        // NOLINT

  const Variant& variant() const { return value_; }

 private:
  Variant value_;
};

/// One fact about an event. Keys are words of our own (a-z, 0-9, _); "ts", "level" and "msg" are
/// taken.
struct Field {
  std::string_view key;
  FieldValue value;
};

}  // namespace goxel::logging
