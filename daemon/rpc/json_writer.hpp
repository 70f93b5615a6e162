#pragma once

#include "core/base/assert.hpp"

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace goxel::rpc {

/// Appends `text` between quotes, escaped. What is not valid UTF-8 becomes U+FFFD, so that the
/// output always is.
void append_json_string(std::string& out, std::string_view text);

/// Appends compact JSON text to a string and sets the commas itself:
///   writer.begin_object(); writer.key("count"); writer.value(3); writer.end_object();   //
///   {"count":3}
/// Wrong order of calls (a value without a key in an object) is a bug in the caller, asserted where
/// it is cheap.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  /// `name` is escaped as any string.
  void key(std::string_view name) {
    GOXEL_ASSERT(!is_after_key_);
    GOXEL_ASSERT(depth_ > 0);
    separate();
    append_json_string(out_, name);
    out_ += ':';
    needs_comma_ = false;
    is_after_key_ = true;
  }

  /// The same for a name of at most kPlainKeySize bytes that needs no escapes, as field lists have.
  static constexpr std::size_t kPlainKeySize = 60;
  void plain_key(std::string_view name) {
    GOXEL_ASSERT(!is_after_key_);
    GOXEL_ASSERT(depth_ > 0);
    GOXEL_ASSERT(name.size() <= kPlainKeySize);
    char text[kPlainKeySize + 4];
    char* end = text;
    if (needs_comma_) *end++ = ',';
    *end++ = '"';
    end = std::copy(name.begin(), name.end(), end);
    *end++ = '"';
    *end++ = ':';
    out_.append(text, static_cast<std::size_t>(end - text));
    needs_comma_ = false;
    is_after_key_ = true;
  }

  void null() { raw("null"); }
  void value(std::string_view text) {
    separate();
    append_json_string(out_, text);
    after_value();
  }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  template <std::same_as<bool> T>
  void value(T flag) {
    raw(flag ? "true" : "false");
  }
  template <std::integral T>
  requires(!std::same_as<T, bool> && !std::same_as<T, char>) void value(T number) {
    char text[24];
    char* const digits = text + (needs_comma_ ? 1 : 0);
    text[0] = ',';
    out_.append(text, std::to_chars(digits, text + sizeof text, number).ptr);
    after_value();
  }
  /// The shortest text that reads back as the same number; null for what JSON cannot say (NaN,
  /// infinity).
  void value(double number);
  /// `json` is one complete JSON value, appended as it is.
  void raw(std::string_view json) {
    separate();
    out_ += json;
    after_value();
  }

  template <class T>
  void member(std::string_view name, const T& content) {
    key(name);
    value(content);
  }

  /// The text so far, for a value that is appended in place: call begin_raw(), append, call
  /// end_raw().
  std::string& begin_raw() {
    separate();
    return out_;
  }
  void end_raw() { after_value(); }

 private:
  void open(char bracket) {
    separate();
    out_ += bracket;
    needs_comma_ = false;
    is_after_key_ = false;
    ++depth_;
  }
  void close(char bracket) {
    GOXEL_ASSERT(depth_ > 0);
    GOXEL_ASSERT(!is_after_key_);
    --depth_;
    out_ += bracket;
    after_value();
  }
  void separate() {
    if (needs_comma_) out_ += ',';
  }
  void after_value() {
    needs_comma_ = true;
    is_after_key_ = false;
  }

  std::string& out_;
  bool needs_comma_ = false;
  bool is_after_key_ = false;
  int depth_ = 0;
};

}  // namespace goxel::rpc
