#pragma once

#include "core/base/assert.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

namespace goxel::rpc {

namespace detail {

/// Copies `size` bytes, sizeof(Word) to twice that: the first word and the last, which may overlap.
template <class Word>
void copy_ends(char* to, const char* from, std::size_t size) {
  GOXEL_ASSERT(size >= sizeof(Word) && size <= 2 * sizeof(Word));
  Word first;
  Word last;
  std::memcpy(&first, from, sizeof first);
  std::memcpy(&last, from + size - sizeof last, sizeof last);
  std::memcpy(to, &first, sizeof first);
  std::memcpy(to + size - sizeof last, &last, sizeof last);
}

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

/// One JSON text, parsed and stored flat: nodes in document order and the characters they refer to.
///
/// A container's node is followed by its elements; an object's members are a key node and a value
/// each. Clearing keeps the memory, so that a connection in steady state parses without allocating.
/// Plain data: one thread at a time. Costs 8 bytes a value beside its characters.
class JsonTape {
 public:
  /// Texts longer than this do not fit the nodes; the parser refuses them.
  static constexpr std::size_t kMaxTextSize = (std::size_t{1} << 29) - 1;
  /// So many bytes from the start of each text can be read, though they may be others' or none.
  static constexpr std::size_t kWord = sizeof(std::uint64_t);

  struct Node {
    std::uint32_t link;  ///< scalar: offset of the text; container: index of the node after its end
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

  /// The value at `index` alone, as a tape that begins with it. 2 ns a node and the bytes of text.
  JsonTape copy_of(std::uint32_t index) const;

  /// Forgets the content and keeps the memory, unless a large text has blown it up.
  void clear();

  // Filled by JsonParser, in document order.
  void add_null() { add(JsonKind::Null, 0, 0); }
  void add_bool(bool value) { add(JsonKind::Bool, 0, value ? 1 : 0); }
  /// A whole scalar at once, or its parts: begin, append any number of times, end.
  void add_number(std::string_view digits);
  /// A number of at most kWord characters, after which so many bytes can be read that there are
  /// kWord: copied without a look at its size, which differs from number to number.
  void add_short_number(const char* digits, std::size_t size);
  /// A string or a key, without its quotes. `has_escapes` tells that the source spells it
  /// differently.
  void add_string(std::string_view characters);
  void begin_number() { text_start_ = text_size_; }
  void begin_string();
  void append_text(std::string_view part);
  void end_number();
  void end_string(bool has_escapes);
  std::string_view open_text() const {
    return {text_.get() + text_start_, text_size_ - text_start_};
  }
  void begin_container(JsonKind kind);
  void end_container(std::size_t count);
  /// Depth of the containers that are open.
  std::size_t depth() const { return open_.size(); }
  std::uint32_t innermost() const { return open_.back(); }
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
    return {text_.get() + n.link, n.size()};
  }
  /// The string at `index` between its quotes, decoded: the source's own spelling unless
  /// has_escapes(index).
  std::string_view quoted_text(std::uint32_t index) const {
    const Node& n = node(index);
    return {text_.get() + n.link - 1, n.size() + std::size_t{2}};
  }
  bool has_escapes() const { return !escaped_.empty(); }
  bool has_escapes(std::uint32_t index) const;
  /// The first member name in [first, end) that its object already had; nothing when there is none.
  std::optional<std::uint32_t> duplicate_key(std::uint32_t first, std::uint32_t end) const;

 private:
  void add(JsonKind kind, std::size_t link, std::size_t size) {
    GOXEL_ASSERT(size <= kMaxTextSize);
    if (node_count_ == node_capacity_) grow_nodes(1);
    nodes_[node_count_++] = Node(kind, link, size);
  }
  void make_room(std::size_t size) {
    if (text_capacity_ - text_size_ < size + kWord) grow_text(size + kWord);
  }
  /// Room is there. Short texts, which most are, are copied by two overlapping words instead of a
  /// call.
  void put(std::string_view characters) {
    char* const to = text_.get() + text_size_;
    const char* const from = characters.data();
    const std::size_t size = characters.size();
    if (size == 1) {
      *to = *from;
    } else if (size >= 8 && size <= 16) {
      detail::copy_ends<std::uint64_t>(to, from, size);
    } else if (size >= 4 && size < 8) {
      detail::copy_ends<std::uint32_t>(to, from, size);
    } else if (size >= 2 && size < 4) {
      detail::copy_ends<std::uint16_t>(to, from, size);
    } else if (size > 0) {
      std::memcpy(to, from, size);
    }
    text_size_ += size;
  }
  void grow_text(std::size_t size);
  void grow_nodes(std::size_t count);

  std::unique_ptr<Node[]> nodes_;  ///< no vector: GCC calls a function for each push_back
  std::size_t node_count_ = 0;
  std::size_t node_capacity_ = 0;
  std::size_t large_nodes_ = 0;   ///< of the last text that had too many to be kept
  std::unique_ptr<char[]> text_;  ///< strings with their quotes, numbers as written
  std::size_t text_size_ = 0;
  std::size_t text_capacity_ = 0;
  std::size_t text_start_ = 0;       ///< of the scalar under way
  std::size_t large_text_ = 0;       ///< size of the last text that was too large to be kept
  std::vector<std::uint32_t> open_;  ///< node indices of the containers under way, outermost first
  std::vector<std::uint32_t> escaped_;     ///< string nodes with escapes, ascending
  std::vector<std::uint32_t> duplicates_;  ///< key nodes; ascending after finish()
};

inline void JsonTape::add_number(std::string_view digits) {
  make_room(digits.size());
  add(JsonKind::Number, text_size_, digits.size());
  put(digits);
}

inline void JsonTape::add_short_number(const char* digits, std::size_t size) {
  GOXEL_ASSERT(size <= kWord);
  make_room(kWord);
  add(JsonKind::Number, text_size_, size);
  std::memcpy(text_.get() + text_size_, digits, kWord);
  text_size_ += size;
}

inline void JsonTape::add_string(std::string_view characters) {
  make_room(characters.size() + 2);
  text_[text_size_++] = '"';
  add(JsonKind::String, text_size_, characters.size());
  put(characters);
  text_[text_size_++] = '"';
}

inline void JsonTape::begin_container(JsonKind kind) {
  open_.push_back(static_cast<std::uint32_t>(node_count_));
  add(kind, 0, 0);
}

inline void JsonTape::end_container(std::size_t count) {
  GOXEL_ASSERT(!open_.empty());
  GOXEL_ASSERT(count <= kMaxTextSize);
  Node& node = nodes_[open_.back()];
  node = Node(node.kind(), node_count_, count);
  open_.pop_back();
}

struct JsonMember;
class JsonElements;
class JsonMembers;

/// One value in a tape. Two words, copied freely; valid until the tape is cleared.
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
