#pragma once

#include "core/base/assert.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace goxel::rpc {

namespace detail {

/// Reads 1 to 8 digits, of which 8 bytes can be read, into `value`; false when other characters are
/// among them. All at once, for the count is hard to predict in a list of numbers.
inline bool read_short_decimal(const char* digits, std::size_t size, std::int64_t& value) {
  GOXEL_ASSERT(size >= 1 && size <= 8);
  constexpr std::uint64_t kZeros = 0x3030303030303030;
  constexpr std::uint64_t kHighHalves = 0xF0F0F0F0F0F0F0F0;
  std::uint64_t word = 0;
  std::memcpy(&word, digits, sizeof word);
  // The first digit is the lowest byte: the digits move up, and zeros come before them.
  const auto blank_bits = static_cast<unsigned>(8 * (8 - size));
  word = word << blank_bits | (kZeros >> (56 - blank_bits) >> 8);
  const bool is_decimal =
      (word & kHighHalves) == kZeros && ((word + 0x0606060606060606) & kHighHalves) == kZeros;
  // Neighbours join to pairs, pairs to fours, fours to eight.
  word = (word & 0x0F0F0F0F0F0F0F0F) * (10 * 256 + 1) >> 8;
  word = (word & 0x00FF00FF00FF00FF) * (100 * 65536 + 1) >> 16;
  word = (word & 0x0000FFFF0000FFFF) * (10000 * (std::uint64_t{1} << 32) + 1) >> 32;
  value = static_cast<std::int64_t>(word);
  return is_decimal;
}

}  // namespace detail

/// Whether two names are equal. Most differ in size or first byte, which costs no call.
inline bool is_same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  return a.empty() || (a[0] == b[0] && std::memcmp(a.data() + 1, b.data() + 1, a.size() - 1) == 0);
}

enum class JsonKind : std::uint8_t { Null, Bool, Number, String, Array, Object };

/// One JSON text, parsed: nodes in document order, which refer to the text.
///
/// A container's node is followed by its elements; an object's members are a key node and a value
/// each. Characters stay where the client's message has them; only strings with escapes are decoded
/// into the tape. Clearing keeps the memory, so that a connection in steady state parses without
/// allocating. Plain data: one thread at a time. Costs 8 bytes a value.
class JsonTape {
 public:
  /// Texts longer than this do not fit the nodes.
  static constexpr std::size_t kMaxTextSize = (std::size_t{1} << 29) - 1;
  /// So many bytes from each number's first digit on can be read, though they may be others' or
  /// none.
  static constexpr std::size_t kWord = sizeof(std::uint64_t);

  struct Node {
    std::uint32_t link;  ///< container: index of the node after its end; scalar: see text()
    std::uint32_t bits;  ///< kind and size in one word: GCC writes bit fields through memory

    Node() = default;
    Node(JsonKind kind, std::size_t link_to, std::size_t size)
        : link(static_cast<std::uint32_t>(link_to)),
          bits(static_cast<std::uint32_t>(size << 3) | static_cast<std::uint32_t>(kind)) {}
    JsonKind kind() const { return static_cast<JsonKind>(bits & 7U); }
    /// Scalar: length of the text; container: elements or members; Bool: its value.
    std::uint32_t size() const { return bits >> 3; }
  };
  static_assert(sizeof(Node) == 8);

  /// The value at `index` alone, with its text: a tape that begins with it and refers to nothing
  /// else. 2 ns a node and the bytes of text.
  JsonTape copy_of(std::uint32_t index) const;

  /// Forgets the content and keeps the memory, unless a large text has blown it up.
  void clear();

  // Filled by JsonParser, in document order.
  /// Where the text is now: before anything refers to it, and whenever it has moved.
  void set_source(const char* text) { source_ = text; }
  void add_null() { add(JsonKind::Null, 0, 0); }
  void add_bool(bool value) { add(JsonKind::Bool, 0, value ? 1 : 0); }
  /// A number of `size` characters at `offset` in the text, whose byte `readable_end` is the first
  /// that cannot be read.
  void add_number(std::size_t offset, std::size_t size, std::size_t readable_end);
  /// A string or a key without escapes; `offset` is after its opening quote.
  void add_string(std::size_t offset, std::size_t size) { add(JsonKind::String, offset, size); }
  /// One with escapes, part by part as it decodes: begin, append any number of times, end.
  void begin_decoded() { decoded_begin_ = own_.size(); }
  void append_decoded(std::string_view part) { own_ += part; }
  void end_decoded();
  std::string_view open_decoded() const { return std::string_view(own_).substr(decoded_begin_); }
  /// Returns the node's index, for its end.
  std::uint32_t begin_container(JsonKind kind);
  void end_container(std::uint32_t index, std::size_t count);
  /// Sorts what the queries below need; call once when the text is complete.
  void finish();
  void add_duplicate_key(std::uint32_t key) { duplicates_.push_back(key); }

  std::size_t node_count() const { return node_count_; }
  const Node& node(std::uint32_t index) const {
    GOXEL_ASSERT(index < node_count_);
    return nodes_[index];
  }
  /// Index of the node after the value at `index`, its contents included.
  std::uint32_t next(std::uint32_t index) const {
    const Node& n = node(index);
    return n.kind() >= JsonKind::Array ? n.link : index + 1;
  }
  std::string_view text(std::uint32_t index) const {
    const Node& n = node(index);
    const char* const base = (n.link & kOwn) != 0 ? own_.data() : source_;
    return {base + (n.link & kOffset), n.size()};
  }
  /// The string at `index` between its quotes, as the source spells it; not has_escapes(index).
  std::string_view quoted_text(std::uint32_t index) const {
    GOXEL_ASSERT(!has_escapes(index));
    const std::string_view characters = text(index);
    return {characters.data() - 1, characters.size() + 2};
  }
  bool has_escapes() const { return has_escapes_; }
  bool has_escapes(std::uint32_t index) const { return (node(index).link & kEscaped) != 0; }
  /// The first member name in [first, end) that its object already had; nothing when there is none.
  std::optional<std::uint32_t> duplicate_key(std::uint32_t first, std::uint32_t end) const;

 private:
  // A scalar's link: where its text begins, and these.
  static constexpr std::uint32_t kOwn = 1U << 31;      ///< in own_, not in the source
  static constexpr std::uint32_t kEscaped = 1U << 30;  ///< the source spells it differently
  static constexpr std::uint32_t kOffset = kEscaped - 1;
  static_assert(2 * kMaxTextSize <= kOffset);  // a copy has a text's own part as well

  void add(JsonKind kind, std::size_t link, std::size_t size) {
    GOXEL_ASSERT(size <= kMaxTextSize);
    if (node_count_ == node_capacity_) grow_nodes(1);
    nodes_[node_count_++] = Node(kind, link, size);
  }
  void add_own_number(std::string_view digits);
  void grow_nodes(std::size_t count);

  std::unique_ptr<Node[]> nodes_;  ///< no vector: GCC calls a function for each push_back
  std::size_t node_count_ = 0;
  std::size_t node_capacity_ = 0;
  std::size_t large_nodes_ = 0;  ///< of the last text that had too many to be kept
  const char* source_ = nullptr;
  std::string own_;  ///< decoded strings, and numbers too near the end of what was fed
  std::size_t decoded_begin_ = 0;
  bool has_escapes_ = false;
  std::vector<std::uint32_t> duplicates_;  ///< key nodes; ascending after finish()
};

inline void JsonTape::add_number(std::size_t offset, std::size_t size, std::size_t readable_end) {
  // A sign is not counted in kWord.
  if (readable_end - offset <= kWord) return add_own_number({source_ + offset, size});
  add(JsonKind::Number, offset, size);
}

inline std::uint32_t JsonTape::begin_container(JsonKind kind) {
  add(kind, 0, 0);
  return static_cast<std::uint32_t>(node_count_ - 1);
}

inline void JsonTape::end_container(std::uint32_t index, std::size_t count) {
  GOXEL_ASSERT(index < node_count_);
  GOXEL_ASSERT(count <= kMaxTextSize);
  Node& node = nodes_[index];
  node = Node(node.kind(), node_count_, count);
}

struct JsonMember;
class JsonElements;
class JsonMembers;

/// One value in a tape. Two words, copied freely; valid until the tape is cleared or its text
/// moves.
class JsonView {
 public:
  JsonView(const JsonTape& tape, std::uint32_t index) : tape_(&tape), index_(index) {}

  JsonKind kind() const { return node().kind(); }
  bool is_null() const { return kind() == JsonKind::Null; }
  bool is_bool() const { return kind() == JsonKind::Bool; }
  bool is_number() const { return kind() == JsonKind::Number; }
  bool is_string() const { return kind() == JsonKind::String; }
  bool is_array() const { return kind() == JsonKind::Array; }
  bool is_object() const { return kind() == JsonKind::Object; }

  /// A string's decoded characters (UTF-8), or a number as it was written.
  std::string_view text() const {
    GOXEL_ASSERT(is_string() || is_number());
    return tape_->text(index_);
  }
  bool as_bool() const {
    GOXEL_ASSERT(is_bool());
    return node().size() != 0;
  }
  /// The number when its value is an integer (255.0, 1e2 and -0 are) inside int64; else nothing,
  /// also for other kinds.
  std::optional<std::int64_t> as_integer() const {
    std::int64_t value = 0;
    if (read_short_integer(value)) return value;
    return as_integer_of_any_form();
  }
  /// The same for integers of up to 8 plain digits; false for others. For loops over millions: GCC
  /// passes an optional through memory, which takes longer than reading the digits.
  bool read_short_integer(std::int64_t& value) const {
    if (!is_number()) return false;
    std::string_view digits = text();
    const bool is_negative = digits.front() == '-';
    if (is_negative) digits.remove_prefix(1);
    if (digits.size() > JsonTape::kWord) return false;
    const bool is_read = detail::read_short_decimal(digits.data(), digits.size(), value);
    if (is_negative) value = -value;
    return is_read;
  }
  /// The number rounded to the nearest double; nothing when it is too large for one, and for other
  /// kinds.
  std::optional<double> as_double() const;

  /// Elements of an array or members of an object; 0 for scalars.
  std::size_t size() const { return is_array() || is_object() ? node().size() : 0; }
  /// The elements of an array, in order.
  JsonElements elements() const;
  /// The members of an object, in order.
  JsonMembers members() const;
  /// The member of that name; nothing when there is none or this is no object. Linear in the
  /// members.
  std::optional<JsonView> find(std::string_view key) const;

  const JsonTape& tape() const { return *tape_; }
  std::uint32_t index() const { return index_; }
  std::uint32_t end_index() const { return tape_->next(index_); }

 private:
  const JsonTape::Node& node() const { return tape_->node(index_); }
  std::optional<std::int64_t> as_integer_of_any_form() const;

  const JsonTape* tape_;
  std::uint32_t index_;
};

struct JsonMember {
  std::string_view key;
  JsonView value;
};

namespace detail {

/// Forward iteration over the values (Stride false) or the members (true) of a container.
template <bool Members>
class JsonIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = std::conditional_t<Members, JsonMember, JsonView>;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = value_type;

  JsonIterator(const JsonTape* tape, std::uint32_t index) : tape_(tape), index_(index) {}
  value_type operator*() const {
    if constexpr (Members) {
      return {tape_->text(index_), JsonView(*tape_, index_ + 1)};
    } else {
      return JsonView(*tape_, index_);
    }
  }
  JsonIterator& operator++() {
    index_ = tape_->next(Members ? index_ + 1 : index_);
    return *this;
  }
  friend bool operator==(const JsonIterator&, const JsonIterator&) = default;

 private:
  const JsonTape* tape_;
  std::uint32_t index_;
};

}  // namespace detail

class JsonElements {
 public:
  using Iterator = detail::JsonIterator<false>;
  explicit JsonElements(JsonView array) : array_(array) { GOXEL_ASSERT(array.is_array()); }
  Iterator begin() const { return {&array_.tape(), array_.index() + 1}; }
  Iterator end() const { return {&array_.tape(), array_.end_index()}; }

 private:
  JsonView array_;
};

class JsonMembers {
 public:
  using Iterator = detail::JsonIterator<true>;
  explicit JsonMembers(JsonView object) : object_(object) { GOXEL_ASSERT(object.is_object()); }
  Iterator begin() const { return {&object_.tape(), object_.index() + 1}; }
  Iterator end() const { return {&object_.tape(), object_.end_index()}; }

 private:
  JsonView object_;
};

inline JsonElements JsonView::elements() const { return JsonElements(*this); }
inline JsonMembers JsonView::members() const { return JsonMembers(*this); }

}  // namespace goxel::rpc
