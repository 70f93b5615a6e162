#include "daemon/net/message_reader.hpp"

#include "core/base/assert.hpp"
#include "core/base/str_cat.hpp"
#include "daemon/net/first_bytes.hpp"
#include "daemon/net/header_block.hpp"
#include "daemon/net/whole_message.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace goxel::net {

namespace {

/// A buffer beyond this is given back as soon as what it was needed for is gone.
constexpr std::size_t kKeptCapacity = 256 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kWhiteSpace = " \t\r\n";

std::string_view without_trailing_space(std::string_view text) {
  return text.substr(0, text.find_last_not_of(kWhiteSpace) + 1);
}

Error header_too_large(std::size_t limit) {
  return Error{ErrorCode::ParseError,
               str_cat("the header block is larger than ", limit, " bytes (limit header_bytes)")}
      .with("limit", "header_bytes")
      .with("maximum", static_cast<std::int64_t>(limit));
}

}  // namespace

MessageReader::MessageReader(const Limits& limits, Framing framing)
    : max_message_(message_limit(limits)),
      max_header_(static_cast<std::size_t>(limits.header_bytes)),
      parser_(static_cast<std::size_t>(limits.nesting)),
      framing_(framing),
      may_have_bom_(framing == Framing::Undecided) {}

std::span<char> MessageReader::prepare(std::size_t size) {
  raw_ = {};
  const std::size_t used = end_ - begin_;
  if (capacity_ - end_ < size) {
    // Growing while a message under way needs it; else the bytes only move to the front.
    reallocate(used + size > capacity_ ? grown_capacity(used, size) : capacity_);
  }
  return {buffer_.get() + end_, capacity_ - end_};
}

/// Twice as much as there is; for a large message at once what the last one took and an eighth
/// more, for messages of one client tend to be alike. The pages that it does not fill are never
/// touched.
std::size_t MessageReader::grown_capacity(std::size_t used, std::size_t size) const {
  std::size_t wanted = used * 2;
  if (wanted > kKeptCapacity) wanted = std::max(wanted, large_size_ + large_size_ / 8 + 2 * size);
  return std::max(used + size, std::min(wanted, max_message_ + size));
}

void MessageReader::reallocate(std::size_t capacity) {
  const std::size_t used = end_ - begin_;
  GOXEL_ASSERT(capacity >= used);
  if (capacity == capacity_) {
    if (used > 0) std::memmove(buffer_.get(), buffer_.get() + begin_, used);
  } else {
    auto buffer = std::make_unique_for_overwrite<char[]>(capacity);
    if (used > 0) std::memcpy(buffer.get(), buffer_.get() + begin_, used);
    buffer_ = std::move(buffer);
    capacity_ = capacity;
  }
  parsed_ -= begin_;
  begin_ = 0;
  end_ = used;
}

void MessageReader::commit(std::size_t size) {
  GOXEL_ASSERT(size <= capacity_ - end_);
  end_ += size;
}

void MessageReader::append(std::string_view more) {
  const std::span<char> room = prepare(more.size());
  if (!more.empty()) std::memcpy(room.data(), more.data(), more.size());
  commit(more.size());
}

std::string MessageReader::take_unread() {
  std::string taken(unread());
  begin_ = parsed_ = end_;
  raw_ = {};
  is_parser_used_ = true;
  body_size_.reset();
  return taken;
}

void MessageReader::forget_message() {
  raw_ = {};
  const bool has_ended = std::exchange(is_parser_used_, false);
  if (has_ended) parser_.reset();
  const std::size_t used = end_ - begin_;
  if (used == 0) {
    begin_ = parsed_ = end_ = 0;
    if (capacity_ > kKeptCapacity) {
      buffer_.reset();
      capacity_ = 0;
    }
  } else if (has_ended && capacity_ > kKeptCapacity && used < capacity_ / 4) {
    reallocate(std::max(used, kKeptCapacity));
  }
}

MessageReader::Event MessageReader::next() {
  forget_message();
  if (!finish_skipping()) return Event::NeedMore;
  Event event = Event::NeedMore;
  if (framing_ == Framing::Undecided && !decide_framing(event)) return event;
  return framing_ == Framing::ContentLength ? next_with_header() : next_stream();
}

/// False when `event` is what to answer; true when framing_ is known.
bool MessageReader::decide_framing(Event& event) {
  event = Event::NeedMore;
  if (may_have_bom_) {
    const std::string_view start = unread().substr(0, kByteOrderMark.size());
    const bool may_be_mark = kByteOrderMark.substr(0, start.size()) == start;
    if (may_be_mark && start.size() < kByteOrderMark.size() && !is_ended_) return false;
    if (may_be_mark && start.size() == kByteOrderMark.size()) begin_ += start.size();
    may_have_bom_ = false;
  }
  skip_white_space();
  if (begin_ == end_) return false;
  switch (judge_first_bytes(unread(), is_ended_)) {
    case FirstBytes::NeedMore:
      return false;
    case FirstBytes::Http:
      event = Event::Http;
      return false;
    case FirstBytes::ContentLength:
      framing_ = Framing::ContentLength;
      return true;
    case FirstBytes::Json:
      break;
  }
  framing_ = Framing::Stream;
  return true;
}

void MessageReader::skip_white_space() {
  const std::size_t blank = unread().find_first_not_of(kWhiteSpace);
  begin_ = blank == std::string_view::npos ? end_ : begin_ + blank;
  parsed_ = std::max(parsed_, begin_);
}

MessageReader::Event MessageReader::next_stream() {
  if (parsed_ <= begin_) skip_white_space();
  if (begin_ == end_) return Event::NeedMore;
  const std::size_t feed_end = std::min(end_, begin_ + max_message_);
  if (parsed_ == feed_end && parsed_ < end_) return fail_too_large();
  auto progress = parser_.feed(bytes(begin_, feed_end));
  parsed_ = begin_ + progress.consumed;
  if (progress.status == rpc::JsonParser::Status::NeedMore) {
    if (feed_end < end_) return fail_too_large();
    if (!is_ended_) return Event::NeedMore;
    progress = parser_.finish();
  }
  if (progress.status == rpc::JsonParser::Status::Failed) {
    return fail(parser_.error(), parse_failure_offset(), Skip::Line);
  }
  return deliver(bytes(begin_, parsed_), parsed_);
}

/// Where the parser gave up. It may have taken the bytes after a cut-off UTF-8 character for its
/// continuation, and a newline among them must be found by the skipping, so the offset goes back to
/// the character's first byte.
std::size_t MessageReader::parse_failure_offset() const {
  for (std::size_t back = 1; back <= 3 && parsed_ - begin_ >= back; ++back) {
    if (static_cast<unsigned char>(buffer_[parsed_ - back]) >= 0xC0) return parsed_ - back;
  }
  return parsed_;
}

MessageReader::Event MessageReader::deliver(std::string_view text, std::size_t end) {
  raw_ = without_trailing_space(text);
  if (text.size() > kKeptCapacity) large_size_ = text.size();
  begin_ = parsed_ = end;
  is_parser_used_ = true;
  return Event::Message;
}

/// `end`: offset of the first byte that skipping looks at.
MessageReader::Event MessageReader::fail(Error error, std::size_t end, Skip skip) {
  error_ = std::move(error);
  begin_ = parsed_ = end;
  is_parser_used_ = true;
  skip_ = skip;
  return Event::Failed;
}

MessageReader::Event MessageReader::fail_too_large() {
  text_skipper_ = {};
  return fail(message_too_large(max_message_), begin_, Skip::Text);
}

/// True when nothing is left to skip.
bool MessageReader::finish_skipping() {
  switch (skip_) {
    case Skip::Nothing:
      return true;
    case Skip::Line:
      skip_line();
      break;
    case Skip::Text:
      skip_text();
      break;
    case Skip::Bytes:
      skip_bytes();
      break;
    case Skip::Block:
      skip_block();
      break;
  }
  parsed_ = begin_;
  if (is_ended_ && skip_ != Skip::Nothing) begin_ = parsed_ = end_;
  forget_message();
  return skip_ == Skip::Nothing;
}

void MessageReader::skip_line() {
  const std::size_t newline = unread().find('\n');
  if (newline == std::string_view::npos) {
    begin_ = end_;
    return;
  }
  begin_ += newline + 1;
  skip_ = Skip::Nothing;
}

void MessageReader::skip_text() {
  begin_ += text_skipper_.skip(unread());
  if (text_skipper_.is_done()) skip_ = Skip::Nothing;
}

void MessageReader::skip_bytes() {
  const std::size_t now = std::min(skip_bytes_, end_ - begin_);
  begin_ += now;
  skip_bytes_ -= now;
  if (skip_bytes_ == 0) skip_ = Skip::Nothing;
}

void MessageReader::skip_block() {
  if (const auto found = find_content_length(unread())) {
    begin_ += *found;
    skip_ = Skip::Nothing;
    return;
  }
  // The last bytes may be the beginning of the name.
  begin_ = std::max(begin_, end_ - std::min(end_, kContentLengthSize - 1));
}

MessageReader::Event MessageReader::next_with_header() {
  Event event = Event::NeedMore;
  if (!body_size_ && !read_header(event)) return event;
  return read_body();
}

/// False when `event` is what to answer; true when body_size_ is known.
bool MessageReader::read_header(Event& event) {
  skip_white_space();
  event = Event::NeedMore;
  if (begin_ == end_) return false;
  const auto size = header_block_size(unread().substr(0, max_header_));
  if (!size) {
    if (end_ - begin_ > max_header_) {
      // Past this block's own Content-Length: the next one starts the next message.
      event = fail(header_too_large(max_header_), begin_ + 1, Skip::Block);
    } else if (is_ended_) {
      event = fail({ErrorCode::ParseError, "the input ends within a header block"}, end_,
                   Skip::Nothing);
    }
    return false;
  }
  auto length = parse_header_block(unread().substr(0, *size));
  if (!length) {
    event = fail(std::move(length).error(), begin_ + *size, Skip::Block);
    return false;
  }
  if (*length > max_message_) {
    skip_bytes_ = *length;
    event = fail(message_too_large(max_message_), begin_ + *size, Skip::Bytes);
    return false;
  }
  begin_ += *size;
  parsed_ = begin_;
  body_size_ = *length;
  return true;
}

MessageReader::Event MessageReader::read_body() {
  GOXEL_ASSERT(body_size_.has_value());
  if (end_ - begin_ < *body_size_) {
    if (!is_ended_) return Event::NeedMore;
    body_size_.reset();
    return fail({ErrorCode::ParseError, "the input ends within a body"}, end_, Skip::Nothing);
  }
  const std::string_view body = bytes(begin_, begin_ + *body_size_);
  const std::size_t body_end = begin_ + *body_size_;
  body_size_.reset();
  const auto text = parse_whole_message(parser_, body);
  if (!text) return fail(text.error(), body_end, Skip::Nothing);
  return deliver(*text, body_end);
}

}  // namespace goxel::net
