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

/// A machine over the grammar that can stop after any byte. What lies whole in the bytes at hand is
/// taken at once; a scalar that they cut goes to the tape part by part.
class JsonParser::Impl {
 public:
  explicit Impl(std::size_t max_nesting) : max_nesting_(max_nesting) {}

  Progress feed(std::string_view bytes) {
    at_ = bytes.data();
    end_ = at_ + bytes.size();
    const bool is_valid = run();
    const auto consumed = static_cast<std::size_t>(at_ - bytes.data());
    size_ += consumed;
    if (!is_valid) return {Status::Failed, consumed};
    return {expected_ == Expected::Nothing ? Status::Complete : Status::NeedMore, consumed};
  }

  Progress finish() {
    if (cut_ == Cut::Number && is_complete(number_) && containers_.empty()) {
      end_cut_number();
      return {Status::Complete, 0};
    }
    problem_ = Problem::Incomplete;
    return {Status::Failed, 0};
  }

  void reset() {
    tape_.clear();
    containers_.clear();
    character_.clear();
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
        return c == '"' ? take_string() : fail(Problem::Syntax);
      case Expected::Name:
        return c == '"' ? take_string() : fail(Problem::Syntax);
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
    containers_.push_back({is_object, 0, {}});
    tape_.begin_container(kind);
    expected_ = is_object ? Expected::FirstName : Expected::FirstElement;
    ++at_;
    return true;
  }

  bool close() {
    const Container closed = containers_.back();
    containers_.pop_back();
    const std::uint32_t node = tape_.innermost();
    tape_.end_container(closed.count);
    if (closed.names.may_repeat()) duplicates_.check(tape_, node, closed.count);
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

  /// Passes over what belongs to the number; `from` is where it goes on.
  const char* scan_number(const char* from) {
    while (from != end_ && extend_number(number_, *from)) ++from;
    return from;
  }

  bool take_number() {
    if (take_short_number()) return true;
    number_ = NumberPart::Start;
    const char* const begin = at_;
    at_ = scan_number(at_);
    const std::string_view digits(begin, static_cast<std::size_t>(at_ - begin));
    if (at_ == end_) {
      tape_.begin_number();
      tape_.append_text(digits);
      cut_ = Cut::Number;
      return true;
    }
    if (!is_complete(number_)) return fail(Problem::Syntax);
    tape_.add_number(digits);
    after_value();
    return true;
  }

  /// Takes a whole number of few digits; false, and nothing is taken, when there is none.
  bool take_short_number() {
    constexpr std::ptrdiff_t kRead = 1 + JsonTape::kWord;  // with a sign
    if (end_ - at_ < kRead) return false;
    const std::size_t sign = *at_ == '-' ? 1 : 0;
    const char* const digits = at_ + sign;
    const std::size_t count = count_digits(digits);
    const std::size_t size = sign + count;
    if (count == 0 || size >= JsonTape::kWord || (*digits == '0' && count > 1)) return false;
    const char next = digits[count];
    if (next == '.' || next == 'e' || next == 'E') return false;
    tape_.add_short_number(at_, size);
    at_ += size;
    after_value();
    return true;
  }

  bool go_on_with_number() {
    const char* const begin = at_;
    at_ = scan_number(at_);
    tape_.append_text({begin, static_cast<std::size_t>(at_ - begin)});
    if (at_ == end_) return true;
    if (!is_complete(number_)) return fail(Problem::Syntax);
    end_cut_number();
    return true;
  }

  void end_cut_number() {
    tape_.end_number();
    cut_ = Cut::Nothing;
    after_value();
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

  bool take_string() {
    if (is_name() && end_ - at_ > 3 && at_[2] == '"' && is_plain(at_[1])) {
      take_letter();
      return true;
    }
    const char* const begin = ++at_;
    at_ = skip_plain(at_, end_);
    const std::string_view characters(begin, static_cast<std::size_t>(at_ - begin));
    if (at_ != end_ && *at_ == '"') {
      note_name(characters);
      tape_.add_string(characters);
      end_string();
      return true;
    }
    tape_.begin_string();
    tape_.append_text(characters);
    has_escapes_ = false;
    cut_ = Cut::String;
    return go_on_with_string();
  }

  /// A name of one letter, such as x: a list of voxels has millions.
  void take_letter() {
    const std::string_view letter(at_ + 1, 1);
    note_name(letter);
    tape_.add_string(letter);
    at_ += 2;
    end_string();
  }

  bool go_on_with_string() {
    while (at_ != end_) {
      if (!character_.is_empty() || JsonCharacter::begins_with(*at_)) {
        if (!take_character()) return false;
        continue;
      }
      if (*at_ == '"') {
        note_name(tape_.open_text());
        tape_.end_string(has_escapes_);
        cut_ = Cut::Nothing;
        end_string();
        return true;
      }
      const char* const begin = at_;
      at_ = skip_plain(at_, end_);
      if (at_ == begin) return fail(Problem::ControlCharacter);
      tape_.append_text({begin, static_cast<std::size_t>(at_ - begin)});
    }
    return true;
  }

  /// Takes the character's bytes as far as they are there.
  bool take_character() {
    auto step = JsonCharacter::Step::More;
    while (at_ != end_ && step == JsonCharacter::Step::More) {
      step = character_.take(*at_);
      if (step == JsonCharacter::Step::Wrong) return fail(Problem::Character);
      ++at_;
    }
    if (step == JsonCharacter::Step::More) return true;
    const std::string_view decoded = character_.utf8();
    if (is_name() && decoded[0] == '\0') return fail(Problem::Nul);
    tape_.append_text(decoded);
    has_escapes_ = has_escapes_ || character_.is_escape();
    character_.clear();
    return true;
  }

  void note_name(std::string_view characters) {
    if (is_name()) containers_.back().names.add(characters);
  }

  /// `at_` is on the closing quote.
  void end_string() {
    ++at_;
    if (!is_name()) return after_value();
    expected_ = Expected::Colon;
    if (at_ == end_ || *at_ != ':') return;
    ++at_;
    expected_ = Expected::Value;
  }

  const std::size_t max_nesting_;
  JsonTape tape_;
  DuplicateFinder duplicates_;
  std::vector<Container> containers_;  ///< under way, outermost first
  const char* at_ = nullptr;           ///< of the bytes being fed
  const char* end_ = nullptr;
  std::size_t size_ = 0;  ///< bytes of this text that have been consumed
  Expected expected_ = Expected::Value;
  Cut cut_ = Cut::Nothing;
  Problem problem_ = Problem::Syntax;
  NumberPart number_ = NumberPart::Start;
  bool has_escapes_ = false;   ///< of the string under way
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

JsonParser::Progress JsonParser::feed(std::string_view bytes) { return impl_->feed(bytes); }
JsonParser::Progress JsonParser::finish() { return impl_->finish(); }
void JsonParser::reset() { impl_->reset(); }
const JsonTape& JsonParser::tape() const { return impl_->tape(); }
Error JsonParser::error() const { return impl_->error(); }

}  // namespace goxel::rpc
