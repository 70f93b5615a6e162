#include "daemon/rpc/json_parser.hpp"

#include "core/base/str_cat.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace goxel::rpc {

namespace {

namespace json = boost::json;
using ErrorFlag = boost::system::error_code;

/// Tells which keys of an object were there before. Nearly always a 64-bit filter settles it; the
/// rest is sorted by hash, so that an object of a million members costs n log n.
class DuplicateFinder {
 public:
  void check(JsonTape& tape, std::uint32_t object, std::size_t count) {
    if (count < 2 || are_surely_distinct(tape, object, count)) return;
    keys_.clear();
    std::uint32_t key = object + 1;
    for (std::size_t i = 0; i < count; ++i, key = tape.next(key + 1)) {
      keys_.emplace_back(std::hash<std::string_view>{}(tape.text(key)), key);
    }
    std::sort(keys_.begin(), keys_.end(), [&tape](const Key& a, const Key& b) {
      if (a.first != b.first) return a.first < b.first;
      const int order = tape.text(a.second).compare(tape.text(b.second));
      return order != 0 ? order < 0 : a.second < b.second;
    });
    for (std::size_t i = 1; i < keys_.size(); ++i) {
      if (keys_[i].first != keys_[i - 1].first) continue;
      if (tape.text(keys_[i].second) == tape.text(keys_[i - 1].second)) {
        tape.add_duplicate_key(keys_[i].second);
      }
    }
    if (keys_.capacity() > kKeptKeys) keys_ = {};
  }

 private:
  using Key = std::pair<std::size_t, std::uint32_t>;
  static constexpr std::size_t kKeptKeys = 4096;

  static bool are_surely_distinct(const JsonTape& tape, std::uint32_t object, std::size_t count) {
    if (count > 64) return false;
    std::uint64_t seen = 0;
    std::uint32_t key = object + 1;
    for (std::size_t i = 0; i < count; ++i, key = tape.next(key + 1)) {
      const std::string_view text = tape.text(key);
      if (text.empty()) return false;
      const auto first = static_cast<unsigned char>(text.front());
      const auto last = static_cast<unsigned char>(text.back());
      const std::uint64_t bit = std::uint64_t{1} << ((first + 3U * last + 7U * text.size()) & 63U);
      if ((seen & bit) != 0) return false;
      seen |= bit;
    }
    return true;
  }

  std::vector<Key> keys_;
};

/// Receives Boost.JSON's events and fills the tape. The names are Boost's.
struct TapeHandler {
  static constexpr std::size_t max_object_size = JsonTape::kMaxTextSize;
  static constexpr std::size_t max_array_size = JsonTape::kMaxTextSize;
  static constexpr std::size_t max_key_size = JsonTape::kMaxTextSize;
  static constexpr std::size_t max_string_size = JsonTape::kMaxTextSize;

  JsonTape tape;
  DuplicateFinder duplicates;
  std::string_view input;  ///< the bytes being fed: what lies elsewhere was decoded from escapes
  bool is_scalar_open = false;  ///< parts of a string, key or number have come
  bool has_escapes = false;
  bool has_nul_key = false;

  bool on_document_begin(ErrorFlag&) { return true; }
  bool on_document_end(ErrorFlag&) {
    tape.finish();
    return true;
  }
  bool on_array_begin(ErrorFlag&) {
    tape.begin_container(JsonKind::Array);
    return true;
  }
  bool on_array_end(std::size_t count, ErrorFlag&) {
    tape.end_container(count);
    return true;
  }
  bool on_object_begin(ErrorFlag&) {
    tape.begin_container(JsonKind::Object);
    return true;
  }
  bool on_object_end(std::size_t count, ErrorFlag&) {
    const std::uint32_t object = tape.innermost();
    tape.end_container(count);
    duplicates.check(tape, object, count);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, ErrorFlag&) {
    add_string_part(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, ErrorFlag&) {
    end_string(part);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, ErrorFlag& error) {
    if (!check_key(part, error)) return false;
    add_string_part(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, ErrorFlag& error) {
    if (!check_key(part, error)) return false;
    end_string(part);
    return true;
  }
  bool on_number_part(json::string_view part, ErrorFlag&) {
    if (!is_scalar_open) tape.begin_number();
    is_scalar_open = true;
    tape.append_text({part.data(), part.size()});
    return true;
  }
  bool on_int64(std::int64_t, json::string_view part, ErrorFlag&) { return end_number(part); }
  bool on_uint64(std::uint64_t, json::string_view part, ErrorFlag&) { return end_number(part); }
  bool on_double(double, json::string_view part, ErrorFlag&) { return end_number(part); }
  bool on_bool(bool value, ErrorFlag&) {
    tape.add_bool(value);
    return true;
  }
  bool on_null(ErrorFlag&) {
    tape.add_null();
    return true;
  }
  bool on_comment_part(json::string_view, ErrorFlag&) { return true; }
  bool on_comment(json::string_view, ErrorFlag&) { return true; }

 private:
  bool check_key(json::string_view part, ErrorFlag& error) {
    if (std::memchr(part.data(), 0, part.size()) == nullptr) return true;
    has_nul_key = true;
    error = json::error::syntax;
    return false;
  }
  bool is_outside_input(json::string_view part) const {
    return part.size() > 0 && (std::less<>{}(part.data(), input.data()) ||
                               !std::less<>{}(part.data(), input.data() + input.size()));
  }
  void add_string_part(json::string_view part) {
    if (!is_scalar_open) {
      tape.begin_string();
      has_escapes = false;
      is_scalar_open = true;
    }
    has_escapes = has_escapes || is_outside_input(part);
    tape.append_text({part.data(), part.size()});
  }
  void end_string(json::string_view part) {
    if (!is_scalar_open && !is_outside_input(part)) {
      tape.add_string({part.data(), part.size()});
      return;
    }
    add_string_part(part);
    tape.end_string(has_escapes);
    is_scalar_open = false;
  }
  bool end_number(json::string_view part) {
    if (!is_scalar_open) {
      tape.add_number({part.data(), part.size()});
      return true;
    }
    tape.append_text({part.data(), part.size()});
    tape.end_number();
    is_scalar_open = false;
    return true;
  }
};

json::parse_options strict_options(std::size_t max_nesting) {
  json::parse_options options;
  options.max_depth = max_nesting;
  return options;
}

}  // namespace

class JsonParser::Impl {
 public:
  explicit Impl(std::size_t max_nesting)
      : max_nesting_(max_nesting), parser_(strict_options(max_nesting)) {}

  Progress write(std::string_view bytes, bool has_more) {
    TapeHandler& handler = parser_.handler();
    handler.input = bytes;
    ErrorFlag flag;
    const std::size_t consumed = parser_.write_some(has_more, bytes.data(), bytes.size(), flag);
    size_ += consumed;
    if (flag) return {Status::Failed, consumed};
    return {parser_.done() ? Status::Complete : Status::NeedMore, consumed};
  }

  void reset() {
    parser_.reset();
    TapeHandler& handler = parser_.handler();
    handler.tape.clear();
    handler.is_scalar_open = false;
    handler.has_nul_key = false;
    size_ = 0;
  }

  const JsonTape& tape() const { return parser_.handler().tape; }

  Error error() const {
    const ErrorFlag flag = parser_.last_error();
    if (flag == json::error::too_deep) {
      return Error{ErrorCode::ParseError, str_cat("the JSON text is nested deeper than ",
                                                  max_nesting_, " levels (limit nesting)")}
          .with("limit", "nesting")
          .with("maximum", static_cast<std::int64_t>(max_nesting_));
    }
    if (parser_.handler().has_nul_key) {
      return {ErrorCode::ParseError,
              str_cat("a member name holds a NUL character, before byte ", size_)};
    }
    if (flag == json::error::incomplete) {
      return {ErrorCode::ParseError,
              str_cat("the JSON text ends too early, after ", size_, " bytes")};
    }
    return {ErrorCode::ParseError, str_cat("not valid JSON: ", flag.message(), " at byte ", size_)};
  }

 private:
  std::size_t max_nesting_;
  std::size_t size_ = 0;  ///< bytes of this text that have been consumed
  json::basic_parser<TapeHandler> parser_;
};

JsonParser::JsonParser(std::size_t max_nesting) : impl_(std::make_unique<Impl>(max_nesting)) {}
JsonParser::~JsonParser() = default;
JsonParser::JsonParser(JsonParser&&) noexcept = default;
JsonParser& JsonParser::operator=(JsonParser&&) noexcept = default;

JsonParser::Progress JsonParser::feed(std::string_view bytes) { return impl_->write(bytes, true); }
JsonParser::Progress JsonParser::finish() { return impl_->write("", false); }
void JsonParser::reset() { impl_->reset(); }
const JsonTape& JsonParser::tape() const { return impl_->tape(); }
Error JsonParser::error() const { return impl_->error(); }

}  // namespace goxel::rpc
