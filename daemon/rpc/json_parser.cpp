#include "daemon/rpc/json_parser.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/duplicate_finder.hpp"
#include "daemon/rpc/json_character.hpp"
#include "daemon/rpc/json_number.hpp"
#include "daemon/rpc/json_words.hpp"

#include <utility>
#include <vector>

namespace goxel::rpc {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

/// A machine over the grammar that can stop after any byte.
class JsonParser::Impl {
 public:
  explicit Impl(std::size_t max_nesting) : max_nesting_(max_nesting) {}

  Progress feed(std::string_view text) {
    GOXEL_CHECK(text.size() >= size_ && text.size() <= JsonTape::kMaxTextSize);
    begin_ = text.data();
    at_ = begin_ + size_;
    end_ = begin_ + text.size();
    tape_.set_source(begin_);
    const bool is_valid = run();
    size_ = offset();
    if (!is_valid) return {Status::Failed, size_};
    return {expected_ == Expected::Nothing ? Status::Complete : Status::NeedMore, size_};
  }

  Progress finish() {
    if (cut_ == Cut::Number && is_complete(number_) && containers_.empty()) {
      end_number();
      return {Status::Complete, size_};
    }
    problem_ = Problem::Incomplete;
    return {Status::Failed, size_};
  }

  void reset() {
    tape_.clear();
    containers_.clear();
    character_.clear();
    is_decoded_ = false;
    expected_ = Expected::Value;
    cut_ = Cut::Nothing;
    size_ = 0;
  }

  const JsonTape& tape() const { return tape_; }
  Error error() const;

 private:
  /// What comes next, white space aside.
  enum class Expected : std::uint8_t {
    Value,
    FirstElement,  ///< a value or ]
    FirstName,     ///< a member name or }
    Name,
    Colon,
    Continuation,  ///< a comma, or the end of the innermost container
    Nothing        ///< the text is complete
  };
  /// The scalar that the end of the bytes fed so far cuts in two.
  enum class Cut : std::uint8_t { Nothing, Number, String, Word };
  enum class Problem : std::uint8_t { Syntax, Character, ControlCharacter, Nul, Depth, Incomplete };

  struct Container {
    std::uint32_t node;
    bool is_object;
    std::size_t count;  ///< elements or members so far
    NameFilter names;
  };

  bool fail(Problem problem) {
    problem_ = problem;
    return false;
  }

  bool run() {
    if (cut_ != Cut::Nothing && !go_on()) return false;
    for (;;) {
      while (at_ != end_ && is_blank(*at_)) ++at_;
      if (at_ == end_ || expected_ == Expected::Nothing) return true;
      if (!take(*at_)) return false;
    }
  }

  bool take(char c) {
    switch (expected_) {
      case Expected::FirstElement:
        if (c == ']') return close();
        return take_value(c);
      case Expected::Value:
        return take_value(c);
      case Expected::FirstName:
        if (c == '}') return close();
        return c == '"' ? take_name() : fail(Problem::Syntax);
      case Expected::Name:
        return c == '"' ? take_name() : fail(Problem::Syntax);
      case Expected::Colon:
        if (c != ':') return fail(Problem::Syntax);
        ++at_;
        expected_ = Expected::Value;
        return true;
      case Expected::Continuation:
        return take_continuation(c);
      case Expected::Nothing:
        break;
    }
    return fail(Problem::Syntax);
  }

  bool take_continuation(char c) {
    const bool is_object = containers_.back().is_object;
    if (c == (is_object ? '}' : ']')) return close();
    if (c != ',') return fail(Problem::Syntax);
    ++at_;
    expected_ = is_object ? Expected::Name : Expected::Value;
    return true;
  }

  bool take_value(char c) {
    switch (c) {
      case '{':
        return open(JsonKind::Object);
      case '[':
        return open(JsonKind::Array);
      case '"':
        return take_string();
      case 't':
        return take_word("true");
      case 'f':
        return take_word("false");
      case 'n':
        return take_word("null");
      default:
        return take_number();
    }
  }

  void after_value() {
    if (containers_.empty()) {
      expected_ = Expected::Nothing;
      tape_.finish();
      return;
    }
    Container& innermost = containers_.back();
    ++innermost.count;
    expected_ = Expected::Continuation;
    // What mostly follows is taken at once.
    if (at_ == end_ || *at_ != ',') return;
    ++at_;
    expected_ = innermost.is_object ? Expected::Name : Expected::Value;
  }

  bool open(JsonKind kind) {
    if (containers_.size() == max_nesting_) return fail(Problem::Depth);
    const bool is_object = kind == JsonKind::Object;
    containers_.push_back({tape_.begin_container(kind), is_object, 0, {}});
    expected_ = is_object ? Expected::FirstName : Expected::FirstElement;
    ++at_;
    return true;
  }

  bool close() {
    const Container closed = containers_.back();
    containers_.pop_back();
    tape_.end_container(closed.node, closed.count);
    if (closed.names.may_repeat()) duplicates_.check(tape_, closed.node, closed.count);
    ++at_;
    after_value();
    return true;
  }

  /// Goes on with the scalar that the bytes fed before had cut.
  bool go_on() {
    switch (cut_) {
      case Cut::Number:
        return go_on_with_number();
      case Cut::String:
        return go_on_with_string();
      case Cut::Word:
        return go_on_with_word();
      case Cut::Nothing:
        break;
    }
    return true;
  }

  bool take_number() {
    if (take_short_numbers()) return true;
    number_ = NumberPart::Start;
    scalar_ = offset();
    return go_on_with_number();
  }

  bool go_on_with_number() {
    while (at_ != end_ && extend_number(number_, *at_)) ++at_;
    cut_ = Cut::Number;
    if (at_ == end_) return true;
    if (!is_complete(number_)) return fail(Problem::Syntax);
    end_number();
    return true;
  }

  void end_number() {
    add_number(begin_ + scalar_, offset() - scalar_);
    cut_ = Cut::Nothing;
    after_value();
  }

  void add_number(const char* digits, std::size_t size) {
    tape_.add_number(offset_of(digits), size, offset_of(end_));
  }

  // What lists of voxels have millions of is taken in loops of its own.

  /// How many bytes the two loops below look at, at most.
  static constexpr std::ptrdiff_t kAhead = 16;

  /// The size, with a sign, of the whole number of few digits at `at`; 0 when something else is
  /// there.
  static std::size_t short_number_size(const char* at) {
    const std::size_t sign = *at == '-' ? 1 : 0;
    const char* const digits = at + sign;
    const std::size_t count = count_digits(digits);
    if (count == 0 || sign + count >= JsonTape::kWord || (*digits == '0' && count > 1)) return 0;
    const char next = digits[count];
    return next == '.' || next == 'e' || next == 'E' ? 0 : sign + count;
  }

  /// Takes elements such as 12 as long as they follow each other; false when there is none.
  bool take_short_numbers() {
    bool has_taken = false;
    while (end_ - at_ >= kAhead) {
      const char* const number = at_ + (*at_ == ' ' ? 1 : 0);
      const std::size_t size = short_number_size(number);
      if (size == 0) break;
      add_number(number, size);
      at_ = number + size;
      has_taken = true;
      after_value();
      if (expected_ != Expected::Value) break;
    }
    return has_taken;
  }

  /// Takes members such as "x":12 as long as they follow each other; false when there is none.
  bool take_short_members() {
    bool has_taken = false;
    while (end_ - at_ >= kAhead) {
      const char* const name = at_ + (*at_ == ' ' ? 2 : 1);
      if (name[-1] != '"' || !is_plain(*name) || name[1] != '"' || name[2] != ':') break;
      const char* const number = name + (name[3] == ' ' ? 4 : 3);
      const std::size_t size = short_number_size(number);
      if (size == 0) break;
      containers_.back().names.add({name, 1});
      tape_.add_string(offset_of(name), 1);
      add_number(number, size);
      at_ = number + size;
      has_taken = true;
      after_value();
      if (expected_ != Expected::Name) break;
    }
    return has_taken;
  }

  bool take_word(std::string_view word) {
    word_ = word;
    word_size_ = 0;
    cut_ = Cut::Word;
    return go_on_with_word();
  }

  bool go_on_with_word() {
    for (; at_ != end_ && word_size_ < word_.size(); ++at_, ++word_size_) {
      if (*at_ != word_[word_size_]) return fail(Problem::Syntax);
    }
    if (word_size_ < word_.size()) return true;
    if (word_ == "null") {
      tape_.add_null();
    } else {
      tape_.add_bool(word_ == "true");
    }
    cut_ = Cut::Nothing;
    after_value();
    return true;
  }

  bool is_name() const { return expected_ == Expected::Name || expected_ == Expected::FirstName; }

  bool take_name() { return take_short_members() || take_string(); }

  bool take_string() {
    ++at_;
    scalar_ = offset();
    at_ = skip_plain(at_, end_);
    if (at_ != end_ && *at_ == '"') {
      end_string();
      return true;
    }
    cut_ = Cut::String;
    return go_on_with_string();
  }

  bool go_on_with_string() {
    while (at_ != end_) {
      if (!character_.is_empty() || JsonCharacter::begins_with(*at_)) {
        if (!take_character()) return false;
        continue;
      }
      if (*at_ == '"') {
        cut_ = Cut::Nothing;
        end_string();
        return true;
      }
      const char* const begin = at_;
      at_ = skip_plain(at_, end_);
      if (at_ == begin) return fail(Problem::ControlCharacter);
      if (is_decoded_) tape_.append_decoded({begin, static_cast<std::size_t>(at_ - begin)});
    }
    return true;
  }

  /// Takes the character's bytes as far as they are there.
  bool take_character() {
    if (character_.is_empty() && *at_ == '\\' && !is_decoded_) {
      tape_.begin_decoded();
      tape_.append_decoded(string_so_far());
      is_decoded_ = true;
    }
    auto step = JsonCharacter::Step::More;
    while (at_ != end_ && step == JsonCharacter::Step::More) {
      step = character_.take(*at_);
      if (step == JsonCharacter::Step::Wrong) return fail(Problem::Character);
      ++at_;
    }
    if (step == JsonCharacter::Step::More) return true;
    const std::string_view decoded = character_.utf8();
    if (is_name() && decoded[0] == '\0') return fail(Problem::Nul);
    if (is_decoded_) tape_.append_decoded(decoded);
    character_.clear();
    return true;
  }

  /// The string under way, up to here.
  std::string_view string_so_far() const {
    return is_decoded_ ? tape_.open_decoded()
                       : std::string_view(begin_ + scalar_, offset() - scalar_);
  }

  /// `at_` is on the closing quote.
  void end_string() {
    if (is_name()) containers_.back().names.add(string_so_far());
    if (is_decoded_) {
      tape_.end_decoded();
      is_decoded_ = false;
    } else {
      tape_.add_string(scalar_, offset() - scalar_);
    }
    ++at_;
    if (!is_name()) return after_value();
    expected_ = Expected::Colon;
    if (at_ == end_ || *at_ != ':') return;
    ++at_;
    expected_ = Expected::Value;
  }

  std::size_t offset_of(const char* at) const { return static_cast<std::size_t>(at - begin_); }
  std::size_t offset() const { return offset_of(at_); }

  const std::size_t max_nesting_;
  JsonTape tape_;
  DuplicateFinder duplicates_;
  std::vector<Container> containers_;  ///< under way, outermost first
  const char* begin_ = nullptr;        ///< of the text, as last fed
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  std::size_t size_ = 0;    ///< bytes of this text that have been consumed
  std::size_t scalar_ = 0;  ///< offset of the number or, after its quote, the string under way
  Expected expected_ = Expected::Value;
  Cut cut_ = Cut::Nothing;
  Problem problem_ = Problem::Syntax;
  NumberPart number_ = NumberPart::Start;
  bool is_decoded_ = false;    ///< the string under way has escapes: it is in the tape
  std::string_view word_;      ///< true, false or null, the one under way
  std::size_t word_size_ = 0;  ///< letters of it that have come
  JsonCharacter character_;    ///< of the string under way, in so far as it has come
};

Error JsonParser::Impl::error() const {
  const auto told = [this](std::string_view what) {
    return Error{ErrorCode::ParseError, str_cat("not valid JSON: ", what, " at byte ", size_)};
  };
  switch (problem_) {
    case Problem::Syntax:
      return told("syntax error");
    case Problem::Character:
      return told("an escape or a UTF-8 character is malformed");
    case Problem::ControlCharacter:
      return told("a string holds a control character");
    case Problem::Nul:
      return {ErrorCode::ParseError,
              str_cat("a member name holds a NUL character, before byte ", size_)};
    case Problem::Depth:
      return Error{ErrorCode::ParseError, str_cat("the JSON text is nested deeper than ",
                                                  max_nesting_, " levels (limit nesting)")}
          .with("limit", "nesting")
          .with("maximum", static_cast<std::int64_t>(max_nesting_));
    case Problem::Incomplete:
      break;
  }
  return {ErrorCode::ParseError, str_cat("the JSON text ends too early, after ", size_, " bytes")};
}

JsonParser::JsonParser(std::size_t max_nesting) : impl_(std::make_unique<Impl>(max_nesting)) {}
JsonParser::~JsonParser() = default;
JsonParser::JsonParser(JsonParser&&) noexcept = default;
JsonParser& JsonParser::operator=(JsonParser&&) noexcept = default;

JsonParser::Progress JsonParser::feed(std::string_view text) { return impl_->feed(text); }
JsonParser::Progress JsonParser::finish() { return impl_->finish(); }
void JsonParser::reset() { impl_->reset(); }
const JsonTape& JsonParser::tape() const { return impl_->tape(); }
Error JsonParser::error() const { return impl_->error(); }

}  // namespace goxel::rpc
