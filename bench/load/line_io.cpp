#include "bench/load/line_io.hpp"

#include "bench/load/socket.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace goxel::bench {

namespace {

constexpr std::size_t kFirstCapacity = std::size_t{1} << 16;
constexpr std::size_t kMaxCapacity = std::size_t{1} << 24;

bool is_would_block(int number) { return number == EAGAIN || number == EWOULDBLOCK; }

}  // namespace

LineReader::LineReader()
    : buffer_(std::make_unique_for_overwrite<char[]>(kFirstCapacity)), capacity_(kFirstCapacity) {}

void LineReader::make_room() {
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ < capacity_ || capacity_ == kMaxCapacity) return;
  auto larger = std::make_unique_for_overwrite<char[]>(2 * capacity_);
  std::memcpy(larger.get(), buffer_.get(), end_);
  buffer_ = std::move(larger);
  capacity_ *= 2;
}

Result<bool> LineReader::read_from(int fd) {
  make_room();
  if (end_ == capacity_)
    return Error{ErrorCode::LimitExceeded, "a line is longer than 16777216 bytes"};
  ssize_t count = 0;
  do {
    count = ::recv(fd, buffer_.get() + end_, capacity_ - end_, 0);
  } while (count < 0 && errno == EINTR);
  if (count > 0) {
    end_ += static_cast<std::size_t>(count);
    return true;
  }
  if (count == 0) return Error{ErrorCode::FileError, "the other side closed the connection"};
  if (is_would_block(errno)) return false;
  return system_error("cannot receive");
}

std::optional<std::string_view> LineReader::next_line() {
  const char* const first = buffer_.get() + begin_;
  const void* const newline = std::memchr(first, '\n', end_ - begin_);
  if (newline == nullptr) return std::nullopt;
  const auto size = static_cast<std::size_t>(static_cast<const char*>(newline) - first);
  begin_ += size + 1;
  return std::string_view(first, size);
}

std::string_view LineReader::take_lines() {
  const std::string_view unread(buffer_.get() + begin_, end_ - begin_);
  const std::size_t newline = unread.rfind('\n');
  if (newline == std::string_view::npos) return {};
  begin_ += newline + 1;
  return unread.substr(0, newline + 1);
}

Result<void> SendBuffer::send_to(int fd) {
  while (sent_ < bytes_.size()) {
    const ssize_t count = ::send(fd, bytes_.data() + sent_, bytes_.size() - sent_, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && is_would_block(errno)) return {};
    if (count < 0) return system_error("cannot send");
    sent_ += static_cast<std::size_t>(count);
  }
  bytes_.clear();
  sent_ = 0;
  return {};
}

}  // namespace goxel::bench
