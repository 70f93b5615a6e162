#include "daemon/rpc/json_tape.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace goxel::rpc {

namespace {

/// What clear() keeps: ordinary requests fit, and ten thousand idle connections stay affordable.
constexpr std::size_t kKeptNodes = 32 * 1024;
constexpr std::size_t kKeptText = 256 * 1024;

/// From the first of some bytes to behind the last.
struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;

  std::size_t size() const { return end - begin; }
  /// They come in order, and none is empty at 0.
  void add(std::size_t first, std::size_t behind) {
    if (end == 0) begin = first;
    end = behind;
  }
};

/// A number's text taken apart: +-(whole . fraction) x 10^exponent.
struct Decimal {
  bool is_negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;

  std::size_t digit_count() const { return whole.size() + fraction.size(); }
  unsigned digit(std::size_t index) const {
    const char c = index < whole.size() ? whole[index] : fraction[index - whole.size()];
    return static_cast<unsigned>(c - '0');
  }
};

/// `text` is a JSON number.
Decimal take_apart(std::string_view text) {
  Decimal decimal;
  decimal.is_negative = text.front() == '-';
  if (decimal.is_negative) text.remove_prefix(1);
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::size_t dot = std::min(text.find('.'), e);
  decimal.whole = text.substr(0, dot);
  if (dot < e) decimal.fraction = text.substr(dot + 1, e - dot - 1);
  if (e < text.size()) {
    std::string_view digits = text.substr(e + 1);
    if (digits.front() == '+') digits.remove_prefix(1);
    const auto read =
        std::from_chars(digits.data(), digits.data() + digits.size(), decimal.exponent);
    constexpr std::int64_t kHuge = std::int64_t{1} << 40;
    if (read.ec != std::errc{}) decimal.exponent = digits.front() == '-' ? -kHuge : kHuge;
    decimal.exponent = std::clamp(decimal.exponent, -kHuge, kHuge);
  }
  return decimal;
}

std::optional<std::int64_t> signed_value(std::uint64_t magnitude, bool is_negative) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (magnitude > kMax + (is_negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(is_negative ? ~magnitude + 1 : magnitude);
}

/// The value when it is an integer, whatever the notation.
std::optional<std::int64_t> exact_integer(const Decimal& decimal) {
  std::size_t first = 0;
  std::size_t end = decimal.digit_count();
  while (first < end && decimal.digit(first) == 0) ++first;
  while (first < end && decimal.digit(end - 1) == 0) --end;
  if (first == end) return 0;
  // Trailing zeros are gone, so any digit behind the decimal point makes a fraction.
  const std::int64_t shift = decimal.exponent + static_cast<std::int64_t>(decimal.whole.size()) -
                             static_cast<std::int64_t>(end);
  constexpr std::int64_t kMaxDigits = 19;
  if (shift < 0 || static_cast<std::int64_t>(end - first) + shift > kMaxDigits) return std::nullopt;
  std::uint64_t magnitude = 0;  // 19 digits fit 64 bits
  for (std::size_t i = first; i < end; ++i) magnitude = magnitude * 10 + decimal.digit(i);
  for (std::int64_t i = 0; i < shift; ++i) magnitude *= 10;
  return signed_value(magnitude, decimal.is_negative);
}

}  // namespace

void JsonTape::clear() {
  if (node_count_ > kKeptNodes) large_nodes_ = node_count_;
  node_count_ = 0;
  own_.clear();
  has_escapes_ = false;
  duplicates_.clear();
  if (node_capacity_ > kKeptNodes) {
    nodes_.reset();
    node_capacity_ = 0;
  }
  if (own_.capacity() > kKeptText) std::string().swap(own_);
  if (duplicates_.capacity() > kKeptNodes) duplicates_ = {};
}

JsonTape JsonTape::copy_of(std::uint32_t index) const {
  const std::uint32_t end = next(index);
  const auto is_text = [this](std::uint32_t i) {
    return nodes_[i].kind() == JsonKind::Number || nodes_[i].kind() == JsonKind::String;
  };
  // Texts are in the order of their nodes, in the source and among the own.
  Stretch source;
  Stretch own;
  for (std::uint32_t i = index; i < end; ++i) {
    if (!is_text(i)) continue;
    const Node& one = nodes_[i];
    const std::size_t offset = one.link & kOffset;
    const std::size_t quote = one.kind() == JsonKind::String && !has_escapes(i) ? 1 : 0;
    ((one.link & kOwn) != 0 ? own : source).add(offset - quote, offset + one.size() + quote);
  }
  JsonTape copy;
  copy.own_.reserve(source.size() + own.size() + kWord);
  copy.own_.append(source_ + source.begin, source.size()).append(own_, own.begin, own.size());
  copy.own_.append(kWord, '\0');
  copy.grow_nodes(end - index);
  for (std::uint32_t i = index; i < end; ++i) {
    const Node& one = nodes_[i];
    std::size_t link = one.link;
    if (one.kind() >= JsonKind::Array) {
      link -= index;
    } else if (is_text(i)) {
      const bool is_own = (one.link & kOwn) != 0;
      link = is_own ? link + source.size() - own.begin : (link - source.begin) | kOwn;
      copy.has_escapes_ = copy.has_escapes_ || has_escapes(i);
    }
    copy.add(one.kind(), link, one.size());
  }
  return copy;
}

void JsonTape::end_decoded() {
  add(JsonKind::String, decoded_begin_ | kOwn | kEscaped, own_.size() - decoded_begin_);
  has_escapes_ = true;
}

void JsonTape::add_own_number(std::string_view digits) {
  add(JsonKind::Number, own_.size() | kOwn, digits.size());
  own_.append(digits).append(kWord, '\0');
}

/// A client that sends one large text mostly sends more: the next gets its room at once.
void JsonTape::grow_nodes(std::size_t count) {
  constexpr std::size_t kFirst = 64;
  std::size_t capacity = std::max({node_capacity_ * 2, node_count_ + count, kFirst});
  if (capacity > kKeptNodes) capacity = std::max(capacity, large_nodes_ + large_nodes_ / 8);
  auto grown = std::make_unique_for_overwrite<Node[]>(capacity);
  std::copy_n(nodes_.get(), node_count_, grown.get());
  nodes_ = std::move(grown);
  node_capacity_ = capacity;
}

void JsonTape::finish() { std::sort(duplicates_.begin(), duplicates_.end()); }

std::optional<std::uint32_t> JsonTape::duplicate_key(std::uint32_t first, std::uint32_t end) const {
  const auto found = std::lower_bound(duplicates_.begin(), duplicates_.end(), first);
  if (found == duplicates_.end() || *found >= end) return std::nullopt;
  return *found;
}

std::optional<std::int64_t> JsonView::as_integer_of_any_form() const {
  if (!is_number()) return std::nullopt;
  const std::string_view number = text();
  const char* const end = number.data() + number.size();
  std::int64_t value = 0;
  const auto read = std::from_chars(number.data(), end, value);
  if (read.ec == std::errc{} && read.ptr == end) return value;
  return exact_integer(take_apart(number));
}

std::optional<double> JsonView::as_double() const {
  if (!is_number()) return std::nullopt;
  const std::string_view number = text();
  double value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  if (read.ec == std::errc{}) return value;
  // Out of range says neither which end it is; a number below 1 is too small for a double, not too
  // large.
  const Decimal decimal = take_apart(number);
  std::size_t zeros = 0;
  while (zeros < decimal.digit_count() && decimal.digit(zeros) == 0) ++zeros;
  const auto magnitude = static_cast<std::int64_t>(decimal.whole.size()) -
                         static_cast<std::int64_t>(zeros) + decimal.exponent;
  if (magnitude <= 0) return decimal.is_negative ? -0.0 : 0.0;
  return std::nullopt;
}

std::optional<JsonView> JsonView::find(std::string_view key) const {
  if (!is_object()) return std::nullopt;
  for (const JsonMember member : members()) {
    if (is_same_name(member.key, key)) return member.value;
  }
  return std::nullopt;
}

}  // namespace goxel::rpc
